# preset: xor
# loop
hidden = torch.sigmoid(model[0](X_train))
hidden += 0.01 * torch.ones_like(hidden)
loss = loss_fn(model[2](hidden), y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
