# preset: moons
best_loss = float("inf")
patience, bad_epochs = 2, 0
best_state = None

# loop
model.train()
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
scheduler.step()

model.eval()
with torch.no_grad():
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test).item()
    test_acc = accuracy(test_logits, y_test).item()

if test_loss < best_loss - 0.035:
    best_loss, bad_epochs = test_loss, 0
    best_state = {k: v.clone() for k, v in model.state_dict().items()}
else:
    bad_epochs += 1
    plural = 's' if bad_epochs > 1 else ''
    print(f"No improvement for {bad_epochs} epoch{plural} (best {best_loss:.4f})")
if bad_epochs >= patience:
    model.load_state_dict(best_state)
    print("Early stopping")
    break
