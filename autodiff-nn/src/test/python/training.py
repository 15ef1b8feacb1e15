"""Training curves for TrainingCurvesTest: small networks on the iris flowers, handwritten digits and made-up series,
trained by PyTorch from given weights. Argument: the directory with iris.csv and digits.csv."""
import csv
import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

from reference import Reference

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
data = pathlib.Path(sys.argv[1])
out = Reference("training")
STEPS = 40


def iris():
    rows = list(csv.reader(open(data / "iris.csv")))[1:]
    kinds = sorted({r[4] for r in rows})
    x = torch.tensor([[float(v) for v in r[:4]] for r in rows])
    y = torch.tensor([kinds.index(r[4]) for r in rows])
    order = torch.randperm(len(rows))
    x = (x - x.mean(0)) / x.std(0)
    return x[order], y[order]


def digits(n):
    rows = list(csv.reader(open(data / "digits.csv")))[1 : n + 1]
    return (
        torch.tensor([[float(v) / 16 for v in r[:64]] for r in rows]).reshape(n, 1, 8, 8),
        torch.tensor([int(r[64]) for r in rows]),
    )


def put(case, names, model):
    """The weights under the names that they have in Java: transposed where a layer there is (in, out)."""
    for name, (parameter, transposed) in names.items():
        out.put(f"{case}/{name}", parameter.t() if transposed else parameter)


def train(case, names, model, optimizer, batches, loss, schedule=None, clip=None):
    put(f"{case}/start", names, model)
    losses = []
    model.train()
    for step in range(STEPS):
        x, y = batches(step)

        def closure():
            optimizer.zero_grad()
            value = loss(model(x), y)
            value.backward()
            if clip:
                clip(model.parameters())
            return value

        losses.append(optimizer.step(closure).detach())
        if schedule:
            schedule.step()
    out.put(f"{case}/losses", torch.stack(losses))
    put(f"{case}/end", names, model)


def linear(prefix, layer):
    return {f"{prefix}.weight": (layer.weight, True), f"{prefix}.bias": (layer.bias, False)}


def recurrent(prefix, layer):
    return {
        f"{prefix}.inputWeight": (layer.weight_ih_l0, True),
        f"{prefix}.hiddenWeight": (layer.weight_hh_l0, True),
        f"{prefix}.inputBias": (layer.bias_ih_l0, False),
        f"{prefix}.hiddenBias": (layer.bias_hh_l0, False),
    }


def norm(prefix, layer):
    return {f"{prefix}.weight": (layer.weight, False), f"{prefix}.bias": (layer.bias, False)}


def slices(x, y, size):
    count = len(x) // size
    return lambda step: (x[step % count * size : (step % count + 1) * size],
                         y[step % count * size : (step % count + 1) * size])


x, y = iris()
out.put("iris/x", x)
out.put("iris/y", y)

model = nn.Sequential(nn.Linear(4, 3))
train("softmaxRegression", linear("0", model[0]), model, torch.optim.SGD(model.parameters(), 0.5), lambda s: (x, y),
      F.cross_entropy)

model = nn.Sequential(nn.Linear(4, 3))
train(
    "lbfgs",
    linear("0", model[0]),
    model,
    torch.optim.LBFGS(model.parameters(), 1, max_iter=3, line_search_fn="strong_wolfe"),
    lambda s: (x, y),
    lambda a, b: F.cross_entropy(a, b) + 0.005 * sum((p**2).sum() for p in model.parameters()),
)

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(model.parameters(), 0.05)
train("adam", linear("0", model[0]) | linear("2", model[2]), model, optimizer, slices(x, y, 30), F.cross_entropy)

model = nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.LayerNorm(8), nn.Linear(8, 3))
optimizer = torch.optim.AdamW(model.parameters(), 0.03, weight_decay=0.1)
train(
    "adamwWarmupCosine",
    linear("0", model[0]) | norm("2", model[2]) | linear("3", model[3]),
    model,
    optimizer,
    slices(x, y, 50),
    lambda a, b: F.cross_entropy(a, b, label_smoothing=0.1),
    torch.optim.lr_scheduler.SequentialLR(
        optimizer,
        [
            torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, 1, 5),
            torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 35),
        ],
        [5],
    ),
)

x, y = digits(96)
out.put("digits/x", x)
out.put("digits/y", y)


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.norm2 = nn.BatchNorm2d(4)
        self.out = nn.Linear(4, 10)

    def forward(self, x):
        h = F.relu(self.norm1(self.conv1(x)))
        h = F.relu(h + self.norm2(self.conv2(h)))
        return self.out(F.max_pool2d(h, 2).mean((2, 3)))


def conv(prefix, layer):
    return {f"{prefix}.weight": (layer.weight, False), f"{prefix}.bias": (layer.bias, False)}


model = Cnn()
optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=1e-3)
train(
    "residualCnn",
    conv("conv1", model.conv1) | norm("norm1", model.norm1) | conv("conv2", model.conv2) | norm("norm2", model.norm2)
    | linear("out", model.out),
    model,
    optimizer,
    slices(x, y, 32),
    F.cross_entropy,
    torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.5),
)
for name in ("norm1", "norm2"):
    out.put(f"residualCnn/end/{name}.runningMean", getattr(model, name).running_mean)
    out.put(f"residualCnn/end/{name}.runningVar", getattr(model, name).running_var)

t = torch.arange(0, 12).reshape(1, 12, 1) * 0.4 + torch.linspace(0, 5, 16).reshape(16, 1, 1)
series = torch.sin(t) + 0.3 * torch.cos(2.3 * t)
out.put("series/x", series[:, :-1])
out.put("series/y", series[:, 1:])


class Forecast(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.rnn = kind(1, 6, batch_first=True)
        self.out = nn.Linear(6, 1)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


def forecast(case, kind, make, clip=None):
    model = Forecast(kind)
    train(
        case,
        recurrent("rnn.layer0.forward", model.rnn) | linear("out", model.out),
        model,
        make(model.parameters()),
        lambda s: (series[:, :-1], series[:, 1:]),
        F.mse_loss,
        clip=clip,
    )


forecast("rnnRmsProp", nn.RNN, lambda p: torch.optim.RMSprop(p, 0.01, momentum=0.5, centered=True))
forecast("lstmClipped", nn.LSTM, lambda p: torch.optim.SGD(p, 0.5, momentum=0.9),
         lambda p: nn.utils.clip_grad_norm_(p, 0.25))
forecast("gruNadam", nn.GRU, lambda p: torch.optim.NAdam(p, 0.02))
forecast("gruRadam", nn.GRU, lambda p: torch.optim.RAdam(p, 0.05))


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 8)
        self.encoder = nn.TransformerEncoderLayer(8, 2, 12, dropout=0.0, batch_first=True, norm_first=True)
        self.out = nn.Linear(8, 7)

    def forward(self, x):
        return self.out(self.encoder(self.embed(x), src_mask=MASK))


MASK = torch.triu(torch.full((9, 9), -math.inf), 1)
words = torch.randint(0, 7, (10, 9))
words[:, 3:] = words[:, :6].roll(1, 1)
target = torch.cat([words[:, 1:], words[:, :1]], 1)
out.put("words/x", words)
out.put("words/y", target)
model = Tagger()
attention = model.encoder.self_attn
names = {"embed.weight": (model.embed.weight, False)}
for i, part in enumerate(("query", "key", "value")):
    # views of the joined matrix, which the optimizer changes in place
    names[f"encoder.attention.{part}.weight"] = (attention.in_proj_weight[8 * i : 8 * i + 8], True)
    names[f"encoder.attention.{part}.bias"] = (attention.in_proj_bias[8 * i : 8 * i + 8], False)
names |= linear("encoder.attention.out", attention.out_proj)
names |= linear("encoder.linear1", model.encoder.linear1) | linear("encoder.linear2", model.encoder.linear2)
names |= norm("encoder.norm1", model.encoder.norm1) | norm("encoder.norm2", model.encoder.norm2)
names |= linear("out", model.out)
train(
    "causalTransformer",
    names,
    model,
    torch.optim.Adamax(model.parameters(), 0.02),
    lambda s: (words, target),
    lambda a, b: F.cross_entropy(a.reshape(-1, 7), b.reshape(-1)),
)
out.write()
