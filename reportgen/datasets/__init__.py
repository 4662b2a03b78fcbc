"""All datasets, found by a scan of this package: every `Dataset` in a module is one.

`DATASETS` are those with a table in the store, `EXCHANGED` those that are only handed out or taken in.
"""

import importlib
import pkgutil

from reportgen.datasets.model import Check, Column, Dataset, Reference


def _scan() -> dict[str, Dataset]:
    found: dict[str, Dataset] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, Dataset):
                found[value.name] = value
    return found


_FOUND = _scan()
DATASETS = {name: dataset for name, dataset in _FOUND.items() if dataset.stored}
EXCHANGED = {name: dataset for name, dataset in _FOUND.items() if not dataset.stored}

__all__ = ["DATASETS", "EXCHANGED", "Check", "Column", "Dataset", "Reference"]
