"""Trajectories of torch.optim.LBFGS: parameters, loss and number of evaluations after each of 25 calls of step (fewer values
once nothing changes). LbfgsTest has the same cases under the same names."""
import torch
from reference import Reference

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
out.write()
