# preset: seed
lr = 0.1

# loop
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
loss.backward()

with torch.no_grad():
    for param in model.parameters():
        param -= lr * param.grad
        param.grad = None  # instead of zero_grad()
    train_acc = accuracy(train_logits, y_train)
    test_loss = loss_fn(model(X_test), y_test)

if (epoch + 1) % 4 == 0:
    lr *= 0.5
    print("epoch %d: lr is now %.4f" % (epoch, lr))
