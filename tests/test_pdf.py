"""The PDF as a file: the same words and bytes, closed to the outside, archivable, accessible."""

import io
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
import verapdf
from pdf_measure import MM, Measured
from pdfminer.pdftypes import resolve1
from PIL import Image
from specimen import PNG, SVG, body, brief, specimen, table
from weasyprint.urls import FatalURLFetchingError

from charts import Picture, distribution, ranking
from charts.drawing import Lettering, Shape
from charts.words import placed
from reportgen import fonts
from reportgen import style as styles
from reportgen.document import (
    Cell,
    Colophon,
    Column,
    Distribution,
    Document,
    Figure,
    Heading,
    Letterhead,
    Masthead,
    Paragraph,
    Properties,
    Row,
    Table,
    Text,
)
from reportgen.errors import RenderingFailed
from reportgen.writers import css, engine, engine_fonts, html, lines, pdf
from reportgen.writers.setting import Setting

STYLE = styles.load(Path(__file__).parents[1] / "templates" / "style.toml")
PROPERTIES = Properties("测试", "机关", "主题", ("词",), date(2026, 11, 2))
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="file:///etc/passwd">',
    '"><style>@import url(http://example.com/x.css);</style>',
    "{{7*7}} {% raw %} ${x} $x$ \\input{x}",
    "]]> <!-- --> <?php ?> &lt;b&gt; &#65;",
    "</p></body></html>",
    "=HYPERLINK(“http://example.com”)",
    "} body { display: none } .x {",
    "javascript:alert(1) data:text/html,<b>x</b>",
)


def document(*blocks, svg=SVG, name="p", **properties):
    return Document(
        blocks, replace(PROPERTIES, **properties), {name: Picture("折线图", 150, 70, files=(svg, PNG))}
    )


def squeezed(text):
    return "".join(text.split())


@pytest.fixture(scope="module")
def content():
    return pdf.write(specimen(), STYLE)


# --- words -----------------------------------------------------------------------------------


def test_the_words_are_the_document_s_words():
    """On one tall page, where no table repeats its head."""
    page = replace(STYLE.page, height=4900, text_height=4828)
    for whole in (specimen(), brief()):
        found = Measured(pdf.write(whole, replace(STYLE, page=page))).text()
        assert squeezed(found) == squeezed(whole.text())


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_printed_as_written(words):
    head = (Row((Cell((Text(words),), header=True),)),)
    rows = (Row((Cell((Text(words),)),)),)
    blocks = (
        Letterhead("机关文件", words),
        Paragraph("title", (Text(words),)),
        body(words),
        Table("t", 1, words, (Column(1, "left"),), head, rows),
        Figure("f", 1, words, words),
        Masthead("简报", words, words, words),
        Distribution((("报", words),)),
        Colophon(words, words, words),
    )
    hostile = document(*blocks, name=words, title=words, organ=words, mark=words)
    assert squeezed(Measured(pdf.write(hostile, STYLE)).text()) == squeezed(hostile.text())


def test_line_ends_in_the_data_are_spaces():
    assert Measured(pdf.write(document(body("第一\n第二\r\n第三")), STYLE)).lines[0][0].text == "第一第二第三"


def test_a_word_longer_than_the_line_is_divided_not_cut():
    lines = Measured(pdf.write(document(body("x" * 200)), STYLE)).lines[0]
    assert sum(len(line.text) for line in lines) == 200
    assert all(line.x1 < 184.5 for line in lines)


def test_a_narrow_cell_holds_its_words():
    columns = (Column(1, "left"), Column(9, "left"))
    rows = (Row((Cell((Text("https://example.com/a-very-long-name"),)), Cell((Text("二"),)))),)
    made = Measured(pdf.write(document(Table("t", 0, "", columns, (), rows)), STYLE))
    (second,) = (char for char in made.chars(0) if char["text"] == "二")
    assert all(char["x1"] < second["x0"] for char in made.chars(0) if char is not second)


def test_a_column_is_as_wide_as_its_longest_number():
    """Shares that are too narrow give way: no figure of a table is divided."""
    columns = (Column(1, "left"), *(Column(1, "right") for _ in range(10)))
    rows = tuple(
        Row((Cell((Text("沙坪坝区"),)), *(Cell((Text("99.997"),)) for _ in range(10)))) for _ in range(3)
    )
    wide = (Column(30, "left"), *columns[1:])
    lines = Measured(pdf.write(document(Table("t", 0, "", wide, (), rows)), STYLE)).lines[0]
    assert len(lines) == 3
    assert {line.text.count("99.997") for line in lines} == {10}


# --- bytes -----------------------------------------------------------------------------------


def test_same_document_same_bytes(content):
    assert pdf.write(document(body("另一份")), STYLE) != content
    assert pdf.write(specimen(), STYLE) == content


def test_another_word_another_identifier(content):
    a, b = (pdf.write(document(body(word)), STYLE) for word in ("甲", "乙"))
    assert _identifier(a) != _identifier(b)


def _identifier(made):
    with pdfplumber.open(io.BytesIO(made)) as opened:
        return opened.doc.xrefs[0].trailer["ID"]


# --- closed to the outside -------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:9/x", "asset:picture/9.svg", "x", ""]
)
def test_only_known_assets_are_served(url):
    with pytest.raises(FatalURLFetchingError):
        engine.Assets({})(url)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_a_picture_may_not_load_anything(url):
    svg = SVG.replace(b"<rect", f'<image href="{url}" width="10" height="10"/><rect'.encode())
    with pytest.raises(RenderingFailed, match=r"SVG|拒绝"):
        pdf.write(document(Figure("f", 1, "图", "p"), svg=svg), STYLE)


def test_a_complaint_of_the_engine_fails(monkeypatch):
    monkeypatch.setattr(css, "_base", lambda style: "p { no-such-property: 1 }")
    with pytest.raises(RenderingFailed, match="排版引擎"):
        pdf.write(document(body("甲")), replace(STYLE, rules={**STYLE.rules, "red": 1.25}))


def test_a_complaint_of_another_thread_is_not_ours():
    with engine.complaints_raise():
        record = logging.LogRecord("weasyprint", logging.WARNING, "", 0, "x", (), None)
        record.thread = -1
        logging.getLogger("weasyprint").handle(record)


def test_no_words_reach_the_style_sheet():
    words = "渝中区"
    page = html.page(document(body(words), title=words), Setting(STYLE), {})
    assert words not in css.sheet(STYLE)
    assert all(words not in element.get("style", "") for element in page.iter())


# --- fonts -----------------------------------------------------------------------------------


def test_embedded_fonts_are_those_of_the_style(content):
    with pdfplumber.open(io.BytesIO(content)) as opened:
        names = {char["fontname"].split("+")[1] for page in opened.pages for char in page.chars}
    assert names == {
        "FandolFang-R", "FandolKai", "Noto-Sans-CJK-SC", "Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold"
    }  # fmt: skip


def test_a_replaced_font_is_refused(monkeypatch):
    """The engine falls back without a word if a family is not where it looks."""
    described = engine_fonts._description
    monkeypatch.setattr(
        engine_fonts, "_description", lambda _family, weight: described("No Such Family", weight)
    )
    with pytest.raises(RenderingFailed, match="Noto Serif CJK SC 400”被替换为“"):
        pdf.write(document(body("甲")), STYLE)


def test_a_rare_character_comes_from_the_next_family():
    made = Measured(pdf.write(document(body("堃镕硚溇")), STYLE))
    assert {char["fontname"].split("+")[1] for char in made.chars(0)} == {"Noto-Serif-CJK-SC"}


def chart():
    """A drawn chart."""
    return ranking.draw(["甲区", "乙县"], [99, 98], source="平台&\u201c库\u201d")


def test_words_in_figures_are_text_where_the_chart_put_them():
    """Each character as far from the figure's left edge as in the picture, to a tenth of a point."""
    drawn = chart()
    made = Measured(pdf.write(Document((Figure("f", 1, "图", "p"),), PROPERTIES, {"p": drawn}), STYLE))
    found = sorted((char["text"], char["x0"]) for char in made.figure_chars(0))
    edge = 28 + (156 - drawn.width) / 2
    wanted = sorted(
        (sign, edge / MM + item.x + at * item.points / 1000)
        for item in drawn.drawing
        if isinstance(item, Lettering)
        for sign, at in placed(item.text)
    )
    assert [sign for sign, _ in found] == [sign for sign, _ in wanted]
    assert [at for _, at in found] == pytest.approx([at for _, at in wanted], abs=0.1)
    assert squeezed(made.text()) == "图1图"


def test_a_figure_looks_as_the_raster_picture_does(tmp_path):
    """The page against the PNG of the same chart, hatched bars included: less than 2 % of the grey differs."""
    drawn = distribution.draw(["0", "1", "2", "3"], [9, 5, 3, 2], attention=("3",))
    assert any(isinstance(item, Shape) and item.hatch for item in drawn.drawing)
    made = pdf.write(Document((Figure("f", 1, "图", "p"),), PROPERTIES, {"p": drawn}), STYLE)
    page = pypdfium2.PdfDocument(made)[0].render(scale=150 / 72, grayscale=True).to_pil()
    picture = Image.open(io.BytesIO(drawn.png)).convert("L")
    width, height = (round(side / 25.4 * 150) for side in (drawn.width, drawn.height))
    (box,) = _figure_boxes(made)
    left, top = round(box[0] / 72 * 150), round(page.height - box[3] / 72 * 150)
    shown = np.asarray(page.crop((left, top, left + width, top + height)), float)
    wanted = np.asarray(picture.resize((width, height)), float)
    assert np.abs(shown - wanted).mean() < 0.02 * 255
    assert shown.min() < 100, "there is a picture at all"


def _figure_boxes(made):
    with pdfplumber.open(io.BytesIO(made)) as opened:
        elements = list(_flat(opened.structure_tree))
    return [element["attributes"]["BBox"] for element in elements if element["type"] == "Figure"]


def test_a_chart_font_that_is_not_installed_is_refused():
    shown = replace(chart(), family="No Such Sans")
    blocks = (Paragraph("body", (Text("甲"),)), Figure("f", 1, "图", "p"))
    with pytest.raises(RenderingFailed, match="No Such Sans"):
        pdf.write(Document(blocks, PROPERTIES, {"p": shown}), STYLE)


def test_a_character_that_no_font_has_stops_the_run_in_a_figure_too():
    drawn = chart()
    strange = replace(next(item for item in drawn.drawing if isinstance(item, Lettering)), text="ꙮ")
    shown = Document((Figure("f", 1, "图", "p"),), PROPERTIES, {"p": replace(drawn, drawing=(strange,))})
    with pytest.raises(RenderingFailed, match="U\\+A66E"):
        pdf.write(shown, STYLE)


def test_a_picture_that_is_not_shown_needs_no_font():
    assert pdf.write(Document((body("甲"),), PROPERTIES, {"p": chart()}), STYLE)


# --- archive and accessibility ---------------------------------------------------------------


def bare():
    """The least document: no picture, no mark, a second-level heading first, a spanning table."""
    rows = (
        Row((Cell((Text("甲"),), rowspan=2, header=True), Cell((Text("1"),)))),
        Row((Cell((Text("2"),)),)),
    )
    columns = (Column(1, "left"), Column(1, "right"))
    return Document((Heading(2, (Text("（一）"),)), Table("t", 0, "", columns, (), rows)), PROPERTIES)


def test_verapdf_finds_nothing(content, tmp_path):
    """PDF/A-3a and PDF/UA-1 hold in one file."""
    charted = Document((Figure("f", 1, "图", "p"),), PROPERTIES, {"p": chart()})
    files = {
        "specimen": content,
        "brief": pdf.write(brief(), STYLE),
        "bare": pdf.write(bare(), STYLE),
        "chart": pdf.write(charted, STYLE),
    }
    for name, made in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(made)
    verdicts = verapdf.validate_all(sorted(tmp_path.glob("*.pdf")))
    assert len(verdicts) == 8
    assert [line for found in verdicts.values() for line in found] == []


def test_attachments_are_enclosed_as_data_of_the_day_of_issue(tmp_path):
    """Whole, under their names, in a file that keeps both standards and has the same bytes each time."""
    files = {"data.xlsx": b"PK\x03\x04" + bytes(range(256)), "图表数据.csv": "甲,1\n".encode()}
    enclosing = replace(document(body("甲")), attachments=files)
    made = pdf.write(enclosing, STYLE)
    assert made == pdf.write(enclosing, STYLE) != pdf.write(document(body("甲")), STYLE)
    opened = pypdfium2.PdfDocument(made)
    found = [opened.get_attachment(at) for at in range(opened.count_attachments())]
    assert {each.get_name(): bytes(each.get_data()) for each in found} == files
    assert {each.get_str_value("CreationDate") for each in found} == {"D:20261102000000Z"}
    with pdfplumber.open(io.BytesIO(made)) as whole:
        associated = [resolve1(each) for each in resolve1(whole.doc.catalog["AF"])]
    assert {each["AFRelationship"].name for each in associated} == {"Data"}
    assert {each["UF"].decode("utf-16") for each in associated if each["UF"].startswith(b"\xfe\xff")} == {
        "图表数据.csv"
    }
    (tmp_path / "enclosing.pdf").write_bytes(made)
    verdicts = verapdf.validate_all([tmp_path / "enclosing.pdf"])
    assert [line for faults in verdicts.values() for line in faults] == []


def test_verapdf_finds_faults(monkeypatch, tmp_path):
    """A validator that passes everything would prove nothing: here the tags are left unmended."""
    monkeypatch.setattr(pdf.tags, "complete", lambda *given: None)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(pdf.write(bare(), STYLE))
    assert any("extension schema" in line for line in verapdf.validate(broken, verapdf.PDFUA))


@pytest.fixture(scope="module")
def opened(content):
    with pdfplumber.open(io.BytesIO(content)) as made:
        yield made


def _flat(elements):
    for element in elements:
        yield element
        yield from _flat(element.get("children", ()))


def test_tags(opened):
    elements = list(_flat(opened.structure_tree))
    kinds = [element["type"] for element in elements]
    assert (kinds.count("H1"), kinds.count("H2"), kinds.count("H3")) == (3, 2, 1)
    assert kinds.count("Caption") == 2
    assert kinds.count("LI") == 2
    assert all(el["attributes"]["Scope"] in ("Column", "Row") for el in elements if el["type"] == "TH")
    (figure,) = (element for element in elements if element["type"] == "Figure")
    assert figure["alt_text"].startswith("折线图")
    left, bottom, right, top = figure["attributes"]["BBox"]
    assert (right - left, top - bottom) == pytest.approx((425.2, 198.4), abs=0.5)
    assert (left + right) / 2 == pytest.approx(106 * 72 / 25.4, abs=0.5)


def test_page_furniture_is_no_content(opened):
    for page in opened.pages:
        outside = [char for char in page.chars if char["tag"] == "Artifact"]
        assert "".join(char["text"] for char in outside) == f"示例数据— {page.page_number} —"


def test_what_readers_are_told(opened):
    catalog, info = opened.doc.catalog, opened.doc.info[0]
    assert catalog["Lang"] == b"zh-CN"
    assert catalog["ViewerPreferences"]["DisplayDocTitle"] is not None
    assert opened.metadata["Title"] == specimen().properties.title
    assert opened.metadata["Author"] == specimen().properties.organ
    assert opened.metadata["Subject"] == "月度通报"
    assert opened.metadata["Keywords"] == "效能监管, 月度通报, 2026-10"
    for key in ("CreationDate", "ModDate"):
        assert info[key].startswith(b"D:20261102000000+08")


def test_outline(opened):
    found = [(level, title) for level, title, *_ in opened.doc.get_outlines()]
    assert found == [
        (1, "一、总体运行情况"),
        (2, "（一）政务服务"),
        (1, "二、有关要求"),
        (1, "区县（自治县）政务服务效能监管情况表"),
        (1, "市级部门（审批类）政务服务效能监管情况表及超期未办结、差评办件清单"),
    ]


def test_a_table_without_head_or_caption_is_written():
    assert Measured(pdf.write(document(replace(table("t", 0, "", 3), head=())), STYLE)).lines[0]


def test_fonts_are_checked_first(monkeypatch):
    called = []
    monkeypatch.setattr(fonts, "check", lambda *given: called.append(given))
    pdf.write(document(body("甲")), STYLE)
    assert len(called) == 1


@pytest.mark.parametrize("words", ["", " ", "甲", "1,234.5 ", "第一\n第二", "a b  "])
def test_a_cell_with_room_to_spare_is_set_like_any_other(words, monkeypatch):
    pieces = [lines.Piece(words, "song", lambda _: 10.0)]
    quick = lines.ragged(pieces, lines.Measure(100, 100, 10, 0.5))
    monkeypatch.setattr(lines, "_single", lambda *_: None)
    assert quick == lines.ragged(pieces, lines.Measure(100, 100, 10, 0.5))
