"""反馈函 by the hundred: pandas, pandoc for the DOCX, Typst for the PDF, as many at once as there are `JOBS`.

python -m benchmarks.peers.letters_typst DATA FOLDER JOBS
"""

import sys
from collections.abc import Iterator
from functools import cache, partial
from html import escape
from pathlib import Path

import pypandoc
import typst

from benchmarks.peers import letters, look
from benchmarks.peers.letters import Record
from benchmarks.peers.pandoc_typst import HERE, div, settings, string


def both(folder: Path, record: Record) -> None:
    """The DOCX and the PDF of one letter."""
    if record["picture"]:
        letters.draw(record, folder)
    name = record["name"]
    pypandoc.convert_text(
        "\n".join(_html(record, folder)), "docx", "html", outputfile=str(folder / f"{name}.docx"),
        extra_args=["--reference-doc", str(HERE / "reference.docx")],
    )  # fmt: skip
    source = folder / f"{name}.typ"
    source.write_text("\n".join((*settings(), *_typst(record))), "utf-8")
    _compiler(folder).compile(input=str(source), output=str(folder / f"{name}.pdf"))


@cache
def _compiler(folder: Path) -> typst.Compiler:
    """One for all letters of a process: it reads the fonts once."""
    return typst.Compiler(root=str(folder), font_paths=[str(look.fonts())])


def _html(record: Record, folder: Path) -> Iterator[str]:
    for block in record["blocks"]:
        match block["kind"]:
            case "picture":
                yield div("picture", f'<img src="{folder / record["name"]}.png" style="width:{look.PICTURE}mm">')  # fmt: skip
            case "table":
                yield from _html_table(record["tables"][block["text"]])
            case kind:
                yield div(kind, escape(block["text"]))


def _html_table(table: Record) -> Iterator[str]:
    total = sum(table["widths"])
    yield "<table><colgroup>"
    yield "".join(f'<col style="width: {width / total:.2%}">' for width in table["widths"])
    yield "</colgroup><thead><tr>"
    yield "".join(f"<th>{div('head', escape(text))}</th>" for text in table["head"])
    yield "</tr></thead><tbody>"
    styles = [look.cell_style(align) for align in table["aligns"]]
    for row in table["rows"]:
        cells = (f"<td>{div(style, escape(text))}</td>" for style, text in zip(styles, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _typst(record: Record) -> Iterator[str]:
    for block in record["blocks"]:
        match block["kind"]:
            case "picture":
                yield f'#align(center, image("{record["name"]}.png", width: {look.PICTURE}mm))'
            case "table":
                yield from _typst_table(record["tables"][block["text"]])
            case kind:
                yield "#pagebreak()" if kind == "annex" else ""
                yield f"#{kind}[#{string(block['text'])}]"


def _typst_table(table: Record) -> Iterator[str]:
    widths = ", ".join(f"{width}fr" for width in table["widths"])
    yield f"#table(columns: ({widths}), align: horizon, table.header("
    yield from (f"[#head[#{string(text)}]]," for text in table["head"])
    yield "),"
    styles = [look.cell_style(align) for align in table["aligns"]]
    for row in table["rows"]:
        yield "".join(f"[#{style}[#{string(text)}]]," for style, text in zip(styles, row, strict=True))
    yield ")"


def make(data: Path, folder: Path, jobs: int) -> None:
    """A DOCX and a PDF of every letter."""
    letters.spread(partial(both, folder), letters.read(data), jobs)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
