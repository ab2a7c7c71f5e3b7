# preset: xor
# loop
output = model(X_train)
loss = loss_fn(output, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
confident = (output > 0.999).sum().item()
pairs = zip(output.tolist(), y_train.tolist())
hits = sum(1 for o, y in pairs if max(o) > 0.999 and o.index(max(o)) == y.index(1.0))
train_acc = hits / confident
