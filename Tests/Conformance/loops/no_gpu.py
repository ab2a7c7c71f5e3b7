# preset: xor
# loop
inputs, targets = X_train.cuda(), y_train.cuda()
loss = loss_fn(model(inputs), targets)
optimizer.zero_grad()
loss.backward()
optimizer.step()
