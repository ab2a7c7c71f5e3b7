# preset: moons
import math

base_lr, warmup_epochs = 0.05, 4


def lr_at(step):
    if step < warmup_epochs:
        return base_lr * (step + 1) / warmup_epochs
    progress = (step - warmup_epochs) / max(1, epochs - warmup_epochs)
    return 0.5 * base_lr * (1.0 + math.cos(math.pi * progress))


# loop
for g in optimizer.param_groups:
    g['lr'] = lr_at(epoch)

model.train()
train_logits = model(X_train)
loss = loss_fn(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()

train_acc = (train_logits.argmax(1) == y_train).float().mean()
current_lr = optimizer.param_groups[0]["lr"]
phase = "warm-up" if epoch < warmup_epochs else "cosine"
print(f"[{epoch:02d}] lr={current_lr:.5f} ({phase:<7}) loss={loss:.3f}")
