"""pandas, pandoc for the DOCX, Typst for the PDF.

python -m benchmarks.peers.pandoc_typst WORKSPACE MONTH FOLDER
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pypandoc
import typst

from benchmarks.peers import content, look, pictures
from benchmarks.peers.content import Block, Content

HERE = Path(__file__).parent


def make(workspace: Path, month: str, folder: Path) -> None:
    """Write bulletin.docx and bulletin.pdf into `folder`."""
    made = content.collect(workspace, month)
    pictures.draw(made.drawn, folder)
    pypandoc.convert_text(
        "\n".join(_html(made, folder)), "docx", "html", outputfile=str(folder / "bulletin.docx"),
        extra_args=["--reference-doc", str(HERE / "reference.docx")],
    )  # fmt: skip
    source = folder / "bulletin.typ"
    source.write_text("\n".join((*settings(), *_typst(made))), "utf-8")
    typst.compile(str(source), str(folder / "bulletin.pdf"), font_paths=[str(look.fonts())])


def lines(made: Content) -> Iterator[tuple[str, Block]]:
    """Role and block of each paragraph, picture and table, in order."""
    yield "mark", Block("", made.authority["mark"])
    yield "number", Block("", made.number)
    yield "title", Block("", made.title)
    yield "recipients", Block("", made.authority["recipients"])
    for block in made.blocks:
        if block.kind == "annex":
            yield from _annex(made, block)
        elif block.kind in ("figure", "table"):
            if block.text and block.kind == "table":
                yield "caption", Block("", block.text)
            yield block.kind, block
            if block.kind == "figure":
                yield "caption", Block("", block.text)
        else:
            yield block.kind, block
    yield "colophon", Block("", f"抄送：{made.authority['copies']}。")
    yield "colophon", Block("", f"{made.authority['name']}　{made.day}印发")


def _annex(made: Content, block: Block) -> Iterator[tuple[str, Block]]:
    serial = made.annexes.index(block.text) + 1
    if serial == 1:
        for number, title in enumerate(made.annexes, 1):
            yield "list", Block("", f"{'附件：' if number == 1 else '　　　'}{number}．{title}")
        yield "signature", Block("", made.authority["name"])
        yield "signature", Block("", made.day)
    yield "annex", Block("", f"附件{serial}")
    yield "annex_title", Block("", block.text)


# --- HTML for pandoc -------------------------------------------------------------------------


def _html(made: Content, folder: Path) -> Iterator[str]:
    for role, block in lines(made):
        if role == "figure":
            yield div("picture", f'<img src="{folder / block.name}.png" style="width:{look.PICTURE}mm">')
        elif role == "table":
            yield from _html_table(block.name, made.tables[block.name])
        else:
            yield div(role, escape(block.text))


def div(role: str, inner: str) -> str:
    return f'<div custom-style="{look.STYLES[role][0]}"><p>{inner}</p></div>'


def _html_table(name: str, rows: list[list[str]]) -> Iterator[str]:
    head, widths, aligns = look.TABLES[name]
    shares = "".join(f'<col style="width: {width / sum(widths):.2%}">' for width in widths)
    yield f"<table><colgroup>{shares}</colgroup><thead>"
    if name.startswith("group"):
        yield _html_row([_th(text, span, down) for text, _first, span, down in look.BANDS])
        single = {first for _text, first, _span, down in look.BANDS if down == 2}
        yield _html_row([_th(text) for column, text in enumerate(head) if column not in single])
    else:
        yield _html_row([_th(text) for text in head])
    yield "</thead><tbody>"
    for row in rows:
        yield _html_row(
            [
                f"<td>{div(look.cell_style(letter), escape(text))}</td>"
                for text, letter in zip(row, aligns, strict=True)
            ]
        )
    yield "</tbody></table>"


def _th(text: str, columns: int = 1, rows: int = 1) -> str:
    return f'<th colspan="{columns}" rowspan="{rows}">{div("head", escape(text))}</th>'


def _html_row(cells: list[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


# --- Typst -----------------------------------------------------------------------------------


def settings() -> Iterator[str]:
    yield (
        f'#set page(paper: "a4", margin: (top: {look.TOP}mm, bottom: {look.BOTTOM}mm, left: {look.LEFT}mm,'
        f' right: {look.RIGHT}mm), numbering: "— 1 —", header: align(center)[{look.MARK}])'
    )
    yield '#set text(lang: "zh", region: "cn", top-edge: 0.8em, bottom-edge: -0.2em)'
    yield "#set table(stroke: 0.5pt, inset: (x: 2pt, y: 2.5pt))"
    for role in look.STYLES:
        yield _function(role)


def _function(role: str) -> str:
    """The Typst function that sets a paragraph of `role`."""
    _name, font, size, line, align, indent = look.STYLES[role]
    gap, justify = (line or size) - size, align == "justify"
    look_ = f'font: "{font}", size: {size}pt, weight: "{"bold" if role in look.BOLD else "regular"}"'
    look_ += f', fill: rgb("#{look.RED}")' if role == "mark" else ""
    kept = role in ("heading1", "heading2", "annex", "annex_title")
    return (
        f"#let {role}(it) = block(above: {gap}pt, below: {gap}pt, width: 100%, sticky: {_flag(kept)})["
        f"#set text({look_})\n"
        f"#set par(leading: {gap}pt, justify: {_flag(justify)}, first-line-indent: (amount: {indent}em, all: true))\n"
        f"#set align({'left' if justify else align})\n#par(it)]"
    )


def _flag(value: bool) -> str:
    return str(value).lower()


def _typst(made: Content) -> Iterator[str]:
    for role, block in lines(made):
        if role == "annex":
            yield "#pagebreak()"
        if role == "figure":
            yield f'#align(center, image("{block.name}.png", width: {look.PICTURE}mm))'
        elif role == "table":
            yield from _typst_table(block.name, made.tables[block.name])
        else:
            yield f"#{role}[#{string(block.text)}]"


def _typst_table(name: str, rows: list[list[str]]) -> Iterator[str]:
    head, widths, aligns = look.TABLES[name]
    yield f"#table(columns: ({', '.join(f'{width}mm' for width in widths)}), align: horizon, table.header("
    if name.startswith("group"):
        single = {first for _text, first, _span, down in look.BANDS if down == 2}
        for text, _first, span, down in look.BANDS:
            yield f"table.cell(colspan: {span}, rowspan: {down})[#head[#{string(text)}]],"
        head = tuple(text for column, text in enumerate(head) if column not in single)
    yield from (f"[#head[#{string(text)}]]," for text in head)
    yield "),"
    for row in rows:
        yield "".join(
            f"[#{look.cell_style(letter)}[#{string(text)}]],"
            for text, letter in zip(row, aligns, strict=True)
        )
    yield ")"


def string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
