# preset: seed
import torch.nn.functional as F

# A larger network learns first, then `model` learns from what it says.
teacher = nn.Sequential(nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 3))
teacher_optimizer = torch.optim.Adam(teacher.parameters(), lr=0.02)
for _ in range(30):
    teacher_optimizer.zero_grad()
    loss_fn(teacher(X_train), y_train).backward()
    teacher_optimizer.step()
for p in teacher.parameters():
    p.requires_grad_(False)
teacher.eval()
T, alpha = 2.0, 0.7

# loop
student_logits = model(X_train)
with torch.no_grad():
    teacher_logits = teacher(X_train)
soft_loss = F.kl_div(
    F.log_softmax(student_logits / T, dim=1),
    F.softmax(teacher_logits / T, dim=1),
    reduction="batchmean",
) * (T * T)
hard_loss = F.cross_entropy(student_logits, y_train)
loss = alpha * soft_loss + (1.0 - alpha) * hard_loss
optimizer.zero_grad()
loss.backward()
optimizer.step()

train_acc = accuracy(student_logits, y_train)
log("agreement", (student_logits.argmax(1) == teacher_logits.argmax(1)).float().mean())
log("soft", soft_loss.detach())
