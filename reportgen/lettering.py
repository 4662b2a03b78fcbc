"""One 反馈函 (6.4 d): its document and its files, from its `Letter` alone. What a worker runs, and all that it loads."""

import gc
import hashlib
from pathlib import Path

from reportgen import __version__, markup, production, style, wording
from reportgen.document import Properties
from reportgen.forms import naming
from reportgen.production import Product
from reportgen.rectification import Source
from reportgen.reports import feedback
from reportgen.reports.feedback import Letter
from reportgen.writers import WRITERS

NAME, CLAUSE = "feedback", "6.4 d"
SHARED = ("feedback.xml", "style.toml")  # files of templates/ that every letter is made with

Folders = tuple[Path, Path]


def product(folders: Folders, letter: Letter) -> Product:
    """The document of `letter` and its facts, from nothing but these."""
    desk, frequency = feedback.desk(letter), letter.period.frequency
    context = feedback.facts(letter, desk)
    drawings = feedback.draw(letter, context)
    text = markup.render(feedback.TEMPLATE, folders, dict(context), wording.filters(desk.facts, frequency))
    pictures = {name: drawing.picture for name, drawing in drawings.items()}
    document = markup.parse(text, feedback.TEMPLATE, _properties(letter), pictures)
    certificate = production.certified(
        NAME, frequency, letter.period, letter.issued, desk.facts, document, drawings
    )
    source = Source(feedback.TITLE, letter.number, NAME, str(letter.period))
    return Product(document, {**certificate, "unit": letter.unit.id}, stem(letter), source, ())


def stem(letter: Letter) -> str:
    """How the files of `letter` are called: by the code of its unit, never by its name."""
    return f"{naming.code(letter.unit.id)}_{feedback.TITLE}_{letter.period}"


def _properties(letter: Letter) -> Properties:
    return Properties(
        title=f"{letter.period.label}政务服务效能评价结果反馈（{letter.unit.short}）",
        organ=letter.organ,
        subject=f"反馈报告（DB50/T 957.7 {CLAUSE}）",
        keywords=("效能监管", feedback.TITLE, str(letter.period), letter.unit.id),
        issued=letter.issued,
        mark=letter.mark,
    )


def produce(folders: Folders, letter: Letter) -> dict[str, bytes]:
    """The files of `letter` by name: DOCX, PDF and facts; equal letters give equal bytes in any process."""
    return production.encode(product(folders, letter), tuple(WRITERS))


def ready() -> None:
    """A worker with engine, fonts and style loaded."""
    from reportgen.writers import pdf

    pdf.make_ready(style.house())
    gc.collect()
    gc.freeze()  # what is loaded now stays; a search for garbage after each letter need not go through it


def digest(letter: Letter, folders: Folders) -> str:
    """What the files of `letter` depend on: its values, the templates, the style, the version of the program."""
    shared = (folder / name for name in SHARED for folder in folders)
    found = hashlib.sha256(f"{__version__}\n{letter!r}".encode())
    for file in shared:
        found.update(file.read_bytes() if file.exists() else b"-")
    return found.hexdigest()
