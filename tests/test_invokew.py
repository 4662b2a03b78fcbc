"""invokew on machines that lack something: it says what, in plain words, and goes no further."""

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "invokew"
LOCKS = {
    "requirements.lock": (),
    "requirements-dev.lock": ("dev", "postgres", "spark"),
    "requirements-bench.lock": ("dev", "bench", "postgres", "spark"),
}
FONTS = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")
# What any POSIX system has; in particular no package manager, no TeX, no sudo.
COMMON = ("sh", "cat", "cp", "dirname", "env", "find", "grep", "id", "ls", "mkdir", "mktemp", "mv", "paste",
          "readlink", "rm", "sed")  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a difficult name that holds what invokew reads of a checkout."""
    folder = tmp_path / "监管 公文"
    folder.mkdir()
    for name in ("invokew", *LOCKS):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder for PATH with the common commands only."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in COMMON:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


def with_python(commands: Path) -> None:
    """Add this Python to the folder of `commands`, under the usual name."""
    script = commands / "python3"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    script.chmod(0o755)


def run(checkout: Path, commands: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call invokew from elsewhere, with an empty home and nothing but `commands` in PATH."""
    home = checkout.parent / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [shutil.which("sh") or "sh", str(checkout / "invokew"), *arguments],
        env={"PATH": str(commands), "HOME": str(home), "REPORTGEN_FONTS": str(checkout.parent / "fonts")},
        cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_without_python_the_version_needed_is_named(checkout: Path, commands: Path) -> None:
    answer = run(checkout, commands, "monthly")
    assert answer.returncode == 1
    assert "需要 Python 3.11" in answer.stderr
    assert answer.stdout == ""
    assert not (checkout / ".venv").exists()


def test_without_apt_everything_missing_is_listed_with_what_to_do(checkout: Path, commands: Path) -> None:
    with_python(commands)
    answer = run(checkout, commands, "monthly")
    assert answer.returncode == 1
    assert "再次运行 ./invokew" in answer.stderr
    assert str(checkout.parent / "fonts") in answer.stderr
    assert "sudo" not in answer.stderr
    assert answer.stdout == ""
    assert not (checkout / ".venv").exists()


def test_a_font_with_another_checksum_is_refused_and_kept(checkout: Path, commands: Path) -> None:
    with_python(commands)
    fonts = checkout.parent / "fonts"
    fonts.mkdir()
    for name in FONTS:
        (fonts / name).write_bytes(b"not this font")
    answer = run(checkout, commands, "monthly")
    assert answer.returncode == 1
    assert "校验和不符" in answer.stderr
    assert (fonts / FONTS[0]).read_bytes() == b"not this font"
    assert not (checkout / ".venv").exists()


def test_an_interrupted_environment_is_not_taken_for_a_finished_one(checkout: Path, commands: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    invoke = checkout / ".venv" / "bin" / "invoke"
    invoke.write_text("#!/bin/sh\necho 不该运行\n")
    invoke.chmod(0o755)
    (checkout / ".venv" / ".invokew-base").touch()
    answer = run(checkout, commands, "monthly")
    assert answer.returncode == 1
    assert "不该运行" not in answer.stdout


@pytest.mark.skipif(not shutil.which("flock"), reason="flock is not on this system")
def test_a_second_run_waits_for_the_first(checkout: Path, commands: Path) -> None:
    (commands / "flock").symlink_to(shutil.which("flock") or "")
    folder = os.open(checkout, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    script = ["sh", str(checkout / "invokew"), "monthly"]
    waiting = subprocess.Popen(
        script, env={"PATH": str(commands), "HOME": str(checkout.parent)}, stderr=subprocess.PIPE, text=True
    )
    with waiting:
        assert waiting.stderr
        assert "请稍候" in waiting.stderr.readline()
        assert waiting.poll() is None
        os.close(folder)
        assert "需要 Python" in waiting.stderr.read()


def set_up_here() -> bool:
    """Whether invokew itself made the environment of this very checkout: any other it would build anew."""
    stamp = ROOT / ".venv" / ".invokew-base"
    return stamp.exists() and stamp.read_text("utf-8").strip().endswith(f" {ROOT / '.venv'}")


@pytest.mark.skipif(not set_up_here(), reason="not set up by invokew")
def test_a_second_run_touches_nothing() -> None:
    def state() -> list[tuple[str, int]]:
        packages = next((ROOT / ".venv").glob("lib/python*/site-packages"))
        entries = (*(ROOT / ".venv").iterdir(), *(ROOT / ".venv" / "bin").iterdir(), *packages.iterdir())
        return sorted((str(entry), entry.stat().st_mtime_ns) for entry in entries)

    before = state()
    answer = subprocess.run([SCRIPT, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert "环境已就绪" not in answer.stderr
    assert answer.stdout.startswith("reportgen ")
    assert state() == before


def test_the_fonts_are_those_the_program_accepts() -> None:
    from reportgen import fonts

    script = SCRIPT.read_text(encoding="utf-8")
    assert {
        name: digest for name, digest in fonts.DIGESTS.items() if f"{name} {digest}" in script
    } == fonts.DIGESTS


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_every_pin_is_in_its_lock_with_hashes(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    pins = [*project["dependencies"], *(pin for extra in extras for pin in optional[extra])]
    locked = (ROOT / lock).read_text(encoding="utf-8").replace("-", "_").lower()
    for pin in pins:
        name, version = pin.split("==")
        assert f"\n{name.split('[')[0]}=={version} ".replace("-", "_").lower() in locked, pin
    assert "://" not in locked
    entries = [line for line in locked.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert all(line.endswith("\\") for line in entries)


def test_the_scripts_pass_shellcheck() -> None:
    checker = shutil.which("shellcheck") or shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    if not checker:
        pytest.skip("shellcheck is not installed")
    answer = subprocess.run(
        [checker, SCRIPT, ROOT / ".ci" / "run"], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.stdout == ""
