"""The tasks around the calendar and the 整改台账, as a clerk uses them."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest
import small_office
from small_office import NOW
from warm import command as run

from reportgen import keeping, store
from reportgen.errors import InputFaults, ReportError, WrongUsage
from reportgen.keeping import Asked
from reportgen.store import ledger
from reportgen.store.writing import held

pytestmark = pytest.mark.usefixtures("standing_children")
ROOT = Path(__file__).parent.parent
FIVE = ["annual", "daily", "monthly", "quarterly", "weekly"]


def quiet(words: str) -> None:
    """Say nothing."""


def told(office, **asked):
    return keeping.ledger(office.workspace, NOW, quiet, Asked(**asked))


# ---- the ledger --------------------------------------------------------------------------


def test_the_open_problems_are_listed_by_unit_and_state(office) -> None:
    answer = told(office)
    assert [entry["entry"] for entry in answer.record] == ["BRIEF202610-001", "BRIEF202610-002"]
    assert answer.record[0]["age"] == "5个工作日以内" and answer.record[0]["unit"] == "甲区"
    assert "累计立项2个，销号0个，撤销0个，未销号2个（待复核0个，逾期0个）。" in answer.lines[-2]
    assert [entry["unit"] for entry in told(office, unit="乙县").record] == ["乙县"]
    assert told(office, overdue=True).record == told(office, state="销号").record == []
    for wrong in ({"unit": "丙市"}, {"state": "完成"}):
        with pytest.raises(WrongUsage):
            told(office, **wrong)


def test_what_the_office_decides_is_entered_once(office) -> None:
    both = "BRIEF202610-001,BRIEF202610-002"
    assert told(office, extend=both, until="2026-11-30", reason="系统改造").record["added"] == 2
    assert [entry["due_date"] for entry in told(office).record] == ["2026-11-30"] * 2
    assert told(office, close="BRIEF202610-001", reason="现场改正").record["added"] == 1
    with pytest.raises(InputFaults, match="状态是“销号”，不能撤销"):
        told(office, withdraw=both, reason="误列")
    assert [entry["entry"] for entry in told(office).record] == ["BRIEF202610-002"], "all or none"
    told(office, withdraw="BRIEF202610-002", reason="误列")
    assert {entry["state"] for entry in told(office, state="全部").record} == {"销号", "撤销"}
    assert "6条记载" in told(office, verify=True).lines[0]


def test_closing_what_was_reported_records_the_check(office) -> None:
    from small_office import TODAY

    from reportgen.rectification import entries, event
    from reportgen.store.writing import writing

    with writing(office.store) as writer:
        reply = event("replied", "BRIEF202610-001", TODAY, measure="x", finished="2026-11-02", person="y")
        ledger.append(writer, [reply], NOW, "张三")
    told(office, returned="BRIEF202610-001", reason="佐证不足")
    with store.opened(office.store) as opened:
        first = entries(ledger.events(opened))[0]
    assert [each.kind for each in first.history] == ["opened", "replied", "rechecked", "returned"]
    assert first.last("rechecked", "result") == "不合格"


@pytest.mark.parametrize(
    "asked",
    [
        {"close": "BRIEF202610-001"},
        {"extend": "BRIEF202610-001", "reason": "x"},
        {"extend": "BRIEF202610-001", "reason": "x", "until": "下周"},
        {"close": "BRIEF202610-001", "withdraw": "BRIEF202610-002", "reason": "x"},
    ],
)
def test_a_decision_needs_its_reason_and_day(office, asked) -> None:
    with pytest.raises(WrongUsage):
        told(office, **asked)


def test_tampering_is_told_with_what_to_do(office) -> None:
    with duckdb.connect(office.store) as connection:
        connection.execute("UPDATE ledger SET content = replace(content, '甲区', '丙区')")
    with pytest.raises(InputFaults, match="内容与登记时不同") as caught:
        told(office, verify=True)
    assert all("备份" in fault.remedy for fault in caught.value.faults)


def test_two_at_once_are_refused_at_once(office) -> None:
    with held(office.store, "李四", NOW), pytest.raises(ReportError, match=r"李四.*正在写入"):
        told(office, close="BRIEF202610-001", reason="x")


def test_export_is_a_workbook_and_a_document_that_agree(office) -> None:
    told(office, close="BRIEF202610-001", reason="现场改正")
    answer = told(office, export=True)
    assert [path.suffix for path in answer.files] == [".xlsx", ".docx", ".pdf", ".json"]
    sheet = openpyxl.load_workbook(answer.files[0])["整改台账"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert "示例数据" in sheet["A1"].value
    assert [row[0] for row in rows] == ["台账编号", "BRIEF202610-002", "BRIEF202610-001"]
    states = rows[0].index("状态")
    assert [row[states] for row in rows[1:]] == ["整改中", "销号"]
    facts = json.loads(answer.files[3].read_text("utf-8"))
    counts = {fact["id"].split("|")[0]: fact["numerator"] for fact in facts["facts"]}
    assert (counts["all"], counts["closed"], counts["withdrawn"], counts["open"]) == ("2", "1", "0", "1")
    before = {path: path.read_bytes() for path in answer.files}
    assert all(path.read_bytes() == before[path] for path in told(office, export=True).files)


def test_receipts_go_out_and_come_in_through_the_task(office, tmp_path) -> None:
    answer = told(office, receipts=True, unit="甲区", output=str(tmp_path / "out"))
    (file,) = answer.files
    book = openpyxl.load_workbook(file)
    for address, value in {"D4": "已增开", "E4": date(2026, 11, 2), "F4": "张*", "H4": "已完成"}.items():
        book["整改回执"][address] = value
    book.save(file)
    answer = told(office, taken=str(file), output=str(tmp_path / "out"))
    assert answer.clean and answer.record["outcomes"][0]["taken"] == "收下"
    assert told(office, state="待复核").record[0]["unit"] == "甲区"


# ---- the command -------------------------------------------------------------------------


def test_the_command_answers_in_json_and_in_words(office) -> None:
    place = ("--workspace", str(office.workspace))
    duties = json.loads(run("due", "--on", "2026-02-20", "--json", *place).stdout)
    assert {duty["document"] for duty in duties} == set(FIVE)
    done = run("ledger", *place)
    assert done.returncode == 0 and "台账编号" in done.stdout and "BRIEF202610-001" in done.stdout
    done = run("ledger", "--return", "BRIEF202610-001", "--reason", "x", *place)
    assert done.returncode == 1 and "不能退回" in done.stderr and "Traceback" not in done.stderr
    done = run("due", "--on", "2027-02-01", *place)
    assert done.returncode == 1 and "workdays.csv" in done.stderr


def test_the_sample_is_not_generated_anew_over_recorded_issues(tmp_path) -> None:
    office = small_office.workspace(tmp_path, 1200, 80)
    small_office.issue(office.workspace)
    shutil.copy(ROOT / "sample_data" / "generate.py", tmp_path / "generate.py")
    chosen = replace(office, generator=tmp_path / "generate.py")
    said: list[str] = []
    keeping.issuing.prepare(chosen, said.append)
    assert any("印发记录" in words for words in said)
