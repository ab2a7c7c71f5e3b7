# preset: seed
# loop
total_loss = 0
for start in range(0, len(X_train), 8):
    batch_logits = model(X_train[start:start + 8])
    total_loss += loss_fn(batch_logits, y_train[start:start + 8]).item()
loss = total_loss / 4
optimizer.zero_grad()
loss.backward()
optimizer.step()
