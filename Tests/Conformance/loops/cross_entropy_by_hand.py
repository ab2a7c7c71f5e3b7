# preset: seed
# Log-softmax with the largest logit taken away first, then the label's own entry of each row.
def log_softmax(z):
    z = z - z.max(dim=1, keepdim=True).values
    return z - z.exp().sum(dim=1, keepdim=True).log()


# loop
train_logits = model(X_train)
log_probs = log_softmax(train_logits)
loss = -log_probs[torch.arange(len(y_train)), y_train].mean()
optimizer.zero_grad()
loss.backward()
optimizer.step()

with torch.no_grad():
    train_acc = accuracy(train_logits, y_train)
    test_loss = -log_softmax(model(X_test)).gather(1, y_test.unsqueeze(1)).squeeze(1).mean()
    gap = (loss - loss_fn(train_logits, y_train)).abs()
assert gap < 1e-5, f"off by {gap.item()}"
