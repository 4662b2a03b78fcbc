"""A document of words and tables as one web page: no script, nothing to load, readable by any reader, printable.

For what is put on a site as it is (公示). Structure is told by elements, never by looks: headings in order, a caption
for each table, the cells that head rows and columns as such (WCAG 2.1, 1.3.1).
"""

import re
from collections.abc import Iterator
from html import escape

from reportgen.document import (
    Cell,
    Document,
    Heading,
    Leaf,
    Paragraph,
    Row,
    Runs,
    Signature,
    Table,
    caption_text,
    words,
)

PHONE = re.compile(r"\b0\d{2,3}-\d{7,8}\b")  # what is dialled stands in one line
SHORT = 12  # rows of a table that is printed on one page
CSS = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; line-height: 1.8; color: #000; background: #fff;
  font-family: "FangSong", "STFangsong", "Noto Serif CJK SC", serif; }
h1, h2, h3 { font-family: "SimHei", "Noto Sans CJK SC", sans-serif; line-height: 1.4; }
h1 { text-align: center; } h2 { font-size: 1.15em; } h3 { font-size: 1em; }
p { text-indent: 2em; margin: .4em 0; }
table { border-collapse: collapse; width: 100%; margin: .5em 0 1em; position: relative; }
caption { font-weight: bold; text-align: left; padding: .3em 0; }
caption.heard { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #595959; padding: .25em .5em; text-align: left; vertical-align: top; }
td, tbody th { overflow-wrap: anywhere; } .whole, thead th, td.right, td.center { white-space: nowrap; }
thead th { background: #f2f2f2; } .right { text-align: right; } .center { text-align: center; }
.mark { text-align: center; text-indent: 0; color: #595959; } .signature { text-align: right; text-indent: 0; }
@page { size: A4; margin: 25mm 22mm; }
@media print { body { max-width: none; margin: 0; padding: 0; } h2, h3, caption, thead { break-after: avoid; }
  tr { break-inside: avoid; } .short { break-inside: avoid; }
  .long tbody tr:nth-child(-n+2) { break-after: avoid; } .long tbody tr:nth-last-child(-n+2) { break-before: avoid; }
  p { orphans: 2; widows: 2; } .signature { break-before: avoid; } }
"""


def page(document: Document) -> bytes:
    """`document` as HTML in UTF-8; raises `ValueError` for a block that a plain page cannot show."""
    properties = document.properties
    body = "\n".join(line for line in _body(document))
    mark = f'<p class="mark">{escape(properties.mark)}</p>\n' if properties.mark else ""
    return f"""<!DOCTYPE html>
<html lang="{escape(properties.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="{escape(properties.organ)}">
<meta name="description" content="{escape(properties.subject)}">
<title>{escape(properties.title)}</title>
<style>{CSS}</style>
</head>
<body>
<main>
{mark}{body}
</main>
</body>
</html>
""".encode()


def _body(document: Document) -> Iterator[str]:
    heading = document.properties.title
    for block in document.flat():
        if isinstance(block, Heading):
            heading = words(block.runs)
        yield from _block(block, heading)


def _block(block: Leaf, heading: str) -> Iterator[str]:
    match block:
        case Paragraph("title", runs):
            yield f"<h1>{_words(runs)}</h1>"
        case Paragraph(role, runs):
            yield f'<p class="{role}">{_words(runs)}</p>'
        case Heading(level, runs):
            yield f"<h{level + 1}>{_words(runs)}</h{level + 1}>"
        case Table():
            yield from _table(block, heading)
        case Signature(organ, issued):
            yield f'<p class="signature">{escape(organ)}<br>{escape(issued)}</p>'
        case _:
            raise ValueError(f"no place on a plain page: {type(block).__name__}")


def _table(table: Table, heading: str) -> Iterator[str]:
    """The table; one without a caption is called as the heading it stands under, which is heard and not seen twice."""
    caption = f">{escape(caption_text(table))}" if table.caption else f' class="heard">{escape(heading)}'
    length = "short" if len(table.body) <= SHORT else "long"
    yield f'<table class="{length}">\n<caption{caption}</caption>'
    whole = sum(column.width for column in table.columns)
    shares = "".join(f'<col style="width: {100 * column.width / whole:.0f}%">' for column in table.columns)
    yield f"<colgroup>{shares}</colgroup>"
    for tag, rows, scope in (("thead", table.head, "col"), ("tbody", table.body, "row")):
        if rows:
            yield f"<{tag}>"
            yield from (f"<tr>{''.join(_cells(row, table, scope))}</tr>" for row in rows)
            yield f"</{tag}>"
    yield "</table>"


def _cells(row: Row, table: Table, scope: str) -> Iterator[str]:
    simple = len(row.cells) == len(table.columns)
    for at, cell in enumerate(row.cells):
        align = cell.align or (table.columns[at].align if simple and not cell.header else "left")
        yield _cell(cell, align, scope)


def _cell(cell: Cell, align: str, scope: str) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
        if count > 1
    )
    look = f' class="{align}"' if align != "left" else ""
    if cell.header:
        return f'<th scope="{scope}"{spans}{look}>{_words(cell.runs)}</th>'
    return f"<td{spans}{look}>{_words(cell.runs)}</td>"


def _words(runs: Runs) -> str:
    return PHONE.sub(r'<span class="whole">\g<0></span>', escape(words(runs)))
