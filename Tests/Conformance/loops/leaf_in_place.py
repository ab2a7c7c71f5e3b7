# preset: seed
# loop
loss = loss_fn(model(X_train), y_train)
loss.backward()
for param in model.parameters():
    param -= 0.1 * param.grad
    param.grad.zero_()
