# preset: iris
milestones, rates = [2, 4, 6], [0.01, 0.005, 0.001]
stage = 0

# loop
if stage < len(milestones) and epoch == milestones[stage]:
    stage += 1
for group in optimizer.param_groups:
    group["lr"] = rates[stage]
loss = loss_fn(model(X_train), y_train)
optimizer.zero_grad(); loss.backward(); optimizer.step()
