# preset: seed
def topk_accuracy(output, target, topk=(1,)):
    """The share of rows whose label is among the k largest outputs, in percent, for each k."""
    with torch.no_grad():
        maxk = max(topk)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        return [correct[:k].reshape(-1).float().sum(0) * (100.0 / target.size(0)) for k in topk]


# loop
output = model(X_train)
loss = loss_fn(output, y_train)
acc1, acc2 = topk_accuracy(output, y_train, topk=(1, 2))
optimizer.zero_grad()
loss.backward()
optimizer.step()

train_acc = acc1 / 100
log("top2", acc2.item())
values, indices = torch.topk(output.detach(), k=2, dim=1)
margin = (values[:, 0] - values[:, 1]).mean()
log("margin", margin)
print('Epoch: {0:>3}\tLoss {loss:.4f}\tAcc@1 {top1:6.2f}\tAcc@2 {top2:6.2f}'.format(
    epoch, loss=loss.item(), top1=acc1.item(), top2=acc2.item()))
