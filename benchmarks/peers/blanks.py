"""Builds the two blank files of the chains, `form.docx` and `reference.docx`: run it after a change here.

python -m benchmarks.peers.blanks
"""

import subprocess
from pathlib import Path
from typing import Any

import docx
import pypandoc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from benchmarks.peers import look

HERE = Path(__file__).parent
FORM, REFERENCE = HERE / "form.docx", HERE / "reference.docx"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def reference() -> None:
    """pandoc's own reference file with the page and the paragraph styles of the bulletin."""
    blank = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"],
        capture_output=True,
        check=True,
    )
    REFERENCE.write_bytes(blank.stdout)
    document = docx.Document(str(REFERENCE))
    dress(document)
    document.save(str(REFERENCE))


def form() -> None:
    """The form that docxtpl fills."""
    document = docx.Document()
    dress(document)
    for style, text in (
        ("mark", "{{ authority.mark }}"),
        ("number", "{{ number }}"),
        ("title", "{{ title }}"),
        ("recipients", "{{ authority.recipients }}"),
        ("body", "{%p for block in blocks %}"),
    ):
        line(document, style, text)
    for kind in ("body", "heading1", "heading2", "note"):
        only(document, f"block.kind == '{kind}'", kind, "{{ block.text }}")
    line(document, "body", "{%p if block.kind == 'figure' %}")
    line(document, "picture", "{{ pictures[block.name] }}")
    line(document, "caption", "{{ block.text }}")
    line(document, "body", "{%p endif %}")
    line(document, "body", "{%p if block.kind == 'annex' %}")
    only(document, "block.serial == 1", "list", "附件：{{ annexes }}")
    only(document, "block.serial == 1", "signature", "{{ authority.name }}")
    only(document, "block.serial == 1", "signature", "{{ day }}")
    line(document, "annex", "附件{{ block.serial }}")
    line(document, "annex_title", "{{ block.text }}")
    line(document, "body", "{%p endif %}")
    for name, data in (
        ("degrees", "degrees"),
        ("group0", "groups"),
        *((n, n) for n in ("plan", "overdue", "bad", "definitions")),
    ):
        test = "block.name.startswith('group')" if data == "groups" else f"block.name == '{name}'"
        line(document, "body", "{%p if " + test + " %}")
        only(document, "block.text", "caption", "{{ block.text }}")
        _table(document, name)
        line(document, "body", "{%p endif %}")
    line(document, "body", "{%p endfor %}")
    for text in ("抄送：{{ authority.copies }}。", "{{ authority.name }}　{{ day }}印发"):
        line(document, "colophon", text)
    document.save(str(FORM))


def line(document: Any, style: str, text: str) -> None:
    document.add_paragraph(text, style=look.STYLES[style][0])


def only(document: Any, test: str, style: str, text: str) -> None:
    line(document, "body", "{%p if " + test + " %}")
    line(document, style, text)
    line(document, "body", "{%p endif %}")


def dress(document: Any) -> None:
    """The page, its head and foot, and one paragraph style a role."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(look.TOP), Mm(look.BOTTOM)
    section.left_margin, section.right_margin = Mm(look.LEFT), Mm(look.RIGHT)
    for role in look.STYLES:
        _style(document, role)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.style = foot.style = document.styles[look.STYLES["centred"][0]]
    head.text = look.MARK
    _field(foot, "PAGE")


def _style(document: Any, role: str) -> None:
    name, font, size, line, align, indent = look.STYLES[role]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold = font, Pt(size), role in look.BOLD
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        style.element.rPr.rFonts.set(qn(script), font)
    if role == "mark":
        style.font.color.rgb = RGBColor.from_string(look.RED)
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = ALIGN[align], Pt(indent * size)
    shape.space_before = shape.space_after = Pt(0)
    if line:
        shape.line_spacing = Pt(line)
    shape.page_break_before = role == "annex"
    shape.keep_with_next = role in ("heading1", "heading2", "annex", "annex_title", "picture")


def _field(paragraph: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = code
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


# --- tables of the form ----------------------------------------------------------------------


def _table(document: Any, name: str) -> None:
    """Head rows that repeat, and one row of places that docxtpl repeats."""
    head, widths, aligns = look.TABLES[name]
    bands = 2 if name == "group0" else 1
    table = document.add_table(rows=bands + 3, cols=len(head), style="Table Grid")
    table.autofit = False
    for serial, width in enumerate(widths):
        table.columns[serial].width = Mm(width)
        for cell in table.column_cells(serial):
            cell.width = Mm(width)
    _head(table, head, bands)
    table.cell(bands, 0).text = "{%tr for row in tables[block.name] %}"
    for serial, letter in enumerate(aligns):
        write(table.cell(bands + 1, serial), f"{{{{ row[{serial}] }}}}", look.cell_style(letter))
    table.cell(bands + 2, 0).text = "{%tr endfor %}"


def _head(table: Any, head: tuple[str, ...], bands: int) -> None:
    for row in table.rows[:bands]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if bands == 1:
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            write(cell, text, "head")
        return
    for text, first, columns, rows in look.BANDS:
        write(table.cell(0, first).merge(table.cell(rows - 1, first + columns - 1)), text, "head")
        for column in range(first, first + columns) if rows == 1 else ():
            write(table.cell(1, column), head[column], "head")


def write(cell: Any, text: str, role: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.text, paragraph.style = text, look.STYLES[role][0]


if __name__ == "__main__":
    reference()
    form()
