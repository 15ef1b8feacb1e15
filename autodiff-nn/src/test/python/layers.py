"""Layers: output, gradient of the input and of every parameter for random weights and a random upstream gradient u."""
import itertools

import torch
from torch import nn
import torch.nn.functional as F

from reference import Reference

torch.set_default_dtype(torch.float64)
torch.manual_seed(6)


def case(reference, name, module, *shape, x=None, keep=False):
    """Writes x, p/PARAMETER, u, y, dx and d/PARAMETER under a name. Parameters become random, unless they are kept."""
    x = torch.randn(*shape) * 1.5 if x is None else x
    x.requires_grad_()
    named = list(module.named_parameters()) if isinstance(module, nn.Module) else []
    for parameter_name, parameter in named:
        if not keep:
            with torch.no_grad():
                parameter.copy_(torch.randn_like(parameter) * 0.8 + 0.1)
        reference.put(f"{name}/p/{parameter_name}", parameter)
        parameter.grad = None
    y = module(x)
    u = torch.randn_like(y)
    (y * u).sum().backward()
    reference.put(f"{name}/x", x)
    reference.put(f"{name}/u", u)
    reference.put(f"{name}/y", y)
    reference.put(f"{name}/dx", x.grad)
    for parameter_name, parameter in named:
        reference.put(f"{name}/d/{parameter_name}", parameter.grad)


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
        for key, value in [("x", tokens), ("p/weight", embedding.weight), ("u", u), ("y", y),
                           ("d/weight", embedding.weight.grad)]:
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
        for key, value in [("a", a), ("b", b), ("u", u), ("y", y), ("da", a.grad), ("db", b.grad)]:
            reference.put(f"bilinear/{name}/{key}", value)
        for parameter_name, parameter in module.named_parameters():
            reference.put(f"bilinear/{name}/p/{parameter_name}", parameter)
            reference.put(f"bilinear/{name}/d/{parameter_name}", parameter.grad)


if __name__ == "__main__":
    basic()
