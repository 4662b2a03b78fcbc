"""The whole chain on the sample workspace: figures, marks, bytes, and what bad input gets."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from pdf_measure import Measured
from word_file import WordFile, shown

from reportgen import findings, issuing, production, reports, resources, settings, store
from reportgen.document import Heading, Number, Paragraph, Table, Text, words
from reportgen.errors import MissingData, ReportError
from reportgen.period import parse
from reportgen.production import Product
from reportgen.rectification import Opening, Source, event, opened
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.ledger import Issue
from reportgen.store.writing import writing

ISSUED = date(2026, 11, 2)
FRIDAY, NOW = date(2026, 10, 30), datetime(2026, 10, 30, 17)
MONTHLY = reports.load("monthly")


def test_outline_is_that_of_clause_4_2_c(bulletin: Product) -> None:
    headings = [words(block.runs) for block in bulletin.document.blocks if isinstance(block, Heading)]
    assert headings == [
        "一、总体运行情况", "（一）政务服务", "（二）政务公开", "（三）问政咨询",
        "二、工作推进情况", "（一）工作成效", "（二）存在问题", "（三）上期通报整改情况",
        "三、经验交流活动", "四、下月工作计划安排", "五、有关要求",
    ]  # fmt: skip


def test_the_seven_aspects_of_3_2_b_are_all_there(bulletin: Product) -> None:
    text = bulletin.document.text()
    for aspect in (
        "时限。",
        "流程。",
        "内容。",
        "裁量（收费）。",
        "廉政风险点。",
        "服务规范。",
        "服务质量。",
    ):
        assert re.search(rf"^\d\.{re.escape(aspect)}", text, re.MULTILINE), aspect


def test_every_printed_figure_has_its_fact(bulletin: Product) -> None:
    known = {fact["id"]: fact for fact in bulletin.facts["facts"]}
    for inline in bulletin.document.inlines():
        if isinstance(inline, Number):
            assert inline.text in known[inline.fact]["texts"]


def test_no_figure_stands_outside_a_fact(bulletin: Product) -> None:
    """In the sentences made from data, digits are facts, serials, dates, or names with digits."""
    allowed = re.compile(
        r"^\d{1,2}\.|\d{4}年|\d{1,2}月|\d{1,2}日|DB50/T 957\.7|第7部分|近15个月|3个工作日内|1个工作日|100%的?|"
        r"〔\d{4}〕\d+号|附件\d|12345|GB/T 39046 A\.8|附录A|按0计算|\d+号窗口|24时|"
    )
    start = next(i for i, b in enumerate(bulletin.document.blocks) if isinstance(b, Heading))
    stop = next(
        i for i, b in enumerate(bulletin.document.blocks)
        if isinstance(b, Heading) and words(b.runs).startswith("二、")
    )  # fmt: skip
    for block in bulletin.document.blocks[start:stop]:
        if isinstance(block, Paragraph):
            for run in block.runs:
                if isinstance(run, Text):
                    assert not re.search(r"\d", allowed.sub("", run.text)), run.text


def test_headline_figures_agree_with_plain_sql(bulletin: Product, sample: Settings) -> None:
    with duckdb.connect(sample.store, read_only=True) as connection:
        accepted, on_time, finished = connection.execute(
            "SELECT sum(accepted), sum(on_time), sum(finished) FROM case_daily"
            " WHERE date >= '2026-10-01' AND date < '2026-11-01'"
        ).fetchone()
    facts = {fact["id"]: fact for fact in bulletin.facts["facts"]}
    assert facts["accepted|全体|2026-10"]["numerator"] == str(accepted)
    rate = facts["on_time_rate|全体|2026-10"]
    assert (rate["numerator"], rate["denominator"]) == (str(on_time), str(finished))
    printed = Decimal(rate["texts"][-1].rstrip("%").split("/")[0].replace(",", ""))
    assert f"{Decimal(on_time) * 100 / Decimal(finished):.2f}%" in rate["texts"] or printed


def test_group_totals_reconcile_with_the_whole(bulletin: Product) -> None:
    facts = {fact["id"]: fact for fact in bulletin.facts["facts"]}
    groups = ("区县", "开发区", "市级部门-审批类", "市级部门-少审批", "中央在渝单位")
    for measure in ("accepted", "finished", "overdue", "bad_ratings"):
        parts = sum(int(facts[f"{measure}|{group}|2026-10"]["numerator"]) for group in groups)
        assert parts == int(facts[f"{measure}|全体|2026-10"]["numerator"]), measure


def test_synthetic_data_mark_the_document(bulletin: Product) -> None:
    assert bulletin.document.properties.mark == "示例数据"
    assert bulletin.facts["synthetic"] is True


def test_equal_input_gives_equal_bytes(bulletin: Product, sample: Settings, sample_store: Store) -> None:
    again = production.build(MONTHLY, sample, sample_store, parse("2026-10"), ISSUED)
    formats = ("docx", "pdf")
    assert production.encode(again, formats) == production.encode(bulletin, formats)


def test_missing_period_names_what_there_is(sample: Settings, sample_store: Store) -> None:
    with pytest.raises(MissingData, match="2024-10 至 2026-10"):
        production.build(MONTHLY, sample, sample_store, parse("2026-11"), date(2026, 12, 1))
    assert MissingData.exit_code == 3


def test_first_month_says_that_there_is_nothing_to_compare(sample: Settings, sample_store: Store) -> None:
    product = production.build(MONTHLY, sample, sample_store, parse("2024-10"), date(2024, 11, 1))
    assert "上月无可比数据" in product.document.text()


def test_narrative_adds_and_replaces(sample: Settings, sample_store: Store, tmp_path: Path) -> None:
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(sample.workspace / name, tmp_path)
    (tmp_path / "narrative").mkdir()
    hostile = "恶意<b>&{{7*7}}$x$=1+1"
    (tmp_path / "narrative" / "2026-10.md").write_text(
        f"# 经验交流\n{hostile}\n\n# 替换：有关要求\n只此一段。\n", "utf-8"
    )
    product = production.build(MONTHLY, settings.load(tmp_path), sample_store, parse("2026-10"), ISSUED)
    text = product.document.text()
    assert hostile in text and "只此一段。" in text
    assert "（一）限期整改。" not in text


def test_save_is_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()  # a folder in the way of the second file
    with pytest.raises(ReportError, match="写不进去"):
        production.save({"a": b"1", "b": b"2", "c": b"3"}, tmp_path)
    assert not list(tmp_path.glob(".*draft"))
    assert production.save({"a": b"1", "c": b"3"}, tmp_path) == [tmp_path / "a", tmp_path / "c"]


def test_store_of_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.duckdb").write_bytes(b"not a database" * 100)
    with pytest.raises(ReportError, match="数据库打不开"):
        store.Store(tmp_path / "store.duckdb")


def test_facts_file_is_json_with_queries(files: dict[str, Path]) -> None:
    facts = json.loads(files["json"].read_text("utf-8"))
    assert facts["queries"]["on_time_rate"]["sql"].startswith("SELECT")
    assert all(fact["definition"] for fact in facts["facts"])


def test_a_new_document_type_is_a_module_and_a_template(
    sample: Settings, sample_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is edited; its task comes of a line in `duty.KINDS`."""
    (tmp_path / "brief.py").write_text(
        "from reportgen.duty import Kind\n"
        "from reportgen.facts import Scope\n"
        "from reportgen.reports.model import Report\n"
        "def facts(material):\n"
        "    units = tuple(unit.id for unit in material.settings.register)\n"
        "    whole = Scope('全体', '全市', units)\n"
        "    return {'accepted': material.facts.reading('accepted', whole, material.period)}\n"
        "REPORT = Report(Kind('brief', '简报', '4.2', 'month'), 'brief.xml', ('accepted',), (), (), facts)\n",
        "utf-8",
    )
    workspace = tmp_path / "workspace"
    (workspace / "templates").mkdir(parents=True)
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(sample.workspace / name, workspace)
    (workspace / "templates" / "brief.xml").write_text(
        "<document><p>受理{{ accepted|num }}，{{ accepted|mom }}。</p></document>", "utf-8"
    )
    monkeypatch.setattr(reports, "__path__", [*reports.__path__, str(tmp_path)])
    monkeypatch.syspath_prepend(str(tmp_path))
    product = production.build(
        reports.load("brief"), settings.load(workspace), sample_store, parse("2026-10"), ISSUED
    )
    assert re.fullmatch(r"受理[\d,]+件，环比(增长|下降)[\d.]+%。", product.document.text())
    assert set(production.encode(product, ("docx", "pdf"))) == {
        "简报_2026-10.docx", "简报_2026-10.pdf", "简报_2026-10.facts.json",
    }  # fmt: skip


def test_the_planted_problems_are_found_and_no_others(bulletin: Product, sample: Settings) -> None:
    """The 整改清单 holds exactly what the answer key tells of the month: unit, aspect, level, gravest first."""
    key = tomllib.loads((sample.workspace / "answer_key.toml").read_text("utf-8"))
    rules = {rule.id: rule for rule in findings.RULES}
    lines = [(story, line.split()) for story in key["story"] for line in story.get("found", ())]
    planted = [
        (sample.register[story["unit_id"]].short, rules[rule].aspect, level)
        for story, (period, level, rule) in lines if period == "2026-10"
    ]  # fmt: skip
    plan = next(
        block for block in bulletin.document.blocks if isinstance(block, Table) and block.id == "plan"
    )
    told = [tuple(words(cell.runs) for cell in row.cells[1:4]) for row in plan.body]
    assert sorted(told) == sorted(planted)
    levels = ["红黄提".index(level[0]) for _unit, _aspect, level in told]
    assert levels == sorted(levels)


def test_the_body_tells_grave_problems_one_by_one_and_names_five_at_most(bulletin: Product) -> None:
    text = bulletin.document.text()
    body = text[text.index("（二）存在问题") : text.index("（三）上期通报整改情况")]
    assert [f"{n}.{level}" in body for n, level in enumerate(("红色等级", "黄色等级", "提示类"), 1)] == [
        True
    ] * 3
    grave = body[: body.index("2.黄色等级")]
    assert grave.count("。\n（") == 4 and "（4）合川区现场严重问题。" in grave
    assert "时限问题2个。彭水县督办" in body
    assert re.search(r"3\.提示类问题5个。(?:[^、。]+、){4}[^、。]+，具体情况见附件6。", body)


def test_every_measure_that_a_problem_prints_has_its_definition(bulletin: Product) -> None:
    definitions = next(
        block for block in bulletin.document.blocks if isinstance(block, Table) and block.id == "definitions"
    )
    explained = {words(row.cells[1].runs) for row in definitions.body}
    assert {"逾期未整改差评", "数据推送失败率", "未按时公开政策文件", "不动产登记类投诉"} <= explained


def test_silent_late_idle_and_unreconciled_units_are_told(bulletin: Product) -> None:
    text = bulletin.document.text()
    assert "城口县未按规定报送10月数据；巫溪县逾期报送" in text
    assert re.search(r"忠县上报指标[\d.]+的比率86\.40?%与其分子、分母", text)
    assert "申报零业务的单位有" in text


def test_the_climbing_unit_is_told_with_its_streak_and_case_numbers(bulletin: Product) -> None:
    assert re.search(
        r"彭水县办件超期。超期办结43件，较上月增加15件，连续5个月上升，每万件[\d.]+件；"
        r"期末超期未办结12件（500243-20261015-00303、500243-20261015-00385等12件）",
        bulletin.document.text(),
    )


def test_a_hostile_unit_name_prints_as_written_in_both_formats(
    sample: Settings, sample_store: Store, tmp_path: Path
) -> None:
    hostile = "<b>&{{7*7}}$x$=1+1"
    shutil.copy(sample.workspace / "reportgen.toml", tmp_path)
    register = (sample.workspace / "units.csv").read_text("utf-8")
    (tmp_path / "units.csv").write_text(register.replace(",彭水县,", f",{hostile},"), "utf-8")
    product = production.build(MONTHLY, settings.load(tmp_path), sample_store, parse("2026-10"), ISSUED)
    assert f"{hostile}办件超期" in product.document.text()
    contents = production.encode(product, ("docx", "pdf"))
    squeezed = "".join(product.document.text().split())
    docx, pdf = contents["月度通报_2026-10.docx"], contents["月度通报_2026-10.pdf"]
    assert "".join(shown(WordFile(docx).document).split()) == squeezed
    printed = "".join(Measured(pdf).text().split())
    assert printed.count(hostile) >= squeezed.count(hostile)


def test_a_district_body_issues_the_same_bulletin_of_its_own_units() -> None:
    workspace = settings.load(resources.sample_workspace() / "wanzhou")
    issuing.prepare(workspace, lambda message: None)
    with store.opened(workspace.store) as opened:
        product = production.build(MONTHLY, workspace, opened, parse("2026-10"), ISSUED)
    text = product.document.text()
    assert "万州区政务服务管理办公室（示例）文件" in text
    assert "全区受理政务服务办件" in text
    assert "乡镇街道效能监管情况表" in text
    assert "全市" not in text
    assert product.document.properties.mark == "示例数据"


def test_what_a_killed_run_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    dead, alive = (tmp_path / f".通报.docx.{number}.draft" for number in (gone.pid, os.getppid()))
    for draft in (dead, alive):
        draft.write_bytes(b"half")
    production.save({"通报.docx": b"whole"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([alive.name, "通报.docx"])


def issued_on(period: str, day: str, edition: int = 1, document: str = "daily") -> Issue:
    return Issue(document, period, edition, "", date.fromisoformat(day), {})


@pytest.mark.parametrize(
    ("known", "since"),
    [
        ([], "2026-10-29"),  # the first of all: since the one before was due
        ([("2026-10-29", "2026-10-29")], "2026-10-29"),
        ([("2026-10-27", "2026-10-27")], "2026-10-27"),  # those of the 28th and the 29th never were
        ([("2026-10-27", "2026-10-27"), ("2026-10-29", "2026-10-30")], "2026-10-30"),  # late, on its own day
        ([("2026-10-30", "2026-10-30"), ("2026-10-28", "2026-10-28")], "2026-10-28"),  # not since itself
        ([("2026-10-28", "2026-10-28"), ("2026-11-02", "2026-11-02")], "2026-10-28"),  # nor since a later one
        ([("2026-W44", "2026-10-30", 1, "weekly")], "2026-10-29"),  # nor since one of another kind
    ],
)
def test_closings_are_counted_since_the_last_document_issued(
    sample: Settings, known: list[tuple[str, str]], since: str
) -> None:
    period = sample.calendar.reported(parse("2026-10-30"))
    issues = [issued_on(*each) for each in known]
    assert production._since(reports.load("daily"), sample, period, issues) == date.fromisoformat(since)


def test_what_was_closed_between_is_told_although_a_report_was_never_issued(sample_copy: Settings) -> None:
    """Closed on the 28th; the daily reports of the 28th and the 29th never were."""
    with writing(sample_copy.store) as writer:
        problem = Opening("x", "QX-500243", "事实", "时限", "黄", "限期整改", "办结", date(2026, 11, 9))
        source = Source("日扫描报告", "", "daily", "2026-10-27")
        day = date(2026, 10, 27)
        added = opened(source, [problem], day)
        ledger.enter(writer, issued_on("2026-10-27", "2026-10-27"), added, NOW, "张三")
        closed = event("closed", added[0].entry, date(2026, 10, 28), reason="合格")
        ledger.append(writer, [closed], NOW, "张三")
    with store.opened(sample_copy.store) as held:
        product = production.build(reports.load("daily"), sample_copy, held, parse("2026-10-30"), FRIDAY)
    text = product.document.text()
    assert "10月27日以来销号：" in text
    assert "D20261027-001" in text, "in the text, or in the annex where more were closed than it names"
