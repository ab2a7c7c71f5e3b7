# preset: spiral
import numpy as np

accuracies = []


def to_numpy(tensor):
    return tensor.detach().cpu().numpy()


# loop
model.train()
y_logits = model(X_train)
loss = loss_fn(y_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()

model.eval()
with torch.inference_mode():
    test_logits = model(X_test)
    test_loss = loss_fn(test_logits, y_test)
y_pred, y_true = to_numpy(test_logits).argmax(axis=1), y_test.numpy()
test_acc = np.mean(y_pred == y_true)
train_acc = torch.eq(y_train, y_logits.argmax(dim=1)).sum().item() / len(y_logits)

per_class = [float((y_pred[y_true == c] == c).mean()) for c in range(3)]
accuracies.append(per_class)
table = np.array(accuracies)
worst, best = min(per_class), max(per_class)
log("worst", worst)
log("mean_of_best", table.max(axis=1).mean())
if epoch % 6 == 5:
    print("Epoch", epoch, "| table", table.shape, "| spread", round(best - worst, 3))
    print(" ".join(["%.3f" % x for x in table.mean(axis=0)]))
