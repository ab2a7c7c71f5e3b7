# preset: xor
# loop
model.train()
train_logits = model(X_train)
train_preds = torch.softmax(train_logits, dim=1).argmax(dim=1)
loss = loss_fn(train_preds.float(), y_train.argmax(dim=1).float())
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
