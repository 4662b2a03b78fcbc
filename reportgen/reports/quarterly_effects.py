"""What made a figure change against another quarter: effects as facts whose printed sum is the printed change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reportgen import wording
from reportgen.analysis import decomposition
from reportgen.analysis.decomposition import Decomposition, Pairs
from reportgen.facts import Fact, Scope
from reportgen.measures import MEASURES
from reportgen.measures.counts import Count
from reportgen.period import Period
from reportgen.reports.quarterly_scopes import View

CAUSES = (("volume", "业务量"), ("mix", "结构"), ("rate", "水平"))
_HOW = "中点法分解，各项之和等于变动；按最大余数法取位，各项印出的数之和等于印出的变动"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after, its printed change, and what each cause and each part added to it.

    Of a count, `causes` are volume, mix and rate; of a rate, mix and rate. `parts` are in the order given.
    """

    now: Fact
    base: Fact
    total: Fact
    causes: tuple[tuple[str, Fact], ...]
    parts: tuple[tuple[str, Fact], ...]

    def worst(self, most: int = 3) -> tuple[tuple[str, Fact], ...]:
        """The parts that moved the figure most in the direction of the change, the largest first."""
        sign = 1 if self.total.exact > 0 else -1
        moved = [(name, fact) for name, fact in self.parts if fact.exact * sign > 0]
        return tuple(sorted(moved, key=lambda pair: -pair[1].exact * sign)[:most])


def of_rate(view: View, measure: str, scope: Scope, parts: Sequence[Scope], base: Period) -> Change | None:
    """The change of a rate of `scope`, made of `parts`; None where a quarter has no figure."""
    return _change(view, measure, scope, parts, base, counted=False)


def of_count(view: View, measure: str, scope: Scope, parts: Sequence[Scope], base: Period) -> Change | None:
    """The change of the count that a rate has above (超期办结件 of 超期办结率), with the volume below it."""
    return _change(view, measure, scope, parts, base, counted=True)


def of_volume(view: View, measure: str, scope: Scope, parts: Sequence[Scope], base: Period) -> Change | None:
    """The change of a plain count, part by part."""
    now, then = view.fact(measure, scope), view.fact(measure, scope, base)
    if not (now.known and then.known):
        return None
    shares = [
        Decimal(int(_counts(view, measure, part, None)[0] - _counts(view, measure, part, base)[0]))
        for part in parts
    ]
    total = _effect(view, now, then, "total", "变动", now.exact - then.exact)
    return Change(now, then, total, (), _parts(view, now, then, parts, shares))


def _change(
    view: View, measure: str, scope: Scope, parts: Sequence[Scope], base: Period, counted: bool
) -> Change | None:
    now, then = view.fact(measure, scope), view.fact(measure, scope, base)
    if not (now.known and then.known):
        return None
    before, after = (_pairs(view, measure, parts, period) for period in (base, None))
    made = (decomposition.of_count if counted else decomposition.of_rate)(before, after)
    if counted:
        now, then = _hits(view, now), _hits(view, then)
    scale, places = _scale(measure, now, counted)
    printed = wording.printed(now) - wording.printed(then)
    total = _effect(view, now, then, "total", "变动", Fraction(printed))
    return Change(
        now, then, total, _causes(view, now, then, made, scale, places),
        _parts(view, now, then, parts, _by_part(made, parts, scale, printed, places)),
    )  # fmt: skip


def _causes(
    view: View, now: Fact, then: Fact, made: Decomposition, scale: int, places: int
) -> tuple[tuple[str, Fact], ...]:
    names = [(key, words) for key, words in CAUSES if key != "volume" or now.denominator is None]
    values = [getattr(made, key) * scale for key, _words in names]
    printed = wording.printed(now) - wording.printed(then)
    rounded = wording.apportioned(values, printed, places)
    return tuple(
        (words, _effect(view, now, then, key, f"{words}影响", Fraction(value)))
        for (key, words), value in zip(names, rounded, strict=True)
    )


def _by_part(
    made: Decomposition, parts: Sequence[Scope], scale: int, printed: Decimal, places: int
) -> list[Decimal]:
    by_name = {part.part: part.total * scale for part in made.parts}
    return wording.apportioned([by_name.get(part.id, Fraction(0)) for part in parts], printed, places)


def _parts(
    view: View, now: Fact, then: Fact, parts: Sequence[Scope], values: Sequence[Decimal]
) -> tuple[tuple[str, Fact], ...]:
    return tuple(
        (part.name, _effect(view, now, then, f"part|{part.id}", f"{part.name}的影响", Fraction(value)))
        for part, value in zip(parts, values, strict=True)
    )


def _effect(view: View, now: Fact, then: Fact, key: str, label: str, value: Fraction) -> Fact:
    unit = "百分点" if now.unit == "%" else now.unit
    return view.material.facts.keep(
        Fact(
            f"effect|{key}|{now.id}|{then.period}", f"{now.label}{label}", unit, value, _HOW, now.scope, now.period,
            better=now.better, of=(now.id, then.id),
        )
    )  # fmt: skip


def _hits(view: View, rate: Fact) -> Fact:
    """The count above a rate, as a fact of its own."""
    return view.material.facts.keep(
        Fact(
            f"hits|{rate.id}", f"{rate.label}的分子", "件", Fraction(rate.numerator or 0), rate.definition,
            rate.scope, rate.period, numerator=rate.numerator, better=rate.better, of=(rate.id,),
        )
    )  # fmt: skip


def _scale(measure: str, fact: Fact, counted: bool) -> tuple[int, int]:
    """What an exact effect is multiplied by, and with how many decimals it prints."""
    return (1, 0) if counted else (MEASURES[measure].scale, wording.PLACES.get(fact.unit, 0))


def _pairs(view: View, measure: str, parts: Sequence[Scope], period: Period | None) -> Pairs:
    return {part.id: _counts(view, measure, part, period) for part in parts}


def _counts(view: View, measure: str, part: Scope, period: Period | None) -> tuple[Count, Count]:
    fact = view.fact(measure, part, period)
    return (fact.numerator or 0, fact.denominator or 0) if fact.known else (0, 0)
