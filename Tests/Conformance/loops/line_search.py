# preset: seed
def loss_at(step, start, direction):
    with torch.no_grad():
        for p, p0, d in zip(model.parameters(), start, direction):
            p.copy_(p0 - step * d)
        return loss_fn(model(X_train), y_train).item()


# loop
loss = loss_fn(model(X_train), y_train)
model.zero_grad()
loss.backward()
start = [p.detach().clone() for p in model.parameters()]
direction = [p.grad.clone() for p in model.parameters()]
slope = sum((d * d).sum().item() for d in direction)

step, tries = 16.0, 0
while loss_at(step, start, direction) > loss.item() - 0.5 * step * slope:
    step /= 2
    tries += 1
    if tries == 20:
        break
else:
    log("step", step)
test_loss = loss_fn(model(X_test), y_test).detach()
log("tries", tries)
