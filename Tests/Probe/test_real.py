"""Real programs of Lightning, Transformers with PEFT, and DDP; where these are not installed: skipped."""

from __future__ import annotations

import os
import subprocess
import unittest

from running import SCRIPTS, Script, named_lines, python, run

REAL = SCRIPTS / "real"


def _has(*modules: str) -> bool:
    command = [python(), "-c", "import " + ", ".join(modules)]
    return subprocess.run(command, capture_output=True).returncode == 0


@unittest.skipIf(os.environ.get("PROBE_REAL") == "0", "PROBE_REAL=0 leaves them out")
class RealTests(unittest.TestCase):
    def check(self, name: str, result) -> None:
        path = REAL / name
        script = Script(path)
        self.assertNotIn("descent probe:", result.err)
        reports = [r for r in result.reports if r["kind"] != "unused"]
        self.assertIn(script.kind, [r["kind"] for r in reports], result.err[-3000:])
        for report in reports:
            self.assertTrue(set(named_lines(report, path)) & set(script.lines), report)

    @unittest.skipUnless(_has("lightning"), "no lightning")
    def test_lightning(self) -> None:
        self.check("lightning-detached.py", run(REAL / "lightning-detached.py"))

    @unittest.skipUnless(_has("transformers", "peft"), "no transformers and peft")
    def test_peft(self) -> None:
        self.check("peft-checkpointing.py", run(REAL / "peft-checkpointing.py"))

    def test_ddp(self) -> None:
        command = [
            python(),
            "-m",
            "torch.distributed.run",
            "--nproc-per-node",
            "2",
            "--master-port",
            "29517",
        ]
        result = run(REAL / "ddp-detached.py", command=command)
        self.check("ddp-detached.py", result)
        ranks = {
            e["rank"] for e in result.events if e["event"] == "hello" and e["rank"] is not None
        }
        self.assertEqual(ranks, {0, 1})


if __name__ == "__main__":
    unittest.main()
