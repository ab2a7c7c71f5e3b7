# preset: seed
schedules = {
    "constant": lambda t: 1.0,
    "linear": lambda t: 1 - t,
    "late": lambda t: 1.0 if t < 0.5 else 0.1,
}
scheduler = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lr_lambda=lambda e: schedules["late"](e / epochs))


def make_counter():
    counts = {}

    def count(word, by=1):
        counts[word] = counts.get(word, 0) + by
        return counts[word]

    return count


count = make_counter()

# loop
def closure():
    optimizer.zero_grad()
    closure_loss = loss_fn(model(X_train), y_train)
    closure_loss.backward()
    count("evaluations")
    return closure_loss


loss = optimizer.step(closure)
scheduler.step()
ranked = sorted(schedules, key=lambda name: (schedules[name](epoch / epochs), name))
evaluations = count("evaluations", by=0)
log("evaluations", evaluations)
log("lr", scheduler.get_last_lr()[0])
if epoch % 4 == 3:
    print(f"{evaluations} evaluations", "|".join(ranked), sep=": ", end=" #\n")
