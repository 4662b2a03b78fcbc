"""All datasets, found by a scan of this package: every `Dataset` in a module is one of `DATASETS`."""

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


DATASETS = _scan()

__all__ = ["DATASETS", "Check", "Column", "Dataset", "Reference"]
