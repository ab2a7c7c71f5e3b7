# preset: spiral
import torch.nn.functional as F


def focal_loss(logits, labels, gamma=2.0, alpha=0.75):
    log_p = F.log_softmax(logits, dim=-1)
    log_pt = log_p.gather(1, labels[:, None]).squeeze(1)
    pt = log_pt.exp()
    return (-alpha * (1 - pt) ** gamma * log_pt).mean()


# loop
model.train()
train_logits = model(X_train)
loss = focal_loss(train_logits, y_train)
train_acc = accuracy(train_logits, y_train)
optimizer.zero_grad(set_to_none=True)
loss.backward()
optimizer.step()
model.eval()
with torch.inference_mode():
    test_logits = model(X_test)
    test_loss = focal_loss(test_logits, y_test, gamma=0.0, alpha=1.0)
    test_acc = accuracy(test_logits, y_test)
    hardest = F.softmax(test_logits, dim=-1).max(dim=-1).values.min()
log("hardest", hardest)
