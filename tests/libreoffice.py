"""LibreOffice as the tests' Word: a DOCX rendered to PDF with the fonts of the project's own table.

A private profile and a private fontconfig file keep the result apart from the machine's settings. They are made once a
run: making them takes longer than a page.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

FANDOL = Path.home() / ".cache" / "reportgen" / "fonts"
# the font named in the DOCX, the font that stands in for it here, and its weight if not regular
STAND_INS = (
    ("仿宋_GB2312", "FandolFang R", ""),
    ("楷体_GB2312", "FandolKai", ""),
    ("黑体", "Noto Sans CJK SC", ""),
    ("宋体", "Noto Serif CJK SC", ""),
    ("方正小标宋简体", "Noto Serif CJK SC", "bold"),
)
SECONDS = 120


def to_pdf(docx: bytes, folder: Path) -> bytes:
    """`docx` as LibreOffice prints it; `folder` is scratch space."""
    source = folder / "document.docx"
    source.write_bytes(docx)
    return to_pdf_of(source, folder)


def to_pdf_of(given: Path, folder: Path) -> bytes:
    """The file `given` as LibreOffice prints it."""
    source = folder / given.name
    if source != given:
        shutil.copy(given, source)
    result = source.with_suffix(".pdf")
    result.unlink(missing_ok=True)
    done = subprocess.run(
        _command(source, folder),
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert result.exists(), f"LibreOffice wrote nothing: {done.stdout}{done.stderr}"
    return result.read_bytes()


def recalculated(xlsx: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it: every formula with its value."""
    source, kept = folder / "workbook.xlsx", folder / "saved"
    source.write_bytes(xlsx)
    done = subprocess.run(
        _command(source, kept, "xlsx"),
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (kept / source.name).exists(), f"LibreOffice wrote nothing: {done.stdout}{done.stderr}"
    return (kept / source.name).read_bytes()


def _command(source: Path, folder: Path, kind: str = "pdf") -> list[str]:
    program = shutil.which("soffice")
    assert program, (
        "LibreOffice (soffice) is not installed: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
    )
    profile = (_private() / "profile").resolve().as_uri()
    return [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(source),
    ]


@cache
def _private() -> Path:
    """Where profile, fontconfig file and font cache of this run lie; gone at its end."""
    folder = tempfile.TemporaryDirectory(prefix="libreoffice-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _environment() -> dict[str, str]:
    config = _private() / "fonts.conf"
    if not config.exists():
        config.write_text(_font_config(_private() / "font-cache"), "utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(config), "SOURCE_DATE_EPOCH": "0"}


def _font_config(cache: Path) -> str:
    rules = "\n".join(_rule(*stand_in) for stand_in in STAND_INS)
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{FANDOL}</dir>
<cachedir>{cache}</cachedir>
{rules}
</fontconfig>
"""


def _rule(name: str, stand_in: str, weight: str) -> str:
    bold = (
        f'<edit name="weight" mode="assign" binding="strong"><const>{weight}</const></edit>' if weight else ""
    )
    return (
        f'<match target="pattern"><test name="family" qual="any"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{stand_in}</string></edit>{bold}</match>'
    )
