"""What the probe must never do to a program: change it, hold it up, or outlive its reader."""

from __future__ import annotations

import os
import pathlib
import socket
import subprocess
import tempfile
import textwrap
import time
import unittest

from running import PACKAGE, SCRIPTS, environment, python, run

TRAINING = """
    import torch, torch.nn.functional as F
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(16, 4), torch.randint(0, 2, (16,))
    for step in range(STEPS):
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{loss.item():.6f}")
"""


def script(text: str, folder: str, name: str = "program.py", steps: int = 40) -> pathlib.Path:
    path = pathlib.Path(folder) / name
    path.write_text(textwrap.dedent(text).replace("STEPS", str(steps)))
    return path


class ProcessTests(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.folder = self._folder.name

    def tearDown(self) -> None:
        self._folder.cleanup()

    def test_the_program_prints_the_same(self) -> None:
        path = script(TRAINING, self.folder)
        plain = subprocess.run([python(), path], capture_output=True, text=True)
        watched = run(path, listen=False)
        self.assertEqual((watched.out, watched.err, watched.code), (plain.stdout, plain.stderr, 0))

    def test_without_torch_nothing_of_ours_is_imported(self) -> None:
        path = script(
            "import sys; print('torch' in sys.modules, 'descent_probe.session' in sys.modules)",
            self.folder,
        )
        self.assertEqual(run(path, listen=False).out, "False False\n")

    def test_a_sitecustomize_of_the_programs_own_still_runs(self) -> None:
        other = pathlib.Path(self.folder) / "other"
        other.mkdir()
        (other / "sitecustomize.py").write_text("import builtins; builtins.theirs = __file__\n")
        path = script(
            "import sys; print(theirs, sys.modules['sitecustomize'].__file__)", self.folder
        )
        result = run(path, listen=False, PYTHONPATH=f"{PACKAGE}{os.pathsep}{other}")
        self.assertEqual(result.out.split(), [str(other / "sitecustomize.py")] * 2)

    def test_the_report_reads_like_our_own(self) -> None:
        result = run(SCRIPTS / "faulty" / "encoder-detached.py", listen=False)
        lines = result.err.splitlines()
        self.assertEqual(lines[0], "step 5: 2 of 4 parameters of the optimizer get no gradient")
        labels = [line[2:9].strip() for line in lines[1:]]
        self.assertEqual(labels, ["at", "cut", "path", "why", "fix", "no grad"])
        self.assertEqual(lines[5], "  fix     z = self.encoder(x)")
        self.assertEqual(lines[6], "  no grad 2 of 4 parameters: encoder.0.weight, encoder.0.bias")

    def test_events_come_in_order(self) -> None:
        events = run(script(TRAINING, self.folder)).events
        kinds = [event["event"] for event in events]
        self.assertEqual((kinds[0], kinds[-1]), ("hello", "end"))
        self.assertEqual(list(events[0])[0], "event")
        self.assertIn("listing", kinds)
        self.assertIn("gradients", kinds)
        losses = [
            value for event in events if event["event"] == "loss" for value in event["values"]
        ]
        self.assertEqual(len(losses), 40)
        listing = next(event for event in events if event["event"] == "listing")
        self.assertEqual(listing["lines"][0], "for step in range(40):")
        self.assertEqual(
            listing["lines"][listing["backward"] - listing["first"]].strip(), "loss.backward()"
        )
        shown = {
            line["line"]: line
            for event in events
            if event["event"] == "lines"
            for line in event["lines"]
        }
        self.assertEqual(
            shown[listing["first"] + 1], {"line": 8, "shape": [], "grad_fn": "NllLossBackward0"}
        )

    def test_every_step_of_a_fast_loop_is_told_once(self) -> None:
        events = run(script(TRAINING, self.folder, steps=3000)).events
        told = [e for e in events if e["event"] == "loss"]
        self.assertEqual([step for e in told for step in e["steps"]], list(range(1, 3001)))
        self.assertGreater(len(told), 2)
        self.assertEqual(events[-1]["step"], 3000)

    def test_a_loop_without_an_optimizer_is_told_while_it_runs(self) -> None:
        text = """
            import time, torch
            w = torch.zeros(4, requires_grad=True)
            x, y = torch.randn(16, 4), torch.randn(16)
            for step in range(STEPS):
                loss = ((x @ w - y) ** 2).mean()
                loss.backward()
                with torch.no_grad():
                    w -= 0.1 * w.grad
                    w.grad.zero_()
                time.sleep(0.005)
        """
        events = run(script(text, self.folder, steps=300)).events
        told = [e for e in events if e["event"] == "loss"]
        self.assertEqual([step for e in told for step in e["steps"]], list(range(1, 301)))
        self.assertGreater(len(told), 2)
        self.assertEqual(events[-1]["step"], 300)

    def test_a_loss_that_is_no_real_number_is_none(self) -> None:
        text = """
            import torch
            w = torch.zeros(3, requires_grad=True)
            z = torch.zeros((), dtype=torch.complex64, requires_grad=True)
            optimizer = torch.optim.SGD([w, z], lr=0.1)
            for step in range(STEPS):
                optimizer.zero_grad()
                if step % 3 == 1:
                    (w * 2).backward(torch.ones(3))
                elif step % 3 == 2:
                    (z * (1 + 2j)).backward(torch.ones((), dtype=torch.complex64))
                else:
                    (w.sum() + step).backward()
                optimizer.step()
        """
        result = run(script(text, self.folder, steps=300), DESCENT_PROBE_DEBUG="1")
        self.assertEqual((result.code, result.err, result.reports), (0, "", []))
        told = [e for e in result.events if e["event"] == "loss"]
        steps = [step for e in told for step in e["steps"]]
        self.assertEqual(steps, list(range(1, 301, 3)))
        self.assertEqual(sum(len(e["values"]) for e in told), 100)

    def test_prints_are_recorded_and_still_printed(self) -> None:
        path = script(
            "import torch, sys; print('höher'); print('an error', file=sys.stderr)", self.folder
        )
        result = run(path, DESCENT_PROBE_PRINTS="1")
        self.assertEqual(result.out, "höher\n")
        texts = {stream: "" for stream in ("stdout", "stderr")}
        for event in result.events:
            if event["event"] == "print":
                texts[event["stream"]] += event["text"]
        self.assertEqual(texts, {"stdout": "höher\n", "stderr": "an error\n"})

    def test_a_reader_that_does_not_read_holds_nothing_up(self) -> None:
        path = os.path.join(self.folder, "socket")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
            server.listen(1)
            text = "import torch\nfor i in range(3000): print('x' * 4000)\n"
            started = time.monotonic()
            result = run(
                script(text, self.folder),
                listen=False,
                DESCENT_PROBE_SOCKET=path,
                DESCENT_PROBE_PRINTS="1",
            )
        self.assertEqual((result.code, len(result.out)), (0, 3000 * 4001))
        self.assertLess(time.monotonic() - started, 120)

    def test_a_reader_that_goes_is_forgotten(self) -> None:
        path = os.path.join(self.folder, "socket")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
            server.listen(1)
            program = subprocess.Popen(
                [python(), SCRIPTS / "faulty" / "encoder-detached.py"], env=environment(DESCENT_PROBE_SOCKET=path),
                stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            server.accept()[0].close()
        _, error = program.communicate(timeout=120)
        self.assertEqual(program.returncode, 0)
        self.assertIn("get no gradient", error)

    def test_no_reader_at_all(self) -> None:
        result = run(
            script(TRAINING, self.folder), listen=False, DESCENT_PROBE_SOCKET=self.folder + "/none"
        )
        self.assertEqual((result.code, result.err), (0, ""))

    def test_the_bundle_is_one_file(self) -> None:
        text = subprocess.run(
            [python(), PACKAGE.parent / "OneFile" / "bundle.py"], capture_output=True, text=True, check=True
        ).stdout
        pathlib.Path(self.folder, "probe.py").write_text(text)
        body = (SCRIPTS / "faulty" / "encoder-detached.py").read_text()
        path = script("import torch\nimport probe\n" + body, self.folder)
        result = run(path, listen=False, PYTHONPATH="")
        self.assertIn("step 5: 2 of 4 parameters of the optimizer get no gradient", result.err)

    def test_forked_workers_are_left_alone(self) -> None:
        text = """
            import torch
            from torch.utils.data import DataLoader, Dataset
            class Rows(Dataset):
                def __len__(self): return 8
                def __getitem__(self, index):
                    depth = torch._C._len_torch_function_stack()
                    return torch.tensor([float(index), float(depth)])
            rows = torch.cat(list(DataLoader(Rows(), 2, num_workers=2)))
            print(rows[:, 1].sum().item(), torch._C._len_torch_function_stack())
        """
        self.assertEqual(run(script(text, self.folder), listen=False).out, "0.0 1\n")

    def test_tracing_ends_and_comes_back(self) -> None:
        text = TRAINING + "\n    print(torch._C._len_torch_function_stack())"
        self.assertEqual(run(script(text, self.folder), listen=False).out.split()[-1], "0")
        always = run(script(text, self.folder), listen=False, DESCENT_PROBE_TRACE="always")
        self.assertEqual(always.out.split()[-1], "1")

    def test_memory_does_not_grow(self) -> None:
        text = TRAINING.replace(
            "optimizer.step()",
            "optimizer.step(); seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)",
        )
        text = text.replace("import torch,", "import resource; seen = []\n    import torch,")
        text += "\n    print(seen[-1] - seen[STEPS // 5])"
        result = run(
            script(text, self.folder, steps=2000), listen=False, DESCENT_PROBE_TRACE="always"
        )
        self.assertLess(int(result.out.split()[-1]), 4096, "kilobytes over 1600 traced steps")


if __name__ == "__main__":
    unittest.main()
