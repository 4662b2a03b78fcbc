"""How groups spread: every member a dot, the middle half a box, the median told, what lies far off named."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import median, quantiles
from typing import Any, NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Number
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

TALL = 170.0  # mm, the tallest that stands on a page with its caption
BOXED = 5  # members from which quartiles say something
_FENCE = Fraction(3, 2)  # Tukey: what lies further from the box than this many times its length lies far off
_HEAD = paper.LINE + 2.0  # mm, the line that explains the signs
_HALF = 2.6  # mm, half the height of a strip
_DOT = 1.25  # mm, what two dots keep between their middles
_GAP = 1.8  # mm between two groups
# Told apart without colour: shape and fill differ as well.
_MEMBER: dict[str, Any] = {
    "marker": "o",
    "markersize": 3.4,
    "markeredgewidth": 0.7,
    "markerfacecolor": look.WHITE,
    "color": look.STEEL,
    "linestyle": "None",
    "zorder": 3,
}
_FAR = {**_MEMBER, "marker": "D", "markerfacecolor": look.BLUE, "color": look.BLUE, "zorder": 4}
_MARKED = {**_FAR, "marker": "s", "markerfacecolor": look.RED, "color": look.RED}
_MEDIAN: dict[str, Any] = {"color": look.BLUE, "linewidth": 1.6, "zorder": 3}
_BOX: dict[str, Any] = {"edgecolor": look.RULE, "linewidth": 0.6, "zorder": 2}


class _Member(NamedTuple):
    name: str
    value: Fraction
    far: bool


class _Group(NamedTuple):
    name: str
    members: list[_Member]  # by value
    missing: int
    box: tuple[Fraction, Fraction] | None  # the quartiles

    @property
    def middle(self) -> Fraction:
        """The median of the members, of which there is at least one."""
        return Fraction(median(member.value for member in self.members))


class _Data(NamedTuple):
    groups: list[_Group]
    unit: str
    attention: Collection[str]

    def told(self, value: Fraction) -> str:
        """A value as printed."""
        return numbers.percent(value) if self.unit == "%" else f"{numbers.grouped(value, 2)}{self.unit}"

    def named(self, group: _Group) -> list[_Member]:
        """The members of a group that are told by name."""
        return [member for member in group.members if member.far or member.name in self.attention]


class _Label(NamedTuple):
    """The name of a member: where it begins, in mm, and on which line beneath the strip."""

    member: _Member
    start: float
    line: int


def draw(
    groups: Mapping[str, Mapping[str, Number | None]],
    *,
    unit: str = "%",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Values of named members by group, all on one ruler; None is left out and counted beside the name.

    A group of five or more has a box from quartile to quartile (linear interpolation); members further from
    it than one and a half times its length are named with their values, and so are those in `attention`, in
    dark red. Dots that would meet are moved up and down, the same on every run. `title` is the conclusion, at
    the head. `width` in mm; the height follows. Raises ValueError on empty or non-finite input, on values
    missing altogether and on more than a page holds.
    """
    with look.style():
        data = _checked(groups, unit, attention)
        foot = paper.footer(width, source, note)
        ruler = _ruler(data, width)
        labels = [list(_labels(data, group, ruler, width)) for group in data.groups]
        heights = [_height(lines) for lines in labels]
        bottom = paper.footer_height(foot) + 5
        tall = bottom + sum(heights) + _HEAD
        if tall + paper.heading_height(title, width) > TALL:
            raise ValueError(f"分组散点图一页放不下 {len(heights)} 组，请分图绘制")
        sheet = paper.sheet(width, tall)
        top = tall - _HEAD
        _axes(sheet, data, ruler, bottom, top)
        _key(sheet, tall - paper.LINE / 2 - 0.3, bool(attention))
        for group, names, height in zip(data.groups, labels, heights, strict=True):
            _strip(sheet, data, group, ruler, top - paper.LINE - _HALF)
            for label in names:
                _name(sheet, data, label, top - paper.LINE - 2 * _HALF - (label.line + 0.5) * paper.LINE)
            top -= height
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(
    groups: Mapping[str, Mapping[str, Number | None]], unit: str, attention: Collection[str]
) -> _Data:
    inputs.labels(list(groups), "分组散点图的组")
    inputs.among(attention, [name for members in groups.values() for name in members], "分组散点图")
    checked = [_group(name, members) for name, members in groups.items()]
    if not any(group.members for group in checked):
        raise ValueError("分组散点图的数值全部缺失，没有可以画的数据")
    return _Data(checked, unit, attention)


def _group(name: str, members: Mapping[str, Number | None]) -> _Group:
    names = inputs.labels(list(members), name)
    exact = inputs.numbers(list(members.values()), name)
    known = sorted(inputs.known(exact))
    box = None
    if len(known) >= BOXED:
        low, _middle, high = quantiles(known, n=4, method="inclusive")
        box = Fraction(low), Fraction(high)
    found = [
        _Member(member, value, _far(value, box))
        for member, value in zip(names, exact, strict=True)
        if value is not None
    ]
    return _Group(name, sorted(found, key=lambda member: member.value), len(names) - len(found), box)


def _far(value: Fraction, box: tuple[Fraction, Fraction] | None) -> bool:
    if box is None:
        return False
    reach = _FENCE * (box[1] - box[0])
    return value < box[0] - reach or value > box[1] + reach


def _ruler(data: _Data, width: float) -> Span:
    start = paper.widest(line for group in data.groups for line in _beside(group)) + 4
    values = [member.value for group in data.groups for member in group.members]
    marks = numbers.ticks(min(values), max(values))
    end = width - max(4.0, paper.extent(_mark(data, marks[-1])) / 2 + 0.5)
    if end - start < 40:
        raise ValueError("分组散点图的组名过长，放不下图形")
    return Span(marks[0], marks[-1], start, end)


def _beside(group: _Group) -> tuple[str, str]:
    lack = f"，{group.missing}家未画" if group.missing else ""
    return group.name, f"n＝{len(group.members)}{lack}"


def _mark(data: _Data, mark: Fraction) -> str:
    return f"{numbers.grouped(mark, 4)}{data.unit}"


def _labels(data: _Data, group: _Group, ruler: Span, width: float) -> Iterator[_Label]:
    """Every name beneath its dot, on the first line that has room for it."""
    ends: list[float] = []
    for member in data.named(group):
        length = paper.extent(_words(data, member))
        start = min(max(ruler.at(member.value) - length / 2, ruler.start), width - 0.3 - length)
        line = next((line for line, end in enumerate(ends) if start >= end + 2), len(ends))
        ends[line:] = [start + length, *ends[line + 1 :]]
        yield _Label(member, start, line)


def _words(data: _Data, member: _Member) -> str:
    return f"{member.name} {data.told(member.value)}"


def _height(names: Sequence[_Label]) -> float:
    """The room of a group: the median's line, the strip, the lines of names."""
    return paper.LINE * (1 + len({label.line for label in names})) + 2 * _HALF + _GAP


def _axes(sheet: Sheet, data: _Data, ruler: Span, bottom: float, top: float) -> None:
    paper.line(sheet, (ruler.start, ruler.end), (bottom, bottom))
    for mark in numbers.ticks(ruler.low, ruler.high):
        x = ruler.at(mark)
        paper.line(sheet, (x, x), (bottom, top), color=look.GRID, zorder=1)
        paper.write(sheet, x, bottom - 2.5, _mark(data, mark), ha="center")


def _key(sheet: Sheet, y: float, marked: bool) -> None:
    """What the signs mean."""
    x = 0.8
    paper.line(sheet, [x + 0.5], [y], **_MEMBER)
    x = _explain(sheet, x + 2, y, "一家单位")
    paper.box(sheet, (x, y - 1.1), 4, 2.2, look.BAND, **_BOX)
    x = _explain(sheet, x + 5, y, "中间一半单位")
    paper.line(sheet, (x, x), (y - 1.3, y + 1.3), **_MEDIAN)
    x = _explain(sheet, x + 1, y, "中位数")
    paper.line(sheet, [x + 0.5], [y], **_FAR)
    x = _explain(sheet, x + 2, y, "离群单位（距箱超过1.5倍四分位距）")
    if marked:
        paper.line(sheet, [x + 0.5], [y], **_MARKED)
        _explain(sheet, x + 2, y, "点名单位")


def _explain(sheet: Sheet, x: float, y: float, words: str) -> float:
    """Writes a part of the key and gives where the next begins."""
    paper.write(sheet, x, y, words, color=look.GREY)
    return x + paper.extent(words) + 5


def _strip(sheet: Sheet, data: _Data, group: _Group, ruler: Span, y: float) -> None:
    """The words at the left, the box, the median with its value above, the dots."""
    for row, words in enumerate(_beside(group)):
        ink = look.GREY if row else look.INK
        paper.write(sheet, ruler.start - 3, y + (0.5 - row) * paper.LINE, words, ha="right", color=ink)
    if not group.members:
        return
    if group.box:
        low, high = map(ruler.at, group.box)
        paper.box(sheet, (low, y - _HALF), high - low, 2 * _HALF, look.BAND, label=group.name, **_BOX)
    x, words = ruler.at(group.middle), f"中位数 {data.told(group.middle)}"
    paper.line(sheet, (x, x), (y - _HALF, y + _HALF), **_MEDIAN)
    start = paper.beside(x, words, [(ruler.start, sheet.width - 0.3)])
    paper.write(sheet, start, y + _HALF + paper.LINE / 2, words, color=look.BLUE)
    _dots(sheet, data, group, ruler, y)


def _dots(sheet: Sheet, data: _Data, group: _Group, ruler: Span, y: float) -> None:
    """The members, those of one kind as one line of dots."""
    places = [ruler.at(member.value) for member in group.members]
    levels = _levels(places)
    pitch = min(_DOT, _HALF / max(1, (max(levels) + 1) // 2))
    kinds = [_kind(data, member) for member in group.members]
    for style in (_MEMBER, _FAR, _MARKED):
        dots = [
            (x, y + (level + 1) // 2 * pitch * (1 if level % 2 else -1))
            for x, level, kind in zip(places, levels, kinds, strict=True)
            if kind is style
        ]
        if dots:
            paper.line(sheet, *map(list, zip(*dots, strict=True)), label=group.name, **style)


def _kind(data: _Data, member: _Member) -> dict[str, Any]:
    return _MARKED if member.name in data.attention else _FAR if member.far else _MEMBER


def _levels(places: Sequence[float]) -> list[int]:
    """For dots in the order of their places the first level on which each meets no other."""
    last: list[float] = []
    levels = []
    for place in places:
        level = next((level for level, other in enumerate(last) if place - other >= _DOT), len(last))
        last[level:] = [place, *last[level + 1 :]]
        levels.append(level)
    return levels


def _name(sheet: Sheet, data: _Data, label: _Label, y: float) -> None:
    colour = look.RED if label.member.name in data.attention else look.INK
    paper.write(sheet, label.start, y, _words(data, label.member), color=colour)


def _alt(data: _Data) -> str:
    """One sentence: for each group how many, the median, the ends, who is named."""
    return f"分组散点图：{'；'.join(_summary(data, group) for group in data.groups)}。"


def _summary(data: _Data, group: _Group) -> str:
    name, count = _beside(group)
    if not group.members:
        return f"{name}（{count}）"
    low, high = (_words(data, group.members[place]) for place in (0, -1))
    named = "、".join(_words(data, member) for member in data.named(group))
    told = f"{name}（{count}）中位数{data.told(group.middle)}，最低{low}，最高{high}"
    return f"{told}，其中列名{named}" if named else told
