# preset: iris
params = list(model.parameters())

# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
grads = torch.autograd.grad(loss, params)
with torch.no_grad():
    for p, g in zip(params, grads):
        p.sub_(0.5 * g)
assert all(p.grad is None for p in params), "autograd.grad fills no .grad"

train_acc = accuracy(logits, y_train)
with torch.inference_mode():
    test_logits = model(X_test)
    test_loss, test_acc = loss_fn(test_logits, y_test), accuracy(test_logits, y_test)
log("grad_norm", sum(g.pow(2).sum() for g in grads).sqrt())
