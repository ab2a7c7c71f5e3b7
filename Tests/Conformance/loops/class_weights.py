# preset: seed
counts = torch.stack([(y_train == c).sum() for c in range(3)]).float()
class_weights = counts.sum() / (len(counts) * counts)
criterion = nn.CrossEntropyLoss(weight=class_weights, label_smoothing=0.05)
print(f"counts {counts.int().tolist()}, weights {[round(w, 3) for w in class_weights.tolist()]}")

# loop
logits = model(X_train)
loss = criterion(logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
with torch.no_grad():
    hits = logits.argmax(dim=1).eq(y_train)
    train_acc = hits.float().mean()
    per_class = torch.zeros(3).index_add_(0, y_train, hits.float()) / counts
    balanced = per_class.mean()
log("balanced", balanced.item())
test_loss = criterion(model(X_test), y_test).item()
