"""Trajectories of 25 steps by torch.optim: of a matrix and a vector (the small network below), and of one vector (the
valley). Written are the parameters after some of the steps; "start" holds the first parameters and the data.
TrajectoryTest has the same rules under the same names."""
import math

import torch
from reference import Reference

STEPS = [1, 2, 3, 4, 5, 7, 10, 15, 20, 25]
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
out = Reference("optim")

X = torch.randn(6, 3)
X[:, 1] = 0  # so one row of the matrix never has a gradient
Y = torch.randn(6, 2).tanh()
W0 = torch.randn(3, 2) * 0.5
B0 = torch.randn(2) * 0.5
V0 = torch.tensor([-1.2, 0.7])


def net(w, b):
    return ((X @ w + b).tanh() - Y).square().mean() + 0.1 * (3 * b).cos().sum() + 0.05 * (w[0] * w[2]).sum().cos()


def valley(v):
    return (1 - v[0]) ** 2 / 2 + 10 * (v[1] - v[0] ** 2) ** 2


for name, value in {"x": X, "y": Y, "w": W0, "b": B0, "v": V0}.items():
    out.put("start/" + name, value)


def record(name, step, **parameters):
    if step in STEPS:
        for key, p in parameters.items():
            out.put(f"{name}/{step}/{key}", p)


def run(name, make, rate_net, rate_valley, clip=None):
    """Both trajectories of one rule; make(parameters, rate)."""
    w, b = W0.clone().requires_grad_(), B0.clone().requires_grad_()
    v = V0.clone().requires_grad_()
    for parameters, rate, loss, keys in ([w, b], rate_net, net, "wb"), ([v], rate_valley, valley, "v"):
        optimizer = make(parameters, rate)
        for step in range(1, 26):
            if step == 13:  # the rate changes on the way
                for group in optimizer.param_groups:
                    group["lr"] = group["lr"] / 2
            optimizer.zero_grad()
            loss(*parameters).backward()
            if clip:
                clip(parameters)
            optimizer.step()
            record(name, step, **dict(zip(keys, parameters)))


def of(kind, **options):
    return lambda parameters, rate: kind(parameters, lr=rate, **options)


O = torch.optim
run("sgd", of(O.SGD), 0.2, 0.01)
run("sgd/decay", of(O.SGD, weight_decay=0.1), 0.2, 0.01)
run("sgd/maximize", of(O.SGD, maximize=True, weight_decay=0.1), 0.05, 0.0001)
run("momentum", of(O.SGD, momentum=0.9), 0.1, 0.002)
run("momentum/dampening", of(O.SGD, momentum=0.9, dampening=0.4), 0.1, 0.004)
run("momentum/dampening1", of(O.SGD, momentum=0.9, dampening=1), 0.1, 0.002)
run("momentum/nesterov", of(O.SGD, momentum=0.8, nesterov=True), 0.1, 0.002)
run("momentum/decay", of(O.SGD, momentum=0.9, nesterov=True, weight_decay=0.05), 0.1, 0.002)
run("adagrad", of(O.Adagrad), 0.3, 0.2)
run("adagrad/options", of(O.Adagrad, lr_decay=0.1, initial_accumulator_value=0.2, eps=1e-3), 0.3, 0.2)
run("adagrad/decay", of(O.Adagrad, weight_decay=0.1), 0.3, 0.2)
run("rmsprop", of(O.RMSprop), 0.02, 0.01)
run("rmsprop/alpha", of(O.RMSprop, alpha=0.8, eps=1e-3), 0.05, 0.02)
run("rmsprop/momentum", of(O.RMSprop, momentum=0.7), 0.01, 0.005)
run("rmsprop/centred", of(O.RMSprop, centered=True, alpha=0.9, eps=1e-4), 0.02, 0.01)
run("rmsprop/all", of(O.RMSprop, centered=True, momentum=0.5, alpha=0.95, eps=1e-2, weight_decay=0.02), 0.02, 0.01)
run("adadelta", of(O.Adadelta), 1, 1)
run("adadelta/options", of(O.Adadelta, rho=0.7, eps=1e-3, weight_decay=0.05), 2, 0.5)
run("adam", of(O.Adam), 0.05, 0.05)
run("adam/options", of(O.Adam, betas=(0.7, 0.9), eps=0.1), 0.2, 0.2)
run("adam/beta1", of(O.Adam, betas=(0.0, 0.5), eps=1e-3), 0.02, 0.02)
run("adam/decay", of(O.Adam, weight_decay=0.1), 0.05, 0.05)
run("adam/amsgrad", of(O.Adam, amsgrad=True, betas=(0.8, 0.6)), 0.05, 0.05)
run("adam/amsgrad/decay", of(O.Adam, amsgrad=True, betas=(0.9, 0.9), weight_decay=0.2), 0.05, 0.05)
run("adam/maximize", of(O.Adam, maximize=True), 0.05, 0.05)
run("adamw", of(O.AdamW), 0.05, 0.05)
run("adamw/options", of(O.AdamW, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.5, amsgrad=True), 0.05, 0.05)
run("adamw/maximize", of(O.AdamW, maximize=True, weight_decay=0.5), 0.05, 0.05)
run("nadam", of(O.NAdam), 0.05, 0.05)
run("nadam/options", of(O.NAdam, betas=(0.8, 0.95), eps=1e-4, momentum_decay=0.1), 0.05, 0.05)
run("nadam/decay", of(O.NAdam, weight_decay=0.1), 0.05, 0.05)
run("nadam/decoupled", of(O.NAdam, weight_decay=0.1, decoupled_weight_decay=True), 0.05, 0.05)
run("radam", of(O.RAdam), 0.1, 0.01)
run("radam/beta2", of(O.RAdam, betas=(0.8, 0.9), eps=1e-4), 0.1, 0.01)
run("radam/never", of(O.RAdam, betas=(0.8, 0.6)), 0.1, 0.002)
run("radam/decay", of(O.RAdam, weight_decay=0.1), 0.1, 0.01)
run("radam/decoupled", of(O.RAdam, weight_decay=0.1, decoupled_weight_decay=True), 0.1, 0.01)
run("adamax", of(O.Adamax), 0.05, 0.05)
run("adamax/options", of(O.Adamax, betas=(0.8, 0.7), eps=1e-2, weight_decay=0.1), 0.05, 0.05)

clip_value, clip_norm = torch.nn.utils.clip_grad_value_, torch.nn.utils.clip_grad_norm_
run("clip/value", of(O.SGD), 0.2, 0.02, lambda ps: clip_value(ps, 0.05))
run("clip/each", of(O.SGD), 0.2, 0.02, lambda ps: [clip_norm([p], 0.05) for p in ps])
run("clip/global", of(O.SGD), 0.2, 0.02, lambda ps: clip_norm(ps, 0.1))
run("clip/global1", of(O.SGD), 0.2, 0.02, lambda ps: clip_norm(ps, 0.1, 1))
run("clip/globalInf", of(O.Adam), 0.02, 0.02, lambda ps: clip_norm(ps, 0.1, math.inf))


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of the paper; PyTorch has none."""

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                c = b1 * m + (1 - b1) * p.grad
                p -= group["lr"] * (c.sign() + group["weight_decay"] * p)
                m.copy_(b2 * m + (1 - b2) * p.grad)


class Plain(torch.optim.Optimizer):
    """A rule without a counterpart, given as a function of (parameter, gradient, memory, rate, t)."""

    def __init__(self, params, lr, rule):
        super().__init__(params, dict(lr=lr))
        self.rule, self.t = rule, 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            for p in group["params"]:
                p.copy_(self.rule(p, p.grad, self.state[p], group["lr"], self.t))


def classic(p, g, memory, rate, t):
    memory["v"] = 0.9 * memory.get("v", 0) - rate * g
    return p + memory["v"]


def classic_nesterov(p, g, memory, rate, t):
    """p is the point ahead: the point itself moves by the old velocity's rule, and is then looked ahead from."""
    point = p - 0.8 * memory.get("v", torch.zeros_like(p))
    memory["v"] = 0.8 * memory.get("v", 0) - rate * g
    return point + memory["v"] + 0.8 * memory["v"]


def uncorrected(p, g, memory, rate, t):
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    memory["v"] = 0.99 * memory.get("v", 0) + 0.01 * g * g
    return p - rate * memory["m"] / (memory["v"].sqrt() + 1e-6)


run("lion", of(Lion), 0.01, 0.01)
run("lion/options", of(Lion, betas=(0.5, 0.8), weight_decay=0.3), 0.01, 0.01)
run("classic", of(Plain, rule=classic), 0.1, 0.002)
run("classic/nesterov", of(Plain, rule=classic_nesterov), 0.1, 0.002)
run("adam/uncorrected", of(Plain, rule=uncorrected), 0.02, 0.02)


def groups(parameters, rate):
    first = dict(params=parameters[:1])
    rest = dict(params=parameters[1:], lr=rate / 4, weight_decay=0)
    return O.AdamW([first, rest], lr=rate, weight_decay=0.3)


run("groups", groups, 0.05, 0.05)
out.write()
