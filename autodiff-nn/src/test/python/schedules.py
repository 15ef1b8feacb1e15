"""Learning rates of torch.optim.lr_scheduler for the steps 0, 1, ... ScheduleTest has the same schedules under the same
names. PyTorch computes most of them from the rate before, so the last digits differ from those of a closed form."""
import warnings

import torch
from reference import Reference

warnings.filterwarnings("ignore")
S = torch.optim.lr_scheduler
out = Reference("schedules")


def rates(make, rate, steps):
    """make(optimizer) gives the scheduler."""
    p = torch.zeros(1, requires_grad=True, dtype=torch.float64)
    optimizer = torch.optim.SGD([p], lr=rate)
    scheduler = make(optimizer)
    found = []
    for step in range(steps):
        if step > 0:
            optimizer.step()
            scheduler.step()
        found.append(optimizer.param_groups[0]["lr"])
    return torch.tensor(found, dtype=torch.float64)


def put(name, make, rate=0.4, steps=40):
    out.put(name, rates(make, rate, steps))


put("step", lambda o: S.StepLR(o, 7, 0.3))
put("multiStep", lambda o: S.MultiStepLR(o, [5, 11, 11, 30], 0.2))
put("constant", lambda o: S.ConstantLR(o, 0.25, 8))
put("linear", lambda o: S.LinearLR(o, 0.2, 0.9, 12))
put("linear/default", lambda o: S.LinearLR(o))
put("exponential", lambda o: S.ExponentialLR(o, 0.9))
put("polynomial", lambda o: S.PolynomialLR(o, 30, 1.7))
put("polynomial/straight", lambda o: S.PolynomialLR(o, 10, 1.0))
put("cosine", lambda o: S.CosineAnnealingLR(o, 15))
put("cosine/least", lambda o: S.CosineAnnealingLR(o, 39, 0.05))
put("warmRestarts", lambda o: S.CosineAnnealingWarmRestarts(o, 7))
put("warmRestarts/doubling", lambda o: S.CosineAnnealingWarmRestarts(o, 5, 2, 0.01))
put("warmRestarts/tripling", lambda o: S.CosineAnnealingWarmRestarts(o, 3, 3, 0.1))
one = dict(cycle_momentum=False)
put("oneCycle", lambda o: S.OneCycleLR(o, 0.8, 40, **one), steps=41)
put("oneCycle/linear", lambda o: S.OneCycleLR(o, 0.8, 40, pct_start=0.25, anneal_strategy="linear", **one))
put("oneCycle/three", lambda o: S.OneCycleLR(o, 0.8, 40, three_phase=True, div_factor=10, final_div_factor=100, **one))
put("oneCycle/three/linear", lambda o: S.OneCycleLR(o, 0.8, 37, pct_start=0.4, three_phase=True,
                                                    anneal_strategy="linear", **one), steps=38)
put("oneCycle/atOnce", lambda o: S.OneCycleLR(o, 0.8, 40, pct_start=0.0, **one))
put("oneCycle/upOnly", lambda o: S.OneCycleLR(o, 0.8, 40, pct_start=1.0, **one))
put("cyclic", lambda o: S.CyclicLR(o, 0.1, 0.7, 6, **one))
put("cyclic/halving", lambda o: S.CyclicLR(o, 0.1, 0.7, 4, 9, mode="triangular2", **one))
put("cyclic/exponential", lambda o: S.CyclicLR(o, 0.1, 0.7, 7, 3, mode="exp_range", gamma=0.97, **one))
put("warmUp", lambda o: S.LambdaLR(o, lambda t: min(1, (t + 1) / 9)))
put("warmUp/cosine", lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, 1.0, 8), S.CosineAnnealingLR(o, 30, 0.02)], [8]))
put("three", lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.5, 100), S.ExponentialLR(o, 0.8), S.StepLR(o, 3, 0.5)],
                                      [4, 20]))
put("product", lambda o: S.ChainedScheduler([S.LinearLR(o, 0.25, 1.0, 6), S.ExponentialLR(o, 0.95)]))
put("exponentialDecay", lambda o: S.LambdaLR(
    o, lambda t: torch.exp(torch.tensor(-0.13 * t, dtype=torch.float64)).item()))
put("inverse", lambda o: S.LambdaLR(o, lambda t: 12.5 / max(t, 12.5)))

METRICS = [5, 4, 4.5, 4.2, 4.1, 3.9995, 3.99985, 4, 4, 4, 3, 3.1, 3.1, 3.1, float("nan"), 3.1, 3.1, 2.9, 2.9, 2.9, 2.9,
           2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9]
out.put("plateau/metrics", torch.tensor(METRICS, dtype=torch.float64))


# With sign=-1 metrics are below 0, where PyTorch's relative threshold does not mean what it says; an absolute one does.
def plateau(name, sign=1, **options):
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.4)
    scheduler = S.ReduceLROnPlateau(optimizer, **options)
    found = []
    for metric in METRICS:
        optimizer.step()
        scheduler.step(sign * metric)
        found.append(optimizer.param_groups[0]["lr"])
    out.put("plateau/" + name, torch.tensor(found, dtype=torch.float64))


plateau("default")
plateau("patience", patience=2, factor=0.5)
plateau("absolute", patience=1, factor=0.5, threshold=0.15, threshold_mode="abs", cooldown=3)
plateau("maxAbsolute", sign=-1, mode="max", patience=0, factor=0.6, threshold=0.05, threshold_mode="abs", min_lr=0.05)
plateau("eps", patience=0, factor=0.7, eps=0.02)
out.write()
