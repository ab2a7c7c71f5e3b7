# preset: modes
max_norm = 0.5
clipped = 0

# loop
model.train()
optimizer.zero_grad()
output = model(X_train)
loss = loss_fn(output, y_train)
loss.backward()

total_norm = 0.0
for p in model.parameters():
    if p.grad is not None:
        total_norm += p.grad.detach().norm(2).item() ** 2
total_norm = total_norm ** 0.5
clip_coef = max_norm / (total_norm + 1e-6)
if clip_coef < 1:
    clipped += 1
    for p in model.parameters():
        p.grad.mul_(clip_coef)
optimizer.step()

train_acc = accuracy(output, y_train)
model.eval()
with torch.no_grad():
    test_output = model(X_test)
    test_loss = loss_fn(test_output, y_test)
    test_acc = accuracy(test_output, y_test)
log("grad_norm", total_norm)
log("clipped", clipped)
