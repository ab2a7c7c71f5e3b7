# preset: seed
running = torch.zeros(())

# loop
logits = model(X_train)
loss = loss_fn(logits, y_train)
running = 0.9 * running + 0.1 * loss
optimizer.zero_grad()
running.backward()
optimizer.step()
log("running", running.item())
