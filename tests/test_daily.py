"""日扫描报告: its eight contents, the days it takes in, states, lists, and what it assigns."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from chinese_calendar import get_workdays
from pdf_measure import Measured
from printed import cells, table

from reportgen import issuing, production, rectification, reports, resources, settings, store
from reportgen.document import Heading, Masthead, Number, Paragraph, Table, words
from reportgen.errors import MissingData, WrongUsage
from reportgen.period import parse
from reportgen.production import Product
from reportgen.rectification import Opening, Source, event
from reportgen.reports.daily import CONTENTS, SHOWN
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.writing import writing

DAILY = reports.load("daily")


def made(sample: Settings, opened: Store, day: str) -> Product:
    return production.build(DAILY, sample, opened, parse(day), date.fromisoformat(day))


@pytest.fixture(scope="module")
def ordinary(sample: Settings, sample_store: Store) -> Product:
    return made(sample, sample_store, "2026-10-30")


@pytest.fixture(scope="module")
def monday(sample: Settings, sample_store: Store) -> Product:
    return made(sample, sample_store, "2026-10-26")


def states(product: Product) -> dict[str, str]:
    bar = table(product, "status")
    return dict(zip((words(cell.runs) for cell in bar.head[0].cells), cells(bar)[0], strict=True))


# --- outline ---------------------------------------------------------------------------------


def test_outline_is_that_of_clause_4_2_a(ordinary: Product) -> None:
    headings = [words(b.runs) for b in ordinary.document.blocks if isinstance(b, Heading)]
    assert headings == [
        "一、今日要情",
        "二、八项扫描",
        "三、监管记录汇总",
        "四、当日问题与交办",
        "五、往日问题销号",
    ]


def test_the_eight_contents_come_in_fixed_order_each_with_its_state_and_conclusion(ordinary: Product) -> None:
    bands = [
        words(b.head[0].cells[0].runs) for b in ordinary.document.blocks if isinstance(b, Table) and b.head
    ]
    bands = [band for band in bands if band.startswith("（")]
    assert [re.match(r"（.）(.+?)　", band)[1] for band in bands] == [content.title for content in CONTENTS]  # type: ignore[index]
    for band, state in zip(bands, states(ordinary).values(), strict=True):
        assert re.search(rf"　{state}。.{{4,}}", band), band


def test_the_eight_contents_are_those_of_the_clause() -> None:
    assert [content.title for content in CONTENTS] == [
        "平台整体运行", "投资项目办理", "标准化应用", "超期办件督办", "网上申报预审督办", "投诉咨询回复",
        "系统对接", "视频终端接入及巡查",
    ]  # fmt: skip


def test_what_matters_today_takes_three_lines(ordinary: Product) -> None:
    blocks = list(ordinary.document.blocks)
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading))
    lines = [b for b in blocks[start + 1 : start + 4] if isinstance(b, Paragraph)]
    assert len(lines) == 3
    assert not isinstance(blocks[start + 4], Paragraph)
    printed = Measured(production.encode(ordinary, ("pdf",))["日扫描报告_2026-10-30.pdf"])
    for line in lines:
        assert printed.find("".join(words(line.runs).split()))[0] == 0  # on one line of the first page


def test_states_are_words_that_survive_black_and_white(ordinary: Product) -> None:
    assert states(ordinary) == {
        "平台运行": "异常", "投资项目": "正常", "标准化": "未开展", "超期督办": "异常", "网上预审": "关注",
        "投诉咨询": "关注", "系统对接": "正常", "视频巡查": "关注",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["2026-10-30", "2026-10-22", "2026-10-21", "2026-10-09", "2026-01-04"])
def test_the_text_takes_two_or_three_pages_before_the_annexes(
    sample: Settings, sample_store: Store, day: str
) -> None:
    product = made(sample, sample_store, day)
    pages = Measured(production.encode(product, ("pdf",))[f"{product.name}.pdf"]).lines
    annex = next(n for n, lines in enumerate(pages) if lines[0].text.startswith("附件"))
    assert annex in (2, 3), annex


def test_the_worst_day_keeps_to_three_pages_and_its_annexes_hold_the_rest(sample_copy: Settings) -> None:
    """Many problems, many closed and many overdue: the text names some, the annexes all of them."""
    file = sample_copy.workspace / "reportgen.toml"
    strict = (
        "[thresholds]\nbad_ratings_day = 2\nvideo_breaches_day = 2\nflow_fault_day = 2\nfee_mismatch_day = 2"
    )
    file.write_text(file.read_text("utf-8").replace("[thresholds]", strict), "utf-8")
    fact = "超期未办结7件（500243-20260924-00210等7件），其中超过5个工作日2件，再次督办1件"
    found = [
        Opening(f"x{number}", "QX-500243", fact, "时限", "黄", "限期整改", "办结", date(2026, 10, 14))
        for number in range(14)
    ]
    day, source = date(2026, 10, 9), Source("日扫描报告", "", "daily", "2026-10-09")
    events = rectification.opened(source, found, day)
    events += [event("closed", each.entry, date(2026, 10, 20), reason="合格") for each in events[:8]]
    with writing(sample_copy.store) as writer:
        ledger.append(writer, events, datetime(2026, 10, 20, 9), "张三")
    strict_office = settings.load(sample_copy.workspace)
    with store.opened(strict_office.store) as opened:
        product = made(strict_office, opened, "2026-10-21")
    pages = Measured(production.encode(product, ("pdf",))[f"{product.name}.pdf"]).lines
    assert next(n for n, lines in enumerate(pages) if lines[0].text.startswith("附件")) == 3

    every = [opening.unit for opening in product.openings]
    assert len(every) > SHOWN
    assert len(cells(table(product, "assigned"))) == SHOWN
    assert len(cells(table(product, "assigned_all"))) == len(every)
    text = product.document.text()
    assert f"另{len(every) - SHOWN}个见附件3" in text
    assert re.search(
        r"以来销号：(?:[^；]+；){2}[^；]+等9个。逾期未完成：(?:[^、]+、){2}[^、]+等6个。全部见附件4", text
    )
    assert len(cells(table(product, "closed"))) == 9 and len(cells(table(product, "ledger_overdue"))) == 6


# --- days ------------------------------------------------------------------------------------


def test_a_monday_takes_in_the_weekend(monday: Product, sample: Settings) -> None:
    with duckdb.connect(sample.store, read_only=True) as connection:
        row = connection.execute(
            "SELECT sum(accepted) FROM case_daily WHERE date BETWEEN '2026-10-24' AND '2026-10-26'"
        ).fetchone()
    facts = {fact["id"]: fact for fact in monday.facts["facts"]}
    assert row and facts["accepted|全体|2026-10-26"]["numerator"] == str(row[0])
    assert monday.facts["starts"]["2026-10-26"] == "2026-10-24"
    assert "统计时段：10月24日0时至10月26日24时，含此前的非工作日。" in monday.document.text()


def test_every_day_lies_in_exactly_one_report(sample: Settings) -> None:
    first, last = date(2025, 12, 20), date(2026, 10, 31)
    found = sample.calendar.within(first, last, "day")
    for earlier, later in pairwise(found):
        assert earlier.end == later.start
        assert sample.calendar.previous(later) == earlier
    assert found[-1].last == date(2026, 10, 30)


def test_the_working_sunday_of_january_is_the_year_s_first_issue(
    sample: Settings, sample_store: Store
) -> None:
    product = made(sample, sample_store, "2026-01-04")
    head = product.document.blocks[0]
    assert isinstance(head, Masthead)
    assert (head.name, head.issue, head.date) == ("效能监管日报", "第1期", "2026年1月4日")
    assert "统计时段：1月1日0时至1月4日24时" in product.document.text()


def test_the_settings_may_give_another_number(sample: Settings, sample_store: Store, tmp_path: Path) -> None:
    for name in ("reportgen.toml", "units.csv"):
        (tmp_path / name).write_bytes((sample.workspace / name).read_bytes())
    with (tmp_path / "reportgen.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[serials]\n"2026-10-30" = 1234\n')
    product = made(settings.load(tmp_path), sample_store, "2026-10-30")
    assert isinstance(product.document.blocks[0], Masthead)
    assert product.document.blocks[0].issue == "第1234期"


def test_a_day_off_has_no_report_and_the_message_names_the_one_that_tells_it(
    sample: Settings, sample_store: Store
) -> None:
    with pytest.raises(WrongUsage, match="并入11月2日的日扫描报告"):
        made(sample, sample_store, "2026-10-31")


def test_a_day_without_data_names_what_there_is(sample: Settings, sample_store: Store) -> None:
    with pytest.raises(MissingData, match="2024-10-08 至 2026-10-30"):
        made(sample, sample_store, "2026-11-03")


def test_without_period_the_last_day_that_is_over(sample: Settings) -> None:
    order = issuing.order(DAILY, sample.workspace, date(2000, 1, 1))
    assert (str(order.period), order.issued) == ("2026-10-30", date(2026, 10, 30))


# --- what is told ----------------------------------------------------------------------------


def test_overdue_cases_are_all_listed_with_days_and_urgings(ordinary: Product, sample: Settings) -> None:
    rows = cells(table(ordinary, "late_all"))
    with duckdb.connect(sample.store, read_only=True) as connection:
        open_ = connection.execute(
            "SELECT project_no, overdue_days, urged FROM cases WHERE finish_time IS NULL AND overdue_days > 0"
        ).fetchall()
    told = {row[1]: (int(row[5]), int(row[6])) for row in rows}
    assert told == {number: (days, urged) for number, days, urged in open_}
    facts = {fact["id"]: fact for fact in ordinary.facts["facts"]}
    assert facts["overdue_open|全体|2026-10-30"]["numerator"] == str(len(rows))


def test_urgings_and_days_are_those_of_the_day_not_of_today(sample: Settings, sample_store: Store) -> None:
    """Against plain SQL and the calendar library: on the 22nd nothing of what came later is known."""
    rows = cells(table(made(sample, sample_store, "2026-10-22"), "late_all"))
    with duckdb.connect(sample.store, read_only=True) as connection:
        found = connection.execute(
            "SELECT c.project_no, promise_time::DATE, count(order_id) FROM cases c LEFT JOIN orders o"
            " ON o.project_no = c.project_no AND sent < '2026-10-23' WHERE promise_time < '2026-10-23'"
            " AND (finish_time IS NULL OR finish_time >= '2026-10-23') GROUP BY 1, 2"
        ).fetchall()
    expected = {
        number: (len(get_workdays(promised + timedelta(days=1), date(2026, 10, 22))), urged)
        for number, promised, urged in found
    }
    assert {row[1]: (int(row[5]), int(row[6])) for row in rows} == expected
    assert max(days for days, _urged in expected.values()) > 2


def test_a_system_that_is_down_is_told_with_its_days(sample: Settings, sample_store: Store) -> None:
    text = made(sample, sample_store, "2026-10-15").document.text()
    assert re.search(r"中断系统：道路运政管理系统（市交通运输委，连续中断3个工作日）", text)


def test_a_section_without_records_says_so(sample: Settings, sample_store: Store) -> None:
    product = made(sample, sample_store, "2024-10-08")
    text = product.document.text()
    assert states(product)["投资项目"] == "未开展"
    for words_ in (
        "当日没有抽查项目",
        "当日没有到期应答复的诉求",
        "当日没有提出意见",
        "当日没有开展抽查回访",
    ):
        assert words_ in text, words_
    assert "期末逾期仍未答复0件" in text


def test_the_sample_of_projects_is_stated(ordinary: Product) -> None:
    head = [words(cell.runs) for cell in table(ordinary, "projects").head[1].cells]
    assert head == ["当月在办项目（个）", "当月累计抽查（个）", "当日抽查样本（个）", "当日抽查合规（个）"]
    assert cells(table(ordinary, "projects"))[0] == ["395", "45", "2", "2/2"]


def test_figures_have_facts_and_equal_input_gives_equal_bytes(
    ordinary: Product, sample: Settings, sample_store: Store
) -> None:
    known = {fact["id"]: fact for fact in ordinary.facts["facts"]}
    for inline in ordinary.document.inlines():
        if isinstance(inline, Number):
            assert inline.text in known[inline.fact]["texts"]
    again = production.encode(made(sample, sample_store, "2026-10-30"), ("docx", "pdf"))
    assert again == production.encode(ordinary, ("docx", "pdf"))


# --- problems --------------------------------------------------------------------------------


def test_problems_are_assigned_with_ids_mode_and_deadline(ordinary: Product) -> None:
    rows = cells(table(ordinary, "assigned"))
    assert [row[0] for row in rows] == [f"D20261030-{n:03}" for n in range(1, len(rows) + 1)]
    assert [opening.unit for opening in ordinary.openings] == ["BM-14", "QX-500243", "QX-500103"]
    for row in rows:
        assert re.match(r"[^：]{2,6}：.", row[2]), "class and fact"
        assert row[3] in ("提示", "黄", "红")
        assert re.fullmatch(r"(立行立改|限期整改|专项方案)，11月\d+日", row[4])


def test_what_is_assigned_already_is_not_assigned_again(sample_copy: Settings) -> None:
    """The report of the 29th, issued for good, opens the problem that still stands on the 30th."""
    workspace = sample_copy.workspace
    order = issuing.order(DAILY, workspace, date(2026, 11, 2), period="2026-10-29", official=True)
    issuing.issue(order, lambda message: None, datetime(2026, 11, 2, 9), "tester")
    with store.opened(sample_copy.store) as opened:
        product = made(sample_copy, opened, "2026-10-30")
    assert "QX-500243" not in [opening.unit for opening in product.openings]
    assert re.search(r"已交办、仍在整改的\d+个，不重复交办：.*彭水县超期未办结", product.document.text())


def test_a_district_body_scans_its_own_units() -> None:
    workspace = settings.load(resources.sample_workspace() / "wanzhou")
    issuing.prepare(workspace, lambda message: None)
    with store.opened(workspace.store) as opened:
        product = made(workspace, opened, "2026-10-30")
    text = product.document.text()
    assert "2026年10月30日全区政务服务日扫描报告" in text
    assert "报：区委办公室" in text
    assert "全市" not in text


def test_days_run_on_without_a_gap_over_a_year_end(sample: Settings) -> None:
    last = sample.calendar.reported(parse("2025-12-31"))
    first = sample.calendar.reported(parse("2026-01-04"))
    assert (last.end, first.start) == (date(2026, 1, 1), date(2026, 1, 1))
    assert sample.calendar.serial(last) > 240
    assert last.last + timedelta(days=1) == first.start
