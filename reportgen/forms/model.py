"""What a form is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportgen.datasets import Dataset
from reportgen.period import Period
from reportgen.units import Unit

Previous = Mapping[str, Sequence[Mapping[str, Any]]]  # rows of last period by dataset


@dataclass(frozen=True, slots=True)
class Form:
    """A unit's form for a period; `previous` holds the unit's rows of the period before.

    `mark` stands on every sheet if not empty (示例数据, where those rows are synthetic).
    """

    unit: Unit
    period: Period
    deadline: datetime
    datasets: tuple[Dataset, ...]
    previous: Previous
    mark: str = ""

    @property
    def marked(self) -> str:
        """The mark as it stands behind a title."""
        return f"　　【{self.mark}】" if self.mark else ""
