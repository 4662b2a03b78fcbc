"""Tasks for staff: each parses strings, calls one function and prints paths.

Periodic documents are not listed here: every module of reportgen.reports becomes a task, so a
new document type needs no edit of this file.
"""

import json
from datetime import date
from pathlib import Path

from invoke import Collection, Context, Task, task

from reportgen import console, issuing, reports, resources, settings, store, trace
from reportgen.reports import Report

WORKSPACE = "工作区文件夹，含 reportgen.toml（默认：当前文件夹，没有则用示例工作区）"

_HELP = {
    "period": "期间，如 2026-10；默认：最近一个完整的期间",
    "workspace": WORKSPACE,
    "output": "输出文件夹；默认用 reportgen.toml 中的 output，结果在其下的 <期间>/",
    "format": "只出某种格式：docx 或 pdf；默认两种都出",
    "issued": "成文日期，如 2026-11-02；默认：应当印发的那个工作日",
    "dry-run": "只说明将要生成哪些文件，不生成",
    "json": "结果以 JSON 输出到标准输出",
}


def _periodic(report: Report) -> Task:
    """The task that issues `report`."""

    def run(context: Context, period="", workspace="", output="", format="", issued="", dry_run=False, json=False):  # type: ignore[no-untyped-def]
        with console.reported(json):
            order = issuing.order(
                report, console.workspace(workspace), date.today(),
                period=period, issued=issued, output=output, formats=format,
            )  # fmt: skip
            console.say(f"{report.title}：{order.period.label}，成文日期 {order.issued}")
            paths = issuing.planned(order) if dry_run else issuing.issue(order, console.say)
            console.result({"document": report.name, "period": str(order.period), "files": [str(path) for path in paths]}, json)

    run.__doc__ = f"生成{report.title}（DB50/T 957.7 {report.clause}）：Word 和 PDF 各一份"
    return Task(run, name=report.name, help=_HELP, auto_shortflags=False)


@task(name="trace", positional=["file", "figure"], auto_shortflags=False, help={"file": "生成的文件（docx、pdf 或 facts.json）", "figure": "文件中印出的数，如 99.95%", "workspace": WORKSPACE})  # fmt: skip
def trace_(context: Context, file: str, figure: str, workspace: str = "") -> None:
    """说明文件中某个数的来历：口径、分子分母、分组明细和查询语句"""
    with console.reported():
        chosen, facts = settings.load(console.workspace(workspace)), trace.certificate(Path(file))
        with store.opened(chosen.store) as opened:
            for fact in trace.matching(facts, figure):
                print("\n".join(trace.explain(opened, chosen.register, facts, fact)))


@task
def test(context: Context) -> None:
    """运行全部测试"""
    context.run("python -m pytest", pty=False)


@task
def check(context: Context) -> None:
    """检查代码：规范、类型、测试"""
    for command in ("ruff check .", "ruff format --check .", "mypy", "python -m pytest"):
        context.run(f"python -m {command}" if not command.startswith("python") else command)


namespace = Collection(trace_, test, check, *(_periodic(report) for report in reports.scan().values()))
