"""The Word file against GB/T 9704: settings read with lxml, positions measured on LibreOffice's pages."""

import io
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import libreoffice
import numpy as np
import pdfplumber
import pypdfium2
import pytest
from specimen import brief, specimen, table
from word_file import W, WordFile, attributes, shown

from reportgen import style
from reportgen.document import Document, Letterhead, Paragraph, Signature, Text, block_text
from reportgen.writers import docx
from reportgen.writers.titles import em

MM = 25.4 / 72
PITCH = 15.75 * MM  # one 字 of the body in Word
LINE = 28.95 * MM
DPI = 300
STYLE = style.house()


@dataclass(frozen=True)
class Line:
    """One line of a page: its characters from left to right, mm from the top left of the paper."""

    chars: tuple
    baseline: float

    @property
    def text(self):
        return "".join(char["text"] for char in self.chars)

    @property
    def x0(self):
        return self.chars[0]["x0"] * MM

    @property
    def x1(self):
        return self.chars[-1]["x1"] * MM

    @property
    def size(self):
        return round(self.chars[0]["size"], 1)

    @property
    def font(self):
        return self.chars[0]["fontname"]


class Pages:
    """The pages that LibreOffice made of the Word file."""

    def __init__(self, content):
        self.pdf = pdfplumber.open(io.BytesIO(content))
        self.images = pypdfium2.PdfDocument(content)
        self.lines = [_lines(page) for page in self.pdf.pages]

    def find(self, words):
        """The page number, from 0, and the first line that holds `words`."""
        for page, lines in enumerate(self.lines):
            for line in lines:
                if words in line.text:
                    return page, line
        raise AssertionError(f"not printed on one line: {words}")

    def text_lines(self, page):
        """The lines within the type area."""
        return [line for line in self.lines[page] if 37 < line.baseline < 263]

    def rules(self, page):
        """Horizontal rules as wide as the type area: (y, weight in pt, stroke colour)."""
        drawn = self.pdf.pages[page].lines
        found = {
            (round(line["top"] * MM, 2), round(line["linewidth"], 2), tuple(line["stroking_color"]))
            for line in drawn
            if abs(line["x0"] * MM - 28) < 0.5 and abs(line["x1"] * MM - 184) < 0.5
        }
        return sorted(found)

    def ink(self, page, top, bottom):
        """Highest and lowest ink of the type area between two heights."""
        grey = self.images[page].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
        scale = DPI / 25.4
        part = grey[round(top * scale) : round(bottom * scale), round(28 * scale) : round(184 * scale)]
        rows = np.flatnonzero((part < 170).any(axis=1))
        return top + rows[0] / scale, top + (rows[-1] + 1) / scale


def _lines(page):
    rows = defaultdict(list)
    for char in page.chars:
        if not char["text"].isspace():
            rows[round((float(page.height) - char["matrix"][5]) * MM, 1)].append(char)
    return [Line(tuple(sorted(chars, key=lambda c: c["x0"])), y) for y, chars in sorted(rows.items())]


@pytest.fixture(scope="session")
def content():
    return docx.write(specimen(), STYLE)


@pytest.fixture(scope="session")
def word(content):
    return WordFile(content)


@pytest.fixture(scope="session")
def pages(content, tmp_path_factory):
    return Pages(libreoffice.to_pdf(content, tmp_path_factory.mktemp("libreoffice")))


# --- paper, type area, grid (cl. 5) ----------------------------------------------------------


def test_p1_to_p5_paper_margins_and_grid_of_every_section(word):
    sections = list(word.document.iter(W + "sectPr"))
    assert sections
    for section in sections:
        assert attributes(section.find(W + "pgSz")) == {"w": "11906", "h": "16838"}
        margins = attributes(section.find(W + "pgMar"))
        assert {side: margins[side] for side in ("top", "right", "bottom", "left", "gutter")} == {
            "top": "2098",
            "right": "1474",
            "bottom": "1984",
            "left": "1588",
            "gutter": "0",
        }
        assert attributes(section.find(W + "docGrid")) == {"type": "lines", "linePitch": "579"}


def test_p5_p6_p8_body_pitch_tracking_and_face(word):
    paragraph = word.paragraphs("GwBody")[0]
    spacing = word.effective(paragraph, "spacing")
    assert (spacing["line"], spacing["lineRule"]) == ("579", "exact")
    assert word.effective_run(paragraph, "spacing") == {"val": "-5"}
    assert word.effective_run(paragraph, "sz") == {"val": "32"}
    assert word.effective_run(paragraph, "rFonts")["eastAsia"] == "仿宋_GB2312"
    assert word.effective(paragraph, "jc") == {"val": "both"}


def test_p7_lines_are_filled_by_chinese_rules(word):
    paragraph = word.paragraphs("GwBody")[0]
    assert word.style_roots["Normal"].find(f"{W}pPr/{W}kinsoku") is not None
    for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        assert word.effective(paragraph, name) == {"val": "0"}


def test_p9_all_is_black_but_mark_rule_and_running_mark(word):
    allowed = {"000000", "auto"}
    for paragraph in word.document.iter(W + "p"):
        if not shown(paragraph):
            continue
        colour = word.effective_run(paragraph, "color").get("val", "auto")
        mark = paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val") == "GwMark"
        assert colour == "E60012" if mark else colour in allowed


def test_paper_is_a4_on_every_page(pages):
    for page in pages.pdf.pages:
        assert (round(page.width * MM), round(page.height * MM)) == (210, 297)


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """Pages of one long paragraph without digits."""
    words = Paragraph(
        "body", (Text("各级政务服务机构认真落实工作机制围绕时限流程内容裁量开展效能监管" * 60),)
    )
    content = docx.write(Document((words,), specimen().properties), STYLE)
    return Pages(libreoffice.to_pdf(content, tmp_path_factory.mktemp("plain")))


def test_twenty_two_lines_fill_a_page(plain):
    for page in (0, 1):
        baselines = [line.baseline for line in plain.text_lines(page)]
        assert len(baselines) == 22
        assert (baselines[-1] - baselines[0]) / 21 == pytest.approx(LINE, abs=0.02)


def test_every_line_of_plain_text_holds_twenty_eight_and_fills_the_type_area(plain):
    lines = [line for page in (0, 1) for line in plain.text_lines(page)][1:]
    assert {len(line.text) for line in lines} == {28}
    for line in lines:
        assert line.x0 == pytest.approx(28, abs=0.1)
        assert line.x1 == pytest.approx(184, abs=0.5)


def test_twenty_eight_characters_fill_a_line(pages):
    full = [
        line
        for page in range(len(pages.lines))
        for line in pages.text_lines(page)
        if line.size == 16
        and line.x0 < 28.2
        and line.x1 > 183
        and not re.search(r"[0-9，、。（）“”]", line.text[-1])
    ]
    assert len(full) > 20
    pure = [line for line in full if not re.search("[0-9A-Za-z%]", line.text)]
    assert {len(line.text) for line in pure} <= {27, 28}  # 27 where a mark may not begin the next line
    assert sum(len(line.text) == 28 for line in pure) > len(pure) * 0.8


def test_text_keeps_within_the_type_area(pages):
    """LibreOffice 7.4 reads `overflowPunct` the wrong way round and hangs marks; they are let pass."""
    for page in range(len(pages.lines)):
        for line in pages.text_lines(page):
            chars = line.chars[:-1] if line.text[-1] in "，、。；：" else line.chars
            assert line.x0 > 27.9, line.text
            assert chars[-1]["x1"] * MM < 184.6, line.text


def test_first_line_of_a_page_is_at_the_head_of_the_type_area(pages):
    first = pages.text_lines(2)[0]
    assert first.baseline == pytest.approx(37 + 0.8 * LINE, abs=0.15)


# --- 版头 (cl. 7.2) ---------------------------------------------------------------------------


def test_h4_mark_is_red_one_line_and_72_mm_from_the_head(pages, word):
    page, mark = pages.find("重庆市政务服务效能监管中心（示例）文件")
    top, _ = pages.ink(page, 60, 85)
    assert page == 0
    assert top == pytest.approx(72, abs=1)
    assert (mark.x0 + mark.x1) / 2 == pytest.approx(106, abs=1)
    assert mark.chars[0]["non_stroking_color"][0] > 0.75
    paragraph = word.paragraphs("GwMark")[0]
    assert word.effective_run(paragraph, "rFonts")["eastAsia"] == "方正小标宋简体"
    assert word.effective(paragraph, "spacing")["line"] != "579"


@pytest.mark.parametrize(
    "organ",
    [
        "市监管中心文件",
        "重庆市政务服务效能监管中心文件",
        "重庆市万州区政务服务和大数据发展管理局效能监管中心文件",
    ],
)
def test_h6_mark_fits_one_line_and_keeps_its_place(organ, tmp_path):
    sample = specimen()
    content = docx.write(
        Document((Letterhead(organ, "渝效监〔2026〕11号"), *sample.blocks[1:4]), sample.properties), STYLE
    )
    pages = Pages(libreoffice.to_pdf(content, tmp_path))
    assert pages.find(organ)[0] == 0
    assert pages.ink(0, 55, 90)[0] == pytest.approx(72, abs=1)


def test_h8_number_two_blank_lines_below_the_mark(pages):
    _, number = pages.find("渝效监〔2026〕11号")
    mark_foot = pages.ink(0, 60, 85)[1]
    top, _ = pages.ink(0, 90, 108)
    assert top - mark_foot == pytest.approx(2 * LINE, abs=2.8)
    assert (number.x0 + number.x1) / 2 == pytest.approx(106, abs=1)


def test_h11_red_rule_4_mm_below_the_number_and_as_wide_as_the_type_area(pages, word):
    [(y, weight, colour)] = [rule for rule in pages.rules(0) if rule[2][0] > 0.75]
    _, foot = pages.ink(0, 90, y - 1)
    assert y - weight * MM / 2 - foot == pytest.approx(4, abs=1)
    assert weight == pytest.approx(1.5)
    assert max(colour[1:]) < 0.2
    rule = attributes(word.all("//w:pBdr/w:bottom")[0])
    assert (rule["sz"], rule["color"]) == ("12", "E60012")


# --- 主体 (cl. 7.3) ---------------------------------------------------------------------------


def test_b1_title_two_blank_lines_below_the_rule_in_uneven_lines(pages, word):
    paragraph = word.paragraphs("GwTitle")[0]
    assert word.effective_run(paragraph, "sz") == {"val": "44"}
    assert word.effective_run(paragraph, "rFonts")["eastAsia"] == "方正小标宋简体"
    assert len(list(paragraph.iter(W + "br"))) == 1
    _, first = pages.find("关于2026年10月")
    _, second = pages.find("效能监管情况的通报")
    assert len({len(first.text), len(second.text)}) == 2
    for line in (first, second):
        assert (line.x0 + line.x1) / 2 == pytest.approx(106, abs=1)
    rule = pages.rules(0)[0][0]
    leading = (0.8 * 36 - 0.85 * 22) * MM  # of the title's own line, above its ink
    assert pages.ink(0, rule + 1, 145)[0] - rule == pytest.approx(2 * LINE + leading, abs=0.5)


def test_b3_recipients_one_blank_line_below_the_title_and_flush(pages, word):
    _, title = pages.find("效能监管情况的通报")
    _, line = pages.find("各区县（自治县）人民政府")
    assert line.x0 == pytest.approx(28, abs=0.3)
    assert line.baseline - title.baseline == pytest.approx(2 * LINE + 0.2 * (36 - 28.95) * MM, abs=0.5)
    assert "firstLine" not in word.effective(word.paragraphs("GwRecipients")[0], "ind")


def test_b5_body_begins_on_the_first_page(pages):
    assert pages.find("10月份，全市各级")[0] == 0


def test_b6_paragraphs_are_indented_two_characters(pages, word):
    assert word.effective(word.paragraphs("GwBody")[0], "ind") == {
        "firstLineChars": "200",
        "firstLine": "630",
    }
    _, line = pages.find("10月份，全市各级")
    assert line.x0 - 28 == pytest.approx(2 * PITCH, abs=0.3)


def test_b7_headings_by_level(pages, word):
    for identity, font, words in (
        ("Heading1", "黑体", "一、总体"),
        ("Heading2", "楷体_GB2312", "（一）政务"),
    ):
        paragraph = word.paragraph(words)
        assert paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val") == identity
        assert word.effective_run(paragraph, "rFonts")["eastAsia"] == font
        assert word.effective_run(paragraph, "sz") == {"val": "32"}
    assert "Sans" in pages.find("一、总体运行情况")[1].font
    assert "Kai" in pages.find("（一）政务服务")[1].font


def test_b10_annexes_are_listed_one_blank_line_below_with_names_aligned(pages, word):
    page, first = pages.find("附件：1．")
    _, second = pages.find("2．市级部门")
    turned = next(line for line in pages.text_lines(page) if line.text.startswith("超期未办结"))
    before = [line for line in pages.text_lines(page) if line.baseline < first.baseline][-1]
    assert first.baseline - before.baseline == pytest.approx(2 * LINE, abs=0.3)
    assert first.x0 - 28 == pytest.approx(2 * PITCH, abs=0.3)
    assert second.baseline - first.baseline == pytest.approx(LINE, abs=0.2)
    name = first.chars[5]["x0"] * MM
    assert second.chars[2]["x0"] * MM == pytest.approx(name, abs=0.4)
    assert turned.x0 == pytest.approx(name, abs=0.4)
    listed = [re.sub(r"^(附件：)?\d+．", "", shown(p)) for p in word.paragraphs("GwAttachment")]
    assert listed == [shown(p) for p in word.paragraphs("GwAnnexTitle")]


def test_b11_organ_is_centred_over_the_date_on_a_page_with_text(pages):
    page, issued = pages.find("2026年11月2日")
    organ = next(line for line in pages.text_lines(page) if line.text == "重庆市政务服务效能监管中心（示例）")
    assert issued.baseline - organ.baseline == pytest.approx(LINE, abs=0.2)
    assert _centred(organ, issued)
    assert organ.x1 < 184.5
    assert any(line.text.startswith("10月份") for line in pages.text_lines(page))


@pytest.mark.parametrize("organ", ["某中心", "某某某中心", "重庆市某某某某监管中心"])
def test_b11_date_ends_four_characters_from_the_edge(organ, tmp_path):
    sample = specimen()
    content = docx.write(
        Document((sample.blocks[3], Signature(organ, "2026年11月2日")), sample.properties), STYLE
    )
    pages = Pages(libreoffice.to_pdf(content, tmp_path))
    _, issued = pages.find("2026年11月2日")
    _, name = pages.find(organ)
    assert issued.x1 == pytest.approx(184 - 4 * PITCH, abs=0.5)
    assert _centred(name, issued)


def _centred(organ, issued):
    """Whether the organ stands over the middle of the date.

    LibreOffice 7.4 does not know `autoSpaceDN`: it parts digits from hanzi and so widens the date to
    its left. That surplus is taken off before the two are compared.
    """
    natural = sum(map(em, issued.text)) * PITCH
    middle = issued.x1 - natural / 2
    return abs((organ.x0 + organ.x1) / 2 - middle) < 1


def test_b11_date_is_indented_by_characters_if_the_organ_is_short():
    sample = specimen()
    document = Document((sample.blocks[3], Signature("某中心", "2026年11月2日")), sample.properties)
    word = WordFile(docx.write(document, STYLE))
    assert word.effective(word.paragraph("2026年11月2日"), "ind") == {"right": "1260", "rightChars": "400"}


def test_b11_last_text_is_kept_with_the_signature(word):
    signature = word.paragraphs("GwSignature")
    chain, paragraph = [], signature[0].getprevious()
    while paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val") == "GwAttachment":
        chain.append(paragraph)
        paragraph = paragraph.getprevious()
    assert len(chain) == 2
    for kept in (*chain, paragraph, signature[0]):
        assert kept.find(f"{W}pPr/{W}keepNext") is not None
    assert paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val") == "GwBody"


def test_b17_annotation_in_brackets_two_characters_in(pages):
    _, line = pages.find("（此件公开发布）")
    assert line.x0 - 28 == pytest.approx(2 * PITCH, abs=3.5)  # the ink of （ is in its right half


def test_b18_annex_opens_a_page_with_its_title_on_the_third_line(pages, word):
    for label, title in (
        ("附件1", "区县（自治县）政务服务效能监管情况表"),
        ("附件2", "市级部门（审批类）政务服务效能监管"),
    ):
        page = next(
            n for n in range(len(pages.lines)) if pages.text_lines(n) and pages.text_lines(n)[0].text == label
        )
        first, second = pages.text_lines(page)[:2]
        assert first.x0 == pytest.approx(28, abs=0.5)
        assert "Sans" in first.font
        assert first.size == 16
        assert second.text == title
        assert second.baseline - first.baseline == pytest.approx(2 * LINE, abs=0.3)
    for paragraph in word.paragraphs("GwAnnexLabel"):
        style_properties = word.style_roots["GwAnnexLabel"].find(W + "pPr")
        assert style_properties.find(W + "pageBreakBefore") is not None
        assert word.effective_run(paragraph, "rFonts")["eastAsia"] == "黑体"


# --- 版记, 页码 (cl. 7.4, 7.5) ------------------------------------------------------------------


def test_c1_c2_colophon_rules_and_the_last_on_the_foot_of_the_last_page(pages, word):
    last = len(pages.lines) - 1
    _, copies = pages.find("抄送：")
    rules = [rule for rule in pages.rules(last) if rule[0] > copies.baseline - 12]
    assert [weight for _, weight, _ in rules] == pytest.approx([1.0, 0.75, 1.0])
    assert rules[-1][0] == pytest.approx(262, abs=0.5)
    borders = {e.tag.removeprefix(W): e.get(W + "sz") for e in word.all("//w:tblBorders")[0]}
    assert borders == {"top": "8", "bottom": "8", "insideH": "6"}


@pytest.mark.parametrize("rows", [16, 17, 19])
def test_c2_colophon_never_covers_what_is_above(rows, tmp_path):
    """Annexes that leave just enough room, too little, and none."""
    sample = specimen()
    blocks = (*sample.blocks[-4:-2], table("a", 0, "", rows), sample.blocks[-1])
    pages = Pages(libreoffice.to_pdf(docx.write(Document(blocks, sample.properties), STYLE), tmp_path))
    last, copies = pages.find("抄送：")
    assert last == len(pages.lines) - 1
    above = [line.baseline for line in pages.text_lines(last) if line.baseline < copies.baseline]
    assert above, "the colophon stands alone"
    assert max(above) < copies.baseline - 7
    assert len(pages.text_lines(0)) >= rows + 4  # all but the last rows stay where the annex began


def test_c3_copies_one_character_in_and_turned_over_after_the_colon(pages):
    page, first = pages.find("抄送：")
    second = next(line for line in pages.text_lines(page) if line.baseline > first.baseline)
    assert page == len(pages.lines) - 1
    assert first.size == 14
    assert first.x0 - 28 == pytest.approx(14 * MM, abs=0.6)
    assert second.x0 == pytest.approx(first.chars[3]["x0"] * MM, abs=0.4)


def test_c5_printer_and_date_on_the_line_above_the_last_rule(pages):
    page, line = pages.find("2026年11月2日印发")
    assert line.text == "重庆市政务服务效能监管中心（示例）2026年11月2日印发"
    assert line.x0 - 28 == pytest.approx(14 * MM, abs=0.6)
    assert line.x1 == pytest.approx(184 - 14 * MM, abs=0.6)
    assert 0 < pages.rules(page)[-1][0] - line.baseline < 5


def test_n1_n2_page_numbers(pages, word):
    assert word.root("word/settings.xml").find(W + "evenAndOddHeaders") is not None
    assert word.all("//w:footerReference/@w:type") == ["default", "even"]
    for number, lines in enumerate(pages.lines, 1):
        foot = lines[-1]
        assert foot.text == f"—{number}—"
        assert foot.size == 14
        assert "Serif" in foot.font
        if number % 2:
            assert foot.x1 == pytest.approx(184 - 14 * MM, abs=0.5)
        else:
            assert foot.x0 == pytest.approx(28 + 14 * MM, abs=0.5)


def test_n1_dash_is_7_mm_below_the_type_area(pages):
    page = pages.images[0].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    scale = DPI / 25.4
    dash = pages.lines[0][-1].chars[0]
    columns = slice(round(dash["x0"] * MM * scale) + 4, round(dash["x1"] * MM * scale) - 4)
    rows = np.flatnonzero((page[round(264 * scale) : round(280 * scale), columns] < 170).any(axis=1))
    assert 264 + rows.mean() / scale - 262 == pytest.approx(7, abs=0.5)


def test_running_mark_heads_every_page(pages):
    for lines in pages.lines:
        assert lines[0].text == "示例数据"
        assert lines[0].baseline < 34
        assert (lines[0].x0 + lines[0].x1) / 2 == pytest.approx(106, abs=1)


# --- 简报: 报头, 报尾 --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def brief_pages(tmp_path_factory):
    return Pages(libreoffice.to_pdf(docx.write(brief(), STYLE), tmp_path_factory.mktemp("brief")))


def test_masthead_is_red_centred_and_20_mm_down(brief_pages):
    page, name = brief_pages.find("效能监管日报")
    assert (page, name.size) == (0, 54)
    assert name.chars[0]["non_stroking_color"][0] > 0.75
    assert (name.x0 + name.x1) / 2 == pytest.approx(106, abs=1)
    assert brief_pages.ink(0, 45, 80)[0] == pytest.approx(57, abs=1)
    _, issue = brief_pages.find("第204期")
    assert (issue.x0 + issue.x1) / 2 == pytest.approx(106, abs=1)


def test_publisher_and_date_stand_at_both_edges_over_the_red_rule(brief_pages):
    _, line = brief_pages.find("重庆市政务服务效能监管中心（示例）")
    assert line.text.endswith("2026年10月30日")
    assert line.x0 == pytest.approx(28, abs=0.5)
    assert line.x1 == pytest.approx(184, abs=0.5)
    [(y, weight, _colour)] = [rule for rule in brief_pages.rules(0) if rule[2][0] > 0.75]
    assert weight == pytest.approx(2.25)
    assert y - weight * MM / 2 - brief_pages.ink(0, line.baseline - 6, y - 1)[1] == pytest.approx(4, abs=1)


def test_distribution_closes_the_last_page(brief_pages):
    last = len(brief_pages.lines) - 1
    page, report = brief_pages.find("报：市委办公厅")
    _, copies = brief_pages.find("共印60份")
    assert page == last
    assert report.x0 - 28 == pytest.approx(14 * MM, abs=0.6)
    assert copies.x1 == pytest.approx(184 - 14 * MM, abs=0.6)
    rules = [rule for rule in brief_pages.rules(last) if rule[0] > report.baseline - 12]
    assert [weight for _, weight, _ in rules] == pytest.approx([1.0, 1.0])
    assert rules[-1][0] == pytest.approx(262, abs=0.5)


# --- tables, punctuation, text ---------------------------------------------------------------


def test_t3_table_heads_repeat_and_rows_are_whole(pages):
    start = next(
        n for n in range(len(pages.lines)) if pages.text_lines(n) and pages.text_lines(n)[0].text == "附件1"
    )
    assert "办结（件）按时办结率" in [line.text for line in pages.text_lines(start + 1)]
    assert any(line.text.startswith("合计") for line in pages.text_lines(start + 1))
    serials = [
        int(match[1])
        for n in (start, start + 1)
        for line in pages.text_lines(n)
        if (match := re.match(r"(\d+?)(?=万州区|石柱)", line.text))
    ]
    assert serials == list(range(1, 50))


def test_q1_no_line_begins_or_ends_with_a_forbidden_mark(pages):
    for page in range(len(pages.lines)):
        for line in pages.text_lines(page):
            if line.size == 16:
                assert line.text[0] not in "，。、；：？！”’）》〉】%", line.text
                assert line.text[-1] not in "“‘（《〈【", line.text


def test_d4_no_number_is_divided(pages):
    flowing = [
        line.text for page in range(len(pages.lines)) for line in pages.text_lines(page) if line.size == 16
    ]
    for line, following in pairwise(flowing):
        assert not (line[-1].isdigit() and following[0].isdigit()), (line, following)


def test_the_pages_say_what_the_document_says_in_its_order(pages):
    """Words outside tables, since a head is printed again on each page of its table."""
    printed = "".join(line.text for page in range(len(pages.lines)) for line in pages.text_lines(page))
    at = 0
    for block in specimen().blocks:
        if type(block).__name__ != "Table":
            for line in block_text(block):
                words = re.sub(r"\s", "", line)
                at = printed.index(words, at) + len(words)


def test_only_the_stand_in_fonts_were_used(pages):
    fonts = {char["fontname"].split("+")[1].split("-")[0] for page in pages.pdf.pages for char in page.chars}
    assert fonts == {"FandolFang", "FandolKai", "NotoSansCJKjp", "NotoSerifCJKjp"}


def test_widths_taken_for_granted_hold_in_the_stand_in_face(pages):
    _, line = pages.find("2026年11月2日")
    measured = (line.chars[1]["x0"] - line.chars[0]["x0"]) / 16
    assert measured == pytest.approx(em("2") - 0.25 / 16, abs=0.03)
