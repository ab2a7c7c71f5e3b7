"""The learning rates of 100 steps under every scheduler, and gradients clipped by their norm."""
import pathlib

import torch

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "schedules.json"
schedulers = torch.optim.lr_scheduler

# A test loss that falls, stays, and rises again.
LOSSES = [1 / (1 + i / 5) + (0.3 if 40 <= i < 70 else 0) for i in range(100)]

SCHEDULES = {
    "step": lambda o: schedulers.StepLR(o, step_size=7, gamma=0.7),
    "exponential": lambda o: schedulers.ExponentialLR(o, gamma=0.93),
    "cosine": lambda o: schedulers.CosineAnnealingLR(o, T_max=100),
    "cosine_again": lambda o: schedulers.CosineAnnealingLR(o, T_max=13, eta_min=0.001),
    "warm_up": lambda o: schedulers.LinearLR(o, start_factor=0.1, total_iters=12),
    "warm_up_default": lambda o: schedulers.LinearLR(o),
    "one_cycle": lambda o: schedulers.OneCycleLR(o, max_lr=0.3, total_steps=100, cycle_momentum=False),
    "one_cycle_late": lambda o: schedulers.OneCycleLR(
        o, max_lr=0.3, total_steps=100, pct_start=0.55, div_factor=10, final_div_factor=50,
        cycle_momentum=False),
    "plateau": lambda o: schedulers.ReduceLROnPlateau(o, factor=0.5, patience=4),
    "plateau_cooled": lambda o: schedulers.ReduceLROnPlateau(
        o, factor=0.3, patience=2, threshold=0.05, cooldown=5, min_lr=0.004),
}

if __name__ == "__main__":
    lines = []
    for name, make in SCHEDULES.items():
        weight = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([weight], lr=0.1)
        scheduler = make(optimizer)
        rates = [optimizer.param_groups[0]["lr"]]
        for loss in LOSSES:
            optimizer.step()
            scheduler.step(loss) if name.startswith("plateau") else scheduler.step()
            rates.append(optimizer.param_groups[0]["lr"])
        lines.append(encoding.line({"name": name, "rates": rates}))
    for limit in (0.5, 4.0, 100.0):
        torch.manual_seed(3)
        parameters = [torch.zeros(n, requires_grad=True) for n in (20, 16, 33)]
        for parameter in parameters[:2]:
            parameter.grad = torch.randn(len(parameter))
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
        lines.append(encoding.line({
            "name": f"clip {limit}", "norm": norm.item(),
            "gradients": torch.cat([p.grad for p in parameters[:2]]).tolist()}))
    FILE.write_text("\n".join(lines) + "\n")
