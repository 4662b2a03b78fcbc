"""How a form looks: the formats of its cells, each made once for a workbook."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from reportgen import screen

INK, GREY, RULE = "#1A1A1A", "#6B6B6B", "#9AA5B1"
GIVEN = "#F2F2F2"
HEAD, ENTRY, WANTED, DOUBTFUL, WRONG = "#DCE6F1", "#FFFFFF", "#FFF7D6", "#FFE699", "#F8CBAD"
WORDS, HEADS = "宋体", "黑体"
OPEN = {"select_locked_cells": True, "format_columns": True, "format_rows": True}  # what protection allows


def height(cells: Sequence[str], widths: Sequence[int], line: int = 15) -> int:
    """Points that a row needs so that no cell is cut off; widths in characters of half a 字."""
    lines = (math.ceil(screen.wide(words) * 1.1 / width) for words, width in zip(cells, widths, strict=True))
    return 6 + line * max(1, *lines)


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._entries: dict[tuple[str, bool, bool], Any] = {}
        self._before: dict[str, Any] = {}
        self._given: dict[str, Any] = {}

    def _look(self, **changes: Any) -> Any:
        plain = {"font_name": WORDS, "font_size": 11, "font_color": INK, "valign": "vcenter"}
        return self._book.add_format({**plain, **changes})

    def entry(self, number: str, right: bool, wrapped: bool = False) -> Any:
        """A cell to be filled in; `wrapped` where much is to be written into it."""
        key = number, right, wrapped
        if key not in self._entries:
            align = "right" if right else "left"
            self._entries[key] = self._look(
                num_format=number, align=align, locked=False, border=1, border_color=RULE, bg_color=ENTRY,
                text_wrap=wrapped, valign="top" if wrapped else "vcenter",
            )  # fmt: skip
        return self._entries[key]

    def before(self, number: str) -> Any:
        """A value of last period."""
        if number not in self._before:
            self._before[number] = self._look(num_format=number, font_color=GREY, border=4, border_color=RULE)
        return self._before[number]

    def given(self, number: str) -> Any:
        """A value that the form asks about; locked."""
        if number not in self._given:
            self._given[number] = self._look(
                num_format=number, font_size=10, text_wrap=True, valign="top", border=1, border_color=RULE,
                bg_color=GIVEN,
            )  # fmt: skip
        return self._given[number]

    @cached_property
    def title(self) -> Any:
        """The first line of a sheet."""
        return self._look(font_name=HEADS, font_size=14)

    @cached_property
    def heading(self) -> Any:
        """A heading within a sheet."""
        return self._look(font_name=HEADS, font_size=12)

    @cached_property
    def hint(self) -> Any:
        """How a column is to be filled in."""
        return self._look(font_size=9, font_color=GREY, text_wrap=True, valign="bottom")

    @cached_property
    def aside(self) -> Any:
        """A remark beside the input area."""
        return self._look(font_size=9, font_color=GREY, valign="bottom")

    @cached_property
    def head(self) -> Any:
        """The head of a column that may stay empty."""
        return self._look(
            font_name=HEADS, bg_color=HEAD, border=1, border_color=RULE, align="center", text_wrap=True
        )

    @cached_property
    def required(self) -> Any:
        """The head of a column that must be filled in."""
        return self._look(
            font_name=HEADS,
            bg_color=HEAD,
            border=1,
            border_color=RULE,
            align="center",
            text_wrap=True,
            font_color="#9C1C1C",
        )

    @cached_property
    def before_head(self) -> Any:
        """The head of a column of last period's values."""
        return self._look(font_color=GREY, border=4, align="center", text_wrap=True)

    @cached_property
    def cell(self) -> Any:
        """A cell of an explanatory table."""
        return self._look(font_size=10, border=1, border_color=RULE, text_wrap=True, indent=1)

    @cached_property
    def day(self) -> Any:
        """The same, for a day."""
        return self._look(
            font_size=10, border=1, border_color=RULE, valign="top", num_format="yyyy-mm-dd", align="center"
        )

    @cached_property
    def meaning(self) -> Any:
        """What the code beside it means; calculated and locked."""
        return self._look(font_size=9, text_wrap=True, border=1, border_color=RULE, bg_color=GIVEN)

    @cached_property
    def words(self) -> Any:
        """A paragraph of explanation."""
        return self._look(text_wrap=True)

    @cached_property
    def link(self) -> Any:
        """A link to another sheet."""
        return self._look(font_color="#1F4E79", underline=1)

    @cached_property
    def verdict(self) -> Any:
        """What is wrong with a row, in words."""
        return self._look(font_size=10, font_color="#9C1C1C", text_wrap=True)

    @cached_property
    def wanted(self) -> Any:
        """A cell still to be filled in."""
        return self._book.add_format({"bg_color": WANTED})

    @cached_property
    def doubtful(self) -> Any:
        """A cell whose value is suspicious."""
        return self._book.add_format({"bg_color": DOUBTFUL})

    @cached_property
    def wrong(self) -> Any:
        """A cell whose value is impossible."""
        return self._book.add_format({"bg_color": WRONG})
