# preset: seed
# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backwards()
optimizer.step()
