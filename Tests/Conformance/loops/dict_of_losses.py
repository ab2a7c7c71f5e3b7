# preset: seed
weights = {"ce": 1.0, "entropy": -0.1, "center": 0.05}
history = {name: [] for name in weights}

# loop
logits = model(X_train)
probs = torch.softmax(logits, dim=1)
losses = {
    "ce": loss_fn(logits, y_train),
    "entropy": -(probs * probs.log()).sum(dim=1).mean(),
    "center": logits.mean(dim=0).square().sum(),
}
losses["total"] = sum(weights[name] * value for name, value in losses.items())

optimizer.zero_grad()
losses["total"].backward()
optimizer.step()

loss = losses.pop("total")
for name, value in losses.items():
    history[name].append(value.item())
    log(name, history[name][-1])
train_acc = accuracy(logits, y_train)
if (epoch + 1) % 6 == 0:
    summary = ", ".join(f"{k}={sum(v[-6:]) / 6:.3f}" for k, v in history.items())
    print(f"last six: {summary}")
