"""Recurrent layers and cells: outputs, last states, and the gradients of a weighted sum of all of them."""
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from reference import Reference

torch.set_default_dtype(torch.float64)
torch.manual_seed(6)
N, STEPS, IN, HIDDEN = 3, 4, 2, 3
LENGTHS = [2, 4, 1]
SHORT = [2, 3, 1]  # no sequence is full
NAMES = {"weight_ih": "inputWeight", "weight_hh": "hiddenWeight", "bias_ih": "inputBias", "bias_hh": "hiddenBias",
         "weight_hr": "projectionWeight"}


def path(name):
    """weight_ih_l1_reverse -> layer1.backward.inputWeight"""
    kind, rest = name.split("_l")
    level, *reverse = rest.split("_")
    return f"layer{level}.{'backward' if reverse else 'forward'}.{NAMES[kind]}"


def transposed(tensor):
    return tensor.t() if tensor.dim() == 2 else tensor


def random(*shape):
    """Of two decimals: a shorter file."""
    return torch.randn(shape).round(decimals=2).requires_grad_()


def plain(module):
    """The same module with parameters of two decimals."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(p.round(decimals=2))
    return module


def record(case, inputs, parameters, values):
    """Everything about a case: what goes in, what comes out, and the gradients of sum(value * its weights)."""
    loss = 0
    for name, value in values.items():
        weights = random(*value.shape).detach()
        out.put(f"{case}/{name}", value)
        out.put(f"{case}/{name}/weights", weights)
        loss = loss + (value * weights).sum()
    loss.backward()
    for name, tensor in inputs.items():
        out.put(f"{case}/{name}", tensor)
        out.put(f"{case}/{name}/gradient", tensor.grad)
    for name, tensor in parameters.items():
        out.put(f"{case}/parameter/{name}", transposed(tensor))
        out.put(f"{case}/parameter/{name}/gradient", transposed(tensor.grad))


def states(hidden, cell=None, suffix=""):
    return {"hidden" + suffix: hidden} | ({} if cell is None else {"cell" + suffix: cell})


def layer(case, module, x, initial=True, lengths=None):
    plain(module)
    lstm = isinstance(module, torch.nn.LSTM)
    units = module.num_layers * (2 if module.bidirectional else 1)
    n = () if x.dim() == 2 else (N,)
    h0 = random(units, *n, module.proj_size or HIDDEN) if initial else None
    c0 = random(units, *n, HIDDEN) if initial and lstm else None
    s = (h0, c0) if c0 is not None else h0
    if lengths is None:
        y, last = module(x, s)
    else:
        packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        y, last = module(packed, s)
        y, _ = pad_packed_sequence(y, batch_first=True, total_length=STEPS)
        out.put(f"{case}/lengths", torch.tensor(lengths))
    inputs = {"x": x} | (states(h0, c0) if initial else {})
    values = {"outputs": y} | states(*(last if lstm else (last,)), suffix="Last")
    record(case, inputs, {path(k): p for k, p in module.named_parameters()}, values)


def batch():
    return random(N, STEPS, IN)


def layers(kind, make):
    first = dict(batch_first=True)
    layer(f"{kind}/plain", make(IN, HIDDEN, **first), batch())
    layer(f"{kind}/zeros", make(IN, HIDDEN, **first), batch(), initial=False)
    layer(f"{kind}/noBias", make(IN, HIDDEN, bias=False, **first), batch())
    layer(f"{kind}/timeFirst", make(IN, HIDDEN), random(STEPS, N, IN))
    layer(f"{kind}/single", make(IN, HIDDEN, num_layers=2, bidirectional=True, **first), random(STEPS, IN))
    layer(f"{kind}/stacked", make(IN, HIDDEN, num_layers=2, **first), batch())
    layer(f"{kind}/bidirectional", make(IN, HIDDEN, bidirectional=True, **first), batch())
    layer(f"{kind}/lengths", make(IN, HIDDEN, **first), batch(), lengths=LENGTHS)
    layer(f"{kind}/lengthsZeros", make(IN, HIDDEN, bidirectional=True, **first), batch(), initial=False, lengths=SHORT)
    layer(f"{kind}/all", make(IN, HIDDEN, num_layers=2, bidirectional=True, **first), batch(), lengths=LENGTHS)


# ---- the other variant of the GRU, which PyTorch lacks: Cho et al. 2014, one sequence and one step at a time

def reset_before(p, x, h):
    wr, wz, wn = p["inputWeight"].chunk(3)
    ur, uz, un = p["hiddenWeight"].chunk(3)
    b = p["inputBias"] + p["hiddenBias"] if "inputBias" in p else torch.zeros(3 * HIDDEN)
    br, bz, bn = b.chunk(3)
    r = torch.sigmoid(wr @ x + ur @ h + br)
    z = torch.sigmoid(wz @ x + uz @ h + bz)
    n = torch.tanh(wn @ x + un @ (r * h) + bn)
    return (1 - z) * n + z * h


def gru_before(case, layers, directions, bias, lengths):
    x = batch()
    h0 = random(layers * directions, N, HIDDEN)
    parameters = {}
    rows = [[x[i, t] for t in range(lengths[i])] for i in range(N)]
    last = [[None] * N for _ in range(layers * directions)]
    for level in range(layers):
        results = [[] for _ in range(N)]
        size = IN if level == 0 else directions * HIDDEN
        for d, direction in enumerate(["forward", "backward"][:directions]):
            p = {"inputWeight": random(3 * HIDDEN, size), "hiddenWeight": random(3 * HIDDEN, HIDDEN)}
            p |= {"inputBias": random(3 * HIDDEN), "hiddenBias": random(3 * HIDDEN)} if bias else {}
            parameters |= {f"layer{level}.{direction}.{k}": v for k, v in p.items()}
            for i in range(N):
                h, hs = h0[level * directions + d, i], []
                for value in rows[i] if d == 0 else rows[i][::-1]:
                    h = reset_before(p, value, h)
                    hs.append(h)
                results[i].append(hs if d == 0 else hs[::-1])
                last[level * directions + d][i] = h
        rows = [[torch.cat(step) for step in zip(*r)] for r in results]
    padding = torch.zeros(directions * HIDDEN)
    y = torch.stack([torch.stack(r + [padding] * (STEPS - len(r))) for r in rows])
    out.put(f"{case}/lengths", torch.tensor(lengths))
    record(case, {"x": x, "hidden": h0}, parameters,
           {"outputs": y, "hiddenLast": torch.stack([torch.stack(u) for u in last])})


# ---- cells

def cell(case, module):
    plain(module)
    x, h = random(N, IN), random(N, HIDDEN)
    c = random(N, HIDDEN) if isinstance(module, torch.nn.LSTMCell) else None
    last = module(x, (h, c) if c is not None else h)
    parameters = {NAMES[k]: p for k, p in module.named_parameters()}
    record(case, {"x": x} | states(h, c), parameters, states(*(last if c is not None else (last,)), suffix="Last"))


out = Reference("recurrent-rnn")
layers("rnn", torch.nn.RNN)
layers("rnnRelu", lambda *sizes, **options: torch.nn.RNN(*sizes, nonlinearity="relu", **options))
out.write()

out = Reference("recurrent-lstm")
layers("lstm", torch.nn.LSTM)
layer("lstm/projection", torch.nn.LSTM(IN, HIDDEN, num_layers=2, bidirectional=True, proj_size=2, batch_first=True),
      batch(), lengths=LENGTHS)
out.write()

out = Reference("recurrent-gru")
layers("gru", torch.nn.GRU)
gru_before("gruBefore/plain", 1, 1, True, [STEPS] * N)
gru_before("gruBefore/noBias", 1, 1, False, [STEPS] * N)
gru_before("gruBefore/all", 2, 2, True, LENGTHS)
out.write()

out = Reference("recurrent-cells")
cell("cell/rnn", torch.nn.RNNCell(IN, HIDDEN))
cell("cell/rnnRelu", torch.nn.RNNCell(IN, HIDDEN, nonlinearity="relu"))
cell("cell/rnnNoBias", torch.nn.RNNCell(IN, HIDDEN, bias=False))
cell("cell/lstm", torch.nn.LSTMCell(IN, HIDDEN))
cell("cell/lstmNoBias", torch.nn.LSTMCell(IN, HIDDEN, bias=False))
cell("cell/gru", torch.nn.GRUCell(IN, HIDDEN))
cell("cell/gruNoBias", torch.nn.GRUCell(IN, HIDDEN, bias=False))
out.write()
