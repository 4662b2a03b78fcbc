"""The command as a clerk runs it: results on stdout, words on stderr, and the exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from warm import ROOT
from warm import command as run

from reportgen import resources
from reportgen.settings import Settings


@pytest.fixture
def workspace(tmp_path: Path, sample: Settings) -> Path:
    """A workspace of its own over the sample's store."""
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(sample.workspace / name, tmp_path)
    file = tmp_path / "reportgen.toml"
    text = file.read_text("utf-8").replace('"store/store.duckdb"', f'"{sample.store}"')
    file.write_text(text.replace('generator = "generate.py"', ""), "utf-8")
    return tmp_path


def test_monthly_prints_its_files_and_nothing_else(workspace: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "reportgen.console",
        "monthly",
        "--workspace",
        workspace,
        "--format",
        "docx",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert [file.name for file in files] == ["月度通报_2026-10.docx", "月度通报_2026-10.facts.json"]
    assert all(file.stat().st_size > 10_000 for file in files)
    assert "2026年10月" in done.stderr


def test_dry_run_and_json_write_nothing(workspace: Path) -> None:
    done = run("monthly", "--workspace", str(workspace), "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (told["ok"], told["period"], len(told["files"])) == (True, "2026-10", 3)
    assert not (workspace / "output").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--period", "2026-11"), 3, "2024-10 至 2026-10"),
        (("--period", "2031-01"), 3, "2024-10 至 2026-10"),
        (("--period", "2026-13"), 2, "请写成如 2026-10"),
        (("--issued", "11月2日"), 2, "2026-11-02"),
        (("--format", "odt"), 2, "docx、pdf"),
        (("--perid", "2026-10"), 2, "--help"),
    ],
)
def test_what_a_clerk_can_get_wrong(
    workspace: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run("monthly", "--workspace", str(workspace), *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_faults_of_a_template_name_it(workspace: Path) -> None:
    (workspace / "templates").mkdir()
    template = (resources.templates() / "monthly.xml").read_text("utf-8")
    broken = template.replace("{{ f.accepted|num }}", "{{ f.acepted|num }}", 1)
    (workspace / "templates" / "monthly.xml").write_text(broken, "utf-8")
    done = run("monthly", "--workspace", str(workspace), "--format", "docx")
    assert done.returncode == 1
    assert "monthly.xml，第" in done.stderr
    assert "acepted" in done.stderr
    assert not (workspace / "output").exists()


def test_trace_explains_a_printed_figure(files: dict[str, Path]) -> None:
    facts = json.loads(files["json"].read_text("utf-8"))["facts"]
    text = next(fact["texts"][0] for fact in facts if fact["id"] == "accepted|全体|2026-10")
    done = run("trace", str(files["pdf"]), text)
    assert done.returncode == 0, done.stderr
    assert "口径：" in done.stdout
    assert "GROUP BY" in done.stdout
    assert run("trace", str(files["pdf"]), "123456789件").returncode == 3


def test_help_is_chinese_and_complete() -> None:
    listed = run("--list").stdout
    assert "monthly" in listed
    assert "月度通报" in listed
    options = run("--help", "monthly").stdout
    for option in ("--period", "--workspace", "--output", "--format", "--issued", "--dry-run", "--json"):
        assert option in options
