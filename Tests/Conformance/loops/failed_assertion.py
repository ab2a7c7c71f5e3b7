# preset: seed
# loop
previous = loss.item() if epoch > 0 else None
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
for group in optimizer.param_groups:
    group["lr"] *= 2
assert previous is None or loss.item() <= previous, f"{epoch}: diverged, lr {group['lr']:g}"
