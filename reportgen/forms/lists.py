"""The hidden sheet of lists (代码表): choices too long for a cell, codes and what they mean."""

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from reportgen.datasets import Column, Reference
from reportgen.forms import layout, rules
from reportgen.forms.looks import OPEN
from reportgen.forms.model import Form

UNKNOWN = "没有此编码，请从列表中选"


class Lists:
    """The columns of a hidden sheet: lists too long for a drop-down of their own; codes and what they mean."""

    def __init__(self, form: Form) -> None:
        columns = (column for dataset in form.datasets for column in layout.asked(dataset))
        choices = {rules.choices(column) for column in columns}
        self.columns = sorted(listed for listed in choices if len(",".join(listed)) > rules.LIST)
        self.tables: dict[Reference, int] = {}  # their first column
        for dataset in form.datasets:
            for reference in layout.offered(dataset).values():
                if reference not in self.tables and (rows := form.lists.get(reference.dataset)):
                    self.tables[reference] = len(self.columns)
                    for name in (reference.key, *reference.shown):
                        self.columns.append(tuple(row[name] for row in rows))

    def source(self, column: Column, reference: Reference | None) -> str:
        """The range of `column`'s list, "" if it fits the cell or anything may be written."""
        if reference in self.tables:
            return f"={self._range(self.tables[reference])}"
        listed = rules.choices(column)
        return f"={self._range(self.columns.index(listed))}" if listed in self.columns else ""

    def _range(self, first: int, last: int | None = None) -> str:
        left, right = (xl_col_to_name(at) for at in (first, first if last is None else last))
        return f"{layout.CODES}!${left}$1:${right}${len(self.columns[first])}"

    def meaning(self, reference: Reference, number: int, cell: str) -> str:
        """The formula for what the code in `cell` means: the `number`th of the columns shown, from 1."""
        first = self.tables[reference]
        table = self._range(first, first + number)
        return f'=IF({cell}="","",IFERROR(VLOOKUP({cell},{table},{number + 1},FALSE),"{_unknown(number)}"))'

    def known(self, reference: Reference, number: int, code: str) -> str:
        """What that formula gives for `code`, for programs that show a workbook without calculating it."""
        first = self.tables[reference]
        found = dict(zip(self.columns[first], self.columns[first + number], strict=True))
        return found.get(code, _unknown(number) if code else "")

    def write(self, sheet: Any) -> None:
        """Put the lists into their sheet."""
        for at, listed in enumerate(self.columns):
            for row, value in enumerate(listed):
                sheet.write_string(row, at, value)
        sheet.hide()
        sheet.protect("", OPEN)


def _unknown(number: int) -> str:
    """What stands in the first column shown for a code that is not in the list; nothing in the others."""
    return UNKNOWN if number == 1 else ""
