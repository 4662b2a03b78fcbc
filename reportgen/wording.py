"""Numbers and dates in official Chinese: the only place that rounds, and the Jinja filters.

Conventions (GB/T 15835, statistics usage): half-up rounding by decimal arithmetic; thousands
separators from four digits; half-width %; 百分点 for differences of rates, taken between the
printed values so that a reader's subtraction agrees; a share that is not all or nothing never
prints as 100% or 0% but as 99.99%, or with as many decimals as show it (0.0004%).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from markupsafe import Markup, escape

from charts.numbers import figure
from reportgen.facts import Fact, Facts, Reading

PLACES = {"分": 2, "%": 2, "件/万件": 2, "条/万条": 2, "个工作日": 2, "百分点": 2, "万件": 1, "倍": 1}
NEARLY_ALL = Decimal("99.99")  # how a share prints that is not all but would round to 100%
STEADY = Fraction(5, 100)  # a rate that moved by less is 基本持平


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` rounded half-up (away from zero) to `places` decimals.

    >>> rounded(Fraction(125, 1000), 2), rounded(Fraction(-125, 1000), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def trimmed(value: Fraction, places: int) -> str:
    """`value` rounded half-up to `places` decimals, without noughts at the end of them.

    >>> trimmed(Fraction(200, 3), 4), trimmed(Fraction(80), 4)
    ('66.6667', '80')
    """
    digits = figure(rounded(value, places)).replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def apportioned(parts: Sequence[Fraction], whole: Decimal, places: int) -> list[Decimal]:
    """`parts` rounded to `places` decimals so that they add up to the printed `whole` (largest remainders).

    >>> apportioned([Fraction(1, 3)] * 3, Decimal("1.0"), 1)
    [Decimal('0.4'), Decimal('0.3'), Decimal('0.3')]
    """
    step = Fraction(1, 10**places)
    floors = [part // step for part in parts]
    left = int(Fraction(whole) / step) - sum(floors)
    order = sorted(range(len(parts)), key=lambda place: floors[place] * step - parts[place])
    for turn in range(abs(left)):
        place = order[turn % len(parts)] if left > 0 else order[-1 - turn % len(parts)]
        floors[place] += 1 if left > 0 else -1
    return [Decimal(floor).scaleb(-places) for floor in floors]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact as a score sheet prints it: with the decimals that its reader needs to calculate with it."""

    fact: Fact
    text: str


def plain(fact: Fact) -> str:
    """The value without its unit (a table's heading has it), with the decimals of its kind.

    The reason where there is no value.
    """
    return figure(printed(fact)) if fact.known else fact.missing


def full(fact: Fact) -> str:
    """The value with its unit, as it stands in a sentence: 1,234件, 99.95%, 每万件5.03件."""
    if fact.value is None:
        return fact.missing
    if fact.unit.endswith(("/万件", "/万条")):
        each, base = fact.unit.split("/万")
        return f"每万{base}{plain(fact)}{each}"
    digits = f"{printed(fact):.0f}" if fact.unit == "%" and printed(fact) in (0, 100) else plain(fact)
    return f"{digits}{_difference_unit(fact.unit)}"


def ratio(fact: Fact) -> str:
    """The two counts behind a rate: 2,097,716/2,098,765."""
    if fact.numerator is None or fact.denominator is None:
        raise ValueError(f"{fact.id} is no quotient")
    return f"{_grouped(fact.numerator)}/{_grouped(fact.denominator)}"


def printed(fact: Fact) -> Decimal:
    """The value as printed, for a difference that a reader can check.

    A count has no decimals, whatever its unit; a share that is not all or nothing never reads so.
    """
    counted = fact.denominator is None and fact.numerator is not None
    places = 0 if counted and fact.numerator == int(fact.exact) else PLACES.get(fact.unit, 0)
    result = rounded(fact.exact, places)
    if fact.unit == "%" and 0 < fact.exact < 100:
        while result == 0:
            places += 1
            result = rounded(fact.exact, places)
        return min(result, NEARLY_ALL)
    return result


def _grouped(count: int | Decimal) -> str:
    return f"{count:,}"


def day(value: date) -> str:
    """成文日期: Arabic, full year, nothing padded (GB/T 9704 7.3.5.4).

    >>> day(date(2026, 11, 2))
    '2026年11月2日'
    """
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    """A day of the current year: 11月2日."""
    return f"{value.month}月{value.day}日"


def moved(fact: Fact) -> str:
    """A change that is itself a fact, in words: 增加12件, 下降0.12个百分点, 持平."""
    change = printed(fact)
    if change == 0:
        return "持平"
    verb = _verb("%" if fact.unit == "百分点" else fact.unit, fact.exact)
    return f"{verb}{figure(abs(change))}{_difference_unit(fact.unit)}"


# --- comparisons -----------------------------------------------------------------------------


def growth(facts: Facts, now: Fact, base: Fact, broken: str, name: str, against: str) -> Markup:
    """`name` plus the relative change of a count: 环比增长3.20%; or why there is none."""
    if excuse := _excuse(now, base, broken, against):
        return excuse
    if base.exact == 0:
        return Markup(f"{against}为0、无可比基数") if now.exact else Markup(f"{name}持平（均为0）")
    change = (now.exact - base.exact) / base.exact * 100
    if change == 0:
        return Markup(f"{name}持平")
    fact = _derived(facts, now, base, "增减幅度", "%", change, f"（本期－{against}）÷{against}")
    if rounded(abs(change), 2) == 0:
        return Markup(f"{name}基本持平")
    verb = "增长" if change > 0 else "下降"
    return Markup(f"{name}{verb}{_number(fact, f'{rounded(abs(change), 2):,f}%')}")


def shift(facts: Facts, now: Fact, base: Fact, broken: str, against: str) -> Markup:
    """The absolute change: 较上月提高0.12个百分点, 较上月减少3件; or why there is none."""
    if excuse := _excuse(now, base, broken, against):
        return excuse
    change = Fraction(printed(now) - printed(base))
    if change == 0:
        return Markup(f"与{against}持平")
    if now.unit == "%" and abs(change) < STEADY:
        return Markup(f"与{against}基本持平")
    unit = "百分点" if now.unit == "%" else now.unit
    fact = _derived(facts, now, base, "增减", unit, change, "本期－基期，按公布值相减")
    text = f"{abs(Decimal(change.numerator) / Decimal(change.denominator)):,f}"
    return Markup(f"较{against}{_verb(now.unit, change)}{_number(fact, text + _difference_unit(unit))}")


def signed(facts: Facts, now: Fact, base: Fact, broken: str) -> Markup:
    """The absolute change for a table cell: +0.12, −0.12, 0.00; “—” where there is none."""
    if broken or not now.known or not base.known:
        return Markup("—")
    change = printed(now) - printed(base)
    unit = "百分点" if now.unit == "%" else now.unit
    fact = _derived(facts, now, base, "增减", unit, Fraction(change), "本期－基期，按公布值相减")
    return _number(fact, figure(change, signed=True))


def against_peers(facts: Facts, unit: Fact, peers: Fact) -> Markup:
    """Where a unit stands against its peers' total: 低于同类平均1.20个百分点."""
    change = Fraction(printed(unit) - printed(peers))
    if change == 0:
        return Markup("与同类平均持平")
    measure = "百分点" if unit.unit == "%" else unit.unit
    fact = _derived(facts, unit, peers, "与同类平均之差", measure, change, "本单位－同类平均，按公布值相减")
    text = f"{abs(Decimal(change.numerator) / Decimal(change.denominator)):,f}"
    side = "高于" if change > 0 else "低于"
    return Markup(f"{side}同类平均{_number(fact, text + _difference_unit(measure))}")


def _excuse(now: Fact, base: Fact, broken: str, against: str) -> Markup:
    if broken:
        return Markup(f"因{escape(broken)}与{against}不可直接比较")
    if not base.known or not now.known:
        return Markup(f"{against}无可比数据")
    return Markup("")


def _derived(
    facts: Facts, now: Fact, base: Fact, label: str, unit: str, value: Fraction, definition: str
) -> Fact:
    return facts.keep(
        Fact(
            f"{now.id}~{base.scope if base.scope != now.scope else base.period}:{unit}",
            f"{now.label}{label}", unit, value, definition, now.scope, now.period, now.measure,
            of=(now.id, base.id),
        )
    )  # fmt: skip


def _verb(unit: str, change: Fraction) -> str:
    if unit == "%":
        return "提高" if change > 0 else "下降"
    return "增加" if change > 0 else "减少"


def _difference_unit(unit: str) -> str:
    return "个百分点" if unit == "百分点" else unit


def _number(fact: Fact, text: str) -> Markup:
    return Markup('<n fact="{}">{}</n>').format(fact.id, text)


# --- lists -----------------------------------------------------------------------------------


def names(items: Sequence[str], most: int, counter: str = "家单位") -> str:
    """At most `most` names joined by 、, and how many there are where some are left out.

    >>> names(["甲", "乙", "丙"], 2)
    '甲、乙等3家单位'
    """
    if len(items) <= most:
        return "、".join(items)
    return f"{'、'.join(items[:most])}等{len(items)}{counter}"


def serial(number: int) -> str:
    """一, 二, … 九十九.

    >>> serial(3), serial(10), serial(21)
    ('三', '十', '二十一')
    """
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones or not tens else "")


# --- the Jinja filters -----------------------------------------------------------------------

AGAINST = {"month": ("上月", "上年同期"), "week": ("上周", "上年同期"), "day": ("上一工作日", "上年同日"), "quarter": ("上季度", "上年同期"), "year": ("上年", "上年")}  # fmt: skip


def filters(facts: Facts, frequency: str) -> dict[str, Callable[..., object]]:
    """The filters through which templates print facts; each emits `<n fact="…">…</n>`.

    num: value with unit · bare: value alone (tables) · ratio: the two counts · shown: as a sheet prints it ·
    moved, plus: a change that is itself a fact, in words and in figures ·
    mom, yoy: relative change · change: the same without its name · mom_by, yoy_by: absolute change, in
    words · mom_signed, yoy_signed: in figures ·
    peers: distance to the peers.
    """
    last, year = AGAINST[frequency]

    def now(item: Fact | Reading) -> Fact:
        return item.now if isinstance(item, Reading) else item

    return {
        "num": lambda item: _number(now(item), full(now(item))),
        "moved": lambda item: _number(item, moved(item)),
        "plus": lambda item: _number(item, figure(printed(item), signed=True)),
        "bare": lambda item: _number(now(item), plain(now(item))),
        "ratio": lambda item: _number(now(item), ratio(now(item))),
        "shown": lambda item: _number(item.fact, item.text),
        "change": lambda item: growth(facts, item.now, item.previous, item.broken_previous, "", last),
        "mom": lambda item: growth(facts, item.now, item.previous, item.broken_previous, "环比", last),
        "yoy": lambda item: growth(facts, item.now, item.year_ago, item.broken_year, "同比", year),
        "mom_by": lambda item: shift(facts, item.now, item.previous, item.broken_previous, last),
        "yoy_by": lambda item: shift(facts, item.now, item.year_ago, item.broken_year, year),
        "mom_signed": lambda item: signed(facts, item.now, item.previous, item.broken_previous),
        "yoy_signed": lambda item: signed(facts, item.now, item.year_ago, item.broken_year),
        "peers": lambda item, other: against_peers(facts, now(item), now(other)),
        "names": names,
        "day": day,
        "short_day": short_day,
        "iso": lambda moment: f"{moment:%Y-%m-%d}",
        "share": lambda value: f"{value}%",
        "serial": serial,
    }
