"""What a total is made of, over time: a column of 100 % for each period, its parts named beside the last."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, periods, printing
from charts.inputs import Checked, Values
from charts.numbers import Scale
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

MOST = len(look.STEPS)  # parts that are told apart by lightness
_BAR = 0.8  # of the pitch
_LEADER = 4.0  # mm from the last column to its words
_TIGHT = 3.4  # mm, the lowest segment that holds its share
_MARKS = (Fraction(0), Fraction(1, 2), Fraction(1))


class _Part(NamedTuple):
    name: str
    counts: Checked
    step: int  # of look.STEPS
    alarming: bool


class _Data(NamedTuple):
    names: list[str]
    parts: list[_Part]
    wholes: Checked  # the total of each period; None where a part is missing
    unit: str
    scale: Scale
    last: int  # the last period that can be shared out

    def share(self, part: _Part, place: int) -> Fraction:
        """A part's share of a period."""
        count, whole = part.counts[place], self.wholes[place]
        return count / whole if count is not None and whole else Fraction(0)


class _Plan(NamedTuple):
    x: Span
    y: Span
    pitch: float
    periods: dict[int, str]  # the labels that there is room for
    bases: bool  # whether there is room for the total beneath each column


def draw(
    labels: Sequence[str],
    parts: Mapping[str, Values],
    *,
    unit: str = "件",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 76.0,
) -> Picture:
    """Shares of two to six parts in each period, oldest first, from their counts; the first part at the foot.

    A period in which any part is missing (None) has no column but the words 缺数据; one of nothing 0. The
    totals stand beneath. Parts in `attention` are dark red and hatched. `width` and `height` are mm; `title`,
    the conclusion, is added above. Raises ValueError on empty, unequal, negative or non-finite input, on too
    many parts, and where no period can be shared out.
    """
    with look.style():
        data = _checked(labels, parts, unit, attention)
        foot = paper.footer(width, source, note)
        plan = _plan(data, width, height, paper.footer_height(foot))
        sheet = paper.sheet(width, height)
        _axes(sheet, data, plan)
        for place in range(len(data.names)):
            _column(sheet, data, plan, place)
        _ends(sheet, data, plan)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(
    labels: Sequence[str], parts: Mapping[str, Values], unit: str, attention: Collection[str]
) -> _Data:
    names = inputs.labels(labels, "构成图的时期")
    kinds = inputs.labels(list(parts), "构成图的各项")
    inputs.among(attention, kinds, "构成图")
    if not 2 <= len(kinds) <= MOST:
        raise ValueError(f"构成图画 2 至 {MOST} 项，现有 {len(kinds)} 项，请合并为“其他”")
    for kind, values in parts.items():
        inputs.same_length(names, values, kind)
    checked = [
        _Part(kind, _counts(parts[kind], kind), _step(place, len(kinds)), kind in attention)
        for place, kind in enumerate(kinds)
    ]
    wholes = [_sum([part.counts[place] for part in checked]) for place in range(len(names))]
    shared = [place for place, whole in enumerate(wholes) if whole]
    if not shared:
        raise ValueError("构成图的各期都缺数据或合计为零，没有可以画的数据")
    return _Data(names, checked, wholes, unit, numbers.magnitude(inputs.known(wholes)), shared[-1])


def _counts(values: Values, name: str) -> Checked:
    exact = inputs.numbers(values, name)
    inputs.counts(inputs.known(exact), name)
    return exact


def _sum(counts: Checked) -> Fraction | None:
    return None if None in counts else sum(inputs.known(counts), Fraction(0))


def _step(place: int, count: int) -> int:
    """The lightness of a part: the darkest at the foot, the lightest at the top, even steps between."""
    return MOST - 1 - (place * (MOST - 1)) // (count - 1)


def _plan(data: _Data, width: float, height: float, foot: float) -> _Plan:
    left = paper.extent("100%") + 1.5
    words = [_end(data, part) for part in data.parts]
    right = width - paper.widest([*words, periods.named(data.names[data.last])]) - _LEADER - 0.3
    pitch = (right - left) / len(data.names)
    bases = paper.widest(_base(data, place) for place in range(len(data.names))) + 0.8 <= pitch
    shown = periods.shown(data.names, pitch)
    start, end = foot + _beneath(shown) + paper.LINE * bases + 1.5, height - paper.LINE - 2
    if pitch < 3 or right - left < 20 or end - start < max(15, len(words) * paper.LINE):
        raise ValueError("构成图图幅太小、时期过多或文字过长，放不下")
    x = Span(Fraction(-1, 2), Fraction(2 * len(data.names) - 1, 2), left, right)
    return _Plan(x, Span(Fraction(0), Fraction(1), start, end), pitch, shown, bases)


def _beneath(shown: Mapping[int, str]) -> float:
    """The room that the labels of the periods take beneath the columns, in mm."""
    return max(map(paper.block_height, shown.values()))


def _base(data: _Data, place: int) -> str:
    whole = data.wholes[place]
    return "" if whole is None else numbers.scaled(whole, data.scale)


def _axes(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """Marks of the shares at the left, the periods and their totals beneath."""
    for mark in _MARKS:
        y = plan.y.at(mark)
        paper.line(
            sheet, (plan.x.start, plan.x.end), (y, y), color=look.GRID if mark else look.RULE, zorder=1
        )
        paper.write(sheet, plan.x.start - 1, y, f"{numbers.grouped(mark * 100)}%", ha="right")
    top = plan.y.start - 1
    for place, words in plan.periods.items():
        paper.block(sheet, plan.x.at(place), top, words, ha="center")
    known = inputs.known(data.wholes)
    unit = f"{data.scale.prefix}{data.unit}"
    if plan.bases:
        y = top - _beneath(plan.periods) - paper.LINE / 2
        for place in range(len(data.names)):
            paper.write(sheet, plan.x.at(place), y, _base(data, place), ha="center", color=look.GREY)
        told = f"各期占比；柱下为n（{unit}）"
    else:
        least, most = (numbers.scaled(whole, data.scale) for whole in (min(known), max(known)))
        told = f"各期占比；各期n＝{least}至{most}{unit}"
    paper.write(sheet, 0.3, sheet.height - paper.LINE / 2 - 0.3, told, color=look.GREY)


def _column(sheet: Sheet, data: _Data, plan: _Plan, place: int) -> None:
    """The parts of one period, one on the other, each with its share where it has room."""
    x, wide = plan.x.at(place), plan.pitch * _BAR
    if not data.wholes[place]:
        words = "缺数据" if data.wholes[place] is None else f"0{data.unit}"
        paper.block(sheet, x, plan.y.end - 1, "\n".join(words), ha="center", color=look.GREY)
        return
    reached = Fraction(0)
    for part in data.parts:
        share = data.share(part, place)
        low, high = plan.y.at(reached), plan.y.at(reached + share)
        reached += share
        style = {"color": look.RED, "hatch": "////"} if part.alarming else {"color": look.STEPS[part.step]}
        name = f"{data.names[place]} {part.name}"
        paper.box(
            sheet,
            (x - wide / 2, low),
            wide,
            high - low,
            edgecolor=look.WHITE,
            linewidth=0.6,
            label=name,
            **style,
        )
        words = numbers.share(share, Fraction(1))
        if high - low > _TIGHT and paper.extent(words) + 0.6 < wide and not part.alarming:
            paper.write(sheet, x, (low + high) / 2, words, ha="center", color=look.on(part.step))


def _end(data: _Data, part: _Part) -> str:
    return f"{part.name} {numbers.share(data.share(part, data.last), Fraction(1))}"


def _ends(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """The parts of the last column that there is, by name and share, each led to by a hairline."""
    shares = [data.share(part, data.last) for part in data.parts]
    middles = [plan.y.at(sum(shares[:place], Fraction(0)) + share / 2) for place, share in enumerate(shares)]
    half = paper.LINE / 2
    places = paper.apart(middles, paper.LINE, plan.y.start + half, plan.y.end - half)
    edge, left = plan.x.at(data.last) + plan.pitch * _BAR / 2, plan.x.end + _LEADER
    for part, middle, y in zip(data.parts, middles, places, strict=True):
        paper.line(sheet, (edge + 0.3, left - 0.6), (middle, y))
        paper.write(sheet, left, y, _end(data, part), color=look.RED if part.alarming else look.INK)
    top = sheet.height - half - 0.3
    paper.write(sheet, left, top, periods.named(data.names[data.last]), color=look.GREY)


def _alt(data: _Data) -> str:
    """One sentence: the span, the latest shares and the earliest ones beside them, what is missing."""
    first = next(place for place, whole in enumerate(data.wholes) if whole)
    shares = [
        f"{_end(data, part)}（{periods.named(data.names[first])}{numbers.share(data.share(part, first), Fraction(1))}）"
        for part in data.parts
    ]
    missing = [
        periods.named(name) for name, whole in zip(data.names, data.wholes, strict=True) if whole is None
    ]
    lack = f"，{'、'.join(missing)}缺数据" if missing else ""
    return (
        f"堆积柱状图：{periods.named(data.names[0])}至{periods.named(data.names[-1])}的构成，"
        f"{periods.named(data.names[data.last])}n＝{_base(data, data.last)}{data.scale.prefix}{data.unit}，"
        f"{'，'.join(shares)}{lack}。"
    )
