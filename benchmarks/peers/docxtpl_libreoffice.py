"""pandas, docxtpl for the DOCX, LibreOffice for the PDF.

python -m benchmarks.peers.docxtpl_libreoffice WORKSPACE MONTH FOLDER
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from benchmarks.peers import content, look, pictures

HERE = Path(__file__).parent
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>
"""


def make(workspace: Path, month: str, folder: Path) -> None:
    """Write bulletin.docx and bulletin.pdf into `folder`."""
    made = content.collect(workspace, month)
    files = pictures.draw(made.drawn, folder)
    template = DocxTemplate(HERE / "form.docx")
    images = {name: InlineImage(template, str(file), width=Mm(look.PICTURE)) for name, file in files.items()}
    template.render(_context(made, images), autoescape=True)
    template.save(folder / "bulletin.docx")
    print_pdf([folder / "bulletin.docx"], folder)


def _context(made: content.Content, images: dict[str, Any]) -> dict[str, Any]:
    annexes = {title: serial for serial, title in enumerate(made.annexes, 1)}
    blocks = [{**asdict(block), "serial": annexes.get(block.text, 0)} for block in made.blocks]
    return {
        "authority": made.authority,
        "number": made.number,
        "title": made.title,
        "day": made.day,
        "blocks": blocks,
        "tables": made.tables,
        "pictures": images,
        "annexes": "\n　　　".join(f"{serial}．{title}" for title, serial in annexes.items()),
    }


def print_pdf(files: Sequence[Path], folder: Path) -> None:
    """`files` as PDF into their folder, all by one call; the profile in `folder` is kept between runs."""
    profile, config = folder / "profile", folder / "fonts.conf"
    config.write_text(FONTS.format(look.fonts()), "utf-8")
    subprocess.run(
        [
            shutil.which("soffice") or "soffice", f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(files[0].parent), *map(str, files),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(config)}, check=True, capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
