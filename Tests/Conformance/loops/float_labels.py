# preset: moons
# loop
labels = y_train.to(torch.float32) if epoch > 1 else y_train
logits = model(X_train)
loss = loss_fn(logits, labels)
optimizer.zero_grad()
loss.backward()
optimizer.step()
scheduler.step()
log("lr", optimizer.param_groups[0]["lr"])
