# preset: seed
# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
correct = 0
for row, label in enumerate(y_train):
    if logits.argmax(dim=1) == label:
        correct += 1
train_acc = correct / len(y_train)
