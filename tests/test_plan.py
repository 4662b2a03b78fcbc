"""`invoke plan`: the 评价方案 as a document, fixed for good, and what tampering meets."""

import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pypdfium2
import pytest

from reportgen import planning, settings, store
from reportgen.assessment import basis
from reportgen.errors import InputFaults, WrongUsage
from reportgen.scheme import freezing, reading
from reportgen.store import Batch, ledger

SAMPLE = Path(__file__).parents[1] / "sample_data"
NOW = datetime(2025, 1, 6, 9)
CHAPTERS = "评价目的 评价目标 评价对象和范围 评价指标 评价方式方法 评价时间 工作计划 结果运用 工作纪律和联系人".split()


def furnished(tmp_path):
    """A workspace of the sample's scheme, not fixed, over an empty store."""
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(SAMPLE / name, tmp_path)
    toml = tmp_path / "reportgen.toml"
    lines = toml.read_text("utf-8").split("\n")
    toml.write_text("\n".join(x for x in lines if not x.startswith(("generator", "today"))), "utf-8")
    shutil.copytree(SAMPLE / "scheme", tmp_path / "scheme", ignore=shutil.ignore_patterns("frozen*"))
    (tmp_path / "store").mkdir()
    store.create(tmp_path / "store/store.duckdb", Batch("test", synthetic=False, loaded_at=NOW), {})
    return tmp_path


@pytest.fixture
def workspace(tmp_path):
    return furnished(tmp_path)


def plan(workspace, now=NOW, **asked):
    """What the task tells, and what it says on the way."""
    said = []
    return planning.plan(workspace, now, said.append, **asked), "\n".join(said)


def edit(workspace, name, old, new):
    file = workspace / "scheme" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def text_of(paths):
    """The words of the Word file, without spaces."""
    [file] = [path for path in paths if path.suffix == ".docx"]
    with zipfile.ZipFile(file) as package:
        return re.sub(r"<[^>]*>|\s", "", package.read("word/document.xml").decode())


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    """The workspace not fixed, with its plan made once: what it tells and says."""
    folder = furnished(tmp_path_factory.mktemp("draft"))
    return folder, *plan(folder)


def test_a_draft_says_that_it_is_one_and_leaves_no_trace(draft):
    workspace, told, said = draft
    assert [path.name for path in told.files] == [
        "评价方案_2025.docx",
        "评价方案_2025.pdf",
        "评价方案_2025.facts.json",
    ]
    assert "征求意见稿" in said and told.record["version"] == 0
    assert "本方案尚未固化" in text_of(told.files)
    assert not (workspace / freezing.RECORD).exists()


def test_the_document_has_the_nine_chapters_and_every_indicator(draft):
    workspace, told, _said = draft
    document = docx.Document(str(told.files[0]))
    words = [paragraph.text for paragraph in document.paragraphs]
    chapters = [line.split("、")[1] for line in words if line[:2] in [f"{n}、" for n in "一二三四五六七八九"]]
    assert chapters == CHAPTERS
    loaded = reading.load(workspace, basis.known(settings.load(workspace)))
    nine = [table for table in document.tables if len(table.columns) == 9]
    cells = "\n".join(cell.text for table in nine for row in table.rows for cell in row.cells)
    for indicator in [*loaded.catalogue.indicators.values(), *loaded.beside.catalogue.indicators.values()]:
        assert f"{indicator.code}　{indicator.name}" in cells
        assert " ".join(f"{value:f}" for value in indicator.standards) in cells
    assert "60 50 40 30 15；市级部门（审批类）：50 40 30 20 5（%）" in cells
    assert "即办程度（市级部门（审批类））" in "\n".join(words)
    math = document.element.body.findall(
        ".//{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
    )
    assert len(math) == 7  # (1), (2), the third level, AHP, Delphi, combination, equal


def test_weights_on_paper_add_up(draft):
    _workspace, told, _said = draft
    document = docx.Document(str(told.files[0]))
    [weights] = [
        table for table in document.tables if table.cell(0, 0).text == "一级指标" and len(table.columns) == 5
    ]
    rows = [[cell.text for cell in row.cells] for row in weights.rows[1:]]
    firsts = {row[0]: float(row[1]) for row in rows}
    assert sum(firsts.values()) == pytest.approx(100, abs=0.03) and len(firsts) == 5
    for name in firsts:
        assert sum(float(row[3]) for row in rows if row[0] == name) == pytest.approx(100, abs=0.03)
    assert sum(int(row[4]) for row in rows) == 46


def test_the_evidence_is_printed_without_names(draft):
    _workspace, told, _said = draft
    text = text_of(told.files)
    assert "一级指标第1轮打分（9人，协调系数W＝" in text and "判断矩阵的权重和一致性" in text
    assert "E01" in text and "合成" in text


def test_both_formats_say_the_same(draft):
    _workspace, told, _said = draft
    opened = pypdfium2.PdfDocument(told.files[1])
    text = "".join(opened[at].get_textpage().get_text_bounded() for at in range(len(opened)))
    printed = re.sub(r"\s", "", text)
    for words in ("附件2政务公开和问政咨询评分指标", "协调系数W＝", "本方案尚未固化", "5.3.7其他特色"):
        assert words in printed and words in text_of(told.files)
    opened.close()


def test_fixing_records_keeps_and_prints_the_hash(workspace):
    told, said = plan(workspace, freeze=True)
    version = freezing.frozen(workspace)
    assert version.day == NOW.date() and version.hash in told.lines[0]
    assert f"校验值（SHA-256前16位）：{version.mark}" in text_of(told.files)
    assert "不早于评价周期2025年" in said
    chosen = settings.load(workspace)
    with store.opened(chosen.store) as opened:
        [issue] = ledger.issues(opened)
        assert (issue.document, issue.period, issue.edition, issue.issued) == ("plan", "2025", 1, NOW.date())
        assert basis.in_force(chosen, opened) == version


def test_the_plan_fixed_can_be_made_again_to_the_byte(workspace):
    first, _said = plan(workspace, freeze=True)
    before = {path.name: path.read_bytes() for path in first.files}
    again, said = plan(workspace, datetime(2025, 6, 1))
    assert {path.name: path.read_bytes() for path in again.files} == before
    assert "第1版，2025-01-06固化" in said


def test_a_change_after_fixing_is_named(workspace):
    plan(workspace, freeze=True)
    edit(workspace, "indicators.csv", ",1,3,5,10,20,", ",1,3,5,10,25,")
    told, said = plan(workspace, formats="docx")
    assert "indicators.csv，5.2.3时效异常“五档标准”：由“20”改为“25”" in said
    assert told.record["changes"] and "本方案尚未固化" in text_of(told.files)
    assert freezing.changes(workspace, freezing.frozen(workspace))


def test_fixing_anew_asks_for_a_reason_and_prints_it(workspace):
    plan(workspace, freeze=True)
    edit(workspace, "scheme.toml", "days = 5", "days = 7")
    with pytest.raises(InputFaults, match="重新固化要写明原因"):
        plan(workspace, freeze=True)
    told, _said = plan(workspace, datetime(2025, 2, 5), freeze=True, reason="公示期延长")
    assert told.record["version"] == 2
    assert "第2版于2025年2月5日固化，重新固化的原因：公示期延长" in text_of(told.files)
    with store.opened(settings.load(workspace).store) as opened:
        assert [issue.edition for issue in ledger.issues(opened)] == [1, 2]


def test_a_scheme_never_fixed_has_no_version_in_force(workspace):
    chosen = settings.load(workspace)
    with store.opened(chosen.store) as opened:
        assert basis.in_force(chosen, opened) is None


def test_a_record_rewritten_as_a_whole_is_found_by_the_store(workspace):
    """Whoever changes scheme, copy and record so that they agree still meets the register of issues."""
    plan(workspace, freeze=True)
    edit(workspace, "scheme.toml", "seed = 9577", "seed = 1")
    (workspace / freezing.RECORD).unlink()
    shutil.rmtree(workspace / freezing.KEPT)
    version = freezing.next_version(workspace, 2025, NOW.date(), "某人", "")
    for path, content in freezing.kept(workspace, version).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert freezing.frozen(workspace) == version
    with pytest.raises(InputFaults, match="固化记录与2025-01-06登记印发的第1版不符"):
        plan(workspace, formats="docx")


def test_a_reason_without_fixing_is_wrong_usage(workspace):
    with pytest.raises(WrongUsage, match="没有固化"):
        plan(workspace, reason="公示期延长")
    with pytest.raises(WrongUsage, match="固化要出全部格式"):
        plan(workspace, freeze=True, formats="docx")


def test_remarks_are_said(workspace):
    file = workspace / "scheme/indicators.csv"
    file.write_text(file.read_text("utf-8").replace(",0.3623,1/3,", ",0.3623,0.3333,"), "utf-8")
    _told, said = plan(workspace, formats="docx")
    assert "提示：indicators.csv：“服务方式完备度—服务提供方式”的三级指标权重之和为0.9999" in said


def test_a_year_beyond_the_known_calendar_can_be_planned(workspace):
    toml = workspace / "scheme/scheme.toml"
    text = toml.read_text("utf-8").replace("year = 2025", "year = 2027")
    toml.write_text(text.replace("until = 2026-12-31", "until = 2027-12-31"), "utf-8")
    told, _said = plan(workspace, datetime(2026, 12, 28), formats="docx")
    assert told.files[0].name == "评价方案_2027.docx"
