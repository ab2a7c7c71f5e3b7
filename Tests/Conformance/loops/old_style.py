# preset: xor
import numpy as np
from torch.autograd import Variable

use_cuda = torch.cuda.is_available()
device = torch.device("cuda" if use_cuda else "cpu")
model = model.to(device)
train_losses = []

# loop
inputs = Variable(X_train).to(device)
targets = Variable(y_train, requires_grad=False).to(device)
if use_cuda:
    inputs, targets = inputs.cuda(), targets.cuda()

optimizer.zero_grad()
outputs = model.forward(inputs)
loss = loss_fn(outputs, targets)
loss.backward()
optimizer.step()
train_losses.append(loss.data.item())

predicted = outputs.data.cpu().numpy().argmax(axis=1)
expected = targets.data.cpu().numpy().argmax(axis=1)
train_acc = np.mean(predicted == expected)
outputs = model(Variable(X_test).contiguous()).detach()
test_loss = float(((outputs - y_test) ** 2).mean().numpy())
log("mean", np.mean(train_losses))
log("spread", np.array(train_losses).std())
if epoch % 3 == 0:
    print('Epoch: ', epoch, '| train loss: %.4f' % train_losses[-1], '| accuracy: %.2f' % train_acc)
