"""What the person at the terminal sees and what the shell gets back."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from invoke import Collection, Context, Exit, task

from reportgen import console, errors, interruption, resources
from reportgen.errors import Fault

ROOT = Path(__file__).resolve().parent.parent
FAULTS = (Fault("缺少列“办结时间”", "甲.xlsx", "补上该列"), Fault("日期写法不对", "乙.xlsx 第3行"))


def raising(error: BaseException) -> Callable[[bool], None]:
    """A task body that takes --json and raises `error`."""

    @console.reported
    def body(json: bool = False) -> None:
        raise error

    return lambda as_json: body(json=as_json)


@pytest.mark.parametrize("kind", errors.ReportError.__subclasses__())
def test_each_error_has_its_exit_code_and_one_line_a_fault(kind: type[errors.ReportError], capsys) -> None:
    with pytest.raises(Exit) as left:
        raising(kind(*FAULTS))(False)
    assert left.value.code == kind.exit_code
    assert not left.value.message  # already told: invoke must not print it again
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "1. 【甲.xlsx】缺少列“办结时间”。处理办法：补上该列",
        "2. 【乙.xlsx 第3行】日期写法不对",
    ]


def test_one_fault_is_not_numbered(capsys) -> None:
    with pytest.raises(Exit):
        raising(errors.MissingData.single("本期没有数据"))(False)
    assert capsys.readouterr().err == "本期没有数据\n"


def test_with_json_the_faults_are_one_object_on_stdout(capsys) -> None:
    with pytest.raises(Exit):
        raising(errors.InputFaults(*FAULTS))(True)
    said = capsys.readouterr()
    assert said.err == ""
    told = json.loads(said.out)
    assert told["ok"] is False
    assert [fault["what"] for fault in told["faults"]] == [fault.what for fault in FAULTS]


def test_an_interruption_is_130_and_a_defect_keeps_its_traceback(capsys) -> None:
    with pytest.raises(Exit) as left:
        raising(KeyboardInterrupt())(False)
    assert left.value.code == interruption.EXIT_CODE
    assert "已中断" in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())(False)


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert console.coloured(sys.stderr)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.coloured(sys.stderr)


# --- wrong usage -----------------------------------------------------------------------------


@pytest.fixture
def program() -> console.Command:
    """The command with one task; new each time, since reading a task's help uses it up."""

    @task(help={"period": "期间，如 2026-10"})
    def monthly(context: Context, path: str, period: str = "", dry_run: bool = False) -> None:
        """生成月度通报"""

    return console.Command("0", Collection(monthly), name="reportgen", binary="reportgen")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["montly"], "不认识“montly”"),
        (["monthly", "文件", "--perod"], "不认识“--perod”"),
        (["monthly"], "任务 monthly 缺少必需的参数：'path'"),
        (["monthly", "文件", "--period"], "选项 --period 后面应写一个值"),
        (["--help", "montly"], "不认识“montly”"),
    ],
)
def test_wrong_usage_is_exit_code_2_in_plain_words(program, words: list[str], said: str, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        program.run(["reportgen", *words])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(f"{said}。处理办法：")


@pytest.mark.parametrize(
    ("words", "expected"), [(["--help"], "生成月度通报"), (["--help", "monthly"], "期间，如 2026-10")]
)
def test_help_is_all_in_plain_words(program, words: list[str], expected: str, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        program.run(["reportgen", *words])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert expected in shown
    assert "Usage" not in shown


def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "reportgen.console", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as job:
        assert job.stdout
        assert job.stderr
        job.stdout.close()
        said = job.stderr.read().decode()
    assert job.returncode == console.BROKEN_PIPE
    assert said == ""


# --- the workspace ---------------------------------------------------------------------------


def test_the_workspace_is_the_one_named_then_this_folder_then_the_sample(tmp_path: Path) -> None:
    assert console.workspace("别处", tmp_path) == Path("别处")
    assert console.workspace(None, tmp_path) == resources.sample_workspace()
    (tmp_path / "reportgen.toml").touch()
    assert console.workspace(None, tmp_path) == tmp_path


def test_an_installed_package_does_not_write_into_its_own_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "in_checkout", lambda: False)
    with pytest.raises(errors.WrongUsage, match="不是工作区"):
        console.workspace(None, tmp_path)


# --- the start -------------------------------------------------------------------------------


def test_a_document_waits_for_no_library_that_only_other_tasks_need() -> None:
    heavy = ("pyarrow", "pandas", "openpyxl", "xlsxwriter", "weasyprint", "docx", "matplotlib")
    code = (
        "import sys\nfrom reportgen import console, issuing, reports\nimport reportgen.store.engines.embedded\n"
        f"reports.load('monthly')\nprint(*(name for name in {heavy} if name in sys.modules))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.split() == []


# --- colour ----------------------------------------------------------------------------------

EVERY_TASK = """
import sys
from reportgen import console
names = sorted(console.Collection.from_module(console.load_tasks()).task_names)
for words in (["--list"], ["--help"], *(["--help", name] for name in names), ["mistaken"],
              *([name, "--workspace", "nowhere"] for name in sys.argv[1].split(",")),
              ["batches", "--workspace", sys.argv[2]], ["due", "--workspace", sys.argv[2]],
              ["collect", sys.argv[3], "--workspace", sys.argv[2]]):
    try:
        console.main(["reportgen", *words])
    except SystemExit as left:
        print(words[0], left.code, flush=True)
"""
FAILING = ("monthly", "daily", "weekly", "forms", "batches", "returns", "due", "ledger")


def printed(workspace: Path, terminal: bool, **surroundings: str) -> str:
    """What every task prints, on a terminal or into a pipe: its help, its faults, its tables."""
    faulty = resources.sample_workspace() / "returns" / "2026-10" / "负数.xlsx"
    command = [sys.executable, "-c", EVERY_TASK, ",".join(FAILING), str(workspace), str(faulty)]
    about = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    about |= {"PYTHONPATH": str(ROOT), **surroundings}
    if not terminal:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=about, text=True, check=True
        ).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=about) as job:
        os.close(theirs)
        shown = b"".join(iter(lambda: _part(ours), b""))
    os.close(ours)
    assert job.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def _part(terminal: int) -> bytes:
    """Some of what is shown; nothing once no process has the terminal any more."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_no_escape_codes_but_on_a_terminal(issued_office: Path, tmp_path: Path) -> None:
    piped = printed(shutil.copytree(issued_office, tmp_path / "office"), terminal=False, TERM="xterm")
    assert "\033" not in piped
    for words in ("任务", "mistaken 2", "monthly 1", "找不到 reportgen.toml", "退回", "collect 1"):
        assert words in piped, f"{words} was not printed"


@pytest.mark.parametrize("surroundings", [{"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_escape_codes_on_a_terminal_that_does_not_want_them(
    issued_office: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    shown = printed(shutil.copytree(issued_office, tmp_path / "office"), terminal=True, **surroundings)
    assert "\033" not in shown and "找不到 reportgen.toml" in shown


def test_on_a_terminal_only_faults_are_red(issued_office: Path, tmp_path: Path) -> None:
    shown = printed(shutil.copytree(issued_office, tmp_path / "office"), terminal=True, TERM="xterm")
    coloured = [line for line in shown.splitlines() if "\033" in line]
    assert len(coloured) == len(FAILING)
    for line in coloured:
        assert re.fullmatch(r"\033\[31m【nowhere】[^\033]+\033\[0m", line)
