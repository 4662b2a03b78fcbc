"""The second process: the same bytes as here, the same errors, and nothing left behind."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from specimen import analysis, specimen

from reportgen import paging, production, style
from reportgen.document import Paragraph, Text
from reportgen.errors import RenderingFailed
from reportgen.paging import Numbers
from reportgen.production import Product
from reportgen.rectification import Source
from reportgen.writers import docx, pdf
from reportgen.writers.press import press, pressing

LOOK = style.house()
# Who runs the tests in the background hands down a deaf ear for SIGINT.
HOLDER = """
import signal, sys
from reportgen import resources, style
from reportgen.writers.press import press
signal.signal(signal.SIGINT, signal.default_int_handler)
with press(style.house()) as ready:
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_the_press_sets_what_the_writer_writes():
    """The numbers of its pages first, if they are asked for."""
    made = pdf.typeset(specimen(), LOOK)
    with press(LOOK) as ready:
        ready.send(specimen())
        assert ready.receive() == made
        ready.send(specimen())
        assert ready.numbers() == Numbers(made.pages, made.begins)
        assert ready.receive() == made


def test_a_pdf_that_nobody_asked_for_is_not_taken_for_the_next():
    """Whatever of it has been asked for when the next document is sent."""
    other = replace(specimen(), blocks=(Paragraph("body", (Text("另一份"),)),))
    lost = replace(specimen(), blocks=(Paragraph("body", (Text("\U000e0041"),)),))
    made = pdf.typeset(other, LOOK)
    with press(LOOK) as ready:
        ready.send(specimen())
        ready.send(other)
        assert ready.receive() == made
        ready.send(specimen())
        ready.numbers()
        ready.send(lost)
        ready.send(other)
        assert ready.receive() == made


def test_what_the_writer_raises_is_raised_here_and_the_press_goes_on():
    lost = replace(specimen(), blocks=(Paragraph("body", (Text("\U000e0041"),)),))
    with press(LOOK) as ready:
        ready.send(lost)
        with pytest.raises(RenderingFailed, match="U\\+E0041"):
            ready.receive()
        ready.send(specimen())
        assert ready.receive().content.startswith(b"%PDF")


def test_the_word_file_has_the_page_numbers_of_the_pdf():
    """Whether the PDF is set beside, or only to know the numbers; attachments lie beside the Word file."""
    document = replace(analysis(), attachments={"data.xlsx": b"PK"})
    product = Product(document, {}, "季分析", Source("", "", "", ""), ())
    made = pdf.typeset(document, LOOK)
    numbered = paging.numbered(document, made.pages, made.begins)
    with pressing(True) as ready:
        files = production.encode(product, ("docx", "pdf"), ready)
    assert files["季分析.pdf"] == made.content
    assert files["季分析.docx"] == docx.write(numbered, LOOK)
    assert files["季分析.data.xlsx"] == b"PK"
    assert production.encode(product, ("docx",))["季分析.docx"] == files["季分析.docx"]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_it_however_the_first_process_ends(blow):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", HOLDER], **pipes) as holder:
        assert holder.stdout
        holder.stdout.readline()
        (second,) = children(holder.pid)
        assert running(second)
        holder.send_signal(blow)
        holder.wait(30)
    until = time.monotonic() + 30
    while running(second) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(second)


def children(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def running(process: int) -> bool:
    """Of one that has ended no command is left, even where nobody has asked yet how it ended."""
    try:
        return "press" in Path(f"/proc/{process}/cmdline").read_text()
    except FileNotFoundError:
        return False
