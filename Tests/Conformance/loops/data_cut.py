# preset: moons
# loop
hidden = X_train
for layer in model[:-1]:
    hidden = layer(hidden)
train_logits = (hidden @ model[-1].weight.t() + model[-1].bias).data
loss = loss_fn(train_logits, y_train)
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
