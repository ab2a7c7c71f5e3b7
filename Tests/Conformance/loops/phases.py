# preset: iris
import time

data = {"train": (X_train, y_train), "val": (X_test, y_test)}
dataset_sizes = {x: len(data[x][0]) for x in ["train", "val"]}
best_acc = 0.0
since = time.time()

# loop
print('Epoch {}/{}'.format(epoch, epochs - 1))
print('-' * 10)
results = {}
for phase in ['train', 'val']:
    if phase == 'train':
        model.train()
    else:
        model.eval()
    running_loss = 0.0
    running_corrects = 0
    inputs, labels = data[phase]
    for start in range(0, dataset_sizes[phase], 32):
        batch_x, batch_y = inputs[start:start + 32], labels[start:start + 32]
        optimizer.zero_grad()
        with torch.set_grad_enabled(phase == 'train'):
            outputs = model(batch_x)
            _, preds = torch.max(outputs, 1)
            batch_loss = loss_fn(outputs, batch_y)
            if phase == 'train':
                batch_loss.backward()
                optimizer.step()
        running_loss += batch_loss.item() * batch_x.size(0)
        running_corrects += torch.sum(preds == batch_y.data)
    epoch_loss = running_loss / dataset_sizes[phase]
    epoch_acc = running_corrects.double() / dataset_sizes[phase]
    print('{} Loss: {:.4f} Acc: {:.4f}'.format(phase, epoch_loss, epoch_acc))
    results[phase] = epoch_loss, epoch_acc
    if phase == 'val' and epoch_acc > best_acc:
        best_acc = epoch_acc
loss, train_acc = results['train']
test_loss, test_acc = results['val']
assert time.time() >= since
