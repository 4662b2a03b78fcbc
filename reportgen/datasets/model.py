"""What one dataset looks like: the single description from which forms, checks and tables come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Type = Literal["text", "integer", "decimal", "date", "time", "flag"]

NO_CODES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Chinese label, type, and what staff need to fill it in rightly.

    `codes` maps each allowed value to its meaning; `unit` is printed after the label (件、个工作日).
    """

    name: str
    label: str
    type: Type
    required: bool = True
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=lambda: NO_CODES)
    example: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset (D01–D24 of the data model): columns, key, and the clause that asks for it.

    `dated` names the column that puts a row into a period. A `returned` dataset is filled by the
    units themselves: a unit without rows did not report (未报送); elsewhere it had nothing (0).
    """

    name: str
    label: str
    number: str
    clause: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: str
    returned: bool = False

    def column(self, name: str) -> Column:
        """The column called `name`; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")
