# preset: seed
l1_lambda, l2_lambda = 1e-3, 1e-2

# loop
train_logits = model(X_train)
data_loss = loss_fn(train_logits, y_train)
l2_penalty = sum(p.pow(2).sum() for p in model.parameters())
l1_penalty = sum(torch.abs(p).sum() for name, p in model.named_parameters() if "bias" not in name)
loss = data_loss + l1_lambda * l1_penalty + 0.5 * l2_lambda * l2_penalty

optimizer.zero_grad()
loss.backward()
optimizer.step()

train_acc = accuracy(train_logits, y_train).item()
log("data_loss", data_loss.item())
log("l1", l1_penalty.item())
log("l2", l2_penalty.item())
if epoch == 0 or epoch == epochs - 1:
    print('Epoch [{}/{}], loss: {:.4f}, of that penalties: {:.1%}'.format(
        epoch + 1, epochs, loss.item(), (1 - data_loss / loss).item()))
