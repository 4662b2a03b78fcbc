"""纵向比较 (6.3.2.4): this year beside the year before by the same standards, the change parted into what caused it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.assessment import Assessment, Result
from reportgen.evaluation.comparison import Change, decompose
from reportgen.facts import Fact
from reportgen.reports.model import Material
from reportgen.reports.scores import points

NAMED = 5  # units told by name on either side


@dataclass(frozen=True, slots=True)
class Move:
    """A unit's change of its total: `own` by its values, `weighting` by weights that gaps moved; both add up to it.

    `published` is its total as issued the year before, by the scheme of that year; without value if it was not.
    """

    unit: str
    published: Fact
    before: Fact
    after: Fact
    change: Fact
    own: Fact
    weighting: Fact
    mover: str


@dataclass(frozen=True, slots=True)
class Years:
    """The comparison with `year` before: the `largest` moves up and down, how many there are, what does not compare.

    `revised` tells that totals were published that year by another scheme, or other values, than they are restated by.
    """

    year: str
    largest: tuple[Move, ...]
    up: Fact
    down: Fact
    level: Fact
    notes: tuple[str, ...]
    declined: frozenset[str]
    revised: bool


def years(
    material: Material, made: Assessment, before: Assessment | None, published: Mapping[str, Fraction]
) -> Years | None:
    """The comparison of `made` with the year `before`, evaluated again by the same scheme; None without that year.

    `published` are the totals issued that year, by unit id.
    """
    if before is None:
        return None
    change = decompose(before.composite, made.composite)
    ranked = [each.unit.short for each in made.results.values() if each.participant.ranked]
    moves = [
        _move(material, made, before, published, change, unit) for unit in change.units if unit in ranked
    ]
    moves.sort(key=lambda move: -move.change.exact)
    return Years(
        f"{before.year.start.year}年度",
        (
            *(move for move in moves[:NAMED] if move.change.exact > 0),
            *(move for move in reversed(moves[-NAMED:]) if move.change.exact < 0),
        ),
        _count(material, "up", "总指数提高的单位数", moves, 1),
        _count(material, "down", "总指数下降的单位数", moves, -1),
        _count(material, "level", "总指数持平的单位数", moves, 0),
        change.notes,
        frozenset(move.unit for move in moves if move.change.exact < 0),
        any(move.published.known and move.published.exact != move.before.exact for move in moves),
    )


def _count(material: Material, name: str, words: str, moves: Sequence[Move], sign: int) -> Fact:
    found = sum((move.change.exact > 0) - (move.change.exact < 0) == sign for move in moves)
    return material.tally(f"years_{name}", words, found, "家")


def _move(
    material: Material, made: Assessment, before: Assessment, published: Mapping[str, Fraction], change: Change, unit: str
) -> Move:  # fmt: skip
    row = change.units.index(unit)
    parts = [Fraction(part) for part in change.own[row]]
    largest = max(range(len(parts)), key=lambda at: abs(parts[at]))
    then, now = (_result(year, unit) for year in (before, made))
    last = f"{before.year.start.year}年度"

    def told(name: str, words: str, value: Fraction | None, how: str = "按同一方案计算") -> Fact:
        return points(material, f"years|{name}|{unit}", words, value, unit, f"{words}（{how}）")

    return Move(
        unit,
        told("published", f"{last}公布的总指数", published.get(now.unit.id), "按该年度方案计算并公布"),
        told("before", f"{last}总指数", then.total),
        told("after", "本年度总指数", now.total),
        told("change", "总指数变动", Fraction(change.totals[row])),
        told("own", "指标变化的影响", sum(parts, Fraction(0))),
        told("weighting", "权重转移的影响", sum(map(Fraction, change.weighting[row]), Fraction(0))),
        change.indicators[largest],
    )


def _result(year: Assessment, unit: str) -> Result:
    return next(each for each in year.results.values() if each.unit.short == unit)
