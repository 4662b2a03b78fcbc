"""Rules: each fires at its threshold and is silent just below it, on rows in a store; each has its words."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from test_measures import rows

from reportgen import findings, issuing, markup, narrative, resources, settings, store, wording
from reportgen.datasets import DATASETS
from reportgen.facts import Facts
from reportgen.findings import RULES, Finding, Rule, evidence, find, page
from reportgen.findings.conditions import of_frequency
from reportgen.measures import MEASURES
from reportgen.measures.counts import collect
from reportgen.period import Frequency, Period, parse
from reportgen.rectification import Source
from reportgen.reports.model import Material
from reportgen.reports.problems import Problem, problems
from reportgen.settings import THRESHOLDS, Settings
from reportgen.store import Batch, Store
from reportgen.units import Unit
from reportgen.workdays import is_workday
from sample_data import generate

MONTH, WEEK, DAY = parse("2026-10"), parse("2026-W42"), parse("2026-10-13")
TODAY = date(2026, 10, 13)
NOON = datetime(2026, 10, 13, 12)
BEFORE = datetime(2026, 10, 12, 23, 59, 59)
Row = tuple[str, Mapping[str, Any]]  # the dataset, and what is filled in


# ---- rows as a clerk would tell them ---------------------------------------------------------


def row(dataset: str, **values: Any) -> list[Row]:
    """One row of `dataset`, dated 13 October."""
    return [(dataset, values)]


def daily(**counts: int) -> list[Row]:
    """办件日汇总."""
    return row("case_daily", date=TODAY, **counts)


def times(count: int, one: list[Row]) -> list[Row]:
    """`count` such rows."""
    return one * count


def case(promised: datetime = BEFORE) -> list[Row]:
    """A case that is still open."""
    return row("cases", promise_time=promised)


def order(**values: Any) -> list[Row]:
    """督办: due on 13 October, not answered."""
    return row("orders", **{"rule": "超期未办结", "sent": BEFORE, "due": NOON, **values})


def project(ok: bool) -> list[Row]:
    """A project sampled in October."""
    return row("projects", date=date(2026, 10, 1), sampled=True, sample_ok=ok)


def guide(result: str) -> list[Row]:
    """An element of a guide, checked."""
    return row("guide_checks", check_date=TODAY, element="G05", result=result)


def visit(**values: Any) -> list[Row]:
    """现场监管: entered the same day unless said otherwise."""
    return row("onsite", **{"date": TODAY, "entry_date": TODAY, **values})


def rating(**values: Any) -> list[Row]:
    """差评: upheld, to be put right by 13 October, not put right."""
    return row("ratings", **{"eval_time": datetime(2026, 9, 29, 9), "verify_result": "属实", "rectify_due": NOON, **values})  # fmt: skip


def published(**counts: int) -> list[Row]:
    """政务公开事项 of October."""
    return row("openness_items", month=date(2026, 10, 1), **counts)


def site(**values: Any) -> list[Row]:
    """政府网站检查."""
    return row("openness_sites", **{"check_date": TODAY, "passed": True, **values})


def ticket(**values: Any) -> list[Row]:
    """诉求: registered and answered on 13 October, in time."""
    return row("tickets", **{"kind": "咨询", "content_class": "社会保障", "created": NOON, "due": NOON, "replied": NOON, **values})  # fmt: skip


def unanswered() -> list[Row]:
    """诉求 whose time for an answer passed on 13 October."""
    return ticket(created=datetime(2026, 10, 9, 9), replied=None)


def system(**values: Any) -> list[Row]:
    """系统对接: inspected on 13 October."""
    return row("interfaces", **{"date": TODAY, "system_name": "不动产登记系统", "available": True, **values})


def answered_late() -> list[Row]:
    """诉求 answered in the afternoon of 13 October, when it was due at noon."""
    return ticket(replied=datetime(2026, 10, 13, 15))


def task(guided: bool) -> list[Row]:
    """事项 in force."""
    since = date(2025, 1, 1)
    return row("tasks", task_name="食品经营许可", valid_from=since, guide_date=since if guided else None)


def complaints(now: int, before: int) -> list[Row]:
    """投诉 about 社会保障 in October, and in September."""
    september = datetime(2026, 9, 15, 9)
    earlier = ticket(kind="投诉", created=september, due=september, replied=september)
    return times(now, ticket(kind="投诉")) + times(before, earlier)


# ---- the table: at the threshold, and just below it ------------------------------------------

TABLE: tuple[tuple[str, Period, list[Row], list[Row]], ...] = (
    ("overdue", MONTH, daily(finished=20_000, overdue=10), daily(finished=20_000, overdue=9)),
    ("overdue", MONTH, daily(finished=20_000, overdue=10), daily(finished=20_001, overdue=10)),
    ("overdue", WEEK, daily(finished=12_000, overdue=6), daily(finished=10_000, overdue=5)),
    ("overdue_open", DAY, times(4, case()), times(3, case())),
    ("overdue_open", WEEK, times(5, case()), times(4, case())),
    ("orders_late", MONTH, times(3, order()), times(2, order()) + order(replied=NOON)),
    ("orders_late", WEEK, times(2, order()), order()),
    ("prereview_rate", MONTH, row("prereview", date=TODAY, due=100, on_time=94, overdue=6), row("prereview", date=TODAY, due=100, on_time=95)),
    ("prereview_rate", DAY, row("prereview", date=TODAY, due=100, on_time=89, overdue=11), row("prereview", date=TODAY, due=100, on_time=90)),
    ("step_overtime", MONTH, daily(finished=60_000, step_overtime=60), daily(finished=59_000, step_overtime=59)),
    ("step_overtime", MONTH, daily(finished=60_000, step_overtime=60), daily(finished=60_001, step_overtime=60)),
    ("step_overtime", WEEK, daily(finished=25_000, step_overtime=25), daily(finished=24_000, step_overtime=24)),
    ("flow_fault", MONTH, daily(flow_fault=5), daily(flow_fault=4)),
    ("flow_fault", WEEK, daily(flow_fault=4), daily(flow_fault=3)),
    ("flow_fault", DAY, daily(flow_fault=3), daily(flow_fault=2)),
    ("projects_failed", MONTH, times(2, project(ok=False)), project(ok=False) + project(ok=True)),
    ("guide_faults", MONTH, times(4, guide("不合格")), times(3, guide("不合格")) + guide("不适用")),
    ("supplement_rate", MONTH, daily(accepted=1000, supplemented=30), daily(accepted=1000, supplemented=29)),
    ("resubmit_rate", MONTH, daily(accepted=1000, resubmitted=20), daily(accepted=1000, resubmitted=19)),
    ("standard_rate", MONTH, row("std_app", date=TODAY, checked=100, consistent=91), row("std_app", date=TODAY, checked=100, consistent=92)),
    ("standard_rate", WEEK, row("std_app", date=TODAY, checked=100, consistent=84), row("std_app", date=TODAY, checked=100, consistent=85)),
    ("fee_mismatch", MONTH, daily(fee_cases=9, fee_mismatch=5), daily(fee_cases=9, fee_mismatch=4)),
    ("fee_mismatch", WEEK, daily(fee_cases=9, fee_mismatch=3), daily(fee_cases=9, fee_mismatch=2)),
    ("fee_mismatch", DAY, daily(fee_cases=9, fee_mismatch=3), daily(fee_cases=9, fee_mismatch=2)),
    ("sudden_finished", MONTH, daily(sudden_finished=20), daily(sudden_finished=19)),
    ("sudden_finished", WEEK, daily(sudden_finished=10), daily(sudden_finished=9)),
    ("sudden_finished", DAY, daily(sudden_finished=10), daily(sudden_finished=9)),
    ("special_repeat", MONTH, daily(special_repeat=5), daily(special_repeat=4)),
    ("special_repeat", WEEK, daily(special_repeat=3), daily(special_repeat=2)),
    ("special_rate", MONTH, daily(promise_finished=1000, special_cases=50), daily(promise_finished=1000, special_cases=49)),
    ("same_day_rate", MONTH, times(8, visit()) + times(2, visit(entry_date=date(2026, 10, 14))), times(9, visit()) + visit(entry_date=date(2026, 10, 14))),
    ("onsite_severe", MONTH, visit(finding="擅自离岗", severity="红", fixed_on_spot=True), visit(finding="擅自离岗", severity="黄", fixed_on_spot=True)),
    ("onsite_severe", DAY, visit(finding="擅自离岗", severity="红", fixed_on_spot=True), visit(finding="擅自离岗", severity="黄", fixed_on_spot=True)),
    ("onsite_unfixed", MONTH, times(5, visit(finding="未公示告知单", severity="黄", fixed_on_spot=False)), times(4, visit(finding="未公示告知单", severity="黄", fixed_on_spot=False))),
    ("onsite_unfixed", WEEK, times(3, visit(finding="未公示告知单", severity="黄", fixed_on_spot=False)), times(2, visit(finding="未公示告知单", severity="黄", fixed_on_spot=False))),
    ("video_breaches", MONTH, times(8, row("video", date=TODAY)), times(7, row("video", date=TODAY))),
    ("video_breaches", WEEK, times(5, row("video", date=TODAY)), times(4, row("video", date=TODAY))),
    ("video_breaches", DAY, times(3, row("video", date=TODAY)), times(2, row("video", date=TODAY))),
    ("terminal_rate", MONTH, row("terminals", date=TODAY, installed=100, connected=100, online=94), row("terminals", date=TODAY, installed=100, connected=100, online=95)),
    ("terminal_rate", WEEK, row("terminals", date=TODAY, installed=100, connected=100, online=89), row("terminals", date=TODAY, installed=100, connected=100, online=90)),
    ("terminal_rate", DAY, row("terminals", date=TODAY, installed=100, connected=100, online=79), row("terminals", date=TODAY, installed=100, connected=100, online=80)),
    ("connected_rate", MONTH, row("terminals", date=TODAY, installed=100, connected=89, online=89), row("terminals", date=TODAY, installed=100, connected=90, online=90)),
    ("bad_ratings", MONTH, row("rating_daily", date=TODAY, level4=3, level5=2), row("rating_daily", date=TODAY, level4=3, level5=1)),
    ("bad_ratings", WEEK, row("rating_daily", date=TODAY, level4=4), row("rating_daily", date=TODAY, level4=3)),
    ("bad_ratings", DAY, row("rating_daily", date=TODAY, level5=3), row("rating_daily", date=TODAY, level5=2)),
    ("bad_late", MONTH, times(3, rating()), times(2, rating()) + rating(finish_time=NOON) + rating(verify_result="误评")),
    ("bad_late", WEEK, times(2, rating()), rating() + rating(finish_time=NOON)),
    ("active_rate", MONTH, row("rating_daily", date=TODAY, due=1000, active=799), row("rating_daily", date=TODAY, due=1000, active=800)),
    ("callback_unpleased", MONTH, times(3, row("callbacks", date=TODAY, answer=4)), times(2, row("callbacks", date=TODAY, answer=4)) + row("callbacks", date=TODAY, answer=3)),
    ("policy_late", MONTH, published(policy_due=9, policy_on_time=6), published(policy_due=9, policy_on_time=7)),
    ("service_info_late", MONTH, published(service_due=80, service_on_time=75), published(service_due=80, service_on_time=76)),
    ("request_late", MONTH, published(requests_due=5, requests_on_time=2), published(requests_due=5, requests_on_time=3)),
    ("site_failed", MONTH, site(passed=False), site()),
    ("message_rate", MONTH, site(message_due=100, message_on_time=79), site(message_due=100, message_on_time=80)),
    ("reply_rate", MONTH, times(17, ticket()) + answered_late(), times(19, ticket()) + answered_late()),
    ("reply_rate", WEEK, times(16, ticket()) + times(3, answered_late()), times(17, ticket()) + times(3, answered_late())),
    ("tickets_unanswered", DAY, times(5, unanswered()), times(4, unanswered())),
    ("tickets_unanswered", WEEK, times(5, unanswered()), times(4, unanswered())),
    ("efficacy_complaints", MONTH, times(5, ticket(efficacy=True)), times(4, ticket(efficacy=True))),
    ("efficacy_complaints", WEEK, times(4, ticket(efficacy=True)), times(3, ticket(efficacy=True))),
    ("efficacy_complaints", DAY, times(3, ticket(efficacy=True)), times(2, ticket(efficacy=True))),
    ("ticket_pleased_rate", MONTH, times(16, ticket(satisfied=3)) + times(4, ticket(satisfied=4)), times(17, ticket(satisfied=3)) + times(3, ticket(satisfied=4))),
    ("complaints:社会保障", MONTH, complaints(20, before=10), complaints(19, before=9)),
    ("complaints:社会保障", MONTH, complaints(20, before=0), complaints(20, before=11)),
    ("interface_down", MONTH, times(2, system(available=False)), system(available=False) + system()),
    ("interface_down", DAY, system(available=False), system()),
    ("push_failed_rate", MONTH, system(pushed=1000, failed=10), system(pushed=1000, failed=9)),
    ("channel_rate", MONTH, row("channel_checks", date=TODAY, checked=1000, available=949), row("channel_checks", date=TODAY, checked=1000, available=950)),
    ("channel_rate", WEEK, row("channel_checks", date=TODAY, checked=1000, available=919), row("channel_checks", date=TODAY, checked=1000, available=920)),
    ("in_hall_rate", MONTH, row("windows", month=date(2026, 10, 1), items_due=1000, items_in=949), row("windows", month=date(2026, 10, 1), items_due=1000, items_in=950)),
    ("guide_rate", MONTH, times(17, task(True)) + times(3, task(False)), times(18, task(True)) + times(2, task(False))),
)  # fmt: skip

# Too few to say anything: one fewer than the least number, all of them bad.
SMALL: tuple[tuple[str, Period, list[Row]], ...] = (
    ("prereview_rate", MONTH, row("prereview", date=TODAY, due=19)),
    ("supplement_rate", MONTH, daily(accepted=499, supplemented=499)),
    ("resubmit_rate", MONTH, daily(accepted=499, resubmitted=499)),
    ("standard_rate", MONTH, row("std_app", date=TODAY, checked=14)),
    ("special_rate", MONTH, daily(promise_finished=499, special_cases=499)),
    ("same_day_rate", MONTH, times(9, visit(entry_date=date(2026, 10, 14)))),
    ("terminal_rate", DAY, row("terminals", date=TODAY, installed=4, connected=4)),
    ("connected_rate", MONTH, row("terminals", date=TODAY, installed=4)),
    ("active_rate", MONTH, row("rating_daily", date=TODAY, due=499)),
    ("message_rate", MONTH, site(message_due=4)),
    ("reply_rate", MONTH, times(9, answered_late())),
    ("ticket_pleased_rate", MONTH, times(19, ticket(satisfied=5))),
    ("push_failed_rate", MONTH, system(pushed=99, failed=99)),
    ("channel_rate", MONTH, row("channel_checks", date=TODAY, checked=19)),
    ("in_hall_rate", MONTH, row("windows", month=date(2026, 10, 1), items_due=19)),
    ("guide_rate", MONTH, times(19, task(False))),
)  # fmt: skip

SIX_DAYS_OVER, FIVE_DAYS_OVER = datetime(2026, 9, 29, 23, 59, 59), datetime(2026, 9, 30, 23, 59, 59)

# 黄 and 红 of one rule: more than five working days over (holidays between), urged again, or many.
LEVELS: tuple[tuple[str, Period, list[Row], list[Row]], ...] = (
    ("overdue_open", DAY, case(SIX_DAYS_OVER), times(3, case()) + case(FIVE_DAYS_OVER)),
    ("overdue_open", DAY, case() + order(sent=NOON, replied=NOON, rule="督办后仍未办结"), times(4, case()) + order(sent=NOON, replied=NOON)),
    ("efficacy_complaints", MONTH, times(10, ticket(efficacy=True)), times(9, ticket(efficacy=True))),
    ("efficacy_complaints", DAY, times(5, ticket(efficacy=True)), times(4, ticket(efficacy=True))),
    ("interface_down", MONTH, times(5, system(available=False)), times(4, system(available=False))),
    ("interface_down", DAY, times(2, system(available=False)), system(available=False)),
)  # fmt: skip


# ---- one store for the whole table: a unit for each entry ------------------------------------


def unit(name: str) -> Unit:
    """A unit of that name."""
    return Unit(name, "区县", "区县", name, name, "", "", {})


ENTRIES: dict[str, list[Row]] = {
    **{f"at {number}": entry[2] for number, entry in enumerate(TABLE)},
    **{f"below {number}": entry[3] for number, entry in enumerate(TABLE)},
    **{f"small {number}": entry[2] for number, entry in enumerate(SMALL)},
    **{f"red {number}": entry[2] for number, entry in enumerate(LEVELS)},
    **{f"yellow {number}": entry[3] for number, entry in enumerate(LEVELS)},
    "in order": daily(accepted=10, finished=10),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in which each unit has the rows of its entry."""
    given: dict[str, list[dict[str, Any]]] = {}
    for name, several in ENTRIES.items():
        for dataset, values in several:
            so_far = given.setdefault(dataset, [])
            key = DATASETS[dataset].key  # a record has a number of its own
            number = {key[0]: f"{dataset}-{len(so_far) + 1}"} if len(key) == 1 else {}
            so_far.append({"unit_id": name, **number, **values})
    tables = {name: rows(DATASETS[name], *several) for name, several in given.items()}
    file = tmp_path_factory.mktemp("store") / "store.duckdb"
    store.create(file, Batch("test", synthetic=False, loaded_at=NOON), tables)
    with store.opened(file) as made:
        yield made


Found = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def found(opened: Store) -> Found:
    """The findings of one unit in one period."""

    @cache
    def facts(period: Period) -> Facts:
        measures = [MEASURES[measure] for measure in findings.measures(period.frequency)]
        return Facts(collect(opened, measures, {period, period.previous, period.year_ago}))

    def find_of(name: str, period: Period, limits: Mapping[str, float] = THRESHOLDS) -> list[Finding]:
        return find(facts(period), (unit(name),), period, limits)

    return find_of


def ids(several: Iterable[Finding]) -> list[str]:
    """The rules of findings."""
    return [finding.rule.id for finding in several]


def named(entry: tuple[Any, ...]) -> str:
    """How pytest calls an entry of a table."""
    return f"{entry[0]}-{entry[1]}"


@pytest.mark.parametrize("number", range(len(TABLE)), ids=map(named, TABLE))
def test_each_rule_at_its_threshold_and_just_below(number: int, found: Found) -> None:
    rule, period, *_rows = TABLE[number]
    assert ids(found(f"at {number}", period)) == [rule]
    assert ids(found(f"below {number}", period)) == []


@pytest.mark.parametrize("number", range(len(SMALL)), ids=map(named, SMALL))
def test_a_small_base_says_nothing(number: int, found: Found) -> None:
    rule, period, _rows = SMALL[number]
    assert ids(found(f"small {number}", period)) == []
    base = next(rule_.conditions[0].base for rule_ in RULES if rule_.id == rule)
    assert ids(found(f"small {number}", period, {**THRESHOLDS, base: THRESHOLDS[base] - 1})) == [rule]


@pytest.mark.parametrize("number", range(len(LEVELS)), ids=map(named, LEVELS))
def test_a_grave_one_is_red(number: int, found: Found) -> None:
    rule, period, *_rows = LEVELS[number]
    assert [(each.rule.id, each.level) for each in found(f"red {number}", period)] == [(rule, "红")]
    assert [(each.rule.id, each.level) for each in found(f"yellow {number}", period)] == [(rule, "黄")]


@pytest.mark.parametrize("period", [MONTH, WEEK, DAY, parse("2026-Q4")], ids=str)
def test_nothing_is_found_where_nothing_is_wrong(period: Period, found: Found) -> None:
    assert found("in order", period) == []
    assert found("without any rows", period) == []


def test_what_is_not_known_is_no_problem(found: Found) -> None:
    quiet = parse("2026-12")  # no rows of anybody: neither a count of 0 nor a rate of 0
    assert all(found(name, quiet, dict.fromkeys(THRESHOLDS, 0)) == [] for name in ENTRIES)
    for finding in found("in order", MONTH, dict.fromkeys(THRESHOLDS, 0)):
        assert finding.main.now.known


def test_a_unit_that_did_not_report_is_not_judged(found: Found) -> None:
    everything = {**dict.fromkeys(THRESHOLDS, 0), "in_hall_rate": 101}
    returned = {rule.id for rule in RULES if MEASURES[rule.measures[0]].dataset.returned}
    assert returned and not returned & set(ids(found("in order", MONTH, everything)))


def test_a_broken_comparison_is_no_growth(opened: Store) -> None:
    number = next(number for number, entry in enumerate(TABLE) if entry[0].startswith("complaints"))
    measures = [MEASURES[measure] for measure in findings.measures("month")]
    name = f"at {number}"
    counts = collect(opened, measures, {MONTH, MONTH.previous, MONTH.year_ago})
    broken = Facts(counts, [("2026-10", (name, "another"), "区划调整")])
    assert ids(find(broken, (unit(name), unit("in order")), MONTH, THRESHOLDS)) == []


def test_grave_ones_come_first_then_the_order_of_rules_and_of_units(opened: Store) -> None:
    measures = [MEASURES[measure] for measure in findings.measures("month")]
    counts = collect(opened, measures, {MONTH, MONTH.previous, MONTH.year_ago})
    several = find(Facts(counts), tuple(map(unit, ENTRIES)), MONTH, THRESHOLDS)
    levels = [("红", "黄", "提示").index(finding.level) for finding in several]
    assert levels == sorted(levels)
    order = [rule.id for rule in RULES]
    reds = [order.index(finding.rule.id) for finding in several if finding.level == "红"]
    assert reds == sorted(reds) and len(set(reds)) > 2


# ---- every rule is whole ---------------------------------------------------------------------


def test_every_rule_stands_in_the_table_for_every_threshold_of_its_own() -> None:
    tested = {(rule.partition(":")[0], period.frequency) for rule, period, *_rows in TABLE}
    for rule in RULES:
        for frequency in rule.frequencies:
            own = any(f"{c.threshold}_{frequency}" in THRESHOLDS for c in rule.conditions)
            if frequency in ("day", "week", "month") and (own or frequency == rule.frequencies[-2]):
                assert (rule.macro, frequency) in tested, (rule.id, frequency)
    assert {rule for rule, *_ in SMALL} == {r.id for r in RULES if any(c.base for c in r.conditions)}
    assert {rule for rule, *_ in LEVELS} == {r.id for r in RULES if r.graver}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_whole(rule: Rule) -> None:
    assert rule.definition and rule.clause and rule.demand and rule.days > 0 and rule.short
    assert set(rule.measures) <= set(MEASURES)
    assert {condition.measure for condition in (*rule.conditions, *rule.graver)} <= set(rule.measures)
    assert {name for c in (*rule.conditions, *rule.graver) for name in c.thresholds} <= set(THRESHOLDS)
    assert not rule.evidence or rule.evidence in evidence.LISTINGS
    assert not rule.graver or rule.level != "红"
    words = (resources.templates() / "_findings.xml").read_text("utf-8")
    assert f"macro {rule.macro}(" in words


def test_a_rate_never_stands_alone() -> None:
    """A rate is judged only with a base, or beside a count that must be large as well."""
    for rule in RULES:
        counts = [c for c in rule.conditions if MEASURES[c.measure].denominator is None]
        assert counts or all(condition.base for condition in rule.conditions), rule.id


def test_rules_have_ids_of_their_own_and_cover_the_aspects() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert len({rule.macro for rule in RULES}) >= 25
    assert {rule.aspect for rule in RULES} == {
        "时限", "流程", "内容", "裁量（收费）", "廉政风险点", "服务规范", "现场监管", "视频监管", "服务质量",
        "政务公开", "问政咨询", "系统对接", "服务方式", "办事指南",
    }  # fmt: skip


def test_thresholds_of_a_kind_of_period_stand_in_for_the_plain_ones() -> None:
    assert of_frequency({"a": 5, "a_day": 1}, "day")["a"] == 1
    assert of_frequency({"a": 5, "a_day": 1}, "month")["a"] == 5
    kinds = ("day", "week", "month", "quarter")
    for name in THRESHOLDS:
        plain, _, kind = name.rpartition("_")
        if kind in kinds:
            assert plain in THRESHOLDS
            assert any(
                plain in c.thresholds and kind in rule.frequencies
                for rule in RULES
                for c in (*rule.conditions, *rule.graver)
            ), name


def test_the_page_of_rules_is_what_the_table_says() -> None:
    told = (Path(__file__).parent.parent / "docs" / "监管规则.md").read_text("utf-8")
    assert told == page.page(), "python -m reportgen.findings.page > docs/监管规则.md"
    for rule in RULES:
        assert f"（{rule.macro}）" in told


# ---- evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(TABLE)), ids=map(named, TABLE))
def test_evidence_is_there_for_what_is_counted(number: int, opened: Store, found: Found) -> None:
    _rule, period, *_rows = TABLE[number]
    (finding,) = found(f"at {number}", period)
    name, main = finding.rule.evidence, finding.main.now
    if not name or evidence.LISTINGS[name].dataset != MEASURES[main.measure].dataset.name:
        return  # totals of days, and the single records elsewhere: no row of this entry tells both
    lines = evidence.lines(opened, name, period, [finding.unit.id], {}).result()
    assert lines and {line["unit_id"] for line in lines} == {finding.unit.id}
    assert evidence.names(name, lines)
    single = evidence.LISTINGS[name].key != "date" and main.unit in ("件", "个", "条", "起")
    assert not single or len(lines) == main.numerator


# ---- problems and their words ----------------------------------------------------------------

SHEET = """{% import "_findings.xml" as words with context %}
{% for problem in problems %}
{{ problem.finding.unit.short }}|{{ words[problem.finding.rule.macro](problem) }}
{% endfor %}"""


Told = Callable[[Period], tuple[tuple[Problem, ...], Mapping[str, str]]]


@pytest.fixture(scope="module")
def told(opened: Store, sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The problems of all units in a period, and the words of each by unit."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "sheet.xml").write_text(SHEET, "utf-8")
    chosen = replace(sample, thresholds=THRESHOLDS)

    @cache
    def tell(period: Period) -> tuple[tuple[Problem, ...], Mapping[str, str]]:
        measures = [MEASURES[measure] for measure in findings.measures(period.frequency)]
        facts = Facts(collect(opened, measures, {period, period.previous, period.year_ago}))
        passages = narrative.load(folder / "none.md", ())
        source, issued = Source("日扫描", "", "daily", str(period)), date(2026, 10, 14)
        material = Material(chosen, opened, period, issued, facts, passages, source, issued)
        found = problems(material, tuple(map(unit, ENTRIES)))
        context, filters = {"problems": found, "period": period}, wording.filters(facts, period.frequency)
        text = markup.render("sheet.xml", (folder, resources.templates()), context, filters)
        return found, dict(line.split("|") for line in re.sub(r"<[^>]+>", "", text).splitlines() if line)

    return tell


@pytest.mark.parametrize("period", [MONTH, WEEK, DAY], ids=str)
def test_every_problem_has_its_words_with_the_figure_it_is_about(period: Period, told: Told) -> None:
    found, words = told(period)
    for problem in found:
        assert wording.full(problem.finding.main.now) in words[problem.finding.unit.short]
        assert not words[problem.finding.unit.short].endswith(("。", "，"))
        assert ("较上" in words[problem.finding.unit.short]) <= (period.frequency != "day")
        assert problem.due > date(2026, 10, 14) and is_workday(problem.due)


@pytest.mark.parametrize(
    ("rule", "period", "words"),
    [
        ("overdue_open", DAY, r"超期未办结4件（cases-\d+等4件），其中超过5个工作日0件"),
        ("fee_mismatch", DAY, "实收与应收金额不符3件（收费件共9件）"),
        ("sudden_finished", DAY, "异常即时办结10件，疑似先办后录"),
        ("interface_down", DAY, "系统对接中断1个系统日（不动产登记系统）"),
        ("tickets_unanswered", WEEK, r"答复期限已过仍未答复诉求5件（tickets-\d+、tickets-\d+等5件）"),
        ("flow_fault", MONTH, "跳过环节或逆流程办理5件（10月13日），上月无可比数据"),
        ("onsite_severe", MONTH, r"现场监管发现红色等级问题1个（onsite-\d+）：擅自离岗"),
        ("complaints:社会保障", MONTH, "社会保障类投诉20件，较上月增加10件"),
    ],
)
def test_words_of_problems(rule: str, period: Period, words: str, told: Told) -> None:
    number = next(number for number, entry in enumerate(TABLE) if entry[:2] == (rule, period))
    _found, lines = told(period)
    assert re.fullmatch(words, lines[f"at {number}"])


def test_a_problem_is_due_in_working_days_and_carries_its_records(told: Told) -> None:
    found, _words = told(DAY)
    problem = next(problem for problem in found if problem.finding.unit.id == "at 3")
    assert (problem.finding.rule.id, problem.due) == ("overdue_open", date(2026, 10, 19))
    assert len(problem.records) == len(problem.evidence) == 4 and problem.counted == "件"
    assert problem.name == "at 3超期未办结"


# ---- the sample data: every planted fault, and nothing else -----------------------------------

ASKED: tuple[tuple[Frequency, tuple[Period, ...]], ...] = (
    ("month", (MONTH,)),
    ("week", tuple(parse(f"2026-W{number}") for number in range(40, 45))),
    ("day", tuple(day for day in parse("2026-10-31").trailing(31) if is_workday(day.start))),
)
KEY = Path(generate.__file__).parent
WORKSPACES = {"city": KEY, "district": KEY / "wanzhou"}


def planted(workspace: Path) -> set[tuple[str, str]]:
    """(unit, "period level rule") of all the answer key tells."""
    stories = tomllib.loads((workspace / "answer_key.toml").read_text("utf-8"))["story"]
    return {(story["unit_id"], line) for story in stories for line in story.get("found", ())}


def found_in(opened: Store, chosen: Settings, periods: Iterable[Period]) -> set[tuple[str, str]]:
    """The same of all that the rules find in `periods`, which are of one kind."""
    periods = tuple(periods)
    measures = [MEASURES[measure] for measure in findings.measures(periods[0].frequency)]
    compared = {each for period in periods for each in (period, period.previous, period.year_ago)}
    counts = collect(opened, measures, compared, calendar=chosen.workdays)
    breaks = [(entry.since, entry.units, entry.words) for entry in chosen.breaks]
    return {
        (finding.unit.id, f"{period} {finding.level} {finding.rule.id}")
        for period in periods
        for finding in find(Facts(counts, breaks), chosen.register.active(period), period, chosen.thresholds)
    }


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_rules_find_every_planted_fault_and_nothing_else(name: str) -> None:
    chosen = settings.load(WORKSPACES[name])
    issuing.prepare(chosen, lambda message: None)
    with store.opened(chosen.store) as opened:
        for frequency, periods in ASKED:
            told = {
                (unit_id, line) for unit_id, line in planted(chosen.workspace) if _kind(line) == frequency
            }
            assert found_in(opened, chosen, periods) == told


def _kind(line: str) -> str:
    return parse(line.split()[0]).frequency


def test_every_rule_has_a_planted_fault_somewhere() -> None:
    lines = {line for workspace in WORKSPACES.values() for _unit, line in planted(workspace)}
    macros = {(line.split()[2].partition(":")[0], _kind(line)) for line in lines}
    assert {rule.macro for rule in RULES} == {macro for macro, _frequency in macros}
    assert {frequency for _macro, frequency in macros} == {"month", "week", "day"}
    assert {line.split()[1] for line in lines} == {"提示", "黄", "红"}
