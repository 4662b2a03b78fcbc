"""事项清单: which tasks each unit offers, how long they take, and how often they are asked for."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS
from reportgen.datasets.columns import TASK_TYPES

from .profile import Profile
from .shapes import Flags, Floats, Ints, label, masked, pick, table

TYPES = tuple(TASK_TYPES)
_VARIANTS = ("新办", "变更", "延续", "补证", "注销")
_VARIANT_WEIGHTS = (0.45, 0.25, 0.15, 0.08, 0.07)
_FEES = (5, 10, 20, 40, 80, 100, 120, 550)


@dataclass(frozen=True)
class Catalogue:
    """All tasks, sorted by unit, kind (promised first) and type; parallel arrays."""

    unit: Ints
    instant: Flags
    task_type: Ints
    names: tuple[str, ...]
    codes: pa.Array
    catalog: tuple[str, ...]
    statutory: Ints
    promise: Ints
    fee: Ints
    weight: Floats
    used: Flags  # in force all the time, so that cases of any day may be of it

    @cached_property
    def _cumulated(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.weight * self.used)])

    @cached_property
    def _order(self) -> Ints:
        return _key(self.unit, self.instant, self.task_type)

    def draw(
        self, rng: np.random.Generator, unit: Ints, instant: Flags, task_type: Ints | None = None
    ) -> Ints:
        """For each unit and kind (and type) one of its tasks, by weight."""
        low = _key(unit, instant, 0 if task_type is None else task_type)
        high = low + (len(TYPES) if task_type is None else 1)
        first, last = (self._cumulated[np.searchsorted(self._order, key)] for key in (low, high))
        aim = first + rng.random(len(unit)) * (last - first)
        return np.searchsorted(self._cumulated, aim, side="right") - 1

    def mean(self, values: Floats | Ints, among: Flags, units: int) -> Floats:
        """The weighted mean of `values` by unit and type over the tasks `among`; 0 where none is."""
        weight = self.weight * self.used * among
        return self._sums(weight * values, units) / np.maximum(self._sums(weight, units), 1e-12)

    def mix(self, units: int) -> Floats:
        """How a unit's cases are shared out over types: units by types."""
        sums = self._sums(self.weight * self.used, units)
        return sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-12)

    def has(self, units: int) -> Flags:
        """Whether a unit has promised tasks, and instant ones: units by two."""
        return np.bincount(self.unit * 2 + self.instant, self.used, units * 2).reshape(units, 2) > 0

    def _sums(self, values: Floats, units: int) -> Floats:
        flat = np.bincount(self.unit * len(TYPES) + self.task_type, values, units * len(TYPES))
        return flat.reshape(units, len(TYPES))


def _key(unit: Ints, instant: Flags, task_type: Ints | int) -> Ints:
    return (unit * 2 + instant) * len(TYPES) + task_type


def catalogue(profile: Profile) -> Catalogue:
    """The tasks of every unit: those of its fields, some left out, each with its own promise."""
    rng = profile.rng("catalogue")
    rows = _rows()
    chosen = [
        (number, *row)
        for number, unit in enumerate(profile.units)
        for row in rows
        if row[0] in _fields(profile, unit.id, unit.group) and rng.random() < profile.group(number)["tasks"]
    ]
    chosen.sort(key=lambda row: (row[0], row[4] == "1", row[3]))
    unit, _field, names, types, kinds, statutory, promise, fee, weight, catalog = zip(*chosen, strict=True)
    count = len(chosen)
    instant = np.array(kinds) == "1"
    kept = np.where(instant, 0, np.maximum(1, np.rint(np.array(promise) * rng.uniform(0.6, 1.0, count))))
    numbers = np.array(unit)
    return Catalogue(
        unit=numbers,
        instant=instant,
        task_type=np.array([TYPES.index(code) for code in types]),
        names=names,
        codes=_task_codes(profile, numbers, types),
        catalog=catalog,
        statutory=np.array(statutory),
        promise=kept.astype(np.int64),
        fee=np.array(fee) * rng.choice(_FEES, count),
        weight=np.array(weight) * np.exp(rng.normal(0, 0.4, count)),
        used=_used(rng, numbers, instant),
    )


def _used(rng: np.random.Generator, unit: Ints, instant: Flags) -> Flags:
    """Nineteen tasks in twenty are in force throughout, of each unit at least the first of a kind."""
    first = np.concatenate([[True], (np.diff(unit) != 0) | (np.diff(instant.astype(int)) != 0)])
    return first | (rng.random(len(unit)) < 0.95)


def _rows() -> list[tuple[Any, ...]]:
    with Path(__file__).with_name("catalogue.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [variant for number, row in enumerate(rows, 1) for variant in _variants(number, row)]


def _variants(number: int, row: dict[str, str]) -> list[tuple[Any, ...]]:
    """The task itself, or for a licence its usual variants."""
    licence = row["type"] == "01" and row["kind"] == "2"
    variants = zip(_VARIANTS, _VARIANT_WEIGHTS, strict=True) if licence else [("", 1.0)]
    return [
        (
            row["field"], f"{row['name']}（{variant}）" if variant else row["name"], row["type"], row["kind"],
            int(row["statutory"]), int(row["promise"]), int(row["fee"]) if variant in ("", "新办") else 0,
            float(row["weight"]) ** 1.3 * share, f"000{row['type']}{number:04}{serial:03}",
        )
        for serial, (variant, share) in enumerate(variants)
    ]  # fmt: skip


def _fields(profile: Profile, unit_id: str, group: str) -> list[str]:
    fields = profile.settings["fields"]
    return fields.get(unit_id, fields.get(group, []))


def _task_codes(profile: Profile, unit: Ints, types: tuple[str, ...]) -> pa.Array:
    starts = np.searchsorted(unit, unit)
    serials = np.arange(len(unit)) - starts + 1
    return pa.array(
        [
            f"{profile.codes[u]}{code}{serial:04}"
            for u, code, serial in zip(unit.tolist(), types, serials.tolist(), strict=True)
        ]
    )


def tasks(profile: Profile, catalogue: Catalogue) -> pa.Table:
    """Dataset tasks."""
    rng = profile.rng("tasks")
    count = len(catalogue.unit)
    dates = _dates(profile, catalogue, rng)
    in_hall = ~catalogue.instant | (rng.random(count) < 0.9)
    level = 1 + pick(rng, (0.03, 0.04, 0.21, 0.72), count)
    return table(
        DATASETS["tasks"],
        {
            "task_code": catalogue.codes,
            "catalog_code": pa.array(catalogue.catalog),
            "task_name": pa.array(catalogue.names),
            "task_type": label(TYPES, catalogue.task_type),
            "use_level": pa.array([profile.group(u)["use_level"] for u in catalogue.unit.tolist()]),
            "unit_id": label(profile.ids, catalogue.unit),
            "project_type": label(("2", "1"), catalogue.instant.astype(int)),
            "statutory_days": catalogue.statutory,
            "promise_days": catalogue.promise,
            "online_level": level,
            "is_fee": catalogue.fee > 0,
            "pay_online": (catalogue.fee > 0) & (rng.random(count) < 0.94),
            "express": rng.random(count) < 0.66,
            "in_hall": in_hall,
            "one_window": in_hall & (rng.random(count) < 0.8),
            "quanyu_tongban": (level >= 3) & (rng.random(count) < 0.35),
            "std_consistent": rng.random(count) < 0.985,
            **dates,
        },
    )


def _dates(profile: Profile, catalogue: Catalogue, rng: np.random.Generator) -> dict[str, pa.Array]:
    """From when to when tasks are in force, and when they and their guides were published."""
    count = len(catalogue.unit)
    start = np.datetime64("2022-03-01") + rng.integers(0, 900, count)
    late = ~catalogue.used & (rng.random(count) < 0.6)
    start = np.where(late, np.datetime64("2025-01-10") + rng.integers(0, 600, count), start)
    gone = ~catalogue.used & ~late
    end = np.where(gone, np.datetime64("2025-02-01") + rng.integers(0, 500, count), np.datetime64("NaT"))
    for number, unit in enumerate(profile.units):
        mine = catalogue.unit == number
        if unit.valid_from:
            start[mine] = np.datetime64(f"{unit.valid_from}-01")
            end[mine & gone] = np.datetime64("2026-06-01")
        if unit.valid_to:
            start[mine] = np.minimum(start[mine], np.datetime64("2024-09-01"))
            end[mine] = np.datetime64(f"{unit.valid_to}-01")
    published = start - rng.integers(5, 40, count)
    guide = np.maximum(published + rng.integers(0, 20, count), published)
    hidden, silent = rng.random(count) < 0.004, rng.random(count) < 0.009
    for story in profile.planted("no_guide"):
        mine = np.flatnonzero((catalogue.unit == story.unit) & catalogue.used)
        silent[mine[:: round(1 / story.values["share"])]] = True
    return {
        "valid_from": pa.array(start),
        "valid_to": masked(end, np.isnat(end)),
        "publish_date": masked(published, hidden),
        "guide_date": masked(guide, silent),
    }
