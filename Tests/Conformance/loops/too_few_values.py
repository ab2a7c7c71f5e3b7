# preset: seed
# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
confidence, predicted, margin = torch.max(logits, 1)
train_acc = (predicted == y_train).float().mean()
