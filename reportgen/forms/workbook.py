"""One unit's form as a workbook: the same unit, period, datasets and values give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from reportgen.datasets import Column, Dataset, Reference
from reportgen.forms import books, instructions, layout, rules
from reportgen.forms.lists import Lists
from reportgen.forms.looks import OPEN, Looks
from reportgen.forms.model import Form

FORMATS = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
    "flag": "@",
}
WIDTHS = {"text": 16, "integer": 11, "decimal": 13, "date": 13, "time": 20, "flag": 8}
WIDEST, VERDICT_WIDTH, MEANING_WIDTH = 40, 30, 50
ROW_HEIGHT, MEANING_HEIGHT = 20, 28  # points
ROW = "§"  # stands for the row's number in a formula made once for all rows
HINT_HEIGHT, HEADER_HEIGHT, LINE = 78, 34, 14  # points


def write(form: Form) -> bytes:
    """The workbook of `form` as xlsx."""
    title = f"{form.period.label}{form.name}（{form.unit.short}）"
    return books.written(title, form.deadline, lambda book, looks: _fill(book, looks, form))


def _fill(book: Any, looks: Looks, form: Form) -> None:
    instructions.cover(book.add_worksheet(layout.COVER), looks, form)
    instructions.sheet(book.add_worksheet(layout.INSTRUCTIONS), looks, form.datasets, form.answers)
    lists = Lists(form)
    for dataset in form.datasets:
        _Sheet(book.add_worksheet(dataset.label), looks, form, dataset, lists).write()
    lists.write(book.add_worksheet(layout.CODES))
    _identity(book.add_worksheet(layout.IDENTITY), form)


def _width(column: Column) -> int:
    """Room for an entry, and for the head in two lines; in characters of half a 字."""
    entry = 2 * len(column.example) if column.type == "text" else 0
    return min(WIDEST, max(WIDTHS[column.type], entry + 2, len(layout.heading(column)) + 6))


def _identity(sheet: Any, form: Form) -> None:
    """Which form this is, in a sheet that a spreadsheet does not offer to show."""
    names = ",".join(dataset.name for dataset in form.datasets)
    due = f"{form.deadline:%Y-%m-%d %H:%M}"
    values = (layout.VERSION, form.unit.id, form.unit.name, str(form.period), due, names)
    for row, (key, value) in enumerate(zip(layout.KEYS, values, strict=True)):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, str(value))
    sheet.very_hidden()
    sheet.protect("", OPEN)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet of one dataset: title, hints, heads, input area, verdicts, and last period's values."""

    sheet: Any
    looks: Looks
    form: Form
    dataset: Dataset
    lists: Lists

    @property
    def asked(self) -> tuple[Column, ...]:
        return layout.asked(self.dataset)

    @property
    def offered(self) -> Mapping[str, Reference]:
        """What is chosen from a table that the form has, by the name of the column asked."""
        there = layout.offered(self.dataset).items()
        return {name: reference for name, reference in there if reference in self.lists.tables}

    @property
    def places(self) -> dict[str, int]:
        """Where each column asked stands; behind a code there is room for what it means."""
        found, at = {}, 0
        for column in self.asked:
            found[column.name] = at
            at += 1 + (len(self.offered[column.name].shown) if column.name in self.offered else 0)
        return found

    @property
    def width(self) -> int:
        """How many columns the input area has; the verdict stands behind them."""
        return len(self.asked) + sum(len(reference.shown) for reference in self.offered.values())

    @property
    def compared(self) -> tuple[Column, ...]:
        """The columns shown of last period: the numbers, where its rows can be told apart."""
        if self.dataset.dated != "month":
            return ()
        return tuple(column for column in self.asked if column.type in ("integer", "decimal"))

    @property
    def before(self) -> list[Mapping[str, Any]]:
        rows = self.form.previous.get(self.dataset.name, ())
        return sorted(rows, key=lambda row: tuple(str(row[name]) for name in self.dataset.key))

    @property
    def last(self) -> int:
        """The last row of the input area."""
        return layout.FIRST_ROW + (len(self.known) or layout.rows(self.dataset)) - 1

    @property
    def known(self) -> Sequence[Mapping[str, Any]]:
        """The rows that the sheet asks about, if it does."""
        return self.form.known.get(self.dataset.name, ())

    def write(self) -> None:
        """Write everything."""
        self._heads()
        for column in self.asked:
            self._column(self.places[column.name], column)
        for name, reference in self.offered.items():
            self._meanings(name, reference)
        self._verdicts()
        self._comparison()
        self._paper()

    def _heads(self) -> None:
        form, width = self.form, self.width
        title = f"{self.dataset.label}（{form.period.label}）　　{form.unit.short}　　报送期限：{form.due}"
        self.sheet.set_default_row(MEANING_HEIGHT if self.offered else ROW_HEIGHT)
        self.sheet.set_row(layout.TITLE_ROW - 1, 30)
        self.sheet.write_string(layout.TITLE_ROW - 1, 0, title + form.marked, self.looks.title)
        self.sheet.set_row(layout.HINT_ROW - 1, HINT_HEIGHT)
        self.sheet.set_row(layout.HEADER_ROW - 1, HEADER_HEIGHT)
        for column in self.asked:
            at, head = self.places[column.name], self.looks.required if column.required else self.looks.head
            self.sheet.write_string(
                layout.HINT_ROW - 1, at, rules.message(column, bool(self._source(column))), self.looks.hint
            )
            self.sheet.write_string(layout.HEADER_ROW - 1, at, layout.heading(column), head)
        self.sheet.write_string(layout.HEADER_ROW - 1, width, layout.VERDICT, self.looks.head)
        self.sheet.freeze_panes(layout.HEADER_ROW, 1 if width > 6 else 0)

    def _column(self, at: int, column: Column) -> None:
        first, last = layout.FIRST_ROW - 1, self.last - 1
        self.sheet.set_column(at, at, _width(column))
        if self.known and column.name in self.known[0]:
            self._given(at, column)
            return
        number = column.type in ("integer", "decimal")
        look = self.looks.entry(FORMATS[column.type], number, bool(self.known))
        filled = self._filled(column)
        for row in range(first, last + 1):
            value = filled[row - first] if row - first < len(filled) else None
            if value is None:
                self.sheet.write_blank(row, at, None, look)
            else:
                self.sheet.write_string(row, at, value, look)
        limits = rules.validation(self.dataset, column, self.form.period, self._source(column))
        self.sheet.data_validation(first, at, last, at, limits)
        cells = self._cells()
        if column.required:
            self._mark(at, rules.missing(column, cells), self.looks.wanted)
        for check in self.dataset.checks:
            if check.columns[0] == column.name and (formula := rules.broken(check, cells)):
                self._mark(at, formula, self.looks.wrong if check.strict else self.looks.doubtful)

    def _source(self, column: Column) -> str:
        return self.lists.source(column, self.offered.get(column.name))

    def _meanings(self, name: str, reference: Reference) -> None:
        """The columns behind the code `name` that say what it means, as soon as it is chosen."""
        codes = self._filled(self.dataset.column(name))
        for number, column in enumerate(layout.shown(reference), 1):
            at = self.places[name] + number
            self.sheet.set_column(at, at, MEANING_WIDTH if number > 1 else WIDTHS["text"] + 4)
            self.sheet.write_string(layout.HEADER_ROW - 1, at, column.label, self.looks.head)
            for row in range(layout.FIRST_ROW, self.last + 1):
                place = row - layout.FIRST_ROW
                formula = self.lists.meaning(reference, number, self._cells(row)[name])
                code = codes[place] if place < len(codes) else ""
                value = self.lists.known(reference, number, code)
                self.sheet.write_formula(row - 1, at, formula, self.looks.meaning, value)

    def _given(self, at: int, column: Column) -> None:
        """A column of what is known: it stands there and is locked; the rows are as high as it needs."""
        look = self.looks.given(FORMATS[column.type])
        for row, values in enumerate(self.known, layout.FIRST_ROW - 1):
            longest = max(len(str(value)) for value in values.values())
            self.sheet.set_row(row, LINE * max(3, -(-longest * 2 // (WIDEST - 2)) + 1))
            if column.type == "date":
                self.sheet.write_datetime(row, at, values[column.name], look)
            else:
                self.sheet.write_string(row, at, str(values[column.name]), look)

    def _filled(self, column: Column) -> list[str]:
        """What is known of the rows beforehand: the rest of their key, as it was last period."""
        if self.dataset.dated != "month" or column.name not in self.dataset.key:
            return []
        return [str(row[column.name]) for row in self.before]

    def _cells(self, row: int | str = layout.FIRST_ROW) -> dict[str, str]:
        return {name: f"${xl_col_to_name(at)}{row}" for name, at in self.places.items()}

    def _mark(self, at: int, formula: str, look: Any) -> None:
        first, last = layout.FIRST_ROW - 1, self.last - 1
        rule = {"type": "formula", "criteria": f"={formula}", "format": look}
        self.sheet.conditional_format(first, at, last, at, rule)

    def _verdicts(self) -> None:
        at = self.width
        self.sheet.set_column(at, at, VERDICT_WIDTH)
        words = rules.verdict(self.dataset, self.asked, self._cells(ROW))
        if self.known:
            first = next(column.name for column in self.asked if column.name not in self.known[0])
            words = f'=IF({self._cells(ROW)[first]}="","尚未填写",{words.removeprefix("=")})'
        for row in range(layout.FIRST_ROW, self.last + 1):
            self.sheet.write_formula(row - 1, at, words.replace(ROW, str(row)), self.looks.verdict, "")

    def _comparison(self) -> None:
        """Last period's numbers to the right, the same rows in the same order."""
        start = self.width + 2
        label = self.form.period.previous.label
        for at, column in enumerate(self.compared, start):
            self.sheet.set_column(at, at, WIDTHS[column.type] + 2)
            head = f"{layout.BEFORE}{layout.heading(column)}"
            self.sheet.write_string(layout.HEADER_ROW - 1, at, head, self.looks.before_head)
            for row, values in enumerate(self.before, layout.FIRST_ROW - 1):
                look = self.looks.before(FORMATS[column.type])
                if values[column.name] is None:
                    self.sheet.write_blank(row, at, None, look)
                else:
                    self.sheet.write_number(row, at, values[column.name], look)
        if self.compared:
            words = f"以下为{label}报送数，供比较，不填" if self.before else f"没有{label}的报送数"
            self.sheet.write_string(layout.HINT_ROW - 1, start, words, self.looks.aside)

    def _paper(self) -> None:
        self.sheet.protect("", OPEN)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(layout.TITLE_ROW - 1, layout.HEADER_ROW - 1)
        self.sheet.print_area(0, 0, min(self.last, layout.FIRST_ROW + 39) - 1, self.width)
        self.sheet.set_footer(f"&L{self.form.unit.short} {self.form.period}&R第&P页 共&N页")
