# preset: seed
def train_step(inputs, targets, clip=None):
    """One step; the loss and the logits it came from."""
    model.train()
    optimizer.zero_grad()
    logits = model(inputs)
    loss = loss_fn(logits, targets)
    loss.backward()
    if clip is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return loss.item(), logits.detach()


@torch.no_grad()
def evaluate(inputs, targets):
    model.eval()
    logits = model(inputs)
    return loss_fn(logits, targets).item(), accuracy(logits, targets).item()


# loop
loss, logits = train_step(X_train, y_train, clip=1.0)
train_acc = accuracy(logits, y_train)
test_loss, test_acc = evaluate(X_test, y_test)
