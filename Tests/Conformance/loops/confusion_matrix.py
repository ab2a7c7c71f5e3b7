# preset: iris
names = ["setosa", "versicolor", "virginica"]

# loop
model.train()
out = model(X_train)
loss = loss_fn(out, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()

model.eval()
with torch.no_grad():
    preds = model(X_test).argmax(dim=1)
confusion = [[0] * 3 for _ in range(3)]
for truth, guess in zip(y_test.tolist(), preds.tolist()):
    confusion[truth][guess] += 1
test_acc = sum(confusion[i][i] for i in range(3)) / len(y_test)

recalls = {}
for i, row in enumerate(confusion):
    total = sum(row)
    recalls[names[i]] = row[i] / total if total else 0.0
for name, recall in sorted(recalls.items(), key=lambda item: item[1], reverse=True):
    log("recall/" + name, recall)
if epoch % 5 == 0:
    percent = ["%s: %3d%%" % (name, round(100 * recall)) for name, recall in recalls.items()]
    print("%-10s" % f"epoch {epoch}", *percent)
    print("\n".join(" ".join(f"{count:3}" for count in row) for row in confusion))
