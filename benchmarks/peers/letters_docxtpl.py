"""反馈函 by the hundred: pandas, docxtpl for the DOCX, LibreOffice for the PDF, as many at once as there are `JOBS`.

python -m benchmarks.peers.letters_docxtpl DATA FOLDER JOBS
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import docx
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from benchmarks.peers import blanks, letters, look
from benchmarks.peers.docxtpl_libreoffice import print_pdf
from benchmarks.peers.letters import Record

FORM = "letters_form.docx"
AT_ONCE = 200  # files of one call: LibreOffice 7.4 ends without a word after 246


def form(file: Path, record: Record) -> None:
    """The form that docxtpl fills; it has a table of each kind that `record` has."""
    document = docx.Document()
    blanks.dress(document)
    blanks.line(document, "body", "{%p for block in blocks %}")
    for kind in ("number", "title", "recipients", "body", "heading1", "heading2", "note", "list", "signature", "annex", "annex_title", "caption", "mark"):  # fmt: skip
        blanks.only(document, f"block.kind == '{kind}'", kind, "{{ block.text }}")
    blanks.only(document, "block.kind == 'picture'", "picture", "{{ picture }}")
    for name, table in record["tables"].items():
        blanks.line(document, "body", "{%p if block.kind == 'table' and block.text == '" + name + "' %}")
        _table(document, name, table)
        blanks.line(document, "body", "{%p endif %}")
    blanks.line(document, "body", "{%p endfor %}")
    document.save(str(file))


def _table(document: Any, name: str, table: Record) -> None:
    """A head that repeats, and one row of places that docxtpl repeats."""
    made = document.add_table(rows=4, cols=len(table["head"]), style="Table Grid")
    made.autofit = False
    for serial, (words, width) in enumerate(zip(table["head"], table["widths"], strict=True)):
        for cell in made.column_cells(serial):
            cell.width = Mm(width)
        blanks.write(made.cell(0, serial), words, "head")
        style = look.cell_style(table["aligns"][serial])
        blanks.write(made.cell(2, serial), f"{{{{ row[{serial}] }}}}", style)
    made.cell(1, 0).text = "{%tr for row in tables['" + name + "'].rows %}"
    made.cell(3, 0).text = "{%tr endfor %}"


def fill(data: Path, folder: Path, record: Record) -> Path:
    """The DOCX of one letter."""
    template = DocxTemplate(data / FORM)
    context = dict(record)
    if record["picture"]:
        drawn = letters.draw(record, folder)
        context["picture"] = InlineImage(template, str(drawn), width=Mm(look.PICTURE))
    template.render(context, autoescape=True)
    file = folder / f"{record['name']}.docx"
    template.save(file)
    return file


def make(data: Path, folder: Path, jobs: int) -> None:
    """A DOCX and a PDF of every letter."""
    files = letters.spread(partial(fill, data, folder), letters.read(data), jobs)
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(partial(_print, folder), range(jobs), (files[serial::jobs] for serial in range(jobs))))


def _print(folder: Path, serial: int, files: Sequence[Path]) -> None:
    """One LibreOffice after the other with a profile of its own for its share of the letters."""
    own = folder / f"office{serial}"
    own.mkdir(exist_ok=True)
    for first in range(0, len(files), AT_ONCE):
        print_pdf(files[first : first + AT_ONCE], own)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
