"""The finished PDF against GB/T 9704 (文件格式), measured with libraries that did not make it."""

import itertools
from datetime import date
from pathlib import Path

import pytest
from pdf_measure import MM, Measured
from specimen import LONG, SVG, body, brief, specimen, table

from charts import Picture
from reportgen import style as styles
from reportgen.document import (
    AttachmentList,
    Colophon,
    Distribution,
    Document,
    Figure,
    Heading,
    Letterhead,
    Masthead,
    Number,
    Paragraph,
    Properties,
    Signature,
    Text,
)
from reportgen.writers import pdf

STYLE = styles.load(Path(__file__).parents[1] / "templates" / "style.toml")
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
PITCH = (16 + STYLE.tracking) * MM  # one 字 of the body
LINE = 28.95 * MM
NO_START = "，。、；：？！”’）》〉】%…"
NO_END = "“‘（《〈【"
PLAIN = "全市政务服务机构落实效能监管要求持续改进办件质量" * 40


def document(*blocks, mark=""):
    properties = Properties("测试", "机关", "主题", ("词",), date(2026, 11, 2), mark)
    return Document(blocks, properties, {"p": Picture("折线图", 150, 70, files=(SVG, b""))})


def measured(*blocks, mark=""):
    return Measured(pdf.write(document(*blocks, mark=mark), STYLE))


@pytest.fixture(scope="module")
def specimen_pdf():
    return Measured(pdf.write(specimen(), STYLE))


@pytest.fixture(scope="module")
def prose():
    """Body text alone, with every kind of mark and number in all places."""
    runs = tuple(
        run
        for n in range(60)
        for run in (
            Text("围绕时限、流程（含“首问”）等，" + "全" * (n % 7)),
            Number(f"{n * 98765}/{n * 98777}件", "f"),
            Text("。按时办结率"),
            Number("99.95%", "g"),
            Text("；2026年11月2日——见《通报》……" + "政" * (n % 5)),
        )
    )
    return measured(*(Paragraph("body", runs[n : n + 50]) for n in range(0, 300, 50)))


def body_lines(pdf_):
    return [line for page in pdf_.lines for line in page if line.size == 16]


def near(value, wanted, tolerance):
    assert abs(value - wanted) <= tolerance, f"{value:.2f} is not {wanted} ± {tolerance}"


# --- 1 paper, type area, grid ------------------------------------------------------------------


def test_paper_is_a4(specimen_pdf):
    for page in specimen_pdf.pages:
        near(page.width, 595.28, 1)
        near(page.height, 841.89, 1)


def test_text_stays_in_the_type_area(specimen_pdf, prose):
    for pdf_ in (specimen_pdf, prose):
        for number in range(len(pdf_.pages)):
            for char in pdf_.chars(number):
                assert char["x0"] * MM >= LEFT - 0.1, char["text"]
                assert char["x1"] * MM <= RIGHT + 0.5, char["text"]
        for page in pdf_.lines:
            assert page[0].baseline > TOP
            assert page[-1].baseline < BOTTOM


def test_22_lines_on_a_face_evenly_spaced(prose):
    full = prose.lines[1]
    assert len(full) == 22
    pitch = (full[-1].baseline - full[0].baseline) / 21 / MM
    near(pitch, 28.95, 0.02)
    steps = {round((b.baseline - a.baseline) / MM, 1) for a, b in itertools.pairwise(full)}
    assert steps <= {28.9, 29.0}
    near(full[0].baseline - 16 * 0.88 * MM, TOP + (28.95 - 16) / 2 * MM, 0.1)


def test_headings_and_other_faces_keep_the_grid():
    blocks = [Heading(1, (Text("一、总体"),)), Heading(2, (Text("（一）服务"),)), body(LONG)]
    pdf_ = measured(*blocks * 8)
    assert len(pdf_.lines[0]) == 22
    near((pdf_.lines[0][-1].baseline - pdf_.lines[0][0].baseline) / 21 / MM, 28.95, 0.02)


def test_a_figure_keeps_the_grid():
    pdf_ = measured(body(LONG), Figure("p", 1, "走势", "p"), body(LONG))
    lines = [line for line in pdf_.lines[0] if line.size == 16]
    steps = (lines[-1].baseline - lines[0].baseline) / LINE
    near(steps, round(steps), 0.02)


def test_28_characters_on_a_full_line():
    lines = measured(body(PLAIN)).lines[0]
    assert len(lines[0].text) == 26
    assert {len(line.text) for line in lines[1:22]} == {28}
    for line in lines:
        near(line.x1, RIGHT, 0.2)


def test_full_lines_end_at_the_right_edge(specimen_pdf, prose):
    """Every line followed by a flush line of the same paragraph is a full line."""
    for pdf_ in (specimen_pdf, prose):
        lines = [line for page in pdf_.lines for line in page if line.size == 16 and "Fandol" in _faces(line)]
        full = [a for a, b in itertools.pairwise(lines) if abs(b.x0 - LEFT) < 0.1 and _is_body(a, b)]
        assert len(full) > 20
        for line in full:
            assert abs(line.x1 - RIGHT) < 0.5, line.text


def _faces(line):
    return " ".join({char["fontname"] for char in line.chars})


def _is_body(line, following):
    flush = min(abs(line.x0 - LEFT), abs(line.x0 - LEFT - 2 * PITCH)) < 0.1
    return flush and "各区县（自治县）人民政府" not in line.text and not following.text.startswith("附件")


def test_stretch_is_shared_out(prose):
    """No gap of a justified line is wider than three tenths of a character, though numbers of 17
    characters stand at all places of the first line, where no line above can help."""
    for line in body_lines(prose):
        for a, b in zip(line.chars, line.chars[1:], strict=False):
            assert (b["x0"] - a["x1"]) / 16 < 0.3, line.text


def test_no_line_begins_or_ends_with_a_forbidden_mark(specimen_pdf, prose):
    for pdf_ in (specimen_pdf, prose):
        for page in pdf_.lines:
            for line in page:
                assert line.text[0] not in NO_START, line.text
                assert line.text[-1] not in NO_END, line.text


def test_numbers_are_never_divided(specimen_pdf, prose):
    for pdf_, source in ((specimen_pdf, specimen()), (prose, None)):
        lines = [line.text for page in pdf_.lines for line in page]
        for a, b in itertools.pairwise(lines):
            assert not (a[-1] in "0123456789." and b[0] in "0123456789./" and len(a) > 20), (a, b)
        for number in {run.text for run in source.inlines() if isinstance(run, Number)} if source else ():
            assert any(number in line for line in lines), number


def test_a_fraction_is_divided_only_where_a_hole_would_gape(specimen_pdf, prose):
    assert not any(line.text.endswith("/") for line in body_lines(specimen_pdf))
    ends = [line.text.endswith("/") for line in body_lines(prose)]
    assert sum(ends) / len(ends) < 0.1


def test_dashes_and_ellipses_stay_whole(prose):
    for line in body_lines(prose):
        assert line.text.count("—") % 2 == 0
        assert line.text.count("…") % 2 == 0


def test_text_is_black_but_for_the_letterhead(specimen_pdf):
    for number in range(len(specimen_pdf.pages)):
        for char in specimen_pdf.chars(number):
            red = char["non_stroking_color"] not in ((0, 0, 0), (0,), 0)
            assert red == (number == 0 and char["size"] > 16 and char["top"] * MM < 90)


# --- 2 letterhead ------------------------------------------------------------------------------


def test_mark_is_red_on_one_line_with_its_ink_35_mm_down(specimen_pdf):
    line = specimen_pdf.lines[0][0]
    assert line.text == "重庆市政务服务效能监管中心（示例）文件"
    red, green, blue = line.chars[0]["non_stroking_color"]
    assert red > 0.75
    assert green < 0.2
    assert blue < 0.4
    near(specimen_pdf.ink(0, LEFT, 60, RIGHT, 85)[0], TOP + 35, 0.5)
    near(line.centre, 106, 1)


@pytest.mark.parametrize(
    ("mark", "size"), [("某某县政府文件", 42), ("重庆市巴南区政务服务和效能监管中心文件", 23)]
)
def test_mark_takes_the_largest_size_that_fits(mark, size):
    pdf_ = measured(Letterhead(mark, "渝效〔2026〕1号"), body(LONG))
    assert pdf_.lines[0][0].text == mark
    near(pdf_.lines[0][0].size, size, 0.5)
    near(pdf_.ink(0, LEFT, 60, RIGHT, 88)[0], TOP + 35, 0.5)


def test_number_is_two_lines_below_the_mark(specimen_pdf):
    _mark, number = specimen_pdf.lines[0][:2]
    assert number.text == "渝效监〔2026〕11号"
    assert number.size == 16
    bottom = specimen_pdf.ink(0, LEFT, 60, RIGHT, 85)[1]
    top = specimen_pdf.ink(0, LEFT, bottom + 5, RIGHT, number.baseline)[0]
    near((top - bottom) / MM, 57.9, 8)
    near(number.centre, 106, 1)


def test_red_rule_lies_4_mm_under_the_number(specimen_pdf):
    rule = next(rule for rule in specimen_pdf.rules(0) if len(rule[4]) == 3 and rule[4][0] > 0.75)
    near(rule[0], LEFT, 0.1)
    near(rule[1], RIGHT, 0.1)
    number = specimen_pdf.lines[0][1]
    near(rule[2] - specimen_pdf.ink(0, LEFT, number.baseline - 6, RIGHT, rule[2] - 0.5)[1], 4, 0.3)


# --- 3 body ------------------------------------------------------------------------------------


def test_title_stands_two_lines_under_the_rule_in_falling_lines(specimen_pdf):
    rule = next(rule for rule in specimen_pdf.rules(0) if len(rule[4]) == 3 and rule[4][0] > 0.75)
    title = [line for line in specimen_pdf.lines[0] if line.size == 22 and line.baseline > rule[3]]
    title = [line for line in title if line.text != specimen_pdf.lines[0][0].text]
    assert [line.text for line in title] == ["关于2026年10月全市政务服务", "效能监管情况的通报"]
    for line in title:
        near(line.centre, 106, 0.5)
        assert "Bold" in line.chars[0]["fontname"]
    near(title[0].baseline - 22 * 0.88 * MM - rule[3], 2 * LINE + 7 * MM, 3)


def test_recipients_are_flush_one_line_below_the_title(specimen_pdf):
    lines = specimen_pdf.lines[0]
    at = next(n for n, line in enumerate(lines) if line.text.startswith("各区县"))
    near(lines[at].x0, LEFT, 0.1)
    near(lines[at + 1].x0, LEFT, 0.1)
    assert lines[at + 1].text.endswith("：")
    near(lines[at].baseline - lines[at - 1].baseline, 2 * LINE, 3)


def test_first_face_shows_body_text(specimen_pdf):
    assert specimen_pdf.find("10月份，全市各级")[0] == 0


def test_paragraphs_are_indented_two_characters(specimen_pdf):
    for words in (
        "10月份，全市各级政务服务机构认真落实",
        "一、总体运行情况",
        "（一）政务服务",
        "（此件公开发布）",
    ):
        near(specimen_pdf.find(words)[1].x0, LEFT + 2 * PITCH, 0.15)


def test_headings_have_their_faces(specimen_pdf):
    assert "Sans" in specimen_pdf.find("一、总体运行情况")[1].chars[0]["fontname"]
    assert "FandolKai" in specimen_pdf.find("（一）政务服务")[1].chars[0]["fontname"]


def test_annex_names_hang(specimen_pdf):
    page, first = specimen_pdf.find("附件：1．")
    lines = specimen_pdf.lines[page]
    second, turned = lines[lines.index(first) + 1 : lines.index(first) + 3]
    near(first.x0, LEFT + 2 * PITCH, 0.1)
    near(second.x0, first.chars[3]["x0"] * MM, 0.1)
    near(turned.x0, second.chars[2]["x0"] * MM, 0.1)
    near(first.chars[5]["x0"] * MM, turned.x0, 0.1)
    near(first.baseline - lines[lines.index(first) - 1].baseline, 2 * LINE, 0.1)


def test_a_single_annex_has_no_number():
    _, line = measured(body(LONG), AttachmentList(("情况表",))).find("附件：")
    assert line.text == "附件：情况表"


def test_signature_is_centred_above_a_date_four_characters_in():
    page, issued = (pdf_ := measured(body(LONG), Signature("效能监管中心", "2026年11月2日"))).find(
        "2026年11月2日"
    )
    lines = pdf_.lines[page]
    organ = lines[lines.index(issued) - 1]
    near(issued.x1, RIGHT - 4 * PITCH, 0.3)
    near(organ.centre, issued.centre, 0.3)


def test_a_long_organ_moves_left_but_stays_centred(specimen_pdf):
    page, issued = specimen_pdf.find("2026年11月2日")
    lines = specimen_pdf.lines[page]
    organ = lines[lines.index(issued) - 1]
    assert organ.text == "重庆市政务服务效能监管中心（示例）"
    near(organ.centre, issued.centre, 0.3)
    assert issued.x1 <= RIGHT - 4 * PITCH
    assert organ.x1 <= RIGHT + 0.2


@pytest.mark.parametrize("filling", range(15, 23))
def test_signature_never_stands_alone(filling):
    text = "政" * (26 + 28 * (filling - 1))
    pdf_ = measured(body(text), AttachmentList(("甲表", "乙表")), Signature("中心", "2026年11月2日"))
    page, _ = pdf_.find("2026年11月2日")
    assert any("政政" in line.text for line in pdf_.lines[page])
    assert pdf_.find("附件：")[0] == page


@pytest.mark.parametrize("filling", range(18, 23))
def test_no_heading_stands_at_the_foot(filling):
    text = "政" * (26 + 28 * (filling - 1))
    pdf_ = measured(
        body(text), Heading(1, (Text("一、总体"),)), Heading(2, (Text("（一）服务"),)), body(LONG)
    )
    page, _heading = pdf_.find("一、总体")
    assert pdf_.find("10月份")[0] == page


def test_annex_opens_a_page_with_its_title_on_the_third_line(specimen_pdf):
    for label, title in (
        ("附件1", "区县（自治县）政务服务效能监管情况表"),
        ("附件2", "市级部门（审批类）政务服务效能监管"),
    ):
        page, line = next(
            (n, lines[0]) for n, lines in enumerate(specimen_pdf.lines) if lines[0].text == label
        )
        following = specimen_pdf.lines[page][1]
        near(line.x0, LEFT, 0.1)
        assert "Sans" in line.chars[0]["fontname"]
        assert line.size == 16
        assert following.text == title
        assert following.size == 22
        near(following.centre, 106, 0.5)
        near(following.baseline - line.baseline, 2 * LINE, 1)


# --- 4 colophon and page numbers ---------------------------------------------------------------

COLOPHON = Colophon("市委办公厅，" * 12 + "市政府办公厅", "效能监管中心", "2026年11月2日")


def _black_rules(pdf_, page):
    return [rule for rule in pdf_.rules(page) if rule[4] in ((0, 0, 0), (0,), 0) and rule[1] - rule[0] > 150]


@pytest.mark.parametrize("filling", [2, 16, 17, 18, 19, 20, 22])
def test_colophon_closes_the_last_page(filling):
    text = "政" * (26 + 28 * (filling - 1))
    pdf_ = measured(body(text), COLOPHON)
    last = len(pdf_.pages) - 1
    rules = _black_rules(pdf_, last)
    assert len(rules) == 3
    near(rules[-1][3], BOTTOM, 0.2)
    for rule, weight in zip(rules, (0.353, 0.25, 0.353), strict=True):
        near(rule[3] - rule[2], weight, 0.03)
        near(rule[0], LEFT, 0.1)
        near(rule[1], RIGHT, 0.1)
    above = [line for line in pdf_.lines[last] if line.size == 16]
    assert not above or above[-1].baseline < rules[0][2]
    assert len(pdf_.pages) == (1 if filling <= 17 else 2)


def test_colophon_entries(specimen_pdf):
    page, copies = specimen_pdf.find("抄送：")
    lines = specimen_pdf.lines[page]
    turned = lines[lines.index(copies) + 1]
    near(copies.x0, LEFT + 14 * MM, 0.1)
    near(turned.x0, copies.chars[3]["x0"] * MM, 0.1)
    assert {copies.size, lines[-1].size} == {14}
    near(lines[-1].x0, LEFT + 14 * MM, 0.1)
    near(lines[-1].x1, RIGHT - 14 * MM, 0.2)
    assert lines[-1].text.endswith("2026年11月2日印发")


def test_page_numbers(specimen_pdf):
    for page in range(len(specimen_pdf.pages)):
        number = specimen_pdf.furniture(page)[-1]
        assert number.text == f"—{page + 1}—"
        assert number.size == 14
        assert "Serif" in number.chars[0]["fontname"]
        if page % 2:
            near(number.x0, LEFT + 14 * MM, 0.5)
        else:
            near(number.x1, RIGHT - 14 * MM, 0.5)
    dash = specimen_pdf.furniture(0)[-1].chars[-1]
    top, bottom = specimen_pdf.ink(0, dash["x0"] * MM, 264, dash["x1"] * MM, 275)
    near((top + bottom) / 2, BOTTOM + 7, 0.3)


def test_running_mark_on_every_page(specimen_pdf):
    for page in range(len(specimen_pdf.pages)):
        assert specimen_pdf.furniture(page)[0].text == "示例数据"
        assert specimen_pdf.furniture(page)[0].baseline < TOP
    assert [line.text for line in measured(body(LONG)).furniture(0)] == ["—1—"]


# --- 简报: 报头, 报尾 ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brief_pdf():
    return Measured(pdf.write(brief(), STYLE))


def test_masthead_is_red_centred_and_20_mm_down(brief_pdf):
    name, issue, _publisher, headline = brief_pdf.lines[0][:4]
    assert (name.text, name.size) == ("效能监管日报", 54)
    red, green, blue = name.chars[0]["non_stroking_color"]
    assert red > 0.75
    assert max(green, blue) < 0.4
    near(name.centre, 106, 1)
    near(brief_pdf.ink(0, LEFT, 45, RIGHT, 80)[0], TOP + 20, 0.5)
    assert issue.text == "第204期"
    near(issue.centre, 106, 0.5)
    assert headline.size == 22
    near(headline.centre, 106, 1)


def test_publisher_and_date_stand_at_both_edges_over_the_red_rule(brief_pdf):
    line = brief_pdf.lines[0][2]
    assert line.text == "重庆市政务服务效能监管中心（示例）2026年10月30日"
    assert line.size == 16
    near(line.x0, LEFT, 0.2)
    near(line.x1, RIGHT, 0.2)
    [rule] = [rule for rule in brief_pdf.rules(0) if len(rule[4]) == 3 and rule[4][0] > 0.75]
    near(rule[0], LEFT, 0.1)
    near(rule[1], RIGHT, 0.1)
    near((rule[3] - rule[2]) / MM, 2.25, 0.05)
    near(rule[2] - brief_pdf.ink(0, LEFT, line.baseline - 6, RIGHT, rule[2] - 0.5)[1], 4, 0.3)
    assert 100 < rule[2] < 112  # the 报头 takes the upper third of the type area


@pytest.mark.parametrize("organ", ["某中心", "重庆市万州区政务服务和大数据发展管理局效能监管中心"])
def test_publisher_and_date_share_one_line_whatever_their_length(organ):
    made = measured(Masthead("效能监管周报", "第44期", organ, "2026年10月30日"), body(LONG))
    line = made.lines[0][2]
    assert line.text == f"{organ}2026年10月30日"
    assert line.x1 < RIGHT + 0.3
    near(line.x0, LEFT, 0.2)


def test_headline_has_one_blank_line_below(brief_pdf):
    headline, heading = brief_pdf.lines[0][3:5]
    near(heading.baseline - headline.baseline, 2 * LINE, 3)


@pytest.mark.parametrize("filling", [2, 14, 15, 16, 22])
def test_distribution_closes_the_last_page(filling):
    text = "政" * (26 + 28 * (filling - 1))
    made = measured(body(text), Distribution((("报", "市委办公厅，" * 9 + "市政府"), ("送", "市级部门")), 60))
    last = len(made.pages) - 1
    upper, lower = _black_rules(made, last)
    near(lower[3], BOTTOM, 0.2)
    above = [line for line in made.lines[last] if line.size == 16]
    assert not above or above[-1].baseline < upper[2]
    first, turned, *_more, send, copies = [line for line in made.lines[last] if line.size == 14]
    near(first.x0, LEFT + 14 * MM, 0.1)
    near(turned.x0, first.chars[2]["x0"] * MM, 0.1)
    assert send.text == "送：市级部门。"
    assert copies.text == "共印60份"
    near(copies.x1, RIGHT - 14 * MM, 0.2)


def test_a_distribution_may_leave_out_the_number_of_copies():
    made = measured(body(LONG), Distribution((("发", "各单位"),)))
    assert [line.text for line in made.lines[0] if line.size == 14] == ["发：各单位。"]
    assert len(_black_rules(made, 0)) == 2


def test_a_cell_may_align_for_itself(brief_pdf):
    _page, band = brief_pdf.find("（一）平台整体运行")
    _page, told = brief_pdf.find("超期：彭水县")
    for line in (band, told):
        near(line.x0, LEFT + 2 * MM, 2)


# --- 5 tables and figures ----------------------------------------------------------------------


def test_table_heads_repeat_and_rows_stay_whole(specimen_pdf):
    pages = [
        n for n, lines in enumerate(specimen_pdf.lines) if any("按时办结率" in x.text for x in lines[:6])
    ]
    assert len(pages) >= 4
    heads = [line.text for line in specimen_pdf.lines[7]][:3]
    assert any("按时办结率" in text for text in heads)


def test_a_row_of_several_lines_is_not_divided():
    pdf_ = measured(*(body("政" * 28 * 19), table("t", 1, "表", 30)))
    for page in pdf_.lines:
        for line in page:
            assert line.baseline < BOTTOM


@pytest.mark.parametrize("filling", range(15, 23))
def test_a_caption_stays_with_its_table_and_figure(filling):
    text = body("政" * (26 + 28 * (filling - 1)))
    pdf_ = measured(text, table("t", 1, "情况表", 40))
    page, _ = pdf_.find("表1")
    assert any(line.text.startswith("1万州区") for line in pdf_.lines[page])
    figure = measured(text, Figure("p", 1, "走势", "p"), body(LONG))
    page, _ = figure.find("图1")
    assert any(
        (path["bottom"] - path["top"]) > 80 for path in figure.pages[page].curves + figure.pages[page].rects
    )


def test_figures_in_a_column_are_flush_right(specimen_pdf):
    page, _ = specimen_pdf.find("表1五度")
    ends = {
        round(line.chars[line.text.index("%")]["x1"] * MM, 1)
        for line in specimen_pdf.lines[page]
        if "99.95%" in line.text and line.size == 10.5
    }
    assert len(ends) == 1


def test_figure_is_drawn_as_vectors(specimen_pdf):
    assert not any(page.images for page in specimen_pdf.pages)
    assert b"/Image" not in specimen_pdf.content
