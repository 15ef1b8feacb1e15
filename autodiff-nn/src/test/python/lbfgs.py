"""Trajectories of torch.optim.LBFGS: parameters, loss and number of evaluations after each of 25 calls of step (fewer
where nothing changes any more). LbfgsTest has the same cases under the same names."""
import math

import torch
from reference import Reference
from torch.optim.lbfgs import _strong_wolfe

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
out = Reference("lbfgs")
X, W0, B0 = torch.randn(8, 3), torch.randn(3, 2), torch.randn(2)
Y = (X @ torch.randn(3, 2)).tanh()
V0 = torch.tensor([-1.2, 1.0, 0.3, 1.7])
for name, value in {"x": X, "y": Y, "w": W0, "b": B0, "v": V0}.items():
    out.put("start/" + name, value)


def net(w, b):
    return ((X @ w + b).tanh() - Y).square().mean() + 0.1 * (3 * b).cos().sum()


def rosenbrock(v):
    return (100 * (v[1:] - v[:-1] ** 2) ** 2 + (1 - v[:-1]) ** 2).sum()


def logs(v):
    return (v - 1).square().add(0.1).log().sum() + 0.3 * (v[0] * v[1]).sin()


def waves(v):
    return (5 * v).sin().sum() + 0.1 * (v * v).sum() + 0.5 * (v[0] - v[1] * v[2]) ** 2


def run(name, loss, starts, **options):
    parameters = [s.clone().requires_grad_() for s in starts]
    optimizer = torch.optim.LBFGS(parameters, **options)
    losses, counts, values = [], [], []

    def closure():
        optimizer.zero_grad()
        value = loss(*parameters)
        value.backward()
        return value

    for _ in range(25):
        losses.append(optimizer.step(closure).item())
        counts.append(optimizer.state[parameters[0]]["func_evals"])
        values.append(torch.cat([p.detach().reshape(-1) for p in parameters]))
    out.put(name + "/losses", torch.tensor(losses))
    out.put(name + "/counts", torch.tensor(counts))
    out.put(name + "/values", torch.stack(values))


WOLFE = dict(line_search_fn="strong_wolfe")
run("net", net, [W0, B0], lr=0.5, max_iter=2)
run("net/one", net, [W0, B0], lr=0.3, max_iter=1)
run("net/default", net, [W0, B0])
run("net/history", net, [W0, B0], lr=0.4, max_iter=3, history_size=2)
run("net/wolfe", net, [W0, B0], max_iter=2, **WOLFE)
run("net/wolfe/one", net, [W0, B0], max_iter=1, **WOLFE)
run("net/wolfe/default", net, [W0, B0], **WOLFE)
run("net/wolfe/rate", net, [W0, B0], lr=2.0, max_iter=2, history_size=3, max_eval=20, **WOLFE)
run("net/wolfe/small", net, [W0, B0], lr=0.01, max_iter=2, max_eval=9, **WOLFE)
run("net/tolerance", net, [W0, B0], lr=0.5, tolerance_grad=1e-2, tolerance_change=1e-4)
run("rosenbrock/wolfe", rosenbrock, [V0], max_iter=2, **WOLFE)
run("rosenbrock/wolfe/default", rosenbrock, [V0], **WOLFE)
run("rosenbrock/wolfe/few", rosenbrock, [V0], max_iter=3, max_eval=4, **WOLFE)
run("rosenbrock/wolfe/eval1", rosenbrock, [V0], lr=0.01, max_iter=3, max_eval=1, **WOLFE)
run("rosenbrock/wolfe/long", rosenbrock, [V0], lr=30.0, max_iter=3, max_eval=40, **WOLFE)
run("logs", logs, [V0], lr=0.2, max_iter=4)
run("logs/wolfe", logs, [V0], lr=3.0, max_iter=2, **WOLFE)
run("waves/wolfe", waves, [V0], lr=1.0, max_iter=3, max_eval=30, **WOLFE)
run("waves/wolfe/long", waves, [V0], lr=12.0, max_iter=1, max_eval=30, **WOLFE)
run("waves/wolfe/middle", waves, [V0], lr=4.0, max_iter=2, max_eval=6, **WOLFE)


def line(name, first, trials, *waves):
    """The line search by itself, on a sum of three waves a cos(w t + q): these take every way through it."""
    f = lambda t: sum(a * math.cos(w * t + q) for a, w, q in waves)
    slope = lambda t: torch.tensor([sum(-a * w * math.sin(w * t + q) for a, w, q in waves)])
    d = torch.ones(1)
    value, _, t, evaluations = _strong_wolfe(
        lambda x, t, d: (f(float(t)), slope(float(t))), None, first, d, f(0.0), slope(0.0), slope(0.0).dot(d),
        max_ls=trials)
    out.put(f"line/{name}/waves", torch.tensor(waves))
    out.put(f"line/{name}/start", torch.tensor([float(first), trials]))
    out.put(f"line/{name}/found", torch.tensor([float(t), float(value), evaluations]))


line("edge", 1, 25, [0.54, 7.37, 0.73], [0.5, 0.66, 5.32], [0.98, 3.92, 3.42])
line("edge3", 3, 25, [1.63, 7.45, 2.96], [1.28, 0.63, 5.34], [1.47, 3.43, 3.43])
line("notLower", 3, 25, [0.87, 2.89, 6.17], [1.16, 0.53, 1.58], [0.6, 1.41, 1.16])
line("fewTrials", 3, 5, [0.45, 0.57, 0.47], [1.09, 4.09, 0.25], [0.81, 1.33, 4.27])
line("swap", 1, 25, [0.76, 2.02, 3.08], [1.0, 1.82, 0.78], [0.77, 4.35, 3.52])
line("swap3", 3, 25, [0.55, 0.81, 3.27], [0.73, 2.29, 2.2], [0.72, 1.37, 3.95])
line("higherThanLast", 0.1, 25, [0.83, 1.98, 1.1], [1.94, 4.19, 5.89], [0.25, 11.56, 1.0])
line("higherThanLast1", 1, 25, [0.22, 7.82, 0.77], [0.87, 1.05, 0.47], [0.4, 4.22, 5.14])
line("secondTrial", 3, 25, [0.49, 3.72, 2.39], [0.4, 2.47, 1.46], [1.75, 1.06, 6.04])
out.write()
