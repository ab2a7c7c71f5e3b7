# preset: seed
import torch.nn.functional as F
import torch.optim as optim

batch_size, log_interval = 8, 2
train_loader = [(X_train[i:i + batch_size], y_train[i:i + batch_size])
                for i in range(0, len(X_train), batch_size)]
device = torch.device("cpu")
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.5, nesterov=True)


def test():
    model.eval()
    test_loss = 0
    correct = 0
    with torch.no_grad():
        for data, target in [(X_test, y_test)]:
            data, target = data.to(device), target.to(device)
            output = F.log_softmax(model(data), dim=1)
            test_loss += F.nll_loss(output, target, reduction='sum').item()
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    test_loss /= len(X_test)
    print('Test set: Average loss: {:.4f}, Accuracy: {}/{} ({:.0f}%)'.format(
        test_loss, correct, len(X_test), 100. * correct / len(X_test)))
    return test_loss, correct / len(X_test)


# loop
model.train()
for batch_idx, (data, target) in enumerate(train_loader):
    data, target = data.to(device), target.to(device)
    optimizer.zero_grad()
    output = F.log_softmax(model(data), dim=1)
    loss = F.nll_loss(output, target)
    loss.backward()
    optimizer.step()
    if batch_idx % log_interval == 0 and epoch < 2:
        print('Train Epoch: {} [{}/{} ({:.0f}%)]\tLoss: {:.3f}'.format(
            epoch, batch_idx * len(data), len(X_train),
            100. * batch_idx / len(train_loader), loss.item()))
test_loss, test_acc = test()
