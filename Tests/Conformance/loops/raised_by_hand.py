# preset: moons
# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
train_acc = accuracy(logits, y_train).item()
if not 0.0 <= train_acc < 0.8:
    raise ValueError("accuracy %.3f, stop here" % train_acc)
