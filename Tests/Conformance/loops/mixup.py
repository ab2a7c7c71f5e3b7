# preset: seed
import torch.nn.functional as F

classes = int(y_train.max()) + 1


def mixup(x, y, alpha):
    lam = alpha * torch.rand(1).item()
    perm = torch.randperm(x.size(0))
    targets = F.one_hot(y, num_classes=classes).float()
    return lam * x + (1 - lam) * x[perm], lam * targets + (1 - lam) * targets[perm], lam


# loop
model.train()
mixed_X, mixed_y, lam = mixup(X_train, y_train, alpha=0.5)
noisy_X = mixed_X + 0.01 * torch.randn_like(mixed_X)
loss = F.cross_entropy(model(noisy_X), mixed_y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
model.eval()
with torch.no_grad():
    train_acc = accuracy(model(X_train), y_train)
    test_loss = F.cross_entropy(model(X_test), y_test, reduction="sum") / len(y_test)
log("lam", lam)
