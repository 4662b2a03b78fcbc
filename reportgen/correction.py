"""更正说明: what a re-issued document says otherwise than the edition before, figure by figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportgen.period import parse

Certificate = Mapping[str, Any]  # the content of a facts.json
ABSENT = "未列"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure or problem: what it is of whom and when, as printed before and now."""

    label: str
    scope: str
    period: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Why and when a document is issued anew, as which edition, and all that changed."""

    edition: int
    reason: str
    day: date
    changes: tuple[Change, ...]


def changes(before: Certificate, after: Certificate) -> tuple[Change, ...]:
    """Every printed figure that differs, in the order of ids; then the problems that differ."""
    return (*_figures(before, after), *_problems(before, after))


def _figures(before: Certificate, after: Certificate) -> Iterator[Change]:
    old, new = ({fact["id"]: fact for fact in each["facts"] if fact["texts"]} for each in (before, after))
    for key in sorted(old.keys() | new.keys()):
        fact = new.get(key) or old[key]
        said = _said(old.get(key)), _said(new.get(key))
        if said[0] != said[1]:
            yield Change(fact["label"], fact["scope"], parse(fact["period"]).label, *said)


def _said(fact: Mapping[str, Any] | None) -> str:
    """The figure with its unit: the longest of the ways in which it is printed."""
    return max(fact["texts"], key=lambda text: (len(text), text)) if fact else ABSENT


def _problems(before: Certificate, after: Certificate) -> Iterator[Change]:
    old, new = ({each["entry"]: each for each in made.get("opens", ())} for made in (before, after))
    for key in sorted(old.keys() | new.keys()):
        problem, one, other = new.get(key) or old[key], old.get(key), new.get(key)
        said = one["fact"] if one else ABSENT, other["fact"] if other else "撤销"
        if said[0] != said[1]:
            yield Change(f"问题{key}", problem["unit"], parse(after["period"]).label, *said)
