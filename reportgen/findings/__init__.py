"""Rules that turn measures into problems (5.2): one entry a rule in `rules`, asked here.

The words of a problem stand in templates/_findings.xml, in the macro named like the rule.
"""

from collections.abc import Mapping
from functools import partial

from reportgen.facts import Facts, Scope
from reportgen.findings.conditions import Condition, of_frequency
from reportgen.findings.model import Finding, Level, Rule
from reportgen.findings.rules import RULES
from reportgen.period import Frequency, Period
from reportgen.units import Unit

__all__ = ["RULES", "Finding", "Level", "Rule", "asked", "find", "measures"]

ORDER: dict[Level, int] = {"红": 0, "黄": 1, "提示": 2}


def asked(frequency: Frequency) -> tuple[Rule, ...]:
    """The rules that are asked of periods of `frequency`."""
    return tuple(rule for rule in RULES if frequency in rule.frequencies)


def measures(frequency: Frequency) -> tuple[str, ...]:
    """Every measure that the rules asked of periods of `frequency` read."""
    return tuple(dict.fromkeys(measure for rule in asked(frequency) for measure in rule.measures))


def find(facts: Facts, units: tuple[Unit, ...], period: Period, limits: Mapping[str, float]) -> list[Finding]:
    """Every problem that the rules find, gravest first, then by rule and official order of units."""
    own = of_frequency(limits, period.frequency)
    scopes = [(unit, Scope(unit.id, unit.short, (unit.id,))) for unit in units]
    asks = ((rule, unit, scope) for rule in asked(period.frequency) for unit, scope in scopes)
    found = [_ask(facts, rule, unit, scope, period, own) for rule, unit, scope in asks]
    return sorted((each for each in found if each), key=lambda finding: ORDER[finding.level])


def _ask(
    facts: Facts, rule: Rule, unit: Unit, scope: Scope, period: Period, limits: Mapping[str, float]
) -> Finding | None:
    def holds(condition: Condition) -> bool:
        asked = condition.measure, scope, period
        return condition.holds(facts.fact(*asked), limits, partial(facts.reading, *asked))

    graver = any(map(holds, rule.graver))
    if not graver and not all(map(holds, rule.conditions)):
        return None
    readings = {measure: facts.reading(measure, scope, period) for measure in rule.measures}
    return Finding(rule, unit, readings, "红" if graver else rule.level)
