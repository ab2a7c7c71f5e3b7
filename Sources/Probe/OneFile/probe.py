"""Says where a PyTorch program lost its gradient. `import probe` at its top is all.

One file made of Descent's package descent_probe; nothing but Python and torch is needed.
"""

import importlib.abc
import importlib.util
import sys

_SOURCES = {
}


class _Loader(importlib.abc.InspectLoader):
    def get_source(self, name):
        return _SOURCES[name]

    def is_package(self, name):
        return name == "descent_probe"

    def exec_module(self, module):
        name = module.__name__
        code = compile(_SOURCES[name], f"<descent_probe {name}>", "exec", dont_inherit=True)
        exec(code, module.__dict__)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name not in _SOURCES:
            return None
        return importlib.util.spec_from_loader(
            name, _Loader(), origin="probe.py", is_package=name == "descent_probe"
        )


if "descent_probe" not in sys.modules:
    sys.meta_path.insert(0, _Finder())
import descent_probe  # noqa: E402

descent_probe.start()
