"""The problems a document names as openings of the 整改台账 (5.2 c, 7), and the ids they get there."""

from collections.abc import Iterable, Sequence

from reportgen.rectification import Opening, key
from reportgen.reports.model import Context, Material, Words
from reportgen.reports.problems import Problem


def told(material: Material, context: Context, words: Words) -> Sequence[Opening]:
    """The `problems` that a document tells, which issuing it enters into the 整改台账."""
    found: Sequence[Problem] = context["problems"]  # type: ignore[assignment]
    return openings(material, found, words)


def openings(material: Material, found: Iterable[Problem], words: Words) -> tuple[Opening, ...]:
    """`found` as the ledger keeps them, in the words in which the document tells them."""
    supervisor = material.settings.authority.supervisor
    return tuple(_opening(problem, words, supervisor) for problem in found)


def ids(material: Material, found: Sequence[Problem]) -> tuple[str, ...]:
    """The ledger id of each of `found`, to be printed beside it."""
    keys = [key(problem.finding.rule.id, problem.finding.unit.id) for problem in found]
    numbered = material.numbered(keys)
    return tuple(numbered[each] for each in keys)


def _opening(problem: Problem, words: Words, supervisor: str) -> Opening:
    finding, rule = problem.finding, problem.finding.rule
    return Opening(
        rule=rule.id,
        unit=finding.unit.id,
        fact=words(rule.macro, problem),
        aspect=rule.aspect,
        level=finding.level,
        mode=rule.mode,
        measure=rule.demand,
        due=problem.due,
        evidence=problem.records,
        supervisor=supervisor,
        days=rule.days,
    )
