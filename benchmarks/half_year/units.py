"""What units do: they return 整改回执, some late, some faulty, some twice, some never."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from benchmarks.half_year.book import DAY, OPEN, OWED, require
from benchmarks.half_year.office import Office
from reportgen.datasets.rectification import DONE


def receive(office: Office) -> None:
    """Forms handed out to some units; what others return taken in, once or twice."""
    if office.chance.random() < 0.4:
        units = sorted({each.unit for each in office.book.problems.values() if each.state in OWED})
        _hand_out(office, [unit for unit in units if office.chance.random() < 0.5])
    due = [file for day, file in office.outstanding if day <= office.day]
    if due and office.chance.random() < 0.6:  # the post is not opened every day
        office.outstanding = [each for each in office.outstanding if each[0] > office.day]
        _take(office, due)
    if office.taken and office.chance.random() < 0.1:
        _take_again(office, office.chance.choice(office.taken))


def _hand_out(office: Office, units: list[str]) -> None:
    folder = str(office.place / "handed")
    for file in office.ask(receipts=True, unit=",".join(units), output=folder).files if units else ():
        back = office.day + DAY * office.chance.choice((0, 0, 1, 2, 4, 7, 14, 30))
        if office.chance.random() < 0.15:
            office.tally["receipts never returned"] += 1
        else:
            office.outstanding.append((back, file))


def _take(office: Office, files: list[Path]) -> None:
    """The files imported at once; each taken or sent back as it deserves."""
    folder = office.place / "returned" / f"{office.day}"
    folder.mkdir(parents=True)
    deserved: dict[str, tuple[bool, dict[str, bool]]] = {}
    for file in files:
        deserved[file.name] = _fill(office, file, folder)
    told = office.ask(taken=str(folder), output=str(office.place / "answers" / f"{office.day}"))
    assert isinstance(told.record, dict)
    outcomes = {each["file"]: each for each in told.record["outcomes"]}
    require(sorted(outcomes), sorted(deserved), f"{office.day}, receipts examined")
    for name, (sound, rows) in deserved.items():
        what = f"{office.day}, receipt {name} ({outcomes[name]['findings']})"
        require(outcomes[name]["taken"], "收下" if sound else "退回", what)
        office.tally["receipts taken" if sound else "receipts sent back"] += 1
        if sound:
            office.taken.append(folder / name)
            _replied(office, rows)


def _replied(office: Office, rows: Mapping[str, bool]) -> None:
    for entry, evidence in rows.items():
        office.tally["replies late"] += office.book.problems[entry].due < office.day
        office.book.problems[entry].state = "待复核"
        office.book.events += 1 + evidence


def _fill(office: Office, file: Path, folder: Path) -> tuple[bool, dict[str, bool]]:
    """Whether the receipt deserves to be taken, and the entries it answers with whether there is evidence."""
    book = openpyxl.load_workbook(file)
    sheet = book["整改回执"]
    rows = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value]
    chosen = office.chance.sample(rows, office.chance.randint(1, len(rows)))
    fault = office.chance.choice(("", "", "", "", "", "person", "day", "entry"))
    answered: dict[str, bool] = {}
    for row in chosen:
        evidence = office.chance.random() < 0.5
        words = f"已整改（{office.day}第{office.chance.randrange(10**6)}号）"
        day = office.day + DAY if fault == "day" else office.day
        person = None if fault == "person" else "张*"
        for column, value in enumerate((words, day, person, "照片2张" if evidence else None, DONE), 4):
            sheet.cell(row, column, value)
        answered[str(sheet.cell(row, 1).value)] = evidence
    if fault == "entry":
        sheet.cell(chosen[0], 1, "D20260101-999")
    book.save(folder / file.name)
    states = [office.book.problems[entry].state for entry in answered]
    return not fault and all(state in OPEN for state in states), answered


def _take_again(office: Office, file: Path) -> None:
    told = office.ask(taken=str(file), output=str(office.place / "answers" / f"{office.day}_again"))
    assert isinstance(told.record, dict)
    require(told.record["outcomes"][0]["taken"], "未变", f"{office.day}, {file.name} taken a second time")
    office.tally["receipts taken twice, nothing added"] += 1
