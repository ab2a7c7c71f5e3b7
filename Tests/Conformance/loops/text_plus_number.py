# preset: seed
# loop
loss = loss_fn(model(X_train), y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
if epoch % 2:
    print("Epoch " + str(epoch) + " loss: " + loss.item())
