"""What the office closes, returns, extends and withdraws."""

from benchmarks.half_year.book import DAY, OWED, Problem, require
from benchmarks.half_year.office import Office


def decide(office: Office) -> None:
    """What the office closes, returns, extends and withdraws today."""
    made: dict[str, list[str]] = {}
    for entry, problem in office.book.problems.items():
        if kind := _decision(office, problem):
            made.setdefault(kind, []).append(entry)
    for kind, entries in made.items():
        _decided(office, kind, entries)


def _decision(office: Office, problem: Problem) -> str:
    number = office.chance.random()
    if problem.state == "待复核":
        return "close" if number < 0.4 else "returned" if number < 0.5 else ""
    if problem.state in OWED:
        return (
            "extend" if number < 0.015 else "withdraw" if number < 0.022 else "close" if number < 0.04 else ""
        )
    return ""


def _decided(office: Office, kind: str, entries: list[str]) -> None:
    problems = [office.book.problems[entry] for entry in entries]
    until = max([office.day, *(problem.due for problem in problems)]) + DAY * 10
    asked = {kind: ",".join(entries), "reason": "模拟", "until": f"{until}" if kind == "extend" else ""}
    added = sum(1 + (kind in ("close", "returned") and each.state == "待复核") for each in problems)
    told = office.ask(**asked)
    assert isinstance(told.record, dict)
    require(told.record["added"], added, f"{office.day}, events of {kind} {entries}")
    office.book.events += added
    office.tally[f"decisions: {kind}"] += len(entries)
    states = {"close": "销号", "returned": "退回", "withdraw": "撤销"}
    for problem in problems:
        problem.state = states.get(kind, problem.state)
        problem.ended = office.day if kind in ("close", "withdraw") else None
        problem.due = until if kind == "extend" else problem.due
