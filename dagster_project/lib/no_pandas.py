"""Arrow without pandas: a process that hands Arrow nothing but plain values need not load it.

Arrow looks for pandas as soon as it is given a list; where there is none it goes on without. Loading it costs more than
reading twenty returns. Only for processes of our own that never meet a frame: elsewhere pandas would be missed.
"""

import sys
from importlib.machinery import ModuleSpec


class _NoPandas:
    """A finder that says of pandas that it is not installed."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not loaded in this process", name=name)
        return None


def do_without_pandas() -> None:
    """Let no ``import pandas`` succeed in this process from now on."""
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _NoPandas)
