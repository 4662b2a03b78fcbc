"""Letters of many units for `feedback.py`: the sample's, repeated under new names, and what the peers print of them.

    python -m benchmarks.many_letters UNITS FOLDER

Writes the frozen letters (for us), their words and rows as JSON and the form of docxtpl (for the peers).
"""

import json
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.peers import letters as peers
from reportgen import delivering, issuing, lettering, resources, settings, store
from reportgen.document import (
    AttachmentList,
    Document,
    Figure,
    Heading,
    LetterFrame,
    Paragraph,
    Row,
    Signature,
    Table,
    attachment_lines,
    caption_text,
    words,
)
from reportgen.reports.feedback import Letter

YEAR, NOW = "2025", datetime(2026, 11, 2, 9)
FILE = "letters.pickle"
FOLDERS = (Path("none"), resources.templates())
ROLES = {"annex_label": "annex"}  # where the peers' look has another name
WIDTH = 156  # mm, of a table of theirs


def sample() -> tuple[Letter, ...]:
    """The letters of the sample workspace."""
    chosen = settings.load(resources.sample_workspace())
    issuing.prepare(chosen, lambda _line: None)
    with store.opened(chosen.store) as opened:
        return delivering._evaluated(chosen, opened, NOW, delivering.Asked(YEAR))[1]


def repeated(letters: tuple[Letter, ...], count: int) -> Iterator[Letter]:
    """`count` letters, each to a unit of its own."""
    for serial in range(count):
        turn, place = divmod(serial, len(letters))
        yield _renamed(letters[place], f"{turn:02d}") if turn else letters[place]


def _renamed(letter: Letter, tail: str) -> Letter:
    unit = letter.unit
    named = replace(unit, id=f"{unit.id}-{tail}", name=f"{unit.name}{tail}", short=f"{unit.short}{tail}")
    participant = replace(letter.result.participant, unit=named)
    return replace(letter, result=replace(letter.result, participant=participant))


# --- what the peers print ---------------------------------------------------------------------------


def record(letter: Letter) -> dict[str, Any]:
    """The words, tables and picture of one letter."""
    document = lettering.product(FOLDERS, letter).document
    blocks = [block for each in document.flat() for block in _blocks(each)]
    tables = {_kind(each): _table(each) for each in document.flat() if isinstance(each, Table)}
    return {
        "name": lettering.stem(letter),
        "blocks": blocks,
        "tables": tables,
        "picture": _picture(letter, document),
    }


def _blocks(block: object) -> Iterator[dict[str, str]]:
    match block:
        case LetterFrame(mark, number):
            yield from (_said("mark", mark), _said("number", number))
        case Paragraph(role, runs):
            yield _said(ROLES.get(role, role), words(runs))
        case Heading(level, runs):
            yield _said(f"heading{level}", words(runs))
        case AttachmentList():
            yield from (_said("list", line) for line in attachment_lines(block))
        case Signature(organ, day):
            yield from (_said("signature", organ), _said("signature", day))
        case Figure():
            yield from (_said("picture", ""), _said("caption", caption_text(block)))
        case Table():
            if block.caption:
                yield _said("caption", caption_text(block))
            yield _said("table", _kind(block))


def _said(kind: str, text: str) -> dict[str, str]:
    return {"kind": kind, "text": text}


def _kind(table: Table) -> str:
    """The name of the table in the form, which has one for each number of columns."""
    return f"{table.id}_{len(table.columns)}"


def _table(table: Table) -> dict[str, Any]:
    total = sum(column.width for column in table.columns)
    head, *rows = (*table.head, *table.body)  # a form has no head; its first row serves
    return {
        "head": _row(head),
        "rows": [_row(row) for row in rows],
        "widths": [round(column.width / total * WIDTH, 1) for column in table.columns],
        "aligns": "".join(column.align[0] for column in table.columns),
    }


def _row(row: Row) -> list[str]:
    """The words of each column; those of a wide cell in its first."""
    return [text for cell in row.cells for text in (words(cell.runs), *[""] * (cell.colspan - 1))]


def _picture(letter: Letter, document: Document) -> dict[str, Any] | None:
    if not document.pictures:
        return None
    known = {name: value for name, value in letter.result.classes.items() if value is not None}
    own = {**known, "总指数": letter.result.total}
    others = {**letter.peers.classes, "总指数": letter.peers.totals}
    return {
        "labels": list(own),
        "own": [float(value) for value in own.values()],
        "peers": [[float(value) for value in others[name]] for name in own],
        "source": f"数据来源：{YEAR}年全年政务服务效能评价，{letter.peers.title}，单位：分",
    }


def main(count: int, folder: Path) -> None:
    """Everything that the contenders read."""
    from benchmarks.peers import letters_docxtpl  # with libraries that only the benchmark has

    letters = tuple(repeated(sample(), count))
    (folder / FILE).write_bytes(pickle.dumps(letters))
    records = [record(letter) for letter in letters]
    lines = (json.dumps(each, ensure_ascii=False) for each in records)
    (folder / peers.FILE).write_text("\n".join(lines), "utf-8")
    kinds = {name: table for each in records for name, table in each["tables"].items()}
    letters_docxtpl.form(folder / letters_docxtpl.FORM, {"tables": kinds})


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
