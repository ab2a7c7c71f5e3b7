# preset: seed
# loop
losses = []
for rows in torch.arange(len(X_train)).split(8):
    losses.append(loss_fn(model(X_train[rows]), y_train[rows]).item())
loss = torch.tensor(losses).mean()
optimizer.zero_grad()
loss.backward()
optimizer.step()
