"""The edge to the person at the terminal: messages, faults, exit codes, and the command `reportgen`.

Results go to stdout, everything said about them to stderr, so that a pipe receives paths and nothing else.
"""

import functools
import importlib.util
import inspect
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NoReturn, ParamSpec, TextIO, TypeVar

from invoke import Collection, Exit, Program
from invoke.exceptions import ParseError

from reportgen import __version__, garbage, interruption, resources
from reportgen.errors import Fault, ReportError, WrongUsage

BROKEN_PIPE = 141  # 128 + SIGPIPE
RED, PLAIN = "\033[31m", "\033[0m"

P = ParamSpec("P")
R = TypeVar("R")


# --- messages --------------------------------------------------------------------------------


def say(message: str) -> None:
    """Print `message` on stderr at once."""
    print(message, file=sys.stderr, flush=True)


def progress(done: int, total: int) -> None:
    """Say on a terminal how many of `total` files are done, always in the same line."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r已核对 {done}/{total} 个文件", end=end, file=sys.stderr, flush=True)


def pace() -> Callable[[int, int, int], None]:
    """Says on a terminal, always in the same line, how many documents are done, left and failed, and the rate."""
    started = time.monotonic()

    def told(done: int, total: int, failed: int) -> None:
        if sys.stderr.isatty():
            rate = done / max(time.monotonic() - started, 1e-9)
            end = "\n" if done == total else ""
            words = f"已生成 {done}，还有 {total - done}，失败 {failed}，每秒 {rate:.1f} 份"
            print(f"\r{words}　", end=end, file=sys.stderr, flush=True)

    return told


def width(stream: TextIO) -> int:
    """How many half characters a line of `stream` holds if it is a terminal, else 0."""
    return shutil.get_terminal_size().columns if stream.isatty() else 0


def coloured(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that shows colour, and nobody said NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def fault_lines(faults: tuple[Fault, ...]) -> list[str]:
    """One line for each fault, numbered when there are several.

    >>> fault_lines((Fault("缺少列", "甲.xlsx"), Fault("日期写法不对")))
    ['1. 【甲.xlsx】缺少列', '2. 日期写法不对']
    """
    lines = [" ".join(str(fault).splitlines()) for fault in faults]
    return lines if len(lines) == 1 else [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def fault_json(faults: tuple[Fault, ...]) -> str:
    """The same as one JSON object.

    >>> fault_json((Fault("缺少列", "甲.xlsx"),))
    '{"ok": false, "faults": [{"what": "缺少列", "where": "甲.xlsx", "remedy": ""}]}'
    """
    told = [{"what": fault.what, "where": fault.where, "remedy": fault.remedy} for fault in faults]
    return json.dumps({"ok": False, "faults": told}, ensure_ascii=False)


def tell(faults: tuple[Fault, ...], as_json: bool = False) -> None:
    """Print `faults`: lines on stderr, or one JSON object on stdout."""
    if as_json:
        print(fault_json(faults), flush=True)
        return
    before, after = (RED, PLAIN) if coloured(sys.stderr) else ("", "")
    for line in fault_lines(faults):
        say(f"{before}{line}{after}")


# --- errors and exit codes -------------------------------------------------------------------


def reported(body: Callable[P, R]) -> Callable[P, R]:
    """The task `body` with `reporting` around it; its option `json` decides how faults are told."""

    @functools.wraps(body)
    def run(*args: P.args, **options: P.kwargs) -> R:
        with reporting(as_json=bool(options.get("json"))):
            return body(*args, **options)

    return run


@contextmanager
def reporting(as_json: bool = False) -> Iterator[None]:
    """Tell what a user can cause and leave with its exit code; a defect of ours shows its traceback."""
    try:
        yield
        sys.stdout.flush()  # a reader that has gone shows here, not in the interpreter's last breath
    except ReportError as error:
        tell(error.faults, as_json)
        raise Exit(code=error.exit_code) from error
    except KeyboardInterrupt:
        _tell_interrupted(as_json)
        raise Exit(code=interruption.EXIT_CODE) from None
    except BrokenPipeError:
        _drop_stdout()
        raise Exit(code=BROKEN_PIPE) from None


def _tell_interrupted(as_json: bool = False) -> None:
    if sys.stderr.isatty():
        say("")  # the terminal shows ^C, perhaps behind a line that counts files
    tell((Fault(interruption.WORDS),), as_json)


def _drop_stdout() -> None:
    """Send the rest of stdout nowhere: its reader (say, `head`) has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- the workspace ---------------------------------------------------------------------------


def workspace(given: str | Path | None = None, here: Path | None = None) -> Path:
    """`given`; else the folder `here` if it is a workspace; else, in a checkout, the sample workspace.

    `WrongUsage` if there is none of them.
    """
    here = here or Path.cwd()
    if given:
        return Path(given).expanduser()
    if (here / "reportgen.toml").is_file():
        return here
    if resources.in_checkout():
        return resources.sample_workspace()
    raise WrongUsage.single(
        "当前文件夹不是工作区（没有 reportgen.toml）",
        str(here),
        "请先进入工作区文件夹，或用 --workspace 文件夹 指明",
    )


# --- the command -----------------------------------------------------------------------------

# invoke's own complaints, in the user's language: pattern, replacement.
COMPLAINTS = (
    (r"No idea what '(.+)' is!", r"不认识“\1”"),
    (r"'(.+)' did not receive required positional arguments: (.+)", r"任务 \1 缺少必需的参数：\2"),
    (r"Flag <Argument: (\S+).*> needed value and was not given one!", r"选项 --\1 后面应写一个值"),
    (r"Flag <Argument: (\S+).*> doesn't take any value!", r"选项 --\1 后面不应写值"),
    (r"invalid literal for int\(\) with base 10: '(.*)'", r"“\1”不是数，应写编号"),
    (r"'(.+)' is ambiguous when given after an optional-value flag", r"“\1”的含义不明确，请写成 --选项=值"),
)
HELP = """用法：{name} 任务 [--选项 值]…

  {name} --list         列出全部任务
  {name} --help 任务    显示任务的全部选项
  {name} --version      显示版本
"""


def complaint(message: str) -> str:
    """`message` of invoke's parser in Chinese, or unchanged where it is not known.

    >>> complaint("No idea what 'montly' is!")
    '不认识“montly”'
    """
    for pattern, replacement in COMPLAINTS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return match.expand(replacement)
    return message


def gathered(argv: list[str]) -> list[str]:
    """`argv` with the paths after `collect` as one argument, since a task of invoke's takes no list of them.

    >>> gathered(["reportgen", "collect", "甲.xlsx", "乙", "--json"])
    ['reportgen', 'collect', '甲.xlsx\\n乙', '--json']
    """
    if "collect" not in argv[1:]:
        return argv
    start = argv.index("collect", 1) + 1
    end = next((at for at in range(start, len(argv)) if argv[at].startswith("-")), len(argv))
    return [*argv[:start], *(["\n".join(argv[start:end])] if end > start else []), *argv[end:]]


class Command(Program):
    """invoke's program with our tasks only: Chinese messages, and exit code 2 for wrong usage."""

    def parse_core(self, argv: list[str] | None) -> None:
        """Read the options before the task."""
        with _wrong_usage(self):
            super().parse_core(gathered(list(sys.argv if argv is None else argv)))

    def parse_tasks(self) -> None:
        """Read the tasks and their options."""
        with _wrong_usage(self):
            super().parse_tasks()

    def parse_cleanup(self) -> None:
        """Answer --help and --list."""
        with _wrong_usage(self):
            super().parse_cleanup()

    def print_help(self) -> None:
        """Usage in three lines, then the tasks."""
        print(HELP.format(name=self.binary))
        self.list_tasks()

    def print_task_help(self, name: str) -> None:
        """Usage, what the task does, its options."""
        print(f"用法：{self.binary} {name} [--选项 值]…\n")
        print(f"{inspect.getdoc(self.collection[name]) or ''}\n")
        if options := self.parser.contexts[name].help_tuples():
            print("选项：\n")
            self.print_columns(options)

    def task_list_opener(self, extra: str = "") -> str:
        """The words above the list of tasks."""
        del extra
        return "任务"


@contextmanager
def _wrong_usage(program: Program) -> Iterator[None]:
    try:
        yield
    except (ParseError, ValueError) as error:  # invoke converts values and lets the conversion's error out
        hint = f"运行 {program.binary} --list 查看任务，--help 任务 查看选项"
        raise Exit(f"{complaint(str(error))}。处理办法：{hint}", code=WrongUsage.exit_code) from error


def load_tasks() -> ModuleType:
    """The module of the tasks, found by its file so that no other tasks.py can take its place."""
    name = "tasks" if resources.in_checkout() else "reportgen.tasks"
    spec = importlib.util.spec_from_file_location(name, resources.tasks())
    if not (spec and spec.loader):
        raise ImportError(f"not a module: {resources.tasks()}")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command `reportgen` and leave with its exit code."""
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
        code = BROKEN_PIPE
    sys.exit(code)


def _run(argv: list[str] | None) -> int | str | None:
    try:
        with garbage.at_rest():
            collection = Collection.from_module(load_tasks(), name="reportgen")
        interruption.is_raised()  # and told by the task
        binary = "./invokew" if resources.in_checkout() else "reportgen"
        Command(__version__, collection, name="reportgen", binary=binary).run(argv)
    except KeyboardInterrupt:
        _tell_interrupted()
        return interruption.EXIT_CODE
    except SystemExit as leaving:
        if not isinstance(leaving.__context__, KeyboardInterrupt):
            return leaving.code
        _tell_interrupted()  # outside `reporting`, where invoke says nothing, and 1
        return interruption.EXIT_CODE
    return 0


def command() -> NoReturn:
    """The command as a process of its own: it ends with its work.

    Taking every loaded library apart before leaving would cost a tenth of a run, and frees what the system
    frees anyway. All files are closed by then. Only what was interrupted has to give back what it still holds
    (the semaphores of its child processes), and a second Ctrl-C must not disturb it.
    """
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    if code == interruption.EXIT_CODE:
        interruption.is_ignored()
        sys.exit(code)
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    command()
