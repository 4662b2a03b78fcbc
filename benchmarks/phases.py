"""`invoke monthly` step by step in this process: seconds, processor seconds and peak memory of each step.

    python -m benchmarks.phases STARTED WORKSPACE MONTH FOLDER

STARTED is the clock (time.time) when this process was started. Prints one JSON object.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any


class Steps:
    """The steps taken so far; each begins where the last one ended."""

    def __init__(self, started: float) -> None:
        self.taken: dict[str, tuple[float, float, float]] = {}
        self._clock, self._processor = started, 0.0

    def end(self, name: str) -> None:
        """The step called `name` ends now."""
        clock, processor = time.time(), _processor()
        self.taken[name] = (clock - self._clock, processor - self._processor, _peak())
        self._clock, self._processor = time.time(), _processor()

    def run(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """What `work` gives, as the step called `name`."""
        result = work(*arguments)
        self.end(name)
        return result


def _processor() -> float:
    """Processor seconds of this process and its children."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _peak() -> float:
    """Peak memory of this process so far, MB."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(started: float, workspace: Path, month: str, folder: str) -> dict[str, tuple[float, float, float]]:
    """Every step of one run, in order."""
    steps = Steps(started)
    from reportgen import console, issuing, production, reports, store

    report = reports.load("monthly")
    steps.end("start and imports")
    order = steps.run(
        "workspace and settings", _order, issuing, report, console.workspace(str(workspace)), month, folder
    )
    steps.run("check of the sample data", issuing.prepare, order.settings, lambda words: None)
    with store.opened(order.settings.store) as opened:
        arguments = (report, order.settings, opened, order.period, order.issued)
        material = steps.run("collect", production._material, *arguments, None)
        context = {"correction": None, **steps.run("facts", report.facts, material)}
        drawings = steps.run("charts", report.drawing(), material, context)
        document = steps.run("markup", production._document, report, material, context, drawings)
        certificate = production.certified(
            report.name, report.frequency, order.period, order.issued, material.facts, document, drawings
        )
    product = production.Product(document, certificate, "bulletin", material.source, ())
    steps.end("certificate")
    for kind in order.formats:
        steps.run(kind, production.encode, product, (kind,))
    return steps.taken


def _order(issuing: Any, report: Any, workspace: Path, month: str, folder: str) -> Any:
    return issuing.order(report, workspace, date(2026, 11, 2), period=month, output=folder)


if __name__ == "__main__":
    taken = main(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    sys.stdout.write(json.dumps(taken))
