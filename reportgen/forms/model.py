"""What a form is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportgen.datasets import Dataset
from reportgen.period import Period
from reportgen.units import Unit

Previous = Mapping[str, Sequence[Mapping[str, Any]]]  # rows by dataset


@dataclass(frozen=True, slots=True)
class Form:
    """A unit's form for a period; `previous` holds the unit's rows of the period before.

    `known` holds, by dataset, the rows that the form asks about: what they say stands there and cannot be
    changed. `mark` stands on every sheet if not empty (示例数据, where those rows are synthetic). `lists` holds,
    by dataset, the rows that codes refer to; without them any code can be written.
    """

    unit: Unit
    period: Period
    deadline: datetime
    datasets: tuple[Dataset, ...]
    previous: Previous
    mark: str = ""
    known: Previous = field(default_factory=dict)
    name: str = "政务服务效能监管数据报送表"
    lists: Previous = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether it asks about known rows rather than for the business of a period."""
        return bool(self.known)

    @property
    def due(self) -> str:
        """By when it is to be returned, in words."""
        return "完成一项报一项，不晚于整改期限" if self.answers else f"{self.deadline:%Y年%-m月%-d日%H:%M}"

    @property
    def marked(self) -> str:
        """The mark as it stands behind a title."""
        return f"　　【{self.mark}】" if self.mark else ""
