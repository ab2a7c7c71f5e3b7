"""Python imports this first where its folder stands first on PYTHONPATH: the probe begins here.

A `sitecustomize` of the program's own, further down the path, still runs.
"""

import importlib.machinery
import importlib.util
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))

try:
    import descent_probe

    descent_probe.start()
except Exception:
    if os.environ.get("DESCENT_PROBE_DEBUG") == "1":
        raise


def _run_the_next() -> None:
    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


_run_the_next()
