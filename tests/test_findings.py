"""Rules: each fires on its own fault and stays silent just below it; each has its words."""

from datetime import date

import pytest

from reportgen import resources
from reportgen.facts import Facts
from reportgen.findings import RULES, find
from reportgen.measures import MEASURES
from reportgen.measures.counts import Counts
from reportgen.period import parse
from reportgen.settings import THRESHOLDS
from reportgen.units import Unit

OCTOBER = parse("2026-10")
UNIT = Unit("u", "区县", "区县", "某区", "某区", "", "", {})


def found(**now: tuple[int, int | None]) -> set[str]:
    """The rules that fire for one unit with the given counts; all else is harmless."""
    pairs = {}
    for rule in RULES:
        for measure in rule.measures:
            harmless = (0, None) if MEASURES[measure].denominator is None else (1, 1)
            if MEASURES[measure].unit == "件/万件":
                harmless = (0, 10_000)
            pairs[measure] = {
                date(2026, 10, 1): {"u": now.get(measure, harmless)},
                date(2026, 9, 1): {"u": harmless},
            }
    return {finding.rule.id for finding in find(Facts(Counts(pairs, {})), (UNIT,), OCTOBER, THRESHOLDS)}


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("rule", "at", "below"),
    [
        ("overdue", {"overdue": (10, None), "overdue_per_10k": (10, 20_000)}, {"overdue": (9, None), "overdue_per_10k": (10, 20_000)}),
        ("sudden_finished", {"sudden_finished": (20, None)}, {"sudden_finished": (19, None)}),
        ("special_repeat", {"special_repeat": (5, None)}, {"special_repeat": (4, None)}),
        ("fee_mismatch", {"fee_mismatch": (5, None)}, {"fee_mismatch": (4, None)}),
        ("bad_ratings", {"bad_ratings": (5, None)}, {"bad_ratings": (4, None)}),
        ("same_day_rate", {"same_day_rate": (89, 100)}, {"same_day_rate": (90, 100)}),
        ("channel_rate", {"channel_rate": (949, 1000)}, {"channel_rate": (95, 100)}),
        ("interface_down", {"interface_down": (2, None)}, {"interface_down": (1, None)}),
        ("reply_rate", {"reply_rate": (94, 100)}, {"reply_rate": (95, 100)}),
    ],
)  # fmt: skip
def test_each_rule_at_its_threshold(rule: str, at: dict, below: dict) -> None:
    assert found(**at) == {rule}
    assert found(**below) == set()


def test_complaints_need_both_number_and_growth() -> None:
    complaints = next(rule for rule in RULES if rule.macro == "complaints")
    assert found(**{complaints.measures[0]: (20, None)}) == {complaints.id}
    assert found(**{complaints.measures[0]: (19, None)}) == set()


def test_many_overdue_cases_in_a_huge_volume_are_no_finding() -> None:
    assert found(overdue=(10, None), overdue_per_10k=(10, 1_000_000)) == set()


def test_every_rule_has_its_words_and_clause() -> None:
    words = (resources.templates() / "_findings.xml").read_text("utf-8")
    for rule in RULES:
        assert f"macro {rule.macro}(" in words
        assert rule.clause and rule.demand and rule.days > 0
