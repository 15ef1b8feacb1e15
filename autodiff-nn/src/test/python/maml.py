"""A MAML step by PyTorch: the numbers in MamlNet. Needs torch (2.x); run: python maml.py"""
import torch
from torch.func import functional_call, grad

torch.set_default_dtype(torch.float64)

# the weights are (out, in) in PyTorch, and transposed where they are printed
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
with torch.no_grad():
    model[0].weight.copy_(torch.tensor([[0.3, -0.2, 0.5], [-0.4, 0.1, 0.7]]).T)
    model[0].bias.copy_(torch.tensor([0.05, -0.1, 0.2]))
    model[2].weight.copy_(torch.tensor([[0.6], [-0.3], [0.8]]).T)
    model[2].bias.copy_(torch.tensor([0.1]))
support_x = torch.tensor([[1.0, 0.5], [-0.5, 2.0], [0.25, -1.0]])
support_y = torch.tensor([[0.7], [-0.2], [0.4]])
query_x = torch.tensor([[0.1, 0.9], [-1.5, 0.3]])
query_y = torch.tensor([[0.3], [-0.6]])
params = {k: v.detach().clone() for k, v in model.named_parameters()}


def loss(p, x, y):
    return ((functional_call(model, p, (x,)) - y) ** 2).mean()


def outer(p, steps):
    fast = p
    for _ in range(steps):
        g = grad(loss)(fast, support_x, support_y)
        fast = {k: fast[k] - 0.1 * g[k] for k in fast}
    return loss(fast, query_x, query_y)


def show(title, values):
    print(title)
    for k, v in values.items():
        v = v.T if v.dim() == 2 else v
        print("   ", k, ", ".join(f"{x:.17g}" for x in v.reshape(-1).tolist()))


for steps in (1, 3):
    print(f"query loss after {steps} steps: {outer(params, steps).item():.17g}")
    show(f"its gradient, {steps} steps", grad(outer)(params, steps))
first_order = grad(loss)({k: params[k] - 0.1 * v for k, v in grad(loss)(params, support_x, support_y).items()},
                         query_x, query_y)
show("first-order MAML, which is another one", first_order)
v = {k: torch.linspace(-1, 1, p.numel()).reshape(p.T.shape).T if p.dim() == 2 else torch.linspace(-1, 1, p.numel())
     for k, p in params.items()}
show("Hessian of the support loss times linspace(-1, 1)",
     torch.func.jvp(lambda p: grad(loss)(p, support_x, support_y), (params,), (v,))[1])
