# preset: moons
# loop
criterion = nn.CrossEntropy()
loss = criterion(model(X_train), y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()
