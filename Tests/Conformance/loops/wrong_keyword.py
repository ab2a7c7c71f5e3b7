# preset: seed
# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
preds = torch.argmax(logits, dims=1)
train_acc = (preds == y_train).float().mean()
