"""What a form says of a cell while it is being filled in: drop-downs, limits, messages, live warnings."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from reportgen.datasets import Check, Column, Dataset
from reportgen.period import Period

Cells = Mapping[str, str]  # the address of a row's cell by column name, such as $C4

TITLE, MESSAGE, ERROR = 32, 255, 255  # the longest that a spreadsheet shows
LIST = 255  # characters in a drop-down of its own
LONGEST_TEXT = 5000
EARLIEST = date(2000, 1, 1)
FLAGS = ("是", "否")
NUMBERS = ("integer", "decimal", "date", "time")  # what a spreadsheet keeps as a number
WANTED = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数，最多两位小数",
    "date": "日期，如2026-10-23",
    "time": "日期和时间，如2026-10-23 09:30",
    "flag": "是或否",
}


def validation(dataset: Dataset, column: Column, period: Period, source: str) -> dict[str, Any]:
    """The limits and messages of `column`'s cells; `source` is the range of a list in a sheet, if there is one."""
    return {
        **_limits(dataset, column, period, source),
        "ignore_blank": True,
        "input_title": column.label[:TITLE],
        "input_message": message(column, bool(source))[:MESSAGE],
        "error_title": "填写有误",
        "error_message": f"“{column.label}”应{_act(column, bool(source))}。{column.explanation}"[:ERROR],
    }


def message(column: Column, listed: bool = False) -> str:
    """How `column` is to be filled in, in a few words; `listed` where its values stand in a sheet."""
    codes = "；".join(
        value if value == meaning else f"{value}={meaning}" for value, meaning in column.codes.items()
    )
    parts = (
        "" if column.required else "可留空",
        column.explanation,
        codes or _act(column, listed) + f"，单位：{column.unit}" * bool(column.unit),
        f"如：{column.example}" if column.example and not column.codes else "",
    )
    return "。".join(part for part in parts if part)


def _act(column: Column, listed: bool) -> str:
    return "从列表中选" if listed else f"填{WANTED[column.type]}"


def choices(column: Column) -> tuple[str, ...]:
    """What may be chosen in `column`, if it is a choice."""
    return FLAGS if column.type == "flag" else tuple(column.codes)


def _limits(dataset: Dataset, column: Column, period: Period, source: str) -> dict[str, Any]:
    if source or choices(column):
        return {"validate": "list", "source": source or list(choices(column))}
    match column.type:
        case "integer":
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case "decimal":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case "date" | "time":
            first, last = _days(dataset, column, period)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        case _:
            return {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}


def _days(dataset: Dataset, column: Column, period: Period) -> tuple[date, date]:
    """The days that `column` may hold: those of the period, where it puts the row into one."""
    if column.name == dataset.dated:
        return period.start, period.end if column.type == "time" else period.last
    return EARLIEST, date(period.end.year + 5, 12, 31)


# --- live warnings ---------------------------------------------------------------------------


def broken(check: Check, cells: Cells) -> str:
    """The formula that is true where a row breaks `check`; "" if a form cannot ask it."""
    if not check.formula or not set(check.columns) <= set(cells):
        return ""
    given = check.columns if check.given is None else check.given
    filled = [f'{cells[name]}<>""' for name in given]
    rule = check.formula.format(**cells)
    return f"AND({','.join([*filled, rule])})" if filled else f"AND({rule})"


def missing(column: Column, cells: Cells) -> str:
    """The formula that is true where a begun row lacks `column`."""
    return f'AND({cells[column.name]}="",{_begun(cells)}>0)'


def _begun(cells: Cells) -> str:
    """The formula of how many cells of a row are filled in; between them may stand some that are calculated."""
    return f"COUNTA({','.join(cells.values())})"


def verdict(dataset: Dataset, asked: tuple[Column, ...], cells: Cells) -> str:
    """The formula that says in words what is wrong with a row first, ✓ if nothing, "" if it is empty."""
    words = '"✓"'
    for formula, reason in reversed(list(_reasons(dataset, asked, cells))):
        words = f'IF({formula},"{reason}",{words})'
    return f'=IF({_begun(cells)}=0,"",{words})'


def _reasons(dataset: Dataset, asked: tuple[Column, ...], cells: Cells) -> Iterator[tuple[str, str]]:
    for column in asked:
        if column.required:
            yield f'{cells[column.name]}=""', f"请填“{column.label}”"
        if column.type in NUMBERS and not column.codes:
            cell = cells[column.name]
            yield f'AND({cell}<>"",NOT(ISNUMBER({cell})))', f"“{column.label}”应填{WANTED[column.type]}"
    for check in dataset.checks:
        if formula := broken(check, cells):
            yield formula, f"{'' if check.strict else '请核实：'}{check.words}"
