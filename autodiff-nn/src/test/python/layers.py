"""Layers: output, gradient of the input and of every parameter for random weights and a random upstream gradient."""
import itertools

import torch
from torch import nn
import torch.nn.functional as F

from reference import Reference

torch.set_default_dtype(torch.float64)
torch.manual_seed(6)


def short(tensor):
    """The same in few digits, which keeps the files small."""
    return torch.round(tensor, decimals=2)


def case(reference, name, module, *shape, x=None, keep=False):
    """Writes x, param/PARAMETER, up, y, d/x and grad/PARAMETER under a name. Parameters become random, unless `keep` is
    set."""
    x = short(torch.randn(*shape) * 1.5) if x is None else x
    x.requires_grad_()
    named = list(module.named_parameters()) if isinstance(module, nn.Module) else []
    for parameter_name, parameter in named:
        if not keep:
            with torch.no_grad():
                parameter.copy_(short(torch.randn_like(parameter) * 0.8 + 0.1))
        reference.put(f"{name}/param/{parameter_name}", parameter)
        parameter.grad = None
    y = module(x)
    u = short(torch.randn_like(y))
    (y * u).sum().backward()
    reference.put(f"{name}/x", x)
    reference.put(f"{name}/up", u)
    reference.put(f"{name}/y", y)
    reference.put(f"{name}/d/x", x.grad)
    for parameter_name, parameter in named:
        reference.put(f"{name}/grad/{parameter_name}", parameter.grad)


def basic():
    reference = Reference("layersBasic")
    grid = torch.cat([torch.linspace(-7.3, 7.4, 19), torch.tensor([-60.0, -1e-3, 0.3, 45.0])])
    activations = {
        "sigmoid": torch.sigmoid,
        "logSigmoid": F.logsigmoid,
        # F.hardsigmoid has a float32 sixth in its gradient
        "hardSigmoid": lambda x: torch.clamp(x / 6 + 0.5, 0, 1),
        "hardLogistic": lambda x: torch.clamp(0.25 * x + 0.5, 0, 1),
        "tanh": torch.tanh,
        "hardTanh": F.hardtanh,
        "hardTanh(-0.5,2.0)": lambda x: F.hardtanh(x, -0.5, 2.0),
        "softsign": F.softsign,
        "relu": F.relu,
        "relu6": F.relu6,
        "leakyRelu(0.01)": F.leaky_relu,
        "leakyRelu(0.2)": lambda x: F.leaky_relu(x, 0.2),
        "elu(1.0)": F.elu,
        "elu(0.7)": lambda x: F.elu(x, 0.7),
        "selu": F.selu,
        "celu(1.0)": F.celu,
        "celu(0.6)": lambda x: F.relu(x) + 0.6 * torch.expm1(x.clamp(max=0) / 0.6),  # F.celu rounds 1 / 0.6 to float32
        "softplus": lambda x: F.softplus(x, threshold=1000),
        "softplus(2.5)": lambda x: F.softplus(x, 2.5, threshold=1000),
        "silu": F.silu,
        "swish(1.7)": lambda x: x * torch.sigmoid(1.7 * x),
        "gelu": F.gelu,
        "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
        "mish": F.mish,
        "hardSwish": F.hardswish,
        "tanhshrink": F.tanhshrink,
        "softshrink(0.5)": F.softshrink,
        "softshrink(1.2)": lambda x: F.softshrink(x, 1.2),
        "hardshrink(0.5)": F.hardshrink,
        "hardshrink(1.2)": lambda x: F.hardshrink(x, 1.2),
    }
    for name, function in activations.items():
        case(reference, "activation/" + name, function, x=grid.clone())
    along = {
        "softmax(-1)": lambda x: F.softmax(x, -1),
        "softmax(1)": lambda x: F.softmax(x, 1),
        "softmax(1,temperature2.5)": lambda x: F.softmax(x / 2.5, 1),
        "logSoftmax(0)": lambda x: F.log_softmax(x, 0),
        "logSoftmax(-1,temperature0.3)": lambda x: F.log_softmax(x / 0.3, -1),
        "softmin(1)": lambda x: F.softmin(x, 1),
        "glu(-1)": lambda x: F.glu(x, -1),
        "glu(1)": lambda x: F.glu(x, 1),
    }
    for name, function in along.items():
        case(reference, "activation/" + name, function, 2, 6, 4)

    case(reference, "prelu/one", nn.PReLU(), 2, 3, 4)
    case(reference, "prelu/start", nn.PReLU(), 5, keep=True)
    case(reference, "prelu/channels", nn.PReLU(3), 2, 3, 4, 2)
    case(reference, "prelu/rows", nn.PReLU(3), 5, 3)

    bilinear(reference)

    tokens = torch.tensor([[1, 4, 0, 2], [4, 4, 3, 1]])
    for name, padding in [("plain", None), ("padding2", 2), ("padding4", 4)]:
        embedding = nn.Embedding(5, 3, padding_idx=padding)
        with torch.no_grad():
            embedding.weight.copy_(torch.randn(5, 3))
        y = embedding(tokens)
        u = torch.randn_like(y)
        (y * u).sum().backward()
        for key, value in [("x", tokens), ("param/weight", embedding.weight), ("up", u), ("y", y),
                           ("grad/weight", embedding.weight.grad)]:
            reference.put(f"embedding/{name}/{key}", value)

    class Maxout(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.empty(3, 8))
            self.bias = nn.Parameter(torch.empty(8))

        def forward(self, x):
            return (x @ self.weight + self.bias).unflatten(-1, (2, 4)).amax(-1)

    case(reference, "maxout", Maxout(), 2, 5, 3)
    reference.write()


def bilinear(reference):
    for name, bias, leading in [("bias", True, (2, 3)), ("plain", False, (4,))]:
        module = nn.Bilinear(3, 2, 4, bias=bias)
        a = torch.randn(*leading, 3, requires_grad=True)
        b = torch.randn(*leading, 2, requires_grad=True)
        y = module(a, b)
        u = torch.randn_like(y)
        (y * u).sum().backward()
        for key, value in [("a", a), ("b", b), ("up", u), ("y", y), ("d/a", a.grad), ("d/b", b.grad)]:
            reference.put(f"bilinear/{name}/{key}", value)
        for parameter_name, parameter in module.named_parameters():
            reference.put(f"bilinear/{name}/param/{parameter_name}", parameter)
            reference.put(f"bilinear/{name}/grad/{parameter_name}", parameter.grad)


def convolutions():
    reference = Reference("layersConv")
    modes = ["reflect", "replicate", "circular"]
    # name: in, out, window, then options by PyTorch's names
    conv2d = {
        "plain": (2, 3, (3, 2), {}),
        "nobias": (2, 3, 2, dict(bias=False)),
        "stride": (2, 2, (2, 3), dict(stride=(2, 1), padding=(1, 2))),
        "dilation": (1, 2, (2, 2), dict(dilation=(2, 3), padding=1)),
        "groups": (4, 6, 2, dict(groups=2)),
        "depthwise": (3, 6, 2, dict(groups=3, padding=1, stride=2)),
        "same": (1, 2, (2, 3), dict(padding="same", dilation=(3, 1))),
        "samereflect": (1, 2, (4, 3), dict(padding="same", padding_mode="reflect")),
        "one": (3, 2, 1, {}),
    }
    for mode in modes:
        conv2d[mode] = (2, 1, (3, 2), dict(padding=(2, 1), stride=(1, 2), padding_mode=mode))
    for name, (channels, out, window, options) in conv2d.items():
        case(reference, "conv2d/" + name, nn.Conv2d(channels, out, window, **options), 2, channels, 5, 6)
    case(reference, "conv2d/single", nn.Conv2d(2, 3, 2), 2, 3, 4)

    conv1d = {
        "plain": (2, 3, 3, {}),
        "nobias": (2, 3, 2, dict(bias=False)),
        "all": (4, 2, 3, dict(stride=2, padding=3, dilation=2, groups=2)),
        "same": (1, 2, 4, dict(padding="same")),
    }
    for mode in modes:
        conv1d[mode] = (2, 1, 3, dict(padding=2, stride=2, padding_mode=mode))
    for name, (channels, out, window, options) in conv1d.items():
        case(reference, "conv1d/" + name, nn.Conv1d(channels, out, window, **options), 2, channels, 7)
    case(reference, "conv1d/single", nn.Conv1d(2, 3, 2), 2, 5)

    transposed2d = {
        "plain": (2, 3, (3, 2), {}),
        "nobias": (3, 2, 2, dict(bias=False)),
        "stride": (2, 2, (2, 3), dict(stride=(2, 3), padding=(1, 0))),
        "outputpadding": (2, 1, 3, dict(stride=(2, 3), padding=1, output_padding=(1, 2))),
        "dilation": (1, 2, 2, dict(dilation=(2, 3), output_padding=(1, 2))),
        "groups": (4, 6, (2, 3), dict(groups=2, stride=2, output_padding=1)),
    }
    for name, (channels, out, window, options) in transposed2d.items():
        module = nn.ConvTranspose2d(channels, out, window, **options)
        case(reference, "convTranspose2d/" + name, module, 2, channels, 3, 4)
    case(reference, "convTranspose2d/single", nn.ConvTranspose2d(2, 3, 2), 2, 3, 4)
    transposed1d = {
        "plain": (2, 3, 3, {}),
        "all": (4, 2, 3, dict(stride=3, padding=1, dilation=2, groups=2, output_padding=2)),
        "nobias": (2, 3, 2, dict(bias=False, stride=2)),
    }
    for name, (channels, out, window, options) in transposed1d.items():
        case(reference, "convTranspose1d/" + name, nn.ConvTranspose1d(channels, out, window, **options), 2, channels, 4)
    case(reference, "convTranspose1d/single", nn.ConvTranspose1d(2, 3, 2), 2, 4)
    reference.write()


def pooling():
    """Pools are named by their options: a name such as MaxPool2d(3x2,stride1x2,ceil) is put together by the test."""
    reference = Reference("layersPool")

    def text(kind, window, stride, padding, dilation, more):
        pair = (lambda p: f"{p[0]}x{p[1]}") if isinstance(window, tuple) else str
        one = (1, 1) if isinstance(window, tuple) else 1
        zero = (0, 0) if isinstance(window, tuple) else 0
        parts = [pair(window)]
        if stride != one:
            parts.append("stride" + pair(stride))
        if padding != zero:
            parts.append("padding" + pair(padding))
        if dilation != one:
            parts.append("dilation" + pair(dilation))
        return kind + "(" + ",".join(parts + more) + ")"

    windows2d = [((2, 2), (2, 2), (0, 0), (1, 1)), ((3, 2), (2, 1), (1, 0), (1, 1)), ((3, 3), (2, 2), (1, 1), (1, 1)),
                 ((2, 3), (3, 2), (0, 1), (1, 1)), ((2, 2), (2, 3), (1, 1), (2, 1)), ((2, 3), (1, 1), (0, 1), (1, 2))]
    windows1d = [(3, 3, 0, 1), (2, 1, 0, 1), (3, 2, 1, 1), (2, 3, 1, 1), (3, 2, 1, 2)]
    for ceil in [False, True]:
        c = ["ceil"] if ceil else []
        for w, s, p, d in windows2d:
            case(reference, text("MaxPool2d", w, s, p, d, c), nn.MaxPool2d(w, s, p, d, ceil_mode=ceil), 2, 1, 6, 7)
        for w, s, p, d in windows1d:
            case(reference, text("MaxPool1d", w, s, p, d, c), nn.MaxPool1d(w, s, p, d, ceil_mode=ceil), 2, 2, 8)
        for counts in [True, False]:
            n = c + ([] if counts else ["paddingnotcounted"])
            for w, s, p, d in windows2d:
                if d == (1, 1):
                    for divisor in [None, 5]:
                        m = n + ([f"divisor{divisor}"] if divisor else [])
                        case(reference, text("AvgPool2d", w, s, p, d, m),
                             nn.AvgPool2d(w, s, p, ceil, counts, divisor), 1, 6, 7)
            for w, s, p, d in windows1d:
                if d == 1:
                    case(reference, text("AvgPool1d", w, s, p, d, n), nn.AvgPool1d(w, s, p, ceil, counts), 2, 2, 8)
    for rows, columns in [(1, 1), (2, 3), (4, 5), (6, 7), (8, 9)]:
        for kind in ["Max", "Avg"]:
            case(reference, f"Adaptive{kind}Pool2d({rows}x{columns})",
                 getattr(nn, f"Adaptive{kind}Pool2d")((rows, columns)), 1, 2, 6, 7)
            case(reference, f"Adaptive{kind}Pool1d({columns})", getattr(nn, f"Adaptive{kind}Pool1d")(columns), 2, 2, 8)
    case(reference, "single/MaxPool2d", nn.MaxPool2d(2), 2, 4, 5)
    case(reference, "single/AvgPool1d", nn.AvgPool1d(2), 2, 5)
    case(reference, "single/AdaptiveAvgPool2d", nn.AdaptiveAvgPool2d((2, 3)), 2, 4, 5)
    reference.write()


def normalisations():
    reference = Reference("layersNorm")
    options = {
        "plain": {},
        "eps": dict(eps=0.1, momentum=0.4),
        "bare": dict(affine=False),
        "untracked": dict(track_running_stats=False),
        "cumulative": dict(momentum=None),
    }
    kinds = {"batchNorm1d/rows": (nn.BatchNorm1d, (5, 3)), "batchNorm1d/lines": (nn.BatchNorm1d, (2, 3, 4)),
             "batchNorm2d": (nn.BatchNorm2d, (2, 3, 2, 4))}
    for (kind, (make, shape)), (name, chosen) in itertools.product(kinds.items(), options.items()):
        module = make(3, **chosen)
        start = f"{kind}/{name}"
        module.train()
        for step in range(3):
            case(reference, f"{start}/train{step}", module, x=short(torch.randn(*shape) * 1.5 + 0.7))
            if module.track_running_stats:
                reference.put(f"{start}/train{step}/runningMean", module.running_mean)
                reference.put(f"{start}/train{step}/runningVar", module.running_var)
        module.eval()
        case(reference, f"{start}/eval", module, *shape)

    layer = {"one": (4, {}), "several": ((3, 4), {}), "eps": (4, dict(eps=0.3)), "nobias": (4, dict(bias=False)),
             "bare": ((3, 4), dict(elementwise_affine=False))}
    for name, (sizes, chosen) in layer.items():
        case(reference, "layerNorm/" + name, nn.LayerNorm(sizes, **chosen), 2, 3, 4)
    case(reference, "layerNorm/vector", nn.LayerNorm(4), 4)

    rms = {"one": (4, {}), "several": ((3, 4), {}), "eps": (4, dict(eps=0.3)),
           "bare": (4, dict(elementwise_affine=False)),
           "bareeps": ((3, 4), dict(elementwise_affine=False, eps=1e-5))}
    for name, (sizes, chosen) in rms.items():
        case(reference, "rmsNorm/" + name, nn.RMSNorm(sizes, **chosen), 2, 3, 4)
    case(reference, "rmsNorm/tiny", nn.RMSNorm(4), x=torch.randn(2, 4) * 1e-8)  # where the default eps is seen

    for groups in [1, 2, 4]:
        case(reference, f"groupNorm/{groups}", nn.GroupNorm(groups, 4), 2, 4, 3, 2)
    case(reference, "groupNorm/rows", nn.GroupNorm(2, 4), 3, 4)
    case(reference, "groupNorm/eps", nn.GroupNorm(2, 4, eps=0.2), 2, 4, 3)
    case(reference, "groupNorm/bare", nn.GroupNorm(2, 4, affine=False), 2, 4, 3)

    case(reference, "instanceNorm/plain", nn.InstanceNorm2d(3), 2, 3, 2, 4)
    case(reference, "instanceNorm/affine", nn.InstanceNorm2d(3, affine=True), 2, 3, 2, 4)
    case(reference, "instanceNorm/lines", nn.InstanceNorm1d(3, eps=0.2, affine=True), 2, 3, 4)
    reference.write()


class Block(nn.Module):
    """A residual block of several convolutions, each with batch normalisation. A relu follows each; the last one comes
    after the sum."""

    def __init__(self, channels, windows, strides):
        super().__init__()
        self.count = len(windows)
        for i in range(self.count):
            conv = nn.Conv2d(channels[i], channels[i + 1], windows[i], strides[i], windows[i] // 2, bias=False)
            setattr(self, f"conv{i + 1}", conv)
            setattr(self, f"norm{i + 1}", nn.BatchNorm2d(channels[i + 1]))
        stride = max(strides)
        self.shortcut = nn.Sequential()
        if channels[0] != channels[-1] or stride > 1:
            self.shortcut = nn.Sequential(nn.Conv2d(channels[0], channels[-1], 1, stride, bias=False),
                                          nn.BatchNorm2d(channels[-1]))

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f"norm{i}")(getattr(self, f"conv{i}")(y))
            y = F.relu(y) if i < self.count else F.relu(y + self.shortcut(x))
        return y


def blocks():
    reference = Reference("layersBlock")
    modules = {
        "basic/same": Block([2, 2, 2], [3, 3], [1, 1]),
        "basic/wider": Block([2, 3, 3], [3, 3], [1, 1]),
        "basic/stride": Block([2, 2, 2], [3, 3], [2, 1]),
        "bottleneck/same": Block([4, 1, 1, 4], [1, 3, 1], [1, 1, 1]),
        "bottleneck/stride": Block([3, 2, 2, 8], [1, 3, 1], [1, 2, 1]),
    }
    for name, module in modules.items():
        channels = module.conv1.in_channels
        module.train()
        case(reference, name + "/train", module, 2, channels, 5, 4)
        module.eval()
        case(reference, name + "/eval", module, 2, channels, 5, 4)
    reference.write()


if __name__ == "__main__":
    basic()
    convolutions()
    pooling()
    normalisations()
    blocks()
