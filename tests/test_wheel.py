"""The wheel, outside the checkout: its templates, sample workspace and tasks are inside."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `pip` would, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def outside(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed: unpacked, which is all there is to a pure one."""
    folder = tmp_path_factory.mktemp("外 部")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def reportgen(outside: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the empty folder `here`; the checkout is not on its path."""
    # -P: not even the current folder. The editable install comes after PYTHONPATH, hence never first.
    command = [sys.executable, "-P", "-m", "reportgen.console", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(outside), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command, cwd=here, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_it_carries_what_is_used_and_nothing_that_was_produced(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in ("tasks.py", "templates/style.toml", "templates/monthly.xml", "sample_data/reportgen.toml"):
        assert f"reportgen/{name}" in names
    sample = [name for name in names if name.startswith("reportgen/sample_data/")]
    assert {Path(name).suffix for name in sample} <= {".csv", ".md", ".py", ".toml"}
    assert not [name for name in sample if "/output/" in name or "/store/" in name]
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"charts", "reportgen"}


def test_it_lists_its_tasks_anywhere(outside: Path, tmp_path: Path) -> None:
    answer = reportgen(outside, tmp_path, "--list")
    assert answer.returncode == 0, answer.stderr
    assert "monthly" in answer.stdout
    assert list(tmp_path.iterdir()) == []


def test_without_a_workspace_it_says_how_to_name_one(outside: Path, tmp_path: Path) -> None:
    answer = reportgen(outside, tmp_path, "monthly")
    assert answer.returncode == 2
    assert "--workspace" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_its_resources_are_inside(outside: Path, tmp_path: Path) -> None:
    code = "from reportgen import resources as r; print(r.templates(), r.sample_workspace(), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(outside)}
    command = [sys.executable, "-P", "-c", code]
    told = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    for line in told.stdout.splitlines():
        assert Path(line).is_relative_to(outside)
        assert Path(line).is_dir()
