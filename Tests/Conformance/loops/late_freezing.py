# preset: spiral
freeze_at = 5

# loop
if epoch == freeze_at:
    for name, param in model.named_parameters():
        param.requires_grad_(False)
        print(f"froze {name} {tuple(param.shape)}")
model.train()
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
model.eval()
with torch.inference_mode():
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test)
    test_acc = accuracy(test_logits, y_test)
