# preset: seed
# loop
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
if epoch == 3:
    print("three epochs done, loss", round(train_loss.item(), 3))
