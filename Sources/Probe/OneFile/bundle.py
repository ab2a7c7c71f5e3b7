"""Writes the whole probe as one file: `python bundle.py > probe.py`, then `import probe`.

The modules stand in the file as text and are imported from there under their own names, so that
the bundle behaves as the package does. `descent probe --print` writes the same, byte for byte.
"""

from __future__ import annotations

import pathlib
import sys


def bundle(template: pathlib.Path, package: pathlib.Path) -> str:
    """The text of the one file."""
    sources = ""
    for file in sorted(package.glob("*.py")):
        name = "descent_probe" if file.stem == "__init__" else f"descent_probe.{file.stem}"
        sources += f"    {name!r}: {file.read_text(encoding='utf-8')!r},\n"
    empty = "_SOURCES = {\n"
    return template.read_text(encoding="utf-8").replace(empty, empty + sources, 1)


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    sys.stdout.write(bundle(here / "probe.py", here.parent / "Python" / "descent_probe"))
