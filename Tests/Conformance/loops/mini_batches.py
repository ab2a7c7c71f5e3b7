# preset: modes
batch_size = 16
num_batches = (len(X_train) + batch_size - 1) // batch_size

# loop
model.train()
permutation = torch.randperm(X_train.size()[0])
epoch_loss, num_correct, num_seen = 0, 0, 0
i = 0
while i < len(permutation):
    indices = permutation[i:i + batch_size]
    i += batch_size
    batch_x, batch_y = X_train[indices], y_train[indices]
    optimizer.zero_grad()
    outputs = model(batch_x)
    batch_loss = loss_fn(outputs, batch_y)
    batch_loss.backward()
    optimizer.step()
    epoch_loss += batch_loss.item()
    num_correct += int((outputs.argmax(-1) == batch_y).sum())
    num_seen += batch_y.shape[0]
assert num_seen == len(X_train) and i // batch_size == num_batches
loss = epoch_loss / num_batches
train_acc = num_correct / num_seen
# Tested only now and then; the log keeps showing the last result.
if epoch % 4 == 0 or epoch == epochs - 1:
    model.eval()
    with torch.no_grad():
        test_logits = model(X_test)
        test_loss = loss_fn(test_logits, y_test).item()
        test_acc = accuracy(test_logits, y_test).item()
    print("tested at epoch", epoch)
