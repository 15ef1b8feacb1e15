"""Reference values of the losses: reference/losses-numbers.txt, losses-classes.txt, losses-margins.txt. For each case
they hold the inputs, and for each reduction the value and the gradients of the inputs. Without reduction, the gradients
are those of the sum of the losses times 1, 2, 3, ... What is not an input, such as labels, has a name of its own.
Classes are moved to the last axis."""
import torch
import torch.nn.functional as F

from reference import Reference

torch.set_default_dtype(torch.float64)
torch.manual_seed(6)
REDUCTIONS = ["mean", "sum", "none"]


class File:
    def __init__(self, name):
        self.reference = Reference(name)

    def case(self, name, loss, *inputs, reductions=REDUCTIONS, **extras):
        """loss(*inputs, reduction) -> tensor."""
        for i, x in enumerate(inputs):
            self.reference.put(f"{name}/x{i}", x)
        for key, extra in extras.items():
            self.reference.put(f"{name}/{key}", extra)
        for reduction in reductions:
            xs = [x.clone().requires_grad_() for x in inputs]
            value = loss(*xs, reduction)
            self.reference.put(f"{name}/{reduction}/value", value)
            upstream = torch.arange(1.0, value.numel() + 1).reshape(value.shape)
            for i, g in enumerate(torch.autograd.grad((value * upstream).sum(), xs)):
                self.reference.put(f"{name}/{reduction}/d{i}", g)


def reduce(losses, reduction):
    """For losses that PyTorch lacks."""
    return losses if reduction == "none" else getattr(losses, reduction)()


def n(*shape):
    return torch.randn(*shape)


def u(*shape):
    return 0.05 + 0.9 * torch.rand(*shape)


def signs(*shape):
    return torch.randint(0, 2, shape) * 2.0 - 1


def numbers():
    f = File("losses-numbers")
    target = n(2, 3)
    # errors on both sides of the kinks, and at them
    prediction = target + torch.tensor([[-2.0, -0.3, 0.0], [0.25, 1.5, 3.0]])
    f.case("mse", lambda p, t, r: F.mse_loss(p, t, reduction=r), prediction, target)
    f.case("mae", lambda p, t, r: F.l1_loss(p, t, reduction=r), prediction, target)
    whole = torch.tensor([[1.0, -2.0, 0.0], [4.0, 3.0, -1.0]])
    near = whole + torch.tensor([[-2.0, -0.5, 0.0], [0.25, 0.5, 1.0]])  # in exact numbers
    for delta in [1.0, 0.5, 3.0]:
        f.case(f"huber/{delta}", lambda p, t, r: F.huber_loss(p, t, reduction=r, delta=delta), near, whole)
        f.case(f"smoothL1/{delta}", lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r, beta=delta), near, whole)
    f.case("smoothL1/0.0", lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r, beta=0.0), near, whole)
    counts = torch.tensor([[0.0, 1.0, 2.0], [7.0, 0.5, 1.5]])
    for full in [False, True]:
        f.case(f"poisson/log/{full}", lambda p, t, r: F.poisson_nll_loss(p, t, full=full, reduction=r), n(2, 3),
               counts if not full else counts + 0.25)
        for eps in [1e-8, 0.1]:
            f.case(f"poisson/rate/{full}/{eps}",
                   lambda p, t, r: F.poisson_nll_loss(p, t, log_input=False, full=full, eps=eps, reduction=r),
                   3 * u(2, 3), counts if not full else counts + 0.25)
    # whole numbers, of which PyTorch has no gradient where the term of Stirling is left out
    f.case("poisson/counts", lambda p, r: F.poisson_nll_loss(p, counts, full=True, reduction=r), n(2, 3), target=counts)
    for full in [False, True]:
        for eps in [1e-6, 0.5]:
            f.case(f"gaussian/{full}/{eps}",
                   lambda m, t, v, r: F.gaussian_nll_loss(m, t, v, full=full, eps=eps, reduction=r),
                   n(2, 3), n(2, 3), torch.tensor([[1.5, 0.2, 0.7], [0.01, 2.0, 0.4]]))
    f.case("gaussian/shared", lambda m, t, v, r: F.gaussian_nll_loss(m, t, v, reduction=r), n(2, 3), n(2, 3), u(2, 1))
    f.case("gaussian/zero", lambda m, t, v, r: F.gaussian_nll_loss(m, t, v, reduction=r),
           torch.tensor([0.5, 1.0]), torch.tensor([0.5, 2.0]), torch.tensor([0.0, 1e-9]))
    f.reference.write()


def classes():
    f = File("losses-classes")
    labels = torch.tensor([2, 0, 1, 2])
    some = torch.tensor([2, -100, 1, 2])
    weight = torch.tensor([0.5, 2.0, 1.25])
    for smoothing in [0.0, 0.1, 1.0]:
        for weighted in [False, True]:
            for name, y, ignore in [("all", labels, -100), ("some", some, -100), ("class", labels, 2)]:
                f.case(f"crossEntropy/{smoothing}/{weighted}/{name}",
                       lambda x, r: F.cross_entropy(x, y, weight if weighted else None, ignore_index=ignore,
                                                    reduction=r, label_smoothing=smoothing),
                       2 * n(4, 3), labels=y)
            f.case(f"crossEntropy/{smoothing}/{weighted}/probabilities",
                   lambda x, t, r: F.cross_entropy(x, t, weight if weighted else None, reduction=r,
                                                   label_smoothing=smoothing),
                   2 * n(2, 3), torch.softmax(n(2, 3), -1))
    for temperature in [0.5, 4.0]:
        f.case(f"crossEntropy/temperature/{temperature}",
               lambda x, r: F.cross_entropy(x / temperature, labels, reduction=r), 2 * n(4, 3), labels=labels)
    lines = torch.tensor([[0, 2, -100], [1, 1, 0]])
    f.case("crossEntropy/lines",
           lambda x, r: F.cross_entropy(x.movedim(-1, 1), lines, weight, label_smoothing=0.2, reduction=r), n(2, 3, 3),
           labels=lines)
    f.case("crossEntropy/lines/probabilities",
           lambda x, t, r: F.cross_entropy(x.movedim(-1, 1), t.movedim(-1, 1), weight, label_smoothing=0.2,
                                           reduction=r),
           n(2, 2, 3), torch.softmax(n(2, 2, 3), -1))
    for weighted in [False, True]:
        for name, y, ignore in [("all", labels, -100), ("some", some, -100), ("class", labels, 2)]:
            f.case(f"nll/{weighted}/{name}",
                   lambda x, r: F.nll_loss(x, y, weight if weighted else None, ignore_index=ignore, reduction=r),
                   torch.log_softmax(n(4, 3), -1), labels=y)
    f.case("nll/lines", lambda x, r: F.nll_loss(x.movedim(-1, 1), lines, weight, reduction=r),
           torch.log_softmax(n(2, 3, 3), -1), labels=lines)

    elements = u(2, 3)
    targets = torch.tensor([[0.0, 1.0, 0.3], [1.0, 0.0, 0.9]])
    huge = torch.tensor([[1000.0, -1000.0, 40.0], [-40.0, 800.0, 0.0]])
    positive = torch.tensor([3.0, 0.5, 1.0])
    for name, w in [("plain", None), ("elements", elements), ("classes", weight)]:
        f.case(f"bce/{name}", lambda p, t, r: F.binary_cross_entropy(p, t, w, reduction=r), u(2, 3), targets,
               weight=torch.ones(1) if w is None else w)
        for v in [None, positive]:
            f.case(f"bceLogits/{name}/{v is not None}",
                   lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, w, pos_weight=v, reduction=r),
                   3 * n(2, 3), targets, weight=torch.ones(1) if w is None else w)
    f.case("bceLogits/huge", lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, reduction=r), huge, targets)
    f.case("multiLabelSoftMargin/False", lambda x, t, r: F.multilabel_soft_margin_loss(x, t, reduction=r), n(2, 3),
           targets)
    f.case("multiLabelSoftMargin/True", lambda x, t, r: F.multilabel_soft_margin_loss(x, t, weight, reduction=r),
           n(2, 3), targets)
    kl = REDUCTIONS + ["batchmean"]
    f.case("kl/False", lambda x, t, r: F.kl_div(x, t, reduction=r), torch.log_softmax(n(2, 3), -1),
           torch.softmax(n(2, 3), -1), reductions=kl)
    f.case("kl/True", lambda x, t, r: F.kl_div(x, t, reduction=r, log_target=True), torch.log_softmax(n(2, 3), -1),
           torch.log_softmax(n(2, 3), -1), reductions=kl)
    zero = torch.tensor([[0.0, 1.0, 0.0], [0.25, 0.75, 0.0]])
    f.case("kl/zero", lambda x, r: F.kl_div(x, zero, reduction=r), torch.log_softmax(n(2, 3), -1), reductions=kl,
           target=zero)
    f.reference.write()


def margins():
    f = File("losses-margins")
    t = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
    scores = torch.tensor([[0.5, 0.25, 3.0], [-2.0, -0.75, 0.0]])
    f.case("hinge", lambda s, y, r: reduce(torch.relu(1 - y * s), r), scores, t)
    f.case("squaredHinge", lambda s, y, r: reduce(torch.relu(1 - y * s) ** 2, r), scores, t)
    f.case("softMargin", lambda s, r: F.soft_margin_loss(s, t, reduction=r), 3 * n(2, 3), target=t)
    distances = torch.tensor([[0.5, 0.25, 3.0], [1.0, 0.75, 2.0]])  # one at the margin of 1
    for margin in [1.0, 0.5, 2.5]:
        f.case(f"hingeEmbedding/{margin}", lambda d, r: F.hinge_embedding_loss(d, t, margin=margin, reduction=r),
               distances, target=t)
    second = torch.tensor([[0.5, -0.25, 1.0], [-1.0, 2.0, 0.5]])  # one tie, one at the margin of 0.5
    for margin in [0.0, 0.5, -0.25]:
        f.case(f"marginRanking/{margin}", lambda a, b, y, r: F.margin_ranking_loss(a, b, y, margin=margin, reduction=r),
               scores, second, t)
    for margin in [1.0, 0.3]:
        f.case(f"maxMargin/{margin}", lambda s, c, r: reduce(torch.relu(margin + c - s), r), n(2, 3), n(2, 3))
    labels = torch.tensor([2, 0, 1, 2])
    weight = torch.tensor([0.5, 2.0, 1.25])
    ties = torch.tensor([[1.0, 0.0, 2.0], [0.5, 0.5, -0.5], [3.0, 1.0, 1.0], [0.25, 0.75, -1.0]])
    for p in [1, 2]:
        for margin in [1.0, 0.5]:
            for weighted in [False, True]:
                f.case(f"multiMargin/{p}/{margin}/{weighted}",
                       lambda x, r: F.multi_margin_loss(x, labels, p, margin, weight if weighted else None,
                                                        reduction=r),
                       ties if weighted else n(4, 3), labels=labels)
    many = torch.tensor([[3, 0, -1, 1], [-1, -1, -1, -1], [2, 1, 0, 3], [1, -1, 2, 2]])
    f.case("multiLabelMargin", lambda x, r: F.multilabel_margin_loss(x, many, reduction=r), n(4, 4), labels=many)
    exact = torch.tensor([[0.0, 1.0, 2.0, -1.0]])
    f.case("multiLabelMargin/ties", lambda x, r: F.multilabel_margin_loss(x, many[:1], reduction=r), exact,
           labels=many[:1])
    y = torch.tensor([1.0, -1.0, -1.0, 1.0])
    for margin in [0.0, 0.3, -0.4]:
        f.case(f"cosine/{margin}", lambda a, b, r: F.cosine_embedding_loss(a, b, y, margin=margin, reduction=r),
               n(4, 3), n(4, 3), target=y)
    zeros = torch.tensor([[0.0, 0.0], [1.0, 2.0], [0.0, 0.0], [1e-4, 0.0]])
    f.case("cosine/zeros", lambda a, b, r: F.cosine_embedding_loss(a, b, y, margin=-0.1, reduction=r), zeros, n(4, 2),
           target=y)
    for p in [1.0, 2.0, 3.0, float("inf")]:
        for swap in [False, True]:
            f.case(f"triplet/{p}/{swap}",
                   lambda a, b, c, r: F.triplet_margin_loss(a, b, c, margin=1.5, p=p, swap=swap, reduction=r),
                   n(3, 3), n(3, 3), n(3, 3))
    f.case("triplet/eps", lambda a, b, c, r: F.triplet_margin_loss(a, b, c, eps=0.1, reduction=r), n(3, 3), n(3, 3),
           n(3, 3))
    same = n(2, 3)
    f.case("triplet/same", lambda a, b, c, r: F.triplet_margin_loss(a, b, c, reduction=r), same, same.clone(),
           same.clone())
    f.reference.write()


numbers()
classes()
margins()
