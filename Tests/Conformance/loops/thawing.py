# preset: spiral
backbone, head = model[:-1], model[-1]
for param in backbone.parameters():
    param.requires_grad = False
trainable = filter(lambda p: p.requires_grad, model.parameters())
optimizer = torch.optim.SGD(trainable, lr=0.5, momentum=0.9)
is_thawed = False

# loop
if epoch >= 5 and not is_thawed:
    is_thawed = True
    for param in backbone.parameters():
        param.requires_grad = True
    optimizer.add_param_group({"params": backbone.parameters(), "lr": 0.1})
    print("thawed", sum(p.numel() for p in model.parameters() if p.requires_grad), "numbers")

train_logits = head(backbone(X_train))
loss = loss_fn(train_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()

train_acc = accuracy(train_logits, y_train)
without_grad = [name for name, p in model.named_parameters() if p.grad is None]
log("without_grad", len(without_grad))
if epoch in {0, 5}:
    print(without_grad or "all have a gradient", isinstance(head, nn.Linear), head.weight.shape)
