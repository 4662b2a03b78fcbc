"""Tasks for staff: each parses strings, calls one function and prints paths, and loads no more than it runs.

Periodic documents are not listed here: every kind of `duty` becomes a task, so a new one needs no edit of this file.
"""

import json as notation
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from sys import stderr, stdout
from typing import TYPE_CHECKING, Any

from invoke import Collection, Context, Exit, Task, task

from reportgen import console, garbage, resources
from reportgen.duty import KINDS, Kind
from reportgen.writers.press import pressing

if TYPE_CHECKING:
    from reportgen import collecting

ROOT = Path(__file__).resolve().parent
WORKSPACE = "工作区文件夹（含 reportgen.toml）；默认用当前文件夹，没有则用示例工作区"

_HELP = {
    "period": "期间，如 2026-10；默认为最近一个完整的期间",
    "workspace": WORKSPACE,
    "output": "输出文件夹，结果放在其下的“期间”文件夹；默认用 reportgen.toml 中的 output",
    "format": "只出一种格式：docx 或 pdf；默认两种都出",
    "issued": "成文日期，如 2026-11-02；默认为应当印发的那个工作日",
    "issue": "审定后正式印发：登记印发，问题列入整改台账",
    "reissue": "已印发的更正后重新印发：写明更正原因",
    "dry-run": "只列出将要生成的文件，不生成",
    "json": "结果以一个 JSON 对象输出",
}


def _periodic(kind: Kind) -> Task[Any]:
    """The task that issues documents of `kind`."""

    def run(context: Context, period="", workspace="", output="", format="", issued="", issue=False, reissue="", dry_run=False, json=False):  # type: ignore[no-untyped-def]  # fmt: skip
        with console.reporting(json), pressing(not dry_run and "pdf" in (format or "pdf")) as ready:
            with garbage.at_rest():
                from reportgen import issuing, reports

                report = reports.load(kind.document)
            asked = {"period": period, "issued": issued, "output": output, "formats": format}
            now, place = datetime.now(), console.workspace(workspace)
            order = issuing.order(report, place, now.date(), **asked, official=issue, reissue=reissue)
            console.say(f"{kind.title}：{order.period.label}，成文日期{order.issued}")
            about = {"ok": True, "document": kind.document, "period": str(order.period)}
            if dry_run:
                _print(about, issuing.planned(order), json)
            else:
                _print(about, issuing.issue(order, console.say, now, issuing.who(), ready), json)

    run.__doc__ = f"生成{kind.title}（DB50/T 957.7 第 {kind.clause} 条），Word 和 PDF 各一份"
    return Task(run, name=kind.document, help=_HELP, auto_shortflags=False)


def _print(result: Any, paths: Iterable[Path], as_json: bool) -> None:
    """Result paths, one a line; or one JSON object, or the list that the result is."""
    files = [str(path) for path in paths]
    if as_json:
        told = result if isinstance(result, list) else {**result, "files": files}
        print(notation.dumps(told, ensure_ascii=False))
    elif files:
        print("\n".join(files))


@task(
    auto_shortflags=False,
    help={
        "period": "月份，如 2026-11；默认为当月",
        "unit": "只给这些单位，写编码或名称，多个用逗号分开；默认给全部单位",
        "dataset": "只填这些数据集，写名称，多个用逗号分开；默认为由单位报送的全部数据集",
        "apart": "每个数据集单独一份，放在以数据集命名的文件夹里",
        "workspace": WORKSPACE,
        "output": _HELP["output"],
        "json": _HELP["json"],
    },
)
def forms(context: Context, period="", unit="", dataset="", apart=False, workspace="", output="", json=False):  # type: ignore[no-untyped-def]  # fmt: skip
    """生成各单位报送数据用的空白表（DB50/T 957.7 第 6.3.3 条），每个单位一份 Excel"""
    from reportgen import collecting

    with console.reporting(json):
        asked = {"period": period, "units": unit, "names": dataset, "output": output, "apart": apart}
        paths = collecting.issue_forms(console.workspace(workspace), date.today(), console.say, **asked)
        _print({"ok": True}, paths, json)


@task(
    auto_shortflags=False,
    help={
        "paths": "报送文件、文件夹或压缩包，可以写几个",
        "workspace": WORKSPACE,
        "output": "核对结果和退回文件所在的文件夹；默认用 reportgen.toml 中的 output",
        "jobs": "同时核对几个文件；默认与处理器数相同",
        "json": _HELP["json"],
    },
)
def collect(context: Context, paths, workspace="", output="", jobs=0, json=False):  # type: ignore[no-untyped-def]
    """接收各单位报送的文件（第 6.3.3 条）：逐格核对，合格的整个收下，有问题的附核对意见退回"""
    from reportgen import collecting

    with console.reporting(json):
        place, say = console.workspace(workspace), console.say
        told = collecting.collect(
            place, paths, datetime.now(), say, console.progress, output, int(jobs), console.width(stderr)
        )
        _tell(told, json)


@task(
    auto_shortflags=False,
    help={
        "show": "查看一个批次：编号",
        "withdraw": "撤回一个批次，恢复它之前的数据：编号",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def batches(context: Context, show=0, withdraw=0, workspace="", json=False):  # type: ignore[no-untyped-def]
    """列出、查看或撤回收到的报送批次（第 6.4 a 条 材料留存）"""
    from reportgen import collecting

    with console.reporting(json):
        place = console.workspace(workspace)
        edge = console.width(stdout)
        _tell(collecting.batches(place, console.say, datetime.now(), int(show), int(withdraw), edge), json)


@task(
    auto_shortflags=False,
    help={
        "period": "月份，如 2026-10；默认为上一个月",
        "workspace": WORKSPACE,
        "output": _HELP["output"],
        "json": _HELP["json"],
    },
)
def returns(context: Context, period="", workspace="", output="", json=False):  # type: ignore[no-untyped-def]
    """查看各单位报送情况：已报、逾期、零业务、退回、未报，并生成催报清单"""
    from reportgen import collecting

    with console.reporting(json):
        _tell(
            collecting.returns(console.workspace(workspace), period, datetime.now(), console.say, output),
            json,
        )


@task(
    name="store",
    auto_shortflags=False,
    help={
        "verify": "核对数据库是否完好",
        "migrate": "把旧版数据库升级到现行结构（在副本上进行，原库保留）",
        "contract": "列出数据库应有的表和字段，并逐列说明本工作区的数据库缺什么",
        "database": "与 --contract 合用：改为对照这个数据库，写文件或 postgres://用户@主机/库名",
        "create": "新建空数据库；平台已建好的视图保留",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def store_(context: Context, verify=False, migrate=False, contract=False, database="", create=False, workspace="", json=False):  # type: ignore[no-untyped-def]  # fmt: skip
    """新建、核对、升级数据库，或列出应有的表和字段（第 2.5 条 数据一个库）"""
    from reportgen import upkeep

    with console.reporting(json):
        place = console.workspace(workspace)
        asked = {
            "verify": verify,
            "migrate": migrate,
            "described": contract,
            "create": create,
            "other": database,
        }
        _tell(upkeep.tend(place, console.say, datetime.now(), **asked), json)


@task(
    auto_shortflags=False,
    help={
        "on": "哪一天，如 2026-11-02；默认为今天",
        "run": "把应当印发的全部正式印发，并列出未能印发的",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def due(context: Context, on="", run=False, workspace="", json=False):  # type: ignore[no-untyped-def]
    """列出应当印发的文件、期间、期限、依据条款，以及逾期未印发的（第 4.2 条）"""
    from reportgen import agenda

    with console.reporting(json):
        _tell(agenda.due(console.workspace(workspace), datetime.now(), console.say, on, run), json)


@task(
    auto_shortflags=False,
    help={
        "unit": "只列这些单位，写编码或名称，多个用逗号分开",
        "state": "只列这些状态：整改中、待复核、退回、逾期、销号、撤销、全部；默认列未销号的",
        "overdue": "只列逾期未报告整改的",
        "close": "销号：台账编号，多个用逗号分开",
        "return_": "复核不合格，退回：台账编号",
        "extend": "延期：台账编号，同时用 --until 写明新的期限",
        "withdraw": "撤销：台账编号",
        "reason": "销号、退回、延期、撤销、答复异议的理由",
        "until": "延期后的期限，如 2026-11-30",
        "verify": "核对台账是否被改动或损坏",
        "receipts": "给有待整改问题的单位各出一份整改回执",
        "export": "导出整改台账：电子表格和公文",
        "import_": "接收单位报回的整改回执和异议（填好的反馈函 .docx 或 .xlsx）：文件、文件夹或压缩包",
        "objections": "列出对评价结果的异议",
        "sustain": "采纳异议：异议编号，多个用逗号分开，同时用 --reason 写明理由、--change 写明更正了什么",
        "dismiss": "不采纳异议：异议编号，同时用 --reason 写明理由",
        "change": "采纳异议后更正了什么，写入公示结果说明",
        "output": "输出文件夹；默认用 reportgen.toml 中的 output",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def ledger(  # type: ignore[no-untyped-def]
    context: Context, unit="", state="", overdue=False, close="", return_="", extend="", withdraw="", reason="",
    until="", verify=False, receipts=False, export=False, import_="", objections=False, sustain="", dismiss="",
    change="", output="", workspace="", json=False,
):  # fmt: skip
    """整改台账（第 7 条）：列出问题，收发整改回执，登记销号、退回、延期、撤销，答复异议，导出、核对台账"""
    from reportgen import keeping

    with console.reporting(json):
        listing, decisions = (unit, state, overdue), (close, return_, extend, withdraw)
        answers = (objections, sustain, dismiss, change)
        asked = keeping.Asked(
            *listing, *decisions, reason, until, verify, receipts, export, import_, output, *answers
        )
        place, edge = console.workspace(workspace), console.width(stderr)
        _tell(keeping.ledger(place, datetime.now(), console.say, asked, edge), json)


@task(
    auto_shortflags=False,
    help={
        "freeze": "定稿：在取得评价数据之前固化，此后的改动都会被发现",
        "reason": "重新固化的原因",
        "output": "输出文件夹，结果放在其下的“年份”文件夹；默认用 reportgen.toml 中的 output",
        "format": _HELP["format"],
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def plan(context: Context, freeze=False, reason="", output="", format="", workspace="", json=False):  # type: ignore[no-untyped-def]
    """检查评价方案并生成公文（DB50/T 957.7 第 6.2 条），--freeze 固化"""
    from reportgen import planning

    with console.reporting(json):
        place = console.workspace(workspace)
        asked = {"freeze": freeze, "reason": reason, "output": output, "formats": format}
        _tell(planning.plan(place, datetime.now(), console.say, **asked), json)


@task(
    auto_shortflags=False,
    help={
        "period": "年份，如 2025；默认为评价方案的年度",
        "output": "输出文件夹，结果放在其下的“年份”文件夹；默认用 reportgen.toml 中的 output",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def evaluate(context: Context, period="", output="", workspace="", json=False):  # type: ignore[no-untyped-def]
    """按评价方案计算年度得分、位次和等次（第 6.3、6.4 条），结果和逐项计算过程写入工作簿"""
    from reportgen import assessing

    with console.reporting(json):
        place, edge = console.workspace(workspace), console.width(stderr)
        _tell(assessing.evaluate(place, datetime.now(), console.say, edge, period, output), json)


@task(
    auto_shortflags=False,
    help={
        "period": "年份，如 2025；评价方案规定按月评价的，也可以是月份，如 2026-10；默认为评价方案的年度",
        "unit": "只给这些单位，写编码或名称，多个用逗号分开；默认给全部参评单位",
        "jobs": "同时生成几份；默认与处理器数相同，用 --cluster 时与集群的核数相同",
        "force": "没有变化的也重新生成",
        "cluster": "由数据库所在的 Spark 集群生成；默认在本机生成",
        "first": "第一份的发文字号序号，其余按单位顺序递增；默认为 1",
        "issued": "成文日期，如 2026-03-31；默认为年考评报告（按月的为月度通报）应当印发的那个工作日",
        "output": "输出文件夹，结果放在其下的“期间/反馈”文件夹；默认用 reportgen.toml 中的 output",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def feedback(context: Context, period="", unit="", jobs=0, force=False, cluster=False, first=1, issued="", output="", workspace="", json=False):  # type: ignore[no-untyped-def]  # fmt: skip
    """给每个参评单位出一份评价结果反馈函（第 6.4 d 条），Word 和 PDF 各一份，只含本单位的数据"""
    from reportgen.dispatch import crew

    with console.reporting(json), crew(1 if cluster else int(jobs), "reportgen.lettering:ready") as here:
        from reportgen import delivering

        asked = delivering.Asked(period, unit, int(jobs), force, int(first), issued, output, cluster)
        place = console.workspace(workspace)
        _tell(delivering.deliver(place, datetime.now(), console.say, console.pace(), asked, here), json)


@task(
    auto_shortflags=False,
    help={
        "period": "年份，如 2025；默认为评价方案的年度",
        "issued": "公布日期，如 2026-03-31；默认为年考评报告应当印发的那个工作日",
        "close": "公示期满后出公示结果说明：收到、采纳的异议，更正了什么",
        "output": "输出文件夹，结果放在其下的“年份”文件夹；默认用 reportgen.toml 中的 output",
        "workspace": WORKSPACE,
        "json": _HELP["json"],
    },
)
def publicity(context: Context, period="", issued="", close=False, output="", workspace="", json=False):  # type: ignore[no-untyped-def]
    """生成年度评价结果公示，--close 出公示结果说明（第 6.4 c、6.6.2 条）：Word、PDF 和可以直接上网的网页各一份"""
    from reportgen import publishing

    with console.reporting(json):
        place = console.workspace(workspace)
        asked = publishing.Asked(period, issued, output, close)
        _tell(publishing.publish(place, datetime.now(), console.say, asked), json)


def _tell(told: "collecting.Told", as_json: bool) -> None:
    """One JSON object; else paths on stdout and what was done on stderr; what made no files is itself the result."""
    if as_json or told.files:
        for line in () if as_json else told.lines:
            console.say(line)
        _print(told.record, told.files, as_json)
    else:
        print("\n".join(told.lines))
    if not told.clean:
        raise Exit(code=told.code)


@task(
    name="trace",
    auto_shortflags=False,
    help={"file": "生成的文件：docx、pdf 或 facts.json", "figure": "文件中印出的数，如 99.95%", "workspace": WORKSPACE},
)  # fmt: skip
def trace_(context: Context, file: str, figure: str, workspace: str = "") -> None:
    """查一个数的来历：口径、分子分母、分组明细和查询语句"""
    from reportgen import settings, store, trace

    with console.reporting():
        chosen, facts = settings.load(console.workspace(workspace)), trace.certificate(Path(file))
        with store.opened(chosen.store) as opened:
            for fact in trace.matching(facts, figure):
                print("\n".join(trace.explain(opened, chosen.register, facts, fact)))


PYTEST = "pytest -n 2 --dist loadfile --no-loadscope-reorder"


@task
def test(context: Context) -> None:
    """运行全部测试（开发用）"""
    with context.cd(str(ROOT)):
        context.run(f"python -m {PYTEST}")


@task
def check(context: Context) -> None:
    """检查代码规范、类型并运行全部测试（开发用）"""
    with context.cd(str(ROOT)):
        for command in ("ruff check .", "ruff format --check .", "mypy", PYTEST):
            context.run(f"python -m {command}")


@task
def bench(context: Context) -> None:
    """测速（与同类工具并排）：月度通报、季分析报告、反馈函、接收报送、指标计算，结果写入 docs/performance.md（开发用）"""
    with context.cd(str(ROOT)):
        for name in ("monthly", "quarterly", "feedback", "collecting", "measures"):
            context.run(f"python benchmarks/{name}.py --write")


DEVELOPMENT = (test, check, bench) if resources.in_checkout() else ()
namespace = Collection(
    trace_,
    forms,
    collect,
    batches,
    returns,
    store_,
    due,
    ledger,
    plan,
    evaluate,
    feedback,
    publicity,
    *DEVELOPMENT,
    *map(_periodic, KINDS),
)
