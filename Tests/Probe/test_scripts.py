"""Faulty scripts after public reports: the line, the kind and the fix; healthy ones: silence."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import sys
import tempfile
import time
import unittest
from typing import Any, Dict, Optional, Tuple

from running import PACKAGE, SCRIPTS, Run, Script, named_lines, run

sys.path.insert(0, str(PACKAGE))
from descent_probe.faults import FAULTS  # noqa: E402

FAULTY = sorted((SCRIPTS / "faulty").glob("*.py"))
HEALTHY = sorted((SCRIPTS / "healthy").glob("*.py"))

# Two cores are shared with others.
_AT_ONCE = 2
# What all scripts may take together, where somebody waits for them.
_SECONDS = float(os.environ.get("PROBE_SECONDS", "inf"))


_until = time.monotonic() + _SECONDS


def _alone(path: pathlib.Path) -> Optional[Run]:
    return run(path) if time.monotonic() < _until else None


def _both(path: pathlib.Path) -> Optional[Tuple[Run, Run]]:
    """The script as it is, and with its fix; none where the time is up."""
    if time.monotonic() > _until:
        return None
    before = run(path)
    with tempfile.TemporaryDirectory() as folder:
        fixed = pathlib.Path(folder) / path.name
        fixed.write_text(Script(path).fixed)
        after = run(fixed)
    return before, after


class ScriptTests(unittest.TestCase):
    results: Dict[pathlib.Path, Any] = {}

    @classmethod
    def setUpClass(cls) -> None:
        with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
            faulty = pool.map(_both, FAULTY)
            healthy = pool.map(_alone, HEALTHY)
            cls.results = dict(zip(FAULTY, faulty)) | dict(zip(HEALTHY, healthy))  # type: ignore[operator]

    @classmethod
    def tearDownClass(cls) -> None:
        left = sorted(path.stem for path, result in cls.results.items() if result is None)
        if left:
            print(f"skipped, the time was up: {len(left)} scripts: {', '.join(left)}", file=sys.stderr)

    def test_every_kind_has_a_script(self) -> None:
        kinds = {Script(path).kind for path in FAULTY}
        # DDP needs two processes and is tested with the real programs; a note needs no fix.
        self.assertEqual(set(FAULTS) - kinds - {"ddp_unused", "unused", "not_traced"}, set())

    def test_every_script_says_where_it_is_from(self) -> None:
        for path in FAULTY:
            with self.subTest(path.name):
                self.assertTrue(Script(path).source.startswith("https://"))
                self.assertTrue(Script(path).lines)


def _faulty(path: pathlib.Path) -> Any:
    def test(self: ScriptTests) -> None:
        if self.results[path] is None:
            self.skipTest("the time was up")
        script, (before, after) = Script(path), self.results[path]
        self.assertNotIn("descent probe:", before.err + after.err)
        reports = before.reports
        self.assertTrue(reports, before.err[-2000:])
        with self.subTest("kind"):
            self.assertEqual([r["kind"] for r in reports], [script.kind])
        with self.subTest("line"):
            named = named_lines(reports[0], path)
            self.assertTrue(set(named) & set(script.lines), f"{named}, not {script.lines}")
        with self.subTest("fix"):
            self.assertEqual(after.code, 0, after.err[-2000:])
            self.assertEqual([r["headline"] for r in after.reports if r["kind"] != "unused"], [])

    return test


def _healthy(path: pathlib.Path) -> Any:
    def test(self: ScriptTests) -> None:
        result = self.results[path]
        if result is None:
            self.skipTest("the time was up")
        self.assertNotIn("descent probe:", result.err)
        self.assertEqual(result.code, 0, result.err[-2000:])
        self.assertEqual([r["headline"] for r in result.reports if r["kind"] != "unused"], [])

    return test


for _path in FAULTY:
    setattr(ScriptTests, f"test_faulty_{_path.stem.replace('-', '_')}", _faulty(_path))
for _path in HEALTHY:
    setattr(ScriptTests, f"test_healthy_{_path.stem.replace('-', '_')}", _healthy(_path))


if __name__ == "__main__":
    unittest.main()
