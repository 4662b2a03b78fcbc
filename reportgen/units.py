"""The register of supervised units (监管对象, 3.1.2): who existed when, and who are peers."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen.datasets import DATASETS, files
from reportgen.errors import Fault, InputFaults, raise_all
from reportgen.period import Period

AREAS = ("area_4zone", "area_1q2q_2020", "area_2024")
SUPERVISOR = "监管主体"  # supervises the others and is not assessed itself
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; valid from month `valid_from` up to, but not including, `valid_to` (YYYY-MM)."""

    id: str
    level: str
    group: str
    name: str
    short: str
    valid_from: str
    valid_to: str
    areas: Mapping[str, str]

    def active(self, period: Period) -> bool:
        """Whether the unit exists on some day of `period`."""
        first, last = f"{period.start:%Y-%m}", f"{period.last:%Y-%m}"
        return self.valid_from <= last and (not self.valid_to or first < self.valid_to)

    def ended(self, day: date) -> bool:
        """Whether it no longer exists on `day` (撤并)."""
        return bool(self.valid_to) and self.valid_to <= f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Register:
    """All assessed units, in official order (机构序列)."""

    units: Mapping[str, Unit]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units.values())

    def __getitem__(self, unit_id: str) -> Unit:
        return self.units[unit_id]

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self.units

    def active(self, period: Period) -> tuple[Unit, ...]:
        """The units that exist in `period`."""
        return tuple(unit for unit in self if unit.active(period))


def load(file: Path) -> Register:
    """The register in `file`; `InputFaults` naming every faulty row and column."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except FileNotFoundError:
        raise InputFaults.single("单位名册不存在", str(file), "请恢复 units.csv") from None
    except UnicodeDecodeError:
        raise InputFaults.single("单位名册不是 UTF-8 编码", str(file), "请另存为 UTF-8 的 CSV") from None
    raise_all(_faults(rows, file))
    units = (_unit(row) for row in rows if row["peer_group"] != SUPERVISOR)
    return Register({unit.id: unit for unit in units})


def _unit(row: Mapping[str, str]) -> Unit:
    return Unit(
        row["unit_id"], row["level"], row["peer_group"], row["full_name"], row["short_name"],
        row.get("valid_from") or "", row.get("valid_to") or "", {area: row.get(area) or "" for area in AREAS},
    )  # fmt: skip


def _faults(rows: list[dict[str, str]], file: Path) -> Iterator[Fault]:
    yield from files.faults(rows, DATASETS["units"], file)
    for number, row in enumerate(rows, 2):
        for column in ("valid_from", "valid_to"):
            if row.get(column) and not MONTH.fullmatch(row[column]):
                where = f"{file}，第{number}行“{column}”列"
                yield Fault(f"月份“{row[column]}”写法不对", where, "请写成如 2025-11")
    yield from _alike(rows, file)


def _alike(rows: list[dict[str, str]], file: Path) -> Iterator[Fault]:
    """Short names that a reader would take for one: tables, and all that is computed of units, tell them by these."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        name = row.get("short_name") or ""
        read = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()
        if read and (other := seen.setdefault(read, number)) != number:
            where = f"{file}，第{number}行“short_name”列"
            remedy = "请改用能区分的简称；先后设立的同名单位，请在简称中注明起止年月"
            yield Fault(f"简称“{name}”与第{other}行的单位分不清", where, remedy)
