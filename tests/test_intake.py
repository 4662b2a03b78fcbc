"""Returns read and checked: every planted fault at its cell, nothing invented, no file able to do harm."""

import csv
import io
import os
import re
import signal
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from reportgen import resources, screen, units
from reportgen.datasets import DATASETS, Column
from reportgen.errors import WrongUsage
from reportgen.forms import layout
from reportgen.intake import annotate, answer, parsing, preflight, reading, xlsx
from reportgen.intake.elsewhere import Holdings
from reportgen.intake.examine import Arrived, _pool, examine

FOLDER = resources.sample_workspace() / "returns"
RETURNS = FOLDER / "2026-10"
TODAY = date(2026, 11, 2)
sys.path.insert(0, str(FOLDER))
import make  # noqa: E402


@pytest.fixture(scope="module")
def filings(sample, sample_store):
    return examine([RETURNS], sample.register, Holdings(sample_store, sample), jobs=2, today=TODAY)


@pytest.fixture(scope="module")
def answers():
    with (FOLDER / "2026-10_答案.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["文件"], row["工作表"], row["单元格"], row["规则"]) for row in csv.DictReader(stream)}


# --- the sample returns ----------------------------------------------------------------------


def test_every_fault_is_found_at_its_cell_and_none_is_invented(filings, answers):
    found = {
        (filing.name.split("/")[0], finding.sheet, finding.cell, finding.rule)
        for filing in filings
        for finding in filing.findings
    }
    assert found == answers


def test_there_are_some_fifty_kinds_of_faults_and_clean_returns(filings, answers):
    assert len({rule for *_, rule in answers}) >= 45
    clean = [filing for filing in filings if not filing.findings]
    assert len(clean) >= 6
    assert all(filing.accepted and filing.unit and filing.period for filing in clean)
    assert any(not filing.business for filing in clean)


def test_a_file_is_taken_whole_or_not_at_all(filings):
    for filing in filings:
        strict = any(finding.strict for finding in filing.findings)
        assert filing.accepted != strict
        assert not (strict and filing.rows), filing.name


def test_full_width_digits_and_grouped_thousands_are_numbers(filings):
    (filing,) = (filing for filing in filings if filing.name == "万州10月报表.xlsx")
    (row,) = filing.rows["windows"]
    assert (row["comprehensive"], row["items_in"]) == (41, 1198)
    assert row["unit_id"] == filing.unit and row["month"] == date(2026, 10, 1)
    assert [each["verify_status"] for each in filing.rows["reported"]] == ["待核查"] * 3
    assert filing.rows["reported"][2]["value"] == Decimal("33.33")


def test_the_name_of_a_file_means_nothing(filings):
    names = {filing.name: filing.unit for filing in filings if filing.accepted}
    assert names["新建 Microsoft Excel 工作表.xlsx"] == "QX-500102"


def test_members_of_an_archive_are_read_each_for_itself(filings):
    inside = {filing.name: filing.accepted for filing in filings if filing.name.startswith("片区汇总.zip/")}
    assert inside == {"片区汇总.zip/正确.xlsx": True, "片区汇总.zip/有误.xlsx": False}


def test_the_order_and_the_number_of_processes_change_nothing(filings, sample, sample_store):
    files = sorted(RETURNS.iterdir(), reverse=True)
    assert examine(files, sample.register, Holdings(sample_store, sample), jobs=1, today=TODAY) == filings


def test_the_sample_returns_are_what_the_script_makes(sample):
    made = {each.name: each.content for each in make.returns(sample.workspace)}
    kept = {file.name: file.read_bytes() for file in RETURNS.iterdir()}
    assert kept == made, "python sample_data/returns/make.py sample_data sample_data/returns/2026-10"


def test_a_path_that_is_not_there_is_told(sample):
    with pytest.raises(WrongUsage, match="找不到"):
        examine([Path("没有这个文件夹")], sample.register)


# --- hostile files ---------------------------------------------------------------------------


def clean():
    return (RETURNS / "万州10月报表.xlsx").read_bytes()


def packed(parts, *, flags=0):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(name, content)
    return buffer.getvalue()


def rules(content, suffix=".xlsx"):
    return {refusal.rule for refusal in preflight.refusals(content, suffix)}


def test_a_sound_workbook_passes():
    assert rules(clean()) == set()


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ([("../a.xml", b"<a/>")], "档-07"),
        ([("/etc/a.xml", b"<a/>")], "档-07"),
        ([("C:\\a.xml", b"<a/>")], "档-07"),
        ([("a", b""), ("A", b"")], "档-06"),
        ([(f"a{number}", b"") for number in range(2001)], "档-05"),
        ([("a", b"\0" * 30_000_000)], "档-09"),
        ([("xl/other.xml", b"<a/>")], "档-03"),
    ],
)
def test_what_the_container_may_not_hold(parts, rule):
    assert rule in rules(packed(parts))


@pytest.mark.parametrize(
    ("sheet", "rule"),
    [
        (b'<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>', "档-13"),
        (b'<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>', "档-13"),
        (b"<sheetData><row r='20001'/></sheetData>", "档-13"),
        (b"<sheetData><row><c t='n' r='GS1'/></row></sheetData>", "档-13"),
        (b"<mergeCells><mergeCell  ref='A1:XFD1048576'/></mergeCells>", "档-14"),
        (b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 2001 + b"</mergeCells>", "档-14"),
    ],
)
def test_what_a_sheet_may_not_hold(sheet, rule):
    content = replaced(clean(), "xl/worksheets/sheet3.xml", SHEET % sheet)
    with pytest.raises(xlsx.TooLarge) as caught:
        reading.read(content, ".xlsx")
    assert caught.value.rule == rule


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


@pytest.mark.parametrize("part", [b'<!DOCTYPE lolz [<!ENTITY lol "lol">]>', "<!DOCTYPE a>".encode("utf-16")])
def test_no_part_declares_entities_in_any_encoding(part):
    assert "档-12" in rules(packed([("xl/workbook.xml", b"<a/>"), ("xl/worksheets/sheet1.xml", part)]))


def replaced(content, name, part):
    """`content` with one part in the place of another."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert name in old.namelist()
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return buffer.getvalue()


def test_an_encrypted_member_is_refused():
    content = bytearray(packed([("a.xml", b"<a/>")]))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[at] |= 1
    assert "档-08" in rules(bytes(content))


def test_a_sheet_that_lies_about_its_size_is_read_whole(sample, tmp_path):
    """A <dimension> of one cell must not hide the rows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(clean())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content))
    (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
    (filing,) = examine([tmp_path], sample.register)
    assert len(filing.rows["reported"]) == 3


def test_a_file_that_kills_its_process_is_set_aside_and_the_others_go_on(sample, tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text(f"{name}\n1\n", "utf-8")
    monkeypatch.setattr("reportgen.intake.examine._filing", _deadly)
    found = examine([tmp_path], sample.register, jobs=2)
    assert [[finding.rule for finding in filing.findings] for filing in found] == [["好"], ["档-15"], ["好"]]


def _deadly(file, register, today, names):
    from reportgen.intake.model import Filing, Finding

    if file.name == "b.csv":
        os._exit(9)
    found = (Finding("好", "", "", file.name),)
    return Filing(file.path, file.name, file.sha256, "", None, True, {}, found)


def test_a_child_has_neither_network_nor_files_nor_endless_memory(sample, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("a\n1\n", "utf-8")
    monkeypatch.setattr("reportgen.intake.examine._filing", partial(_escape, str(tmp_path / "written")))
    (filing,) = examine([tmp_path / "a.csv"], sample.register)
    assert [finding.reason for finding in filing.findings] == ["OSError", "OSError", "MemoryError"]


def _escape(place, file, register, today, names):
    import socket

    from reportgen.intake.model import Filing, Finding

    def write():
        with Path(place).open("wb", buffering=0) as stream:
            stream.write(b"x" * 10)

    reasons = []
    for attempt in (lambda: socket.socket(), write, lambda: bytearray(8 * 1024**3)):
        try:
            attempt()
            reasons.append("done")
        except (OSError, MemoryError) as error:
            reasons.append(type(error).__name__)
    found = tuple(Finding("试", reason, "", file.name) for reason in reasons)
    return Filing(file.path, file.name, file.sha256, "", None, True, {}, found)


# --- values ----------------------------------------------------------------------------------

INTEGER, DECIMAL = Column("a", "数", "integer"), Column("a", "数", "decimal")
DAY, TIME, FLAG = Column("a", "日", "date"), Column("a", "时", "time"), Column("a", "否", "flag")
TEXT, CODE = Column("a", "文", "text"), Column("a", "码", "text", codes={"01": "许可"})


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (INTEGER, "１２", 12),
        (INTEGER, "1,234", 1234),
        (INTEGER, 7.0, 7),
        (INTEGER, 0, 0),
        (INTEGER, " — ", None),
        (INTEGER, "/", None),
        (DECIMAL, 0.1 + 0.2, Decimal("0.30")),
        (DECIMAL, "12.5", Decimal("12.50")),
        (DAY, "2026年10月3日", date(2026, 10, 3)),
        (DAY, "2026.10.3", date(2026, 10, 3)),
        (DAY, "20261003", date(2026, 10, 3)),
        (DAY, 46298, date(2026, 10, 3)),
        (DAY, datetime(2026, 10, 3), date(2026, 10, 3)),
        (TIME, "2026-10-03T09:30", datetime(2026, 10, 3, 9, 30)),
        (TIME, "2026年10月3日 9:30:15", datetime(2026, 10, 3, 9, 30, 15)),
        (FLAG, "是", True),
        (FLAG, False, False),
        (TEXT, "NA", "NA"),
        (TEXT, "a\u200bb", "ab"),
        (TEXT, 101.0, "101"),
        (CODE, "01", "01"),
    ],
)
def test_a_value_in_a_form_that_is_known(column, written, value):
    assert parsing.parse(written, column) == value


@pytest.mark.parametrize(
    ("column", "written", "rule"),
    [
        (INTEGER, "1_000", "值-04"),
        (INTEGER, "nan", "值-04"),
        (INTEGER, float("inf"), "值-04"),
        (INTEGER, "1e3", "值-04"),
        (INTEGER, "12 件", "值-04"),
        (INTEGER, True, "值-04"),
        (INTEGER, "-3", "值-05"),
        (INTEGER, "1,23", "值-04"),
        (INTEGER, "9" * 13, "值-14"),
        (DECIMAL, 1e300, "值-14"),
        (DECIMAL, 33.333, "值-04"),
        (DAY, "2026-02-30", "值-06"),
        (DAY, "10月3日", "值-06"),
        (DAY, "2026/10-3", "值-06"),
        (DAY, "2026-10-03 09:00", "值-06"),
        (TIME, "2026-10-03 25:00", "值-06"),
        (DAY, 3, "值-06"),
        (FLAG, "对", "值-08"),
        (TEXT, "a\x00b", "值-02"),
        (TEXT, "长" * 5001, "值-03"),
        (TEXT, datetime(2026, 10, 3), "值-01"),
        (CODE, "许可", "值-07"),
        (CODE, "1", "值-07"),
    ],
)
def test_a_value_in_any_other_form_is_refused(column, written, rule):
    with pytest.raises(parsing.Wrong) as caught:
        parsing.parse(written, column)
    assert caught.value.rule == rule


def test_a_meaning_in_the_place_of_its_code_is_answered_with_the_code():
    with pytest.raises(parsing.Wrong, match="应填编码“01”"):
        parsing.parse("许可", CODE)


# --- answers ---------------------------------------------------------------------------------


def annotated(filing, title="核对意见"):
    content = (RETURNS / filing.name).read_bytes()
    return annotate.annotated(Arrived(filing.name, filing.path, content), filing, title)


def test_the_annotated_copy_marks_each_cell_and_lists_all(filings):
    (filing,) = (filing for filing in filings if filing.name == "分子大于分母.xlsx")
    copy = annotated(filing)
    assert copy == annotated(filing)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    listed = book[annotate.SHEET]
    assert book.sheetnames[0] == annotate.SHEET
    assert [listed.cell(row, 3).hyperlink.location for row in (5, 6)] == ["'上报指标'!E5", "'上报指标'!D5"]
    for address in ("E5", "D5"):
        cell = book["上报指标"][address]
        assert cell.fill.fgColor.rgb.endswith("F8CBAD")
        assert "D17-" in cell.comment.text
    assert book["上报指标"]["E4"].comment is None


def test_the_annotated_copy_may_be_corrected_and_sent_again(sample, filings, tmp_path):
    (filing,) = (filing for filing in filings if filing.name == "负数.xlsx")
    copy = annotated(filing)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    book["政务公开事项"]["G4"] = 4
    book.save(tmp_path / "改好了.xlsx")
    (again,) = examine([tmp_path], sample.register)
    assert again.accepted and again.unit == filing.unit


def test_what_a_unit_wrote_stays_text_in_every_answer(filings):
    (filing,) = (filing for filing in filings if filing.name == "恶意公式文字.xlsx")
    (finding,) = filing.findings
    assert finding.value.startswith("@SUM")
    copy = annotated(filing, "=1+1")
    table = answer.workbook([filing])
    for content in (copy, table):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    ours = sheet.title in (annotate.SHEET, "核对结果")
                    assert not (ours and cell.data_type == "f"), cell.coordinate


def test_the_table_of_findings_on_the_screen_keeps_its_columns_and_its_edge(filings):
    (filing,) = (filing for filing in filings if filing.name == "办件明细.csv")
    lines = answer.lines(filing.findings)
    assert len(lines) == len(filing.findings) + 1
    starts = {screen.wide(line[: line.index("不符合")]) for line in lines if "不符合" in line}
    assert len(starts) == 1
    for width in (40, 80, 120):
        assert max(map(screen.wide, answer.lines(filing.findings, width))) <= width


def test_every_finding_says_what_to_do(filings):
    for finding in answer.findings(filings):
        assert finding.reason and finding.remedy and finding.rule and finding.file


def test_asked_columns_are_those_of_the_form():
    assert [column.name for column in layout.asked(DATASETS["windows"])] == [
        "windows", "comprehensive", "items_due", "items_in",
    ]  # fmt: skip
    assert units.SUPERVISOR


def test_a_file_of_the_workspace_is_no_return(sample, tmp_path):
    (tmp_path / "名册.csv").write_bytes((sample.workspace / "units.csv").read_bytes())
    (filing,) = examine([tmp_path], sample.register)
    (finding,) = filing.findings
    assert (finding.rule, filing.rows) == ("识-12", {})
    assert "“单位名册”，不由本命令接收" in finding.reason and "units.csv" in finding.remedy


def test_a_child_never_hears_ctrl_c() -> None:
    """Not even while it loads its modules: its traceback would cover what the parent has to say."""
    with _pool(1, 1_000_000) as pool:
        assert signal.SIGINT in pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, set()).result()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
