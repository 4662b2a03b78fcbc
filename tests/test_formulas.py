"""Formulas: one tree, as Office MathML that can be read back, as a picture that fits its line."""

import io
import re
import xml.etree.ElementTree as ET
from datetime import date

import pdfplumber
import pytest
from openxml_audit import OpenXmlValidator

from charts import formula
from reportgen import fonts, markup, style
from reportgen.document import Document, Formula, Paragraph, Properties, Text
from reportgen.errors import InputFaults
from reportgen.formulas import (
    FORMULAS,
    Fraction,
    Line,
    Power,
    Root,
    Sub,
    Sum,
    Symbol,
    Words,
    breadth,
    expression,
    line,
)
from reportgen.writers import docx, pdf, word_formulas

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PROPERTIES = Properties("公式", "某中心", "公式", (), date(2026, 11, 2))
EVERY = pytest.mark.parametrize("name", FORMULAS)


@pytest.fixture(scope="module")
def look():
    return style.house()


@pytest.fixture(scope="module")
def document():
    blocks = [Formula(name, serial) for serial, name in enumerate(FORMULAS, 1)]
    return Document((Paragraph("body", (Text("各式如下："),)), *blocks), PROPERTIES)


def words(term):
    """What a tree says, read straight through."""
    match term:
        case Symbol(text) | Words(text):
            return text
        case Sub(base, other) | Power(base, other) | Fraction(base, other):
            return words(base) + words(other)
        case Sum(under, over, of):
            return words(under) + words(over) + words(of)
        case Root(of):
            return words(of)
        case Line(parts):
            return "".join(map(words, parts))


def math(name, number, look):
    """The formula as Word has it, parsed."""
    spaces = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:w="w"'
    return ET.fromstring(f"<d {spaces}>{word_formulas.paragraph(Formula(name, number), look)}</d>")


@EVERY
def test_word_has_the_whole_tree(name, look):
    found = math(name, 0, look)
    assert "".join(node.text for node in found.iter(f"{M}t")) == words(FORMULAS[name].tree)


def test_word_has_formula_one_as_the_standard_prints_it(look):
    found = math("efficacy", 1, look)
    [over] = found.iter(f"{M}f")
    texts = ["".join(node.text for node in over.find(f"{M}{part}").iter(f"{M}t")) for part in ("num", "den")]
    assert texts == ["实际值−本档标准值", "上档标准值−本档标准值"]
    assert "".join(node.text for node in found.iter(f"{M}t")).endswith("×(上档基础分−本档基础分)　　（1）")


def test_word_has_formula_two_with_its_limits(look):
    outer, inner = math("index", 2, look).iter(f"{M}nary")
    for nary, under, over in ((outer, "i=1", "ni"), (inner, "j=1", "nj")):
        assert nary.find(f"{M}naryPr/{M}chr").get(f"{M}val") == "∑"
        assert "".join(node.text for node in nary.find(f"{M}sub").iter(f"{M}t")) == under
        assert "".join(node.text for node in nary.find(f"{M}sup").iter(f"{M}t")) == over


def test_word_takes_the_file(document, look, tmp_path):
    file = tmp_path / "公式.docx"
    file.write_bytes(docx.write(document, look))
    assert OpenXmlValidator().validate(str(file)).errors == []


def test_a_long_formula_is_set_smaller_in_word(look):
    def size(name):
        return {int(node.get("{w}val")) for node in math(name, 1, look).iter("{w}sz")}

    assert size("equal") == {28}
    [small] = size("efficacy")
    assert 20 <= small < 28 and breadth(FORMULAS["efficacy"].tree) > 30


@EVERY
def test_the_picture_fits_the_line(name):
    face = fonts.face("FandolFang R", 400)
    made = formula.draw(
        expression(FORMULAS[name].tree), "(1)", FORMULAS[name].spoken, face.file, face.family, 156, 14
    )
    assert made.width == 156 and made.alt == FORMULAS[name].spoken
    points = [point for shape in made.drawing for _letter, point in shape.path]
    across = [x for point in points for x in point[::2]]
    up = [y for point in points for y in point[1::2]]
    assert min(across) >= -0.01 and max(across) <= 156 * 72 / 25.4 + 0.01
    assert min(up) >= -0.01 and max(up) <= made.height * 72 / 25.4 + 0.01
    body, number = made.drawing
    edges = [max(x for _letter, point in shape.path for x in point[::2]) for shape in (body, number)]
    assert edges[0] < min(x for _letter, point in number.path for x in point[::2])


def test_words_of_the_picture_are_of_the_font_asked_for():
    """Every hanzi has an outline of its own: none is the box that stands for a missing glyph."""
    face = fonts.face("FandolFang R", 400)
    shapes = {
        sign: formula.draw(rf"\mathsf{{{sign}}}", "", sign, face.file, face.family, 156, 14).drawing[0].path
        for sign in sorted(
            set(re.findall("[一-鿿]", "".join(words(each.tree) for each in FORMULAS.values())))
        )
    }
    assert len(set(shapes.values())) == len(shapes) > 10


def _flat(elements):
    for element in elements:
        yield element
        yield from _flat(element.get("children", ()))


def test_the_pdf_says_each_formula_in_words(document, look):
    opened = pdfplumber.open(io.BytesIO(pdf.write(document, look)))
    told = [each["alt_text"] for each in _flat(opened.structure_tree) if each["type"] == "Figure"]
    assert told == [f"式（{at}）：{each.spoken}" for at, each in enumerate(FORMULAS.values(), 1)]


def test_templates_name_formulas_that_exist():
    made = markup.parse('<d><formula name="index" number="2"/></d>', "x.xml", PROPERTIES, {})
    assert made.blocks == (Formula("index", 2),) and made.text() == ""
    with pytest.raises(InputFaults, match="没有名为“功效”的公式"):
        markup.parse('<d><formula name="功效"/></d>', "x.xml", PROPERTIES, {})


def test_letters_are_variables_and_the_rest_words():
    assert line("w", "=", "1") == Line((Symbol("w"), Words("="), Words("1")))
    assert line("得分") == Words("得分")
