# preset: modes
epsilon = 0.1

# loop
# Fast gradient sign: the inputs move against the model, which then learns from both.
model.eval()
x = X_train.clone().requires_grad_(True)
loss_fn(model(x), y_train).backward()
x_adv = (x + epsilon * x.grad.sign()).detach().clamp_(-2, 2)

model.train()
optimizer.zero_grad()
clean_out, adv_out = model(X_train), model(x_adv)
loss = 0.5 * (loss_fn(clean_out, y_train) + loss_fn(adv_out, y_train))
loss.backward()
optimizer.step()

model.eval()
with torch.no_grad():
    train_acc = accuracy(clean_out, y_train)
    test_acc = accuracy(model(X_test), y_test)
    robust = accuracy(model(x_adv), y_train).item()
log("robust", robust)
log("moved", (x_adv - X_train).abs().amax().item())
del x, x_adv
