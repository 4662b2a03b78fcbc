"""What is particular to one workspace: its units, its scale, and the stories planted in it."""

import csv
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reportgen import units
from reportgen.units import Unit

from .shapes import Days, Flags, Floats, Ints
from .timeline import Timeline, timeline

INPUTS = ("profile.toml", "answer_key.toml", "units.csv", "texts.toml")


@dataclass(frozen=True)
class Story:
    """Something planted on purpose: one entry of answer_key.toml, which is both plan and answer."""

    kind: str
    unit: int
    period: str
    values: Mapping[str, Any]

    @property
    def monthly(self) -> Mapping[str, int]:
        """How many in which month: the months told one by one, else `count` in the period."""
        return self.values.get("monthly") or {self.period: self.values["count"]}

    @property
    def days(self) -> Days:
        """The days told one by one."""
        return np.array(self.values["days"], dtype="datetime64[D]")


@dataclass(frozen=True)
class Regional:
    """Something planted in every unit of an area: one entry `regional` of answer_key.toml."""

    kind: str
    units: tuple[int, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """One workspace: assessed units in official order, settings of profile.toml, stories, texts.

    `texts` are those written for the workspace, `pool` those that serve any.
    """

    units: tuple[Unit, ...]
    codes: tuple[str, ...]
    settings: Mapping[str, Any]
    stories: tuple[Story, ...]
    regional: tuple[Regional, ...]
    texts: Mapping[str, Any]
    pool: Mapping[str, Any]
    time: Timeline

    def rng(self, name: str) -> np.random.Generator:
        """The random stream of one table, independent of all others."""
        return np.random.default_rng([self.settings["seed"], zlib.crc32(name.encode())])

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The position of each unit by its id."""
        return {unit.id: number for number, unit in enumerate(self.units)}

    @cached_property
    def ids(self) -> list[str]:
        """Unit ids by position."""
        return [unit.id for unit in self.units]

    @cached_property
    def active(self) -> Flags:
        """Whether a unit exists in a month: units by months."""
        months = self.time.months.astype("datetime64[M]").astype(str)
        start = np.array([unit.valid_from for unit in self.units])
        end = np.array([unit.valid_to or "9999" for unit in self.units])
        return (start[:, None] <= months) & (months < end[:, None])

    @cached_property
    def zero(self) -> Flags:
        """The units without any business."""
        return np.isin(self.ids, self.settings["zero"])

    @cached_property
    def halls(self) -> Flags:
        """The units with a service hall."""
        return np.array([self.group(u)["halls"] for u in range(len(self.units))])

    def group(self, unit: int) -> Mapping[str, Any]:
        """The settings of the peer group of a unit."""
        return self.settings["groups"][self.units[unit].group]

    @cached_property
    def base(self) -> Floats:
        """Cases accepted on an ordinary working day, by unit."""
        rng = self.rng("base")
        weights = np.array([self.settings["volume"].get(unit.id, 1.0) for unit in self.units])
        spread = np.array([self.group(number)["spread"] for number in range(len(weights))])
        weights *= np.exp(rng.normal(size=len(weights)) * spread)
        weights[self.zero] = 0
        weights[list(self.successors)] = 0
        base = weights * self._group_factor(weights)
        for successor, parts in self.successors.items():
            base[successor] = 0.97 * base[parts].sum()
        return base

    @cached_property
    def successors(self) -> Mapping[int, list[int]]:
        """The units that were made out of others, and these."""
        entries = self.settings.get("successors", {})
        return {self.numbers[one]: [self.numbers[part] for part in parts] for one, parts in entries.items()}

    @cached_property
    def busy(self) -> Flags:
        """The units with any business."""
        return self.base > 0

    def in_existence(self, among: Flags) -> list[Ints]:
        """For each month the units that exist, out of `among`."""
        return [np.flatnonzero(among & exists) for exists in self.active.T]

    def _group_factor(self, weights: Floats) -> Floats:
        names = np.array([unit.group for unit in self.units])
        factor = np.zeros(len(weights))
        for name, group in self.settings["groups"].items():
            total = weights[names == name].sum()
            factor[names == name] = self.settings["workday_cases"] * group["share"] / max(total, 1e-9)
        return factor

    def planted(self, kind: str) -> Iterator[Story]:
        """The stories of one kind."""
        return (story for story in self.stories if story.kind == kind)

    def plant(self, kind: str, usual: Ints) -> Ints:
        """The `usual` numbers by unit and month, with the stories of `kind` in their places."""
        wanted = usual.copy()
        for story in self.planted(kind):
            for month, number in story.monthly.items():
                wanted[story.unit, self.month(month)] = number
        return wanted

    def rows_of(self, story: Story, unit: Ints, date: Days) -> Flags:
        """Which rows are of the story's unit, on the days it tells one by one, else in its month."""
        days = date.astype("datetime64[D]")
        if "days" in story.values:
            return (unit == story.unit) & np.isin(days, story.days)
        return (unit == story.unit) & (self.time.month_of(days) == self.month(story.period))

    @cached_property
    def told(self) -> Flags:
        """The months of which the answer key tells everything that stands out."""
        flags = np.zeros(len(self.time.months), dtype=bool)
        flags[[self.month(story.period) for story in self.stories]] = True
        return flags

    def month(self, text: str) -> int:
        """The number of the month written as 2026-10."""
        return int(self.time.month_of(np.array([text], dtype="datetime64[D]"))[0])


def load(workspace: Path) -> Profile:
    """The profile of `workspace`."""
    register = tuple(units.load(workspace / "units.csv"))
    numbers = {unit.id: number for number, unit in enumerate(register)}
    settings = _toml(workspace / "profile.toml")
    key = _toml(workspace / "answer_key.toml")
    stories = tuple(
        Story(entry["kind"], numbers[entry["unit_id"]], entry["period"], entry)
        for entry in key.get("story", [])
    )
    regional = tuple(_regional(register, entry) for entry in key.get("regional", []))
    texts, pool = _toml(workspace / "texts.toml"), _toml(Path(__file__).with_name("pool.toml"))
    codes = _codes(workspace / "units.csv", settings["code"], register)
    return Profile(register, codes, settings, stories, regional, texts, pool, timeline())


def _regional(register: tuple[Unit, ...], entry: Mapping[str, Any]) -> Regional:
    """The entry with the units of its area; only districts have one."""
    inside = (number for number, unit in enumerate(register) if unit.areas[entry["scheme"]] == entry["area"])
    return Regional(entry["kind"], tuple(inside), entry)


def _toml(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _codes(file: Path, stem: str, register: tuple[Unit, ...]) -> tuple[str, ...]:
    """The digits with which the numbers of each unit begin: its GB/T 2260 code, else one of ours."""
    with file.open(encoding="utf-8", newline="") as stream:
        known = {row["unit_id"]: row["code_gb2260"] for row in csv.DictReader(stream)}
    return tuple(known[unit.id] or f"{stem}{number:02}" for number, unit in enumerate(register))
