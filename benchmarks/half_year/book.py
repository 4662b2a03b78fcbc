"""What must stand in the 整改台账 and be issued, reckoned without the program."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

DAY = timedelta(days=1)
OWED, OPEN = ("整改中", "退回"), ("整改中", "退回", "待复核")
Key = tuple[str, str]  # document and period


class Difference(Exception):
    """Something that is not as it must be; the message says what and where."""


def require(found: object, wanted: object, what: str) -> None:
    """`Difference` unless both are the same."""
    if found != wanted:
        raise Difference(f"{what}: found {found}, not {wanted}")


@dataclass
class Problem:
    """One entry of the ledger as this program expects it."""

    unit: str
    found: date
    due: date
    state: str = "整改中"
    ended: date | None = None


@dataclass
class Book:
    """Every problem opened by its id, every issue by document and period, and how many events there must be."""

    problems: dict[str, Problem] = field(default_factory=dict)
    issues: dict[Key, date] = field(default_factory=dict)
    events: int = 0

    def counts(self, day: date) -> dict[str, int]:
        """What a document issued on `day` must tell of the ledger, when `day` begins and without its own."""
        states = Counter(problem.state for problem in self.problems.values())
        late = [each for each in self.problems.values() if each.state in OWED and each.due < day]
        return {
            "all": len(self.problems), "closed_all": states["销号"], "withdrawn": states["撤销"],
            "open": sum(states[state] for state in OPEN), "waiting": states["待复核"], "overdue": len(late),
        }  # fmt: skip

    def closed(self, since: date, day: date) -> int:
        """How many were closed from `since` until the day before `day`."""
        ended = [problem.ended for problem in self.problems.values() if problem.state == "销号"]
        return sum(since <= each < day for each in ended if each)


def wanted(day: date) -> set[Key]:
    """What is to be issued on the working day `day` by clause 4.2 a to c, reckoned without the program's calendar."""
    year, week, _weekday = day.isocalendar()
    found = {("daily", f"{day}")}
    rest = [day + DAY * ahead for ahead in range(1, 5 - day.weekday())]
    if day.weekday() < 5 and not any(map(chinese_calendar.is_workday, rest)):
        found.add(("weekly", f"{year}-W{week:02}"))
    if not any(chinese_calendar.is_workday(day.replace(day=each)) for each in range(1, day.day)):
        found.add(("monthly", f"{day.replace(day=1) - DAY:%Y-%m}"))
    return found
