# preset: spiral
params = [p for p in model.parameters()]

# loop
features = model[:2](X_train)
logits = features[:, :3]
loss = loss_fn(logits, y_train)
grads = torch.autograd.grad(loss, params)
with torch.no_grad():
    for p, g in zip(params, grads):
        p -= 0.1 * g
