# preset: modes
# loop
optimizer.zero_grad()
loss = loss_fn(model(X_train), y_train)
norm = sum(p.grad.norm() ** 2 for p in model.parameters()) ** 0.5
loss.backward()
optimizer.step()
