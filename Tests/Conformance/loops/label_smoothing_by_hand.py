# preset: iris
smoothing, num_classes = 0.1, 3
one_hot = torch.zeros(len(y_train), num_classes)
one_hot.scatter_(1, y_train.unsqueeze(1), 1.0)
soft_targets = one_hot * (1.0 - smoothing) + smoothing / num_classes
assert torch.allclose(soft_targets.sum(dim=1), torch.ones(len(y_train)))

# loop
model.train()
train_logits = model(X_train)
log_probs = torch.log_softmax(train_logits, dim=1)
loss = -(soft_targets * log_probs).sum(dim=1).mean()
optimizer.zero_grad()
loss.backward()
optimizer.step()

model.eval()
with torch.inference_mode():
    train_acc = accuracy(train_logits, y_train)
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test)
    test_acc = accuracy(test_logits, y_test)
    confidence = torch.softmax(test_logits, dim=1).amax(dim=1).mean()
log("confidence", confidence)
