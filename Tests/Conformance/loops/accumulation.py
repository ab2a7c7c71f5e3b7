# preset: iris
micro_batch = 10
accumulation_steps = 4
steps_taken = 0

# loop
model.train()
order = torch.randperm(len(X_train))
running_loss, correct = 0.0, 0
optimizer.zero_grad()
for i, rows in enumerate(order.split(micro_batch)):
    output = model(X_train[rows])
    batch_loss = loss_fn(output, y_train[rows])
    (batch_loss / accumulation_steps).backward()
    running_loss += batch_loss.item() * rows.size(0)
    correct += (output.argmax(dim=1) == y_train[rows]).sum().item()
    if (i + 1) % accumulation_steps != 0:
        continue
    optimizer.step()
    optimizer.zero_grad()
    steps_taken += 1
loss = running_loss / len(X_train)
train_acc = correct / len(X_train)
print(f"{epoch=} steps so far: {steps_taken:>3d}")
