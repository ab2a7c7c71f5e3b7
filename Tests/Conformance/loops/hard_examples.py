# preset: moons
keep_share = 0.25

# loop
model.train()
output = model(X_train)
per_row = nn.functional.cross_entropy(output, y_train, reduction="none")
with torch.no_grad():
    threshold = per_row.sort(descending=True).values[int(keep_share * len(per_row)) - 1]
    hard = per_row >= threshold
    weights = torch.where(hard, 1.0, 0.1)
loss = (weights * per_row).sum() / weights.sum()
optimizer.zero_grad()
loss.backward()
optimizer.step()

model.eval()
with torch.inference_mode():
    test_output = model(X_test)
    test_loss = loss_fn(test_output, y_test)
    test_acc = accuracy(test_output, y_test)
    wrong = test_output.argmax(1) != y_test
    train_acc = (output[~hard].argmax(1) == y_train[~hard]).float().mean()
log("hard_loss", per_row[hard].mean())
log("wrong", int(wrong.sum()))
if epoch % 4 == 0 and wrong.any():
    print(epoch, "wrong rows:", wrong.nonzero().flatten().tolist()[:5])
