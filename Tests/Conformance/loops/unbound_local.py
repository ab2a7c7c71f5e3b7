# preset: seed
best = 10.0

# loop
def remember(value):
    if value < best:
        best = value
    return best


logits = model(X_train)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
remember(loss.item())
