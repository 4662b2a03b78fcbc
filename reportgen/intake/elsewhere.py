"""What the store and the workspace hold for returns to be held against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportgen import rectification
from reportgen.datasets import DATASETS, Dataset
from reportgen.datasets.model import LEDGER, SCHEME, Calendar
from reportgen.intake.crossing import Key, Owner, Row
from reportgen.settings import Settings
from reportgen.store import Store, ledger

AT_ONCE = 5_000  # values in one query


@dataclass(frozen=True, slots=True)
class Holdings:
    """The rows of a store and the files of its workspace."""

    store: Store
    settings: Settings

    @property
    def calendar(self) -> Calendar:
        """The working days that the workspace adds."""
        return frozenset(self.settings.workdays.items())

    def rows(self, dataset: str, key: str, values: set[str]) -> Mapping[str, Row] | None:
        """The rows of `dataset` by `key`; None for a table without any rows, which is not asked."""
        if dataset == SCHEME:
            known = self.settings.indicators
            return {code: {} for code in known.indicators} if known else None
        if dataset == LEDGER:
            entries = rectification.entries(ledger.events(self.store))
            return {entry.id: {"unit_id": entry.opening.unit} for entry in entries}
        if self._empty(DATASETS[dataset]):
            return None
        return {str(row[key]): row for row in self._found(DATASETS[dataset], key, values)}

    def owners(self, dataset: str, keys: set[Key]) -> Mapping[Key, list[Owner]]:
        """Unit and day of the rows with these keys."""
        declared, found = DATASETS[dataset], dict[Key, list[Owner]]()
        for row in self._found(declared, declared.key[0], {key[0] for key in keys}):
            key = tuple(row[name] for name in declared.key)
            if key in keys:
                day = row[declared.dated]
                day = day.date() if isinstance(day, datetime) else day
                found.setdefault(key, []).append((row.get("unit_id") or "", day))
        return found

    def _empty(self, dataset: Dataset) -> bool:
        return not self.store.rows(self.store.table(dataset).limit(1))[1]

    def _found(self, dataset: Dataset, name: str, values: set[Any]) -> Iterator[dict[str, Any]]:
        """The rows of `dataset` whose column `name` is among `values`."""
        table = self.store.table(dataset)
        for some in _portions(sorted(values)):
            yield from self.store.found(table.filter(table[name].isin(some)))


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
