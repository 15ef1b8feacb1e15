"""Layers on graphs: values and gradients by dense formulas, with an adjacency matrix, on small graphs."""
import torch
import torch.nn.functional as F

from reference import Reference

torch.manual_seed(16)
torch.set_default_dtype(torch.float64)

# node 4 has no edge, node 3 none that ends there; 0 -> 1 stands twice; 2 has a loop
SOURCES = torch.tensor([0, 0, 1, 2, 2, 3, 1, 3, 0])
TARGETS = torch.tensor([1, 1, 0, 2, 0, 2, 2, 1, 2])
NODES, EDGES = 5, 9


def adjacency(weights):
    """A[t, s]: the sum of the weights of the edges from s to t, one by one."""
    a = torch.zeros(NODES, NODES)
    for e in range(EDGES):
        unit = torch.zeros(NODES, NODES)
        unit[TARGETS[e], SOURCES[e]] = 1
        a = a + weights[e] * unit
    return a


def loops(complete):
    """The nodes that get a loop: those without one."""
    return torch.tensor([1.0, 1, 0, 1, 1]) if complete else torch.zeros(NODES)


def gcn(x, weights, weight, bias, complete=True, normalize=True):
    a = adjacency(weights) + torch.diag(loops(complete))
    if normalize:
        degree = a.sum(1)
        root = torch.where(degree > 0, degree, 1).rsqrt() * (degree > 0)
        a = torch.diag(root) @ a @ torch.diag(root)
    y = a @ (x @ weight)
    return y if bias is None else y + bias


def gat(x, weight, source, target, bias, complete=True, concat=True, slope=0.2):
    heads, out = source.shape
    count = adjacency(torch.ones(EDGES)) + torch.diag(loops(complete))  # duplicate edges have a term each
    results = []
    for k in range(heads):
        h = x @ weight[:, k * out:(k + 1) * out]
        scores = F.leaky_relu((h @ target[k])[:, None] + (h @ source[k])[None, :], slope)
        powers = count * scores.exp()
        total = powers.sum(1, keepdim=True)
        results.append(powers / torch.where(total > 0, total, 1) @ h)
    y = torch.cat(results, 1) if concat else torch.stack(results).mean(0)
    return y if bias is None else y + bias


def dense(rows, fill):
    """(nodes, rows, features): the rows in the place of the node at which they arrive."""
    here = (TARGETS[None, :] == torch.arange(NODES)[:, None])[..., None]
    return torch.where(here, rows[None], fill), here


def aggregate(rows, kind):
    if kind == "max":
        values, here = dense(rows, -torch.inf)
        return torch.where(here.any(1), values.amax(1), 0.0)
    values, here = dense(rows, 0.0)
    total = values.sum(1)
    return total if kind == "sum" else total / here.sum(1).clamp(min=1)


def softmax(rows):
    values, here = dense(rows, -torch.inf)
    some = here.any(1, keepdim=True)
    soft = torch.where(some, torch.softmax(torch.where(some, values, 0.0), 1), 0.0)
    return soft[TARGETS, torch.arange(EDGES)]


def run(ref, case, inputs, parameters, function):
    for kind, tensors in (("", inputs), ("param/", parameters)):
        for name, x in tensors.items():
            ref.put(f"{case}/{kind}{name}", x)
            x.requires_grad_()
    y = function(*inputs.values(), *parameters.values())
    up = torch.randn(y.shape)
    ref.put(f"{case}/y", y)
    ref.put(f"{case}/up", up)
    (y * up).sum().backward()
    for kind, tensors in (("d/", inputs), ("grad/", parameters)):
        for name, x in tensors.items():
            ref.put(f"{case}/{kind}{name}", x.grad)


ref = Reference("graph")
ref.put("sources", SOURCES)
ref.put("targets", TARGETS)


def features(n=NODES, size=3):
    return torch.randn(n, size)


def weights():
    return torch.rand(EDGES) + 0.2


def gcn_parameters():
    return dict(weight=torch.randn(3, 2), bias=torch.randn(2))


run(ref, "gcn", dict(x=features()), gcn_parameters(), lambda x, w, b: gcn(x, torch.ones(EDGES), w, b))
run(ref, "gcn-weights", dict(x=features(), weights=weights()), gcn_parameters(), gcn)
run(ref, "gcn-no-bias", dict(x=features()), dict(weight=torch.randn(3, 2)),
    lambda x, w: gcn(x, torch.ones(EDGES), w, None))
run(ref, "gcn-no-loops", dict(x=features(), weights=weights()), gcn_parameters(),
    lambda x, e, w, b: gcn(x, e, w, b, complete=False))
run(ref, "gcn-plain", dict(x=features(), weights=weights()), gcn_parameters(),
    lambda x, e, w, b: gcn(x, e, w, b, normalize=False))


def gat_parameters(heads, width):
    return dict(weight=torch.randn(3, heads * 2), attentionSource=torch.randn(heads, 2),
                attentionTarget=torch.randn(heads, 2), bias=torch.randn(width))


run(ref, "gat", dict(x=features()), gat_parameters(1, 2), gat)
run(ref, "gat-heads", dict(x=features()), gat_parameters(3, 6), gat)
run(ref, "gat-mean", dict(x=features()), gat_parameters(3, 2),
    lambda *a: gat(*a, concat=False))
run(ref, "gat-no-loops", dict(x=features()), gat_parameters(2, 4), lambda *a: gat(*a, complete=False))
run(ref, "gat-slope", dict(x=features()), gat_parameters(2, 4), lambda *a: gat(*a, slope=0.5))
no_bias = gat_parameters(2, 4)
del no_bias["bias"]
run(ref, "gat-no-bias", dict(x=features()), no_bias, lambda *a: gat(*a, None))

for kind in ("sum", "mean", "max"):
    run(ref, f"segment-{kind}", dict(rows=features(EDGES)), {}, lambda rows: aggregate(rows, kind))
    run(ref, f"message-{kind}", dict(x=features(), edges=features(EDGES, 2)),
        {"message.weight": torch.randn(8, 4), "message.bias": torch.randn(4),
         "update.weight": torch.randn(7, 2), "update.bias": torch.randn(2)},
        lambda x, edges, w, b, u, c: torch.cat([x, aggregate(
            torch.cat([x[TARGETS], x[SOURCES], edges], 1) @ w + b, kind)], 1) @ u + c)
    run(ref, f"sage-{kind}", dict(x=features()),
        {"neighbours.weight": torch.randn(3, 2), "neighbours.bias": torch.randn(2), "self.weight": torch.randn(3, 2)},
        lambda x, w, b, s: aggregate(x[SOURCES], kind) @ w + b + x @ s)
ties = torch.randint(0, 3, (EDGES, 3)).double()
run(ref, "segment-ties", dict(rows=ties), {}, lambda rows: aggregate(rows, "max"))
run(ref, "segment-softmax", dict(rows=features(EDGES)), {}, softmax)
run(ref, "segment-softmax-large", dict(rows=1000 * features(EDGES)), {}, softmax)
ref.write()
