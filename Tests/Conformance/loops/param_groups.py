# preset: spiral
decay, no_decay = [], []
for name, param in model.named_parameters():
    if name.endswith("weight"):
        decay.append(param)
    else:
        no_decay.append(param)
optimizer = torch.optim.AdamW([
    {"params": decay, "weight_decay": 0.1},
    {"params": no_decay, "weight_decay": 0.0, "lr": 0.02},
], lr=0.005)

# loop
model.train()
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
train_acc = accuracy(train_logits, y_train)

if epoch in (4, 8):
    for group in optimizer.param_groups:
        group["lr"] *= 0.1
for i, group in enumerate(optimizer.param_groups):
    log(f"lr/group{i}", group["lr"])

model.eval()
with torch.no_grad():
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test)
    test_acc = accuracy(test_logits, y_test)
