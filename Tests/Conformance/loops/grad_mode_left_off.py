# preset: iris
def evaluate(inputs, targets):
    torch.set_grad_enabled(False)
    out = model(inputs)
    return loss_fn(out, targets), accuracy(out, targets)


# loop
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
test_loss, test_acc = evaluate(X_test, y_test)
