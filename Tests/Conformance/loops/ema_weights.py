# preset: spiral
ema_decay = 0.9
shadow = {name: p.detach().clone() for name, p in model.named_parameters()}

# loop
model.train()
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
with torch.no_grad():
    for name, p in model.named_parameters():
        shadow[name].mul_(ema_decay).add_(p, alpha=1 - ema_decay)
train_acc = accuracy(logits, y_train)

# The average is evaluated in the model's place, then training goes on from its own weights.
backup = {name: p.clone() for name, p in model.named_parameters()}
model.eval()
with torch.no_grad():
    for name, p in model.named_parameters():
        p.copy_(shadow[name])
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test)
    test_acc = accuracy(test_logits, y_test)
    for name, p in model.named_parameters():
        p.data = backup[name].data
distance = max((shadow[n] - w).abs().max().item() for n, w in backup.items())
log("distance", distance)
