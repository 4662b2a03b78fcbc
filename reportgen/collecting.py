"""What the tasks around returns do: take files, list and withdraw batches, say who has returned."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportgen import issuing, settings, store
from reportgen import period as periods
from reportgen.errors import WrongUsage
from reportgen.forms import issue as forms
from reportgen.intake import answer, archive
from reportgen.intake import collect as intake
from reportgen.intake import returns as standings
from reportgen.intake.collect import Collected, Outcome
from reportgen.settings import Settings
from reportgen.store.writing import held, writing

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a task says: lines for the screen, the same for programs, files written, and whether all is well.

    `record` is an object of JSON or a list of them. What is not `clean` leaves with `code`.
    """

    lines: tuple[str, ...]
    record: Any
    files: tuple[Path, ...] = ()
    clean: bool = True
    code: int = 1


def issue_forms(
    workspace: Path, today: date, say: Say, *, period: str = "", units: str = "",
    names: str = "", output: str = "",
) -> list[Path]:  # fmt: skip
    """Write the blank forms of a month for all units, or those named, and return their paths.

    Without `period` those of the running month. `units` and `names` (of datasets) are separated by commas.
    """
    chosen = settings.load(workspace)
    wanted = periods.parse(period or f"{chosen.today or today:%Y-%m}", "month")
    issuing.prepare(chosen, say)
    say(f"空白表：{wanted.label}，报送期限{forms.deadline(wanted, chosen):%Y-%m-%d %H:%M}")
    folder = (Path(output) if output else chosen.output) / str(wanted) / "空白表"
    with store.opened(chosen.store) as opened:
        return forms.write(chosen, opened, wanted, listed(units), listed(names), folder)


def listed(text: str) -> list[str]:
    """The parts of `text`, which commas or blanks separate."""
    return [part for part in re.split(r"[,，、\s]+", text) if part]


def collect(
    workspace: Path, paths: str, now: datetime, say: Say, progress: Callable[[int, int], None],
    output: str = "", jobs: int = 0,
) -> Told:  # fmt: skip
    """Take the returns in `paths` (files, folders, archives, separated by commas or line ends)."""
    chosen = _ready(workspace, say)
    named = [Path(part).expanduser() for part in re.split(r"[,，\n]", paths) if part.strip()]
    if not named:
        raise WrongUsage.single(
            "没有写明要接收的文件", "collect", "请写文件或文件夹，如 ./invokew collect 报送文件夹"
        )
    folder = (Path(output) if output else chosen.output) / f"接收_{now:%Y-%m-%d_%H%M%S}"
    done = intake.collect(named, chosen, folder, issuing.who(), now, progress, jobs or os.cpu_count() or 1)
    return told(done, chosen)


def told(done: Collected, chosen: Settings) -> Told:
    """What became of the files that were taken in."""
    lines = (*_outcome_lines(done.outcomes, chosen), *_finding_lines(done))
    outcomes = [_record(outcome) for outcome in done.outcomes]
    return Told(lines, {"ok": done.clean, "outcomes": outcomes}, done.files, done.clean)


def batches(workspace: Path, say: Say, now: datetime, show: int = 0, withdraw: int = 0) -> Told:
    """The files received; one of them in full; or one withdrawn."""
    chosen = _ready(workspace, say)
    if withdraw:
        with held(chosen.store, issuing.who(), now), writing(chosen.store) as writer:
            writer.withdraw(withdraw)
        say(f"已撤回第{withdraw}号批次，恢复了它之前的数据")
    found = store.filings(chosen.store)
    if show and not (found := [filing for filing in found if filing["filing"] == show]):
        raise WrongUsage.single(f"没有第{show}号批次", "--show", "不写编号可列出全部批次")
    lines = [_batch_line(filing, chosen) for filing in found] or ["还没有收到报送文件。"]
    if show:
        lines += _details(found[0], chosen)
    return Told(tuple(lines), {"ok": True, "batches": [_plain(filing) for filing in found]})


def returns(workspace: Path, period: str, today: datetime, say: Say, output: str = "") -> Told:
    """Who has returned the data of a month, and the list of those to be urged."""
    chosen = _ready(workspace, say)
    day = chosen.today or today.date()
    wanted = periods.parse(period, "month") if period else periods.containing(day, "month").previous
    folder = (Path(output) if output else chosen.output) / str(wanted)
    with store.opened(chosen.store) as opened:
        found = standings.standings(opened, chosen, wanted)
        listed = standings.reminder(found, opened, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"催报清单_{wanted}.xlsx"
    draft = file.with_name(f".{file.name}.draft")
    draft.write_bytes(listed)
    draft.replace(file)
    record = {
        each.unit.id: {"state": each.state, "returned_at": str(each.returned_at or "")} for each in found
    }
    return Told(
        tuple(standings.summary(found, wanted)), {"ok": True, "period": str(wanted), "units": record}, (file,)
    )


def _ready(workspace: Path, say: Say) -> Settings:
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    return chosen


def _outcome_lines(outcomes: Sequence[Outcome], chosen: Settings) -> list[str]:
    lines = []
    for outcome in outcomes:
        filing = outcome.filing
        unit = chosen.register[filing.unit].short if filing.unit in chosen.register else "单位不明"
        period = filing.period.label if filing.period else "期间不明"
        version = f"第{outcome.version}版" if outcome.version else ""
        zero = "（零业务）" if outcome.version and not filing.business else ""
        lines.append(f"{outcome.taken}　{unit}　{period}　{version}{zero}　{filing.name}")
        lines += [f"　　{words}" for words in outcome.changes]
    kinds = [outcome.taken for outcome in outcomes]
    counted = "，".join(f"{kind}{kinds.count(kind)}个" for kind in ("收下", "更新", "未变", "退回"))
    return [*lines, f"共{len(kinds)}个文件：{counted}。"]


def _finding_lines(done: Collected) -> list[str]:
    found = answer.findings(outcome.filing for outcome in done.outcomes)
    return ["", *answer.lines(found)] if found else []


def _record(outcome: Outcome) -> dict[str, object]:
    filing = outcome.filing
    return {
        "file": filing.name,
        "unit": filing.unit,
        "period": str(filing.period or ""),
        "taken": outcome.taken,
        "version": outcome.version,
        "changes": list(outcome.changes),
        "findings": answer.records([filing]),
    }


def _batch_line(filing: dict[str, object], chosen: Settings) -> str:
    unit = str(filing["unit_id"])
    name = chosen.register[unit].short if unit in chosen.register else unit
    version = f"第{filing['version']}版" if filing["version"] else "　"
    return (
        f"{filing['filing']:>4}　{filing['status']}　{name}　{filing['period']}　{version}　"
        f"{filing['received_at']:%Y-%m-%d %H:%M}　{filing['received_by']}　{filing['name']}"
    )


def _details(filing: dict[str, object], chosen: Settings) -> list[str]:
    place = archive.original(str(filing["sha256"]), str(filing["name"]), chosen.workspace)
    return [
        f"　　原始文件：{place}",
        f"　　sha256：{filing['sha256']}",
        f"　　数据集：{filing['datasets'] or '未收下'}",
        f"　　核对结果：{filing['findings']}",
    ]


def _plain(filing: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in filing.items()}
