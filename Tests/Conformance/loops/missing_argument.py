# preset: seed
def step(inputs, targets):
    optimizer.zero_grad()
    step_loss = loss_fn(model(inputs), targets)
    step_loss.backward()
    optimizer.step()
    return step_loss.item()


# loop
loss = step(X_train, y_train)
if epoch >= 2:
    test_loss = loss_fn(model(X_test))
