"""Makes the log files of real programs that Tests/RunLog/Programs holds.

    python logs.py FOLDER [NAME…]

Needs tensorboard, wandb, trackio, transformers, lightning and xgboost beside PyTorch. The numbers
that must come out are written down in Tests/RunLog/Formats/ProgramTests.swift.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path


def losses():
    """Three epochs, easy to recognise."""
    return [(0, 2.5, 0.25), (1, 1.5, 0.5), (2, 0.5, 0.75)]


def tensorboard(folder: Path):
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(str(folder / "tensorboard"), filename_suffix=".test")
    for step, loss, accuracy in losses():
        writer.add_scalar("loss/train", loss, step)
        writer.add_scalar("accuracy", accuracy, step)
    import numpy

    writer.add_histogram("weights", numpy.array([-1.0, 0.0, 4.0]), 2)
    writer.add_hparams({"lr": 0.1, "optimizer": "Adam", "nesterov": True}, {"hparam/best": 0.75},
                       run_name=".")
    writer.close()
    for index, path in enumerate(sorted((folder / "tensorboard").iterdir())):
        path.rename(folder / "tensorboard" / f"events.out.tfevents.{index}")


def wandb(folder: Path):
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true")
    import wandb as library

    with tempfile.TemporaryDirectory() as place:
        run = library.init(project="descent", name="spiral", dir=place,
                           config={"lr": 0.1, "layers": [16, 16], "optimizer": {"name": "Adam"}},
                           settings=library.Settings(x_disable_stats=True, x_disable_meta=True,
                                                     console="off", host="host"))
        for epoch, loss, accuracy in losses():
            run.log({"epoch": epoch, "train/loss": loss, "val": {"acc": accuracy}})
        run.finish()
        log = next(Path(place).glob("wandb/offline-run-*/run-*.wandb"))
        shutil.copy(log, folder / "run.wandb")


def trackio(folder: Path):
    with tempfile.TemporaryDirectory() as place:
        os.environ.update(TRACKIO_DIR=place, HF_HOME=place, HF_HUB_OFFLINE="1")
        import trackio as library

        for name in ("first", "second"):
            library.init(project="descent", name=name, config={"lr": 0.1})
            for epoch, loss, accuracy in losses():
                library.log({"epoch": epoch, "loss": loss, "val": {"acc": accuracy}})
            library.finish()
        database = next(Path(place).rglob("descent.db"))
        vacuum(database)
        shutil.copy(database, folder / "trackio.db")


def vacuum(database: Path):
    """Leaves one small file of the database, for a test to hold."""
    import sqlite3

    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA page_size=512")
    connection.execute("VACUUM")
    connection.close()


SCRIPTS = {
    "transformers": """
import torch
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments

torch.manual_seed(0)


class Points(Dataset):
    def __init__(self, count):
        self.x = torch.randn(count, 4)
        self.y = (self.x.sum(1) > 0).long()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return {"x": self.x[index], "labels": self.y[index]}


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 2)

    def forward(self, x, labels=None):
        logits = self.linear(x)
        return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}


arguments = TrainingArguments(
    output_dir="out", num_train_epochs=3, per_device_train_batch_size=8, logging_steps=4,
    eval_strategy="epoch", save_strategy="epoch", report_to=[], use_cpu=True, seed=0)
trainer = Trainer(model=Net(), args=arguments, train_dataset=Points(64), eval_dataset=Points(32))
trainer.train()
trainer.save_state()
""",
    "lightning": """
import lightning
import torch
from lightning.pytorch.callbacks import TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger

lightning.seed_everything(0, verbose=False)


class Net(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 2)

    def step(self, batch, name):
        x, y = batch
        loss = torch.nn.functional.cross_entropy(self.linear(x), y)
        self.log(name, loss, prog_bar=True, on_epoch=name == "val_loss",
                 on_step=name == "train_loss")
        return loss

    def training_step(self, batch, index):
        return self.step(batch, "train_loss")

    def validation_step(self, batch, index):
        self.step(batch, "val_loss")

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


x = torch.randn(64, 4)
data = torch.utils.data.TensorDataset(x, (x.sum(1) > 0).long())
loader = torch.utils.data.DataLoader(data, batch_size=8)
trainer = lightning.Trainer(
    max_epochs=3, logger=CSVLogger(".", name="csv"), log_every_n_steps=4, accelerator="cpu",
    enable_checkpointing=False, callbacks=[TQDMProgressBar()])
trainer.fit(Net(), loader, loader)
""",
    "xgboost": """
import numpy
import xgboost

generator = numpy.random.default_rng(0)
x = generator.normal(size=(200, 4))
y = (x.sum(1) > 0).astype(int)
train = xgboost.DMatrix(x[:150], y[:150])
test = xgboost.DMatrix(x[150:], y[150:])
xgboost.train({"objective": "binary:logistic", "eval_metric": ["logloss", "error"], "nthread": 1},
              train, 5, [(train, "train"), (test, "eval")])
""",
}


def script(name: str, folder: Path):
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run([sys.executable, "-c", SCRIPTS[name]], cwd=place,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
        # Where a library lies is the machine's own.
        library = sysconfig.get_paths()["purelib"].encode()
        (folder / f"{name}.txt").write_bytes(done.stdout.replace(library, b"site-packages"))
        for path, new in (("out/trainer_state.json", "trainer_state.json"),
                          ("csv/version_0/metrics.csv", "lightning.csv")):
            if (Path(place) / path).exists():
                shutil.copy(Path(place) / path, folder / new)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    made = {"tensorboard": tensorboard, "wandb": wandb, "trackio": trackio}
    for name in sys.argv[2:] or list(made) + list(SCRIPTS):
        made[name](folder) if name in made else script(name, folder)


if __name__ == "__main__":
    main()
