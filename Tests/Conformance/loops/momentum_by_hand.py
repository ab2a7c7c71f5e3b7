# preset: moons
learning_rate, beta1, beta2, eps = 0.05, 0.9, 0.999, 1e-8
m = [torch.zeros_like(p) for p in model.parameters()]
v = [torch.zeros_like(p) for p in model.parameters()]
t = 0

# loop
logits = model(X_train)
loss = nn.CrossEntropyLoss()(logits, y_train)
model.zero_grad()
loss.backward()
t += 1
with torch.no_grad():
    for i, p in enumerate(model.parameters()):
        g = p.grad
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g ** 2
        m_hat = m[i] / (1 - beta1 ** t)
        v_hat = v[i] / (1 - beta2 ** t)
        p -= learning_rate * m_hat / (v_hat.sqrt() + eps)
        del g

train_acc = accuracy(logits, y_train)
with torch.no_grad():
    test_logits = model(X_test)
test_acc = accuracy(test_logits, y_test)
test_loss = loss_fn(test_logits, y_test)
log("momentum", torch.cat([x.flatten() for x in m]).norm().item())
