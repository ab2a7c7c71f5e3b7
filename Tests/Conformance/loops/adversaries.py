# preset: seed
latent_dim = 4
generator = nn.Sequential(nn.Linear(latent_dim, 16), nn.LeakyReLU(0.2), nn.Linear(16, 10))
discriminator = nn.Sequential(nn.Linear(10, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
adversarial_loss = nn.BCEWithLogitsLoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=0.002, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=0.002, betas=(0.5, 0.999))

# loop
valid = torch.ones(X_train.size(0), 1)
fake = torch.zeros(X_train.size(0), 1)

optimizer_G.zero_grad()
z = torch.randn(X_train.shape[0], latent_dim)
gen = generator(z)
g_loss = adversarial_loss(discriminator(gen), valid)
g_loss.backward()
optimizer_G.step()

optimizer_D.zero_grad()
real_loss = adversarial_loss(discriminator(X_train), valid)
fake_loss = adversarial_loss(discriminator(gen.detach()), fake)
d_loss = (real_loss + fake_loss) / 2
d_loss.backward()
optimizer_D.step()

log("loss/D", d_loss.item())
log("loss/G", g_loss.item())
train_acc = (discriminator(X_train) > 0).float().mean()
if epoch % 4 == 0:
    print(
        "[Epoch %d/%d] [D loss: %.3f] [G loss: %.3f]"
        % (epoch, epochs, d_loss.item(), g_loss.item())
    )
