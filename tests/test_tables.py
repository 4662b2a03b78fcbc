"""Tables set by ourselves: where lines and rules lie, what stays together, what the tags say."""

import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from pdf_measure import Measured
from specimen import table
from test_pdf import document

from reportgen import style as styles
from reportgen.document import Cell, Column, Paragraph, Row, Table, Text
from reportgen.writers import docx, html, pdf, tables
from reportgen.writers.setting import Setting

STYLE = styles.load(Path(__file__).parents[1] / "templates" / "style.toml")
RULE, FRAME = STYLE.tables["rule"], STYLE.tables["frame"]


def cell(words, **spans):
    return Cell((Text(words),), **spans)


def spanned():
    """A head of two rows and a body in which the first cell covers two rows."""
    head = (
        Row((cell("单位", rowspan=2, header=True), cell("时限", colspan=2, header=True))),
        Row((cell("办结", header=True), cell("按时", header=True))),
    )
    body = (
        Row((cell("万州区", rowspan=2, header=True), cell("1"), cell("2"))),
        Row((cell("3"), cell("4"))),
        Row((cell("合计", header=True), cell("4"), cell("6")), total=True),
    )
    return Table("t", 0, "", (Column(2, "left"), Column(1, "right"), Column(1, "right")), head, body)


@pytest.fixture(scope="module")
def laid():
    return tables.bands(spanned(), Setting(STYLE))


def test_rows_joined_by_a_cell_are_one_band(laid):
    head, body = laid
    assert [len(band.rows) for band in head] == [2]
    assert [len(band.rows) for band in body] == [2, 1]


def test_no_rule_runs_through_a_cell(laid):
    (head,), _ = laid
    first = head.rows[0][0]
    level = [box for box in head.rules if box.width > box.height and 0 < box.y < head.height - FRAME]
    assert level, "the second head row has a rule above it"
    assert all(box.x > first.lines[0].x for box in level)


def test_the_outer_rules_are_the_heavier_ones(laid):
    (head,), (_, last) = laid
    assert max(box.height for box in head.rules if box.y == 0 and box.width == head.width) == FRAME
    (foot,) = (box for box in last.rules if box.width > box.height)
    assert (foot.height, foot.y + foot.height) == (FRAME, pytest.approx(last.height))
    assert {box.height for box in head.rules if box.width > box.height and box.y > 0} == {RULE}


def test_total_and_head_are_shaded(laid):
    (head,), (plain, total) = laid
    assert head.shades and total.shades and not plain.shades


def test_lines_lie_within_their_cells_and_figures_end_alike(laid):
    _, body = laid
    ends = set()
    for band in body:
        for row in band.rows:
            for column, entry in enumerate(row[-2:]):
                (line,) = entry.lines
                assert 0 < line.y < band.height
                ends.add((column, round(line.x, 2)))
    assert len(ends) == 2, "one-digit figures of a column begin, and end, at the same place"


def test_rows_are_as_high_as_their_longest_cell_needs():
    rows = tuple(Row((cell("长" * count), cell("1"))) for count in (2, 60, 2))
    wide = Table("t", 0, "", (Column(1, "left"), Column(1, "right")), (), rows)
    heights = [band.height for band in tables.bands(wide, Setting(STYLE))[1]]
    line = STYLE.texts[tables.BODY].line
    counts = [round((height - 2 * tables.PAD) / line) for height in heights]
    assert counts[0] == counts[2] == 1 < counts[1]


def test_the_file_says_what_each_cell_spans_and_heads():
    with pdfplumber.open(io.BytesIO(pdf.write(document(spanned()), STYLE))) as opened:
        (whole,) = opened.structure_tree
    (grid,) = (element for element in whole["children"] if element["type"] == "Table")
    rows = [row for group in grid["children"] for row in group["children"]]
    assert [[each["type"] for each in row["children"]] for row in rows] == [
        ["TH", "TH"], ["TH", "TH"], ["TH", "TD", "TD"], ["TD", "TD"], ["TH", "TD", "TD"]
    ]  # fmt: skip
    marks = [each.get("attributes", {}) for row in rows for each in row["children"]]
    assert [mark.get("RowSpan", 1) for mark in marks] == [2, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1]
    assert [mark.get("ColSpan", 1) for mark in marks][:2] == [1, 2]
    assert [mark.get("Scope") for mark in marks][:5] == ["Column"] * 4 + ["Row"]


def test_a_long_table_is_parted_between_rows_and_its_head_repeats():
    made = Measured(pdf.write(document(table("t", 0, "", 60)), STYLE))
    assert len(made.pages) > 1
    heads = [next(line.text for line in lines) for lines in made.lines[1:]]
    assert len(set(heads)) == 1
    for page in range(len(made.pages)):
        tops = [rule[2] for rule in made.rules(page) if rule[1] - rule[0] > 150]
        assert all(lower - upper > 1 for upper, lower in pairwise(tops)), "no rule twice"


def test_bands_of_several_rows_are_not_kept_with_all_that_end_the_table():
    """Only the last band stays with the one above: with bands of three rows the last two rows of such would be nine."""
    rows = tuple(
        Row((cell("甲", rowspan=3), cell("1")) if at % 3 == 0 else (cell("1"),)) for at in range(120)
    )
    many = Table("t", 0, "", (Column(1, "left"), Column(1, "left")), (), rows)
    setting = Setting(STYLE)
    source = html.page(document(many), setting, {0: tables.bands(many, setting)})
    bands = [each for each in source.iter("img") if "table" in each.get("src", "")]
    assert [each.get("class") for each in bands] == [*[None] * 39, "with-previous"]


@pytest.mark.parametrize("caption", ["", "表题"])
def test_the_paragraph_that_heads_a_table_stays_with_it_whole(caption):
    """One with a caption has its own heading, which stays with it anyway."""
    above = [Paragraph("body", (Text("文" * 20),)) for _ in range(20)]
    lead, rows = Paragraph("body", (Text("头" * 60),)), tuple(Row((cell("值"),)) for _ in range(2))
    led = Table("t", 0, caption, (Column(1, "left"),), (), rows)
    pages = Measured(pdf.write(document(*above, lead, led), STYLE)).lines
    assert [sum("头" in line.text for line in page) for page in pages] == ([2, 1] if caption else [0, 3])
    with zipfile.ZipFile(io.BytesIO(docx.write(document(lead, led), STYLE))) as word:
        before, _table = word.read("word/document.xml").split(b"<w:tbl>")
    assert (b"keepNext" in before) == (not caption)


def test_the_heading_of_some_rows_stays_with_the_first_of_them():
    """In whatever row of the page it stands; in Word by keepNext."""
    columns = (Column(1, "left"), Column(1, "left"))
    heading = Row((Cell((Text("一、类别"),), header=True, colspan=2),))
    for before in range(26, 40):
        rows = [Row((cell(str(at)), cell("值"))) for at in range(60)]
        whole = Table("t", 0, "", columns, (), (*rows[:before], heading, *rows[before:]))
        last = [page[-1].text for page in Measured(pdf.write(document(whole), STYLE)).lines]
        assert "一、类别" not in last, before
    with zipfile.ZipFile(io.BytesIO(docx.write(document(whole), STYLE))) as word:
        found = re.findall(r"<w:tr>.*?</w:tr>", word.read("word/document.xml").decode())
    assert ["keepNext" in row for row in found[38:41]] == [False, True, False]
