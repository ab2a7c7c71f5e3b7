# preset: modes
history = {"train_loss": [], "test_loss": []}

# loop
model.train()
loss = loss_fn(model(X_train), y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
history["train_loss"].append(loss.item())
history["val_loss"].append(loss.item())
