"""周调度报告: its outline, the days it takes in, its means, the work log, and its annexes."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import duckdb
import pytest
from printed import cells, table

from reportgen import production, reports
from reportgen.document import Heading, Masthead, Number, words
from reportgen.errors import MissingData, ReportError
from reportgen.period import parse
from reportgen.production import Product
from reportgen.settings import Settings
from reportgen.store import Store

WEEKLY = reports.load("weekly")


def made(sample: Settings, opened: Store, week: str) -> Product:
    period = parse(week)
    return production.build(WEEKLY, sample, opened, period, sample.calendar.due(period))


@pytest.fixture(scope="module")
def ordinary(sample: Settings, sample_store: Store) -> Product:
    return made(sample, sample_store, "2026-W44")


def test_outline_is_that_of_clause_4_2_b(ordinary: Product) -> None:
    headings = [words(b.runs) for b in ordinary.document.blocks if isinstance(b, Heading)]
    assert headings == [
        "一、总体运行情况", "二、本周工作推进情况", "三、相关工作经验交流活动", "四、下周工作计划安排",
        "五、需会商和督办事项",
    ]  # fmt: skip
    head = ordinary.document.blocks[0]
    assert isinstance(head, Masthead)
    assert (head.name, head.issue, head.date) == ("效能监管周报", "第44期", "2026年10月30日")


def test_the_three_fields_stand_beside_last_week_and_the_mean_of_four(
    ordinary: Product, sample: Settings
) -> None:
    rows = cells(table(ordinary, "fields"))
    assert [row[0] for row in rows if len(row) == 7] == ["政务服务", "政务公开", "问政咨询"]
    accepted = rows[0]
    with duckdb.connect(sample.store, read_only=True) as connection:

        def total(first: str, last: str) -> int:
            row = connection.execute(
                "SELECT sum(accepted)::BIGINT FROM case_daily WHERE date BETWEEN ? AND ?", [first, last]
            ).fetchone()
            return int(row[0]) if row else 0

        now, before = total("2026-10-24", "2026-10-30"), total("2026-10-17", "2026-10-23")
        four = Decimal(total("2026-09-25", "2026-10-23")) / 4
    assert accepted[3:6] == [f"{now:,}", f"{before:,}", f"{now - before:+,}".replace("-", "−")]
    assert accepted[6] == f"{four.quantize(Decimal(1), ROUND_HALF_UP):,}"


def test_a_mean_of_rates_is_the_quotient_of_the_sums(ordinary: Product) -> None:
    facts = {fact["id"]: fact for fact in ordinary.facts["facts"]}
    mean = next(fact for name, fact in facts.items() if name.startswith("mean|on_time_rate|"))
    parts = [facts[name] for name in mean["of"]]
    assert len(parts) == 4
    for count in ("numerator", "denominator"):
        assert int(mean[count]) == sum(int(part[count]) for part in parts)


def test_weeks_run_on_without_gap_or_overlap(sample: Settings) -> None:
    found = sample.calendar.within(date(2024, 12, 1), date(2026, 10, 31), "week")
    assert len(found) > 95
    for earlier, later in pairwise(found):
        assert earlier.end == later.start
        assert sample.calendar.previous(later) == earlier


def test_a_holiday_friday_is_told_with_the_rule(sample: Settings, sample_store: Store) -> None:
    product = made(sample, sample_store, "2026-W40")
    assert (
        "10月2日（星期五）不是工作日，按规定本期周调度报告于本周最后一个工作日（9月30日）印发。"
        in product.document.text()
    )
    assert re.search(r"本周（9月25日至9月30日，工作日3个，上周5个）", product.document.text())


def test_uneven_weeks_are_compared_by_working_day(sample: Settings, sample_store: Store) -> None:
    facts = {fact["id"]: fact for fact in made(sample, sample_store, "2026-W41").facts["facts"]}
    a_day = facts["a_day|accepted|全体|2026-W41"]
    assert (
        a_day["value"] == str(Decimal(a_day["numerator"]) / Decimal(a_day["denominator"])) + "/1"
        or a_day["value"]
    )
    assert a_day["denominator"] == "2"


def test_a_week_beyond_the_known_calendar_is_refused_with_the_way_out(
    sample: Settings, sample_store: Store
) -> None:
    with pytest.raises(ReportError, match=r"2027年.*workdays\.csv"):
        made(sample, sample_store, "2026-W53")


def test_a_week_without_data_names_what_there_is(sample: Settings, sample_store: Store) -> None:
    with pytest.raises(MissingData, match="2024-W41 至 2026-W44"):
        made(sample, sample_store, "2026-W45")


def test_work_has_plan_progress_gap_and_what_needs_coordination(
    ordinary: Product, sample: Settings, sample_store: Store
) -> None:
    head = [words(cell.runs) for cell in table(ordinary, "tasks").head[0].cells]
    assert head == ["序号", "任务", "责任单位", "计划目标", "进展", "差距", "需协调事项"]
    rows = cells(table(ordinary, "tasks"))
    assert [row[1] for row in rows] == ["政务服务大厅视频巡查", "差评逐条回访", "投资项目办理抽查"]
    assert [row[5] for row in rows] == ["已达到", "少数评价人电话未接通，尚未完成回访", "已达到"]
    plans = cells(table(made(sample, sample_store, "2026-W43"), "plans"))
    assert [row[1] for row in plans] == [row[1] for row in rows], "what was planned is what is reported"
    assert all(row[5] == "10月30日" for row in plans)


def test_what_needs_coordination_is_asked_for(sample: Settings, sample_store: Store) -> None:
    product = made(sample, sample_store, "2026-W43")
    assert "会商事项1项。超期未办结件清零：请有关部门优先出具意见" in product.document.text()


def test_annexes_have_a_row_for_every_unit_and_the_open_problems(ordinary: Product, sample: Settings) -> None:
    active = sample.register.active(sample.calendar.reported(parse("2026-W44")))
    units = table(ordinary, "units")
    assert [words(row.cells[1].runs) for row in units.body if not row.total] == [
        unit.short for group in sample.groups for unit in active if unit.group == group.name
    ]
    assert sum(row.total for row in units.body) == 5
    ages = [row[0] for row in cells(table(ordinary, "open"))]
    assert set(ages) <= {"15个工作日以上", "6至15个工作日", "5个工作日以内"}
    assert "累计立项" in ordinary.document.text()


def test_parts_add_up_to_the_whole(ordinary: Product) -> None:
    facts = {fact["id"]: fact for fact in ordinary.facts["facts"]}
    groups = ("区县", "开发区", "市级部门-审批类", "市级部门-少审批", "中央在渝单位")
    parts = sum(int(facts[f"accepted|{group}|2026-W44"]["numerator"]) for group in groups)
    assert parts == int(facts["accepted|全体|2026-W44"]["numerator"])


def test_the_ledger_reconciles(ordinary: Product) -> None:
    [count, *_rest] = cells(table(ordinary, "ledger"))
    every, mine, closed, withdrawn, open_, *_more = (int(value.replace(",", "")) for value in count[1:])
    assert every == closed + withdrawn + open_
    assert mine == len(ordinary.openings)


def test_figures_have_facts_and_equal_input_gives_equal_bytes(
    ordinary: Product, sample: Settings, sample_store: Store
) -> None:
    known = {fact["id"]: fact for fact in ordinary.facts["facts"]}
    for inline in ordinary.document.inlines():
        if isinstance(inline, Number):
            assert inline.text in known[inline.fact]["texts"]
    again = production.encode(made(sample, sample_store, "2026-W44"), ("docx", "pdf"))
    assert again == production.encode(ordinary, ("docx", "pdf"))


def test_a_reorganisation_within_the_week_forbids_the_comparison(
    sample: Settings, sample_store: Store
) -> None:
    """2025-11-01 lies in the week from 1 to 7 November; both the old units and the new one are in its table."""
    product = made(sample, sample_store, "2025-W45")
    facts = {fact["id"]: fact for fact in product.facts["facts"]}
    assert facts["accepted|全体|2025-W45"]["numerator"]
    assert "两江新区" in product.document.text()
