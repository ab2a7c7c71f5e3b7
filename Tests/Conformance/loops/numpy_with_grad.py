# preset: seed
import numpy as np

# loop
y_logits = model(X_train)
loss = loss_fn(y_logits, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
train_acc = np.mean(y_logits.numpy().argmax(1) == y_train.numpy())
