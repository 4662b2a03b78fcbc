"""The look both chains share: fonts, sizes, margins, column widths, the heads of the tables."""

import os
from pathlib import Path

# Name, font, size and line pitch (pt), alignment, and the first line's indent (characters).
STYLES = {
    "mark": ("标志", "Noto Serif CJK SC", 30, 40, "center", 0),
    "number": ("文号", "FandolFang R", 16, 28.95, "center", 0),
    "title": ("标题行", "Noto Serif CJK SC", 22, 36, "center", 0),
    "recipients": ("主送", "FandolFang R", 16, 28.95, "justify", 0),
    "body": ("正文行", "FandolFang R", 16, 28.95, "justify", 2),
    "heading1": ("一级", "Noto Sans CJK SC", 16, 28.95, "left", 2),
    "heading2": ("二级", "FandolKai", 16, 28.95, "left", 2),
    "caption": ("图表题", "Noto Sans CJK SC", 14, 28.95, "center", 0),
    "picture": ("图", "FandolFang R", 16, None, "center", 0),
    "note": ("注释", "FandolFang R", 12, 20, "justify", 2),
    "list": ("附件说明", "FandolFang R", 16, 28.95, "left", 2),
    "signature": ("署名", "FandolFang R", 16, 28.95, "right", 0),
    "annex": ("附件号", "Noto Sans CJK SC", 16, 28.95, "left", 0),
    "annex_title": ("附件题", "Noto Serif CJK SC", 22, 36, "center", 0),
    "colophon": ("版记", "FandolFang R", 14, 24, "left", 0),
    "head": ("表头", "Noto Sans CJK SC", 10.5, 15, "center", 0),
    "cell": ("表文", "FandolFang R", 10.5, 15, "left", 0),
    "centred": ("表中", "FandolFang R", 10.5, 15, "center", 0),
    "figure": ("表数", "FandolFang R", 10.5, 15, "right", 0),
}
RED = "E60012"
BOLD = ("mark", "title", "annex_title")
MARK = "示例数据"  # at the head of every page
TOP, BOTTOM, LEFT, RIGHT, WIDTH = 37, 35, 28, 26, 156  # mm
PICTURE = 150  # mm

_GROUP = ("序号", "单位", "受理", "办结", "按时办结率（%）", "超期办结（件）", "超期未办结（件）", "网办率（%）", "主动评价率（%）", "差评（条）", "诉求按期答复率（%）")  # fmt: skip
_LATE = ("序号", "单位", "办件编号", "事项", "承诺时限", "办结时间", "超期（个工作日）")
_BAD = ("序号", "单位", "窗口", "办件编号", "评价等级", "评价内容", "核实结果")
_PLAN = ("台账编号", "责任单位", "类别", "等级", "问题事实", "整改方式和要求", "期限")
_DEGREES = ("维度", "代表指标", "本月（%）", "上月（%）", "上年同月（%）", "较上月（百分点）")

# Head, column widths in mm, and the alignment of each column: left, centre, right.
_GROUPS = (_GROUP, (8, 21, 17, 17, 15, 13, 13, 13, 13, 11, 15), "clrrrrrrrrr")
TABLES: dict[str, tuple[tuple[str, ...], tuple[int, ...], str]] = {
    "degrees": (_DEGREES, (30, 41, 18, 18, 24, 25), "llrrrr"),
    **{f"group{serial}": _GROUPS for serial in range(5)},
    "plan": (_PLAN, (22, 17, 14, 8, 43, 34, 18), "cllcllc"),
    "overdue": (_LATE, (8, 21, 43, 30, 21, 20, 13), "cllcccr"),
    "bad": (_BAD, (8, 19, 24, 43, 14, 33, 15), "clllclc"),
    "definitions": (("序号", "指标", "单位", "口径"), (8, 44, 18, 86), "clcl"),
}
# The upper line of the group tables' head: words, first column, columns, rows.
BANDS = (
    ("序号", 0, 1, 2), ("单位", 1, 1, 2), ("办理量（件）", 2, 2, 1), ("时限", 4, 3, 1), ("网办率（%）", 7, 1, 2),
    ("服务质量", 8, 2, 1), ("诉求按期答复率（%）", 10, 1, 2),
)  # fmt: skip


def cell_style(letter: str) -> str:
    """The style of a data cell in a column so aligned."""
    return {"l": "cell", "c": "centred", "r": "figure"}[letter]


def fonts() -> Path:
    """Where the project's setup keeps the two Fandol fonts."""
    if named := os.environ.get("REPORTGEN_FONTS"):
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "reportgen" / "fonts"
