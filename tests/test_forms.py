"""Blank forms: what a unit sees, what it may fill in, what warns it, and by what the form is known again."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime

import libreoffice
import openpyxl
import pytest

from reportgen import collecting
from reportgen.datasets import DATASETS
from reportgen.errors import MissingData, WrongUsage
from reportgen.forms import dictionary, issue, layout, naming, rules, workbook
from reportgen.forms.model import Form
from reportgen.intake import reading
from reportgen.period import parse
from reportgen.resources import sample_workspace

PERIOD = parse("2026-10")
MINE, OTHER = "QX-500101", "QX-500102"


def laid_out(dataset):
    """The heads of the columns in order: those asked, behind a code those that say what it means."""
    offered = layout.offered(dataset)
    heads = []
    for column in layout.asked(dataset):
        heads.append(layout.heading(column))
        if column.name in offered:
            heads += [told.label for told in layout.shown(offered[column.name])]
    return heads


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def form(sample, sample_store):
    datasets = tuple(DATASETS[name] for name in issue.RETURNED)
    before = issue.previous(sample_store, datasets, PERIOD)
    mine = {name: rows.get(MINE, ()) for name, rows in before.items()}
    due, lists = issue.deadline(PERIOD, sample), issue.lists(sample, datasets)
    return Form(sample.register[MINE], PERIOD, due, datasets, mine, lists=lists)


@pytest.fixture(scope="module")
def book(form):
    return opened(workbook.write(form))


# --- what it is ------------------------------------------------------------------------------


def test_a_form_says_whose_it_is_in_a_sheet_nobody_sees(book):
    identity = book[layout.IDENTITY]
    assert identity.sheet_state == "veryHidden"
    values = {row[0].value: row[1].value for row in identity.iter_rows(max_col=2)}
    assert values == {
        "模板版本": str(layout.VERSION),
        "单位编码": MINE,
        "单位名称": "重庆市万州区人民政府",
        "期间": "2026-10",
        "报送期限": "2026-10-30 18:00",
        "数据集": ",".join(issue.RETURNED),
    }


def test_sheets_in_the_order_in_which_they_are_read(book):
    labels = [DATASETS[name].label for name in issue.RETURNED]
    assert book.sheetnames == [layout.COVER, layout.INSTRUCTIONS, *labels, layout.CODES, layout.IDENTITY]
    assert book[layout.CODES].sheet_state == "hidden"


def test_every_sheet_of_a_dataset_can_be_a_form(sample, form):
    """All 25 datasets at once: names, formulas and lists within what a spreadsheet allows."""
    made = opened(workbook.write(replace(form, datasets=tuple(DATASETS.values()), previous={})))
    for dataset in DATASETS.values():
        sheet = made[dataset.label]
        heads = [cell.value for cell in sheet[layout.HEADER_ROW]]
        laid = laid_out(dataset)
        assert heads[: len(laid) + 1] == [*laid, layout.VERDICT]
        for validation in sheet.data_validations.dataValidation:
            assert len(validation.prompt or "") <= rules.MESSAGE
            assert len(validation.promptTitle or "") <= rules.TITLE
            assert len(validation.error or "") <= rules.ERROR
        verdict = sheet.cell(layout.FIRST_ROW, len(laid) + 1).value
        assert verdict.startswith("=IF(") and len(verdict) < 8192


def test_the_deadline_is_the_last_working_day(sample):
    assert issue.deadline(parse("2026-10"), sample) == datetime(2026, 10, 30, 18)
    assert issue.deadline(parse("2026-02"), sample) == datetime(2026, 2, 28, 18), "a Saturday worked (调休)"


def test_the_same_form_the_same_bytes(form):
    assert workbook.write(form) == workbook.write(form)
    assert workbook.write(replace(form, period=PERIOD.next)) != workbook.write(form)


# --- what may be filled in -------------------------------------------------------------------


def test_only_the_input_area_is_open(book):
    for name in issue.RETURNED:
        dataset, sheet = DATASETS[name], book[DATASETS[name].label]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        heads, last = laid_out(dataset), layout.FIRST_ROW + layout.rows(dataset) - 1
        asked = {at for at, head in enumerate(heads, 1) if head in map(layout.heading, layout.asked(dataset))}
        for row in sheet.iter_rows(max_row=last, max_col=len(heads) + 1):
            for cell in row:
                inside = cell.row >= layout.FIRST_ROW and cell.column in asked
                assert cell.protection.locked != inside, cell.coordinate


def test_unit_and_month_are_not_asked_for(book):
    for name in issue.RETURNED:
        heads = {cell.value for cell in book[DATASETS[name].label][layout.HEADER_ROW]}
        assert heads.isdisjoint({"单位编码", "月份"})


def test_what_the_supervising_body_adds_is_not_asked_for(book):
    heads = {cell.value for cell in book["上报指标"][layout.HEADER_ROW]}
    assert heads.isdisjoint({"核查结果", "核查说明"})


def test_choices_are_drop_downs_long_ones_from_the_hidden_sheet(form):
    made = opened(workbook.write(replace(form, datasets=(DATASETS["tickets"], DATASETS["onsite"]))))
    kinds = {str(each.sqref): each for each in made["咨询投诉建议"].data_validations.dataValidation}
    column = _column(DATASETS["tickets"], "kind")
    assert kinds[f"{column}4:{column}503"].formula1 == '"咨询,投诉,举报,求助,建议,表扬"'
    assert kinds[f"{column}4:{column}503"].prompt
    flags = [each for each in made["现场监管"].data_validations.dataValidation if each.formula1 == '"是,否"']
    assert len(flags) == 1


def _column(dataset, name):
    names = [column.name for column in layout.asked(dataset)]
    return openpyxl.utils.get_column_letter(names.index(name) + 1)


def test_a_date_that_puts_the_row_into_the_period_lies_in_it(form):
    column = DATASETS["onsite"].column("date")
    limits = rules.validation(DATASETS["onsite"], column, PERIOD, "")
    assert (limits["minimum"], limits["maximum"]) == (date(2026, 10, 1), date(2026, 10, 31))
    time = rules.validation(DATASETS["tickets"], DATASETS["tickets"].column("created"), PERIOD, "")
    assert time["maximum"] == date(2026, 11, 1), "midnight of the day after the last"


# --- last period -----------------------------------------------------------------------------


def test_last_period_s_values_stand_beside(book, sample_store):
    sheet, dataset = book["窗口情况"], DATASETS["windows"]
    heads = [cell.value for cell in sheet[layout.HEADER_ROW]]
    ((windows, comprehensive),) = (
        tuple(row.values())
        for row in sample_store.query(
            f"SELECT windows, comprehensive FROM windows WHERE unit_id = '{MINE}' AND month = '2026-09-01'"
        )
    )
    row = sheet[layout.FIRST_ROW]
    assert row[heads.index("上期窗口数（个）")].value == windows
    assert row[heads.index("上期综合窗口数（个）")].value == comprehensive
    assert row[heads.index("上期窗口数（个）")].protection.locked
    assert "2026年9月" in sheet.cell(layout.HINT_ROW, len(layout.asked(dataset)) + 3).value


def test_the_rest_of_the_key_is_filled_in_as_it_was(book):
    codes = [row[0].value for row in book["上报指标"].iter_rows(min_row=layout.FIRST_ROW, max_row=9)]
    assert codes == ["1.1.1", "1.1.3", "1.2.1", "1.3.1", "2.3.2", "5.1.1"]


def test_a_form_holds_nothing_of_another_unit(sample, sample_store):
    """With October's values planted for one unit, no other unit's form holds them."""
    made = dict(issue.forms(sample, sample_store, PERIOD, [MINE, OTHER]))
    before = issue.previous(sample_store, [DATASETS["reported"]], PERIOD)["reported"]
    marks = {unit: {row["numerator"] for row in before[unit]} for unit in (MINE, OTHER)}
    own = marks[OTHER] - marks[MINE] - {0}
    assert own
    mine = next(content for name, content in made.items() if name.startswith(MINE))
    values = {cell.value for sheet in opened(mine) for row in sheet.iter_rows() for cell in row}
    assert own.isdisjoint(values)
    assert marks[MINE] - {0} <= values


# --- live warnings ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(form, tmp_path_factory):
    """What the form says after being filled in wrongly, as LibreOffice calculates it."""
    made = opened(workbook.write(form))
    windows, reported = made["窗口情况"], made["上报指标"]
    for at, value in enumerate((5, 9, 100, 90), 1):
        windows.cell(layout.FIRST_ROW, at, value)
    rows = (
        ("5.1.1", 86.4, 24960, 41600),
        ("5.1.2", 60, 24960, 41600),
        ("5.3.5", None, 1, 2),
        ("x", 50, 1, None),
        ("y", "五十"),
    )
    for row, values in enumerate(rows, layout.FIRST_ROW):
        for column, value in zip("ADEF", values, strict=False):
            reported[f"{column}{row}"] = value
    for row in range(layout.FIRST_ROW + len(rows), layout.FIRST_ROW + 12):
        reported[f"A{row}"] = None  # a code of last period
    buffer = io.BytesIO()
    made.save(buffer)
    saved = libreoffice.recalculated(buffer.getvalue(), tmp_path_factory.mktemp("calc"))
    done = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    return {
        name: [
            row[len(laid_out(DATASETS[name]))].value
            for row in done[DATASETS[name].label].iter_rows(
                min_row=layout.FIRST_ROW, max_row=layout.FIRST_ROW + 5
            )
        ]
        for name in ("windows", "reported")
    } | {
        "names": [
            (row[1].value or "", row[2].value or "")
            for row in done["上报指标"].iter_rows(min_row=layout.FIRST_ROW, max_row=layout.FIRST_ROW + 5)
        ]
    }


def test_impossible_values_are_named_while_they_are_filled_in(verdicts):
    assert verdicts["windows"][0] == "综合窗口数不大于窗口数"
    assert verdicts["reported"][:5] == [
        "指标值等于分子除以分母（保留两位小数）",
        "✓",
        "请填“指标值”",
        "分子、分母应同时填写",
        "“指标值”应填数，最多两位小数",
    ]
    assert not verdicts["reported"][5], "an empty row says nothing"


def test_a_code_is_chosen_and_what_it_means_stands_beside(verdicts, book, sample):
    """As LibreOffice calculates it, and as it stands there for programs that do not calculate."""
    with (sample.workspace / "scheme" / "indicators.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {row["编码"]: (row["三级指标"], row["口径"]) for row in csv.DictReader(stream)}
    assert verdicts["names"][:3] == [known["5.1.1"], known["5.1.2"], known["5.3.5"]]
    assert verdicts["names"][3:] == [*[("没有此编码，请从列表中选", "")] * 2, ("", "")]
    sheet = book["上报指标"]
    assert sheet["B4"].protection.locked and sheet["C4"].protection.locked
    [choice] = [each for each in sheet.data_validations.dataValidation if str(each.sqref) == "A4:A63"]
    column = re.fullmatch(r"代码表!\$([A-Z]+)\$1:\$\1\$(\d+)", choice.formula1)
    codes = [book[layout.CODES][f"{column[1]}{row}"].value for row in range(1, int(column[2]) + 1)]
    assert (choice.type, codes) == ("list", list(known))
    assert "右边显示名称和口径。从列表中选" in choice.prompt and "应从列表中选" in choice.error


def test_what_was_chosen_last_period_is_named_without_calculating(form):
    shown = openpyxl.load_workbook(io.BytesIO(workbook.write(form)), data_only=True)["上报指标"]
    assert (shown["A4"].value, shown["B4"].value) == ("1.1.1", "一站式提供")


def test_without_a_scheme_any_code_can_be_written_and_both_forms_are_read(form):
    """What says what a code means is nobody's to read, so that a form with it and one without are the same."""
    plain = workbook.write(replace(form, lists={}))
    sheet = opened(plain)["上报指标"]
    heads = [cell.value for cell in sheet[layout.HEADER_ROW]]
    assert heads[:5] == ["指标编码", "指标值（%）", "分子", "分母", layout.VERDICT]
    for content, letter in ((plain, "B"), (workbook.write(form), "D")):
        [read] = [each for each in reading.read(content, ".xlsx").sheets if each.dataset.name == "reported"]
        assert (read.columns["value"], read.strange) == (letter, ())
        assert [line.values["indicator_code"] for line in read.lines][:1] == ["1.1.1"]


def test_impossible_values_are_coloured(book):
    marks = book["窗口情况"].conditional_formatting
    found = {str(mark.sqref): [rule.formula[0] for rule in mark.rules] for mark in marks}
    assert any("$B4>$A4" in formula for formula in found["B4"])


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../etc/passwd", "甲" * 120, "a/b\\c:d*e?f", "\u202e甲", ".", "CON\x00"])
def test_no_name_escapes_the_folder_or_is_too_long(name):
    made = naming.safe("QX-1", name)
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f\u202e]', made)
    assert made.startswith("QX-1_") and len(made.encode()) < 120


def test_names_that_are_alike_do_not_collide():
    names = ["甲" * 119 + "乙", "甲" * 119 + "丙", "a/b", "ab", "a:b"]
    assert len({naming.safe("QX-1", name) for name in names}) == len(names)


def test_forms_for_every_unit_that_exists(tmp_path):
    paths = collecting.issue_forms(
        sample_workspace(), date(2026, 11, 2), lambda words: None, period="2025-10", output=str(tmp_path)
    )
    names = {path.name for path in paths}
    assert "QX-500105_江北区_2025-10.xlsx" in names and len(names) == len(paths) > 80
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_the_running_month_s_forms_carry_the_mark(tmp_path):
    (path,) = collecting.issue_forms(
        sample_workspace(), date(2026, 11, 2), lambda words: None, units="万州区", output=str(tmp_path)
    )
    made = opened(path.read_bytes())
    assert path.parent == tmp_path / "2026-11" / "空白表"
    for name in (layout.COVER, "窗口情况"):
        assert "【示例数据】" in made[name]["A1"].value


def test_what_is_not_known_is_told_with_what_is(sample, sample_store):
    with pytest.raises(WrongUsage, match="火星"):
        list(issue.forms(sample, sample_store, PERIOD, ["火星"]))
    with pytest.raises(WrongUsage, match="可用：办件日汇总"):
        list(issue.forms(sample, sample_store, PERIOD, [], ["甲"]))
    with pytest.raises(WrongUsage, match="江北区"):
        list(issue.forms(sample, sample_store, PERIOD, ["江北区"]))
    with pytest.raises(MissingData):
        list(issue.forms(replace(sample, register=type(sample.register)({})), sample_store, PERIOD))


# --- dictionary ------------------------------------------------------------------------------


def test_the_data_dictionary_is_what_the_declarations_say():
    page = sample_workspace().parent / "docs" / "数据字典.md"
    assert page.read_text("utf-8") == dictionary.dictionary(), (
        "python -m reportgen.forms.dictionary > docs/数据字典.md"
    )
