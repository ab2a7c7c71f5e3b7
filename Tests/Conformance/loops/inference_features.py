# preset: modes
# loop
model.train()
with torch.inference_mode():
    features = model[:4](X_train)
head = model[-1]
logits = head(features)
loss = loss_fn(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
