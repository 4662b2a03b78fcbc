"""整改回执: a form for what a unit owes, taken in whole or sent back with its faults at their cells."""

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from small_office import NOW, TODAY

from reportgen import receipts, rectification, store
from reportgen.rectification import at_end, event
from reportgen.store import ledger
from reportgen.store.writing import writing

pytestmark = pytest.mark.usefixtures("standing_children")


def whole(office):
    with store.opened(office.store) as opened:
        assert ledger.faults(opened) == []
        return at_end(ledger.events(opened), TODAY, {})


def forms(office, folder: Path) -> dict[str, Path]:
    """The forms by unit."""
    folder.mkdir()
    made = {}
    for name, content in receipts.forms(office, whole(office)):
        made[name.split("_")[0]] = folder / name
        made[name.split("_")[0]].write_bytes(content)
    return made


def filled(file: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(file)
    for address, value in cells.items():
        book["整改回执"][address] = value
    book.save(file)
    return file


def take(office, tmp_path: Path, *paths: Path):
    done = receipts.take(paths, office, tmp_path / "answer", "张三", NOW, lambda done, total: None)
    return {outcome.filing.unit: outcome for outcome in done.outcomes}, done


ANSWER = {
    "D4": "已增开窗口2个",
    "E4": datetime(2026, 11, 2),
    "F4": "主任张*",
    "G4": "照片3张",
    "H4": "已完成",
}


def test_a_form_names_what_its_unit_owes_and_nothing_of_others(office, tmp_path) -> None:
    made = forms(office, tmp_path / "forms")
    assert sorted(made) == ["QX-1", "QX-2"]
    book = openpyxl.load_workbook(made["QX-1"])
    sheet = book["整改回执"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[:3] for row in rows] == [("BRIEF202610-001", "甲区受理量过大", datetime(2026, 11, 16))]
    assert sheet["A4"].protection.locked and not sheet["D4"].protection.locked
    every = "".join(str(cell.value) for each in book for row in each for cell in row)
    assert "乙县" not in every and "BRIEF202610-002" not in every
    assert "示例数据" in every
    again = dict(receipts.forms(office, whole(office)))
    assert again[made["QX-1"].name] == made["QX-1"].read_bytes()


def test_a_receipt_becomes_events_once(office, tmp_path) -> None:
    file = filled(forms(office, tmp_path / "forms")["QX-1"], **ANSWER)
    outcomes, done = take(office, tmp_path, file)
    assert (outcomes["QX-1"].taken, done.clean) == ("收下", True)
    (entry,) = [each for each in whole(office).entries if each.opening.unit == "QX-1"]
    assert (entry.state, entry.finished) == ("待复核", TODAY)
    assert entry.last("replied", "person") == "主任张*" and entry.last("evidenced", "evidence") == "照片3张"
    outcomes, _ = take(office, tmp_path, file)
    assert outcomes["QX-1"].taken == "未变"
    assert len(list((office.workspace / "archive").rglob("*.xlsx"))) == 1, "the original is kept, once"


def test_the_same_receipt_is_no_fault_after_the_problem_is_closed(office, tmp_path) -> None:
    file = filled(forms(office, tmp_path / "forms")["QX-1"], **ANSWER)
    take(office, tmp_path, file)
    with writing(office.store) as writer:
        ledger.append(writer, [event("closed", "BRIEF202610-001", TODAY, reason="合格")], NOW, "张三")
    assert take(office, tmp_path, file)[0]["QX-1"].taken == "未变"
    filled(file, D4="又一次")
    outcomes, _ = take(office, tmp_path, file)
    (finding,) = outcomes["QX-1"].filing.findings
    assert "状态是“销号”，不能报告整改" in finding.reason
    assert (finding.sheet, finding.cell, finding.value) == ("整改回执", "A4", "BRIEF202610-001")


def test_evidence_in_the_same_words_is_recorded_with_every_reply(office, tmp_path) -> None:
    file = filled(forms(office, tmp_path / "forms")["QX-1"], **ANSWER)
    take(office, tmp_path, file)
    with writing(office.store) as writer:
        ledger.append(writer, [event("returned", "BRIEF202610-001", TODAY, reason="佐证不清")], NOW, "张三")
    take(office, tmp_path, filled(file, D4="已再增开窗口1个"))
    (entry,) = [each for each in whole(office).entries if each.opening.unit == "QX-1"]
    kinds = [each.kind for each in entry.history]
    assert kinds == ["opened", "replied", "evidenced", "returned", "replied", "evidenced"]
    assert take(office, tmp_path, file)[0]["QX-1"].taken == "未变"


def test_two_receipts_of_a_unit_at_once_are_both_taken(office, tmp_path) -> None:
    """A unit that was handed two forms returns both; a folder that fills up is taken in again and again."""
    file = forms(office, tmp_path / "forms")["QX-1"]
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for copy, words in ((first, "已增开窗口2个"), (second, "又增开窗口1个")):
        copy.write_bytes(file.read_bytes())
        filled(copy, **{**ANSWER, "D4": words})
    _, done = take(office, tmp_path, first, second)
    assert [outcome.taken for outcome in done.outcomes] == ["收下", "收下"]
    (entry,) = [each for each in whole(office).entries if each.opening.unit == "QX-1"]
    assert entry.state == "待复核" and entry.last("replied", "measure") == "又增开窗口1个"
    _, done = take(office, tmp_path, first, second)
    assert [outcome.taken for outcome in done.outcomes] == ["未变", "未变"]


def test_rows_not_yet_filled_in_say_nothing(office, tmp_path) -> None:
    outcomes, done = take(office, tmp_path, forms(office, tmp_path / "forms")["QX-1"])
    assert (outcomes["QX-1"].taken, done.clean) == ("未变", True)
    assert outcomes["QX-1"].changes == ("没有填写整改情况",)


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"D4": "已整改", "F4": "张*"}, "E4", "应同时填写"),
        ({"D4": "已整改", "E4": datetime(2026, 11, 2)}, "F4", "应填责任人"),
        ({"G4": "照片"}, "D4", "填写佐证材料的应填"),
        ({**ANSWER, "E4": "十一月二日"}, "E4", "写法不对"),
        ({**ANSWER, "E4": datetime(2026, 11, 9)}, "E4", "晚于今天（2026-11-02）"),
        ({**ANSWER, "H4": "正在整改", "E4": datetime(2026, 10, 30)}, "E4", "早于今天（2026-11-02）"),
        ({**ANSWER, "H4": None}, "H4", "应勾选或填写整改情况"),
        ({**ANSWER, "E4": datetime(2026, 10, 9)}, "E4", "不早于发现日期2026-11-02"),
        ({**ANSWER, "A4": "BRIEF202610-002"}, "A4", "不是本单位的问题"),
        ({**ANSWER, "A4": "BRIEF202610-077"}, "A4", "“BRIEF202610-077”在整改台账中查不到"),
        ({**ANSWER, "D4": "甲\x0b乙"[:1] + "\u200b乙"}, None, ""),  # invisible signs are taken out and told
    ],
)
def test_faults_are_told_at_their_cells_and_nothing_is_entered(office, tmp_path, cells, cell, words) -> None:
    file = filled(forms(office, tmp_path / "forms")["QX-1"], **cells)
    outcomes, done = take(office, tmp_path, file)
    outcome = outcomes["QX-1"]
    if cell is None:
        assert outcome.taken == "收下" and not outcome.filing.findings[0].strict
        return
    assert (outcome.taken, done.clean) == ("退回", False)
    assert any(words in finding.reason and finding.cell == cell for finding in outcome.filing.findings)
    assert all(entry.state == "整改中" for entry in whole(office).entries)
    assert {path.suffix for path in done.files} == {".xlsx"} and len(done.files) == 2, (
        "findings, annotated copy"
    )
    copy = openpyxl.load_workbook(done.files[1])
    assert str(copy["核对意见"]["A1"].value).startswith("甲区人民政府　2026年11月整改回执核对意见")
    assert words in copy["整改回执"][cell].comment.text


def test_one_bad_row_keeps_the_whole_file_out(office, tmp_path) -> None:
    form = forms(office, tmp_path / "forms")["QX-1"]
    more = {"A5": "BRIEF202610-002", "D5": "x", "E5": datetime(2026, 11, 2), "F5": "y", "H5": "已完成"}
    outcomes, _ = take(office, tmp_path, filled(form, **ANSWER, **more))
    assert outcomes["QX-1"].taken == "退回"
    assert all(entry.state == "整改中" for entry in whole(office).entries)


def test_other_files_go_on_and_strange_ones_are_told(office, tmp_path) -> None:
    made = forms(office, tmp_path / "forms")
    filled(made["QX-2"], **ANSWER)
    (tmp_path / "forms" / "x.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    (tmp_path / "forms" / "y.csv").write_text("台账编号,问题\n1,2\n", "utf-8")
    outcomes, done = take(office, tmp_path, tmp_path / "forms")
    assert outcomes["QX-2"].taken == "收下"
    assert {outcome.taken for outcome in done.outcomes if not outcome.filing.unit} == {"退回"}


def test_a_return_of_data_is_sent_to_the_other_command(office, tmp_path) -> None:
    file = tmp_path / "窗口.json"
    row = {"month": "2026-10-01", "unit_id": "QX-1", "window": "1号", "kind": "综合", "online": True}
    from reportgen.datasets import DATASETS

    row = {column.name: row.get(column.name, column.example) for column in DATASETS["windows"].columns}
    file.write_text(
        json.dumps({"unit": "QX-1", "period": "2026-10", "rows": [row]}, ensure_ascii=False), "utf-8"
    )
    _, done = take(office, tmp_path, file)
    (finding,) = done.outcomes[0].filing.findings
    assert "“窗口情况”，不由本命令接收" in finding.reason and "collect" in finding.remedy


def test_json_of_the_exchange_platform_is_taken(office, tmp_path) -> None:
    file = tmp_path / "回执.json"
    row = {
        "entry": "BRIEF202610-001",
        "problem": "",
        "due_date": "",
        "measure": "已改",
        "finish_date": "2026-11-02",
        "person": "张*",
        "evidence": "",
        "status": "已完成",
    }
    file.write_text(
        json.dumps({"unit": "QX-1", "period": "2026-11", "rows": [row]}, ensure_ascii=False), "utf-8"
    )
    outcomes, _ = take(office, tmp_path, file)
    assert outcomes["QX-1"].taken == "收下", outcomes["QX-1"].filing.findings
    assert [entry.state for entry in whole(office).entries] == ["待复核", "整改中"]
    row["finish_date"] = "2026-10-09"
    row["measure"] = "再改"
    file.write_text(
        json.dumps({"unit": "QX-1", "period": "2026-11", "rows": [row]}, ensure_ascii=False), "utf-8"
    )
    (finding,) = take(office, tmp_path, file)[0]["QX-1"].filing.findings
    assert (finding.rule, finding.cell, finding.value) == ("整-01", "1", "2026-10-09"), "a row has no letter"


def test_only_units_that_owe_something_get_a_form(office) -> None:
    with writing(office.store) as writer:
        reply = rectification.event(
            "replied", "BRIEF202610-001", TODAY, measure="x", finished="2026-11-02", person="y"
        )
        ledger.append(writer, [reply], NOW, "张三")
    assert [name.split("_")[0] for name, _ in receipts.forms(office, whole(office))] == ["QX-2"]
    assert list(receipts.forms(office, whole(office), ["QX-1"])) == []
