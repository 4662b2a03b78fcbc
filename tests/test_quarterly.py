"""季分析报告: findings by rule, effects that add up to what is printed, figures with their data, bad data told."""

import io
import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import openpyxl
import pytest

from benchmarks import damaged
from charts import numbers
from charts.drawing import Lettering
from reportgen import markup, production, reports, resources, settings, store, style, trace, wording
from reportgen.document import (
    Cards,
    Contents,
    Figure,
    Landscape,
    Number,
    PageBreak,
    Paragraph,
    Table,
    Text,
    words,
)
from reportgen.errors import MissingData
from reportgen.facts import Fact, Reading
from reportgen.measures import MEASURES
from reportgen.period import parse
from reportgen.production import Product
from reportgen.reports import (
    peers,
    quarterly_aspects,
    quarterly_effects,
    quarterly_headlines,
    quarterly_outlook,
    quarterly_scopes,
    quarterly_signals,
)
from reportgen.reports.quarterly_scopes import Part, View
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.units import Register
from reportgen.writers import layout
from reportgen.writers.titles import em

QUARTER = parse("2026-Q3")
ISSUED = date(2026, 10, 14)
REPORT = reports.load("quarterly")
# Enough to see what is compared with what, without the whole document.
RATES = ("reply_rate", "overdue_per_10k", "active_rate", "online_rate")
COUNTS = ("accepted", "tickets", "overdue", "bad_ratings", "efficacy_complaints")
FEW = (*COUNTS, *RATES, "supplement_rate", "mean_workdays")
SMALL = replace(REPORT, measures=FEW, trend=FEW, monthly=FEW)


def view(chosen: Settings, opened: Store, period: str) -> View:
    """The scopes and periods of a quarter."""
    return quarterly_scopes.view(production._material(SMALL, chosen, opened, parse(period), ISSUED, None))


@pytest.fixture(scope="module")
def product(sample: Settings, sample_store: Store) -> Product:
    """The analysis of the third quarter of 2026."""
    return production.build(REPORT, sample, sample_store, QUARTER, ISSUED)


@pytest.fixture(scope="module")
def third(sample: Settings, sample_store: Store) -> View:
    """Its scopes and periods, counted apart."""
    return view(sample, sample_store, "2026-Q3")


def facts(product: Product) -> dict[str, dict]:
    return {fact["id"]: fact for fact in product.facts["facts"]}


def text(product: Product, start: str, end: str) -> str:
    whole = product.document.text()
    return whole[whole.index(start) : whole.index(end, whole.index(start))]


# --- findings --------------------------------------------------------------------------------


def planted(sample: Settings) -> dict:
    [story] = tomllib.loads((sample.workspace / "answer_key.toml").read_text("utf-8"))["regional"]
    return story


def test_the_planted_regional_problem_is_the_first_finding(product: Product, sample: Settings) -> None:
    story = planted(sample)
    [cards] = [block for block in product.document.blocks if isinstance(block, Cards)]
    first = words(cards.cards[0].runs)
    assert first.startswith(f"{story['area']}诉求按期答复率")
    assert "下降" in first and re.search(r"（见图\d+，第\d*页）。$|（见图\d+，", first)
    assert len(cards.cards) == 5
    assert all(card.figure and card.picture in product.document.pictures for card in cards.cards)


def test_it_is_told_as_general_with_the_classes_planted(product: Product, sample: Settings) -> None:
    told = text(product, "（一）渝东北", "（二）")
    assert "属普遍性变化" in told
    assert "10家单位中10家变差" in told
    assert (
        re.findall(r"(\w+)类（\d+件）", told.partition("增加较多的是")[2])
        == planted(sample)["content_classes"]
    )


def test_no_unit_of_it_is_a_problem_by_the_rules(third: View, sample: Settings) -> None:
    area = next(part for part in third.areas if part.name == planted(sample)["area"])
    months = [parse(month) for month in planted(sample)["months"]]
    for unit in area.units:
        for month in months:
            rate = third.fact("reply_rate", peers.scope(unit), month)
            assert rate.exact >= sample.thresholds["reply_rate"], (unit.short, str(month))


def test_signals_are_ranked_by_size_and_each_matter_is_told_once(third: View) -> None:
    found = quarterly_signals.signals(third, RATES)
    sizes = [signal.size for signal in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size > quarterly_signals.robust.LIMIT for size in sizes)
    told = quarterly_signals.leading(found, True, 9)
    assert [(signal.scope.name, signal.measure) for signal in told] == [
        ("渝东北三峡库区", "reply_rate"), ("彭水县", "overdue_per_10k"),
    ]  # fmt: skip


def test_growth_as_ever_is_no_finding(third: View) -> None:
    assert not [
        signal
        for signal in quarterly_signals.signals(third, RATES)
        if signal.measure == "online_rate" and signal.kind == "片区"
    ]


def test_where_nothing_says_what_is_usual_nothing_is_unusual(third: View) -> None:
    """A mean time is no share, so that it has no sampling error; and nothing is known of its usual changes."""
    unknown = quarterly_signals.Usual()
    for part in third.areas:
        assert not [*quarterly_signals._judged(third, "mean_workdays", "片区", part, part.scope, unknown)]


def test_a_small_base_is_not_judged(sample: Settings, sample_store: Store) -> None:
    strict = replace(sample, thresholds={**sample.thresholds, "small_base": 4000})
    found = quarterly_signals.signals(view(strict, sample_store, "2026-Q3"), RATES)
    assert all((signal.now.denominator or 0) >= 4000 for signal in found)
    assert "reply_rate" not in {signal.measure for signal in found}


# --- what adds up ----------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["reply_rate", "overdue_per_10k", "active_rate", "online_rate"])
def test_effects_add_up_to_the_printed_change(third: View, measure: str) -> None:
    for scope in (third.whole, *(part.scope for part in third.areas)):
        of = (
            third.parts
            if scope == third.whole
            else next(part for part in third.areas if part.scope == scope).units
        )
        scopes = [each.scope if isinstance(each, Part) else peers.scope(each) for each in of]
        for base in (QUARTER.previous, QUARTER.year_ago):
            for change in (
                quarterly_effects.of_rate(third, measure, scope, scopes, base),
                quarterly_effects.of_count(third, measure, scope, scopes, base),
            ):
                assert change
                printed = Fraction(wording.printed(change.now) - wording.printed(change.base))
                assert change.total.exact == printed
                assert sum(fact.exact for _name, fact in change.causes) == printed
                assert sum(fact.exact for _name, fact in change.parts) == printed


def test_the_waterfalls_of_the_document_add_up(product: Product) -> None:
    known = facts(product)
    for name in ("volume", "late"):
        first, *steps, last = (Fraction(known[each]["value"]) for each in product.facts["pictures"][name])
        assert first + sum(steps) == last, name


def test_parts_of_a_volume_are_the_units_own_changes(third: View) -> None:
    change = quarterly_effects.of_volume(
        third, "accepted", third.whole, [part.scope for part in third.parts], QUARTER.previous
    )
    assert change
    assert sum(fact.exact for _name, fact in change.parts) == change.total.exact
    for part, (_name, fact) in zip(third.parts, change.parts, strict=True):
        now, then = (third.fact("accepted", part.scope, period) for period in (None, QUARTER.previous))
        assert fact.exact == now.exact - then.exact


def test_areas_and_classes_hold_every_unit_once(third: View, sample: Settings) -> None:
    ids = [unit for part in third.parts for unit in part.scope.units]
    assert len(ids) == len(set(ids))
    assert set(ids) == {unit.id for unit in sample.register}
    assert (
        sum(third.fact("accepted", part.scope).exact for part in third.parts)
        == third.fact("accepted", third.whole).exact
    )


@pytest.mark.parametrize(("scheme", "count"), [("area_4zone", 4), ("area_1q2q_2020", 4), ("area_2024", 5)])
def test_the_scheme_is_a_setting(sample: Settings, sample_store: Store, scheme: str, count: int) -> None:
    assert len(view(replace(sample, areas=scheme), sample_store, "2026-Q3").areas) == count


# --- the document ----------------------------------------------------------------------------


def test_chapters_in_order_and_every_figure_with_its_data(product: Product) -> None:
    whole = product.document.text()
    places = [
        whole.rindex(title)
        for title in ("一、总体情况", "二、片区情况", "三、存在问题", "四、下一步工作建议")
    ]
    assert places == sorted(places)
    figures = [block for block in product.document.blocks if isinstance(block, Figure)]
    tables = {block.id: block for block in product.document.blocks if isinstance(block, Table)}
    assert 18 <= len(figures) <= 26
    assert any(isinstance(block, Contents) for block in product.document.blocks)
    printed = {
        run.fact for id_, table in tables.items() if id_.startswith("data_") for row in table.body
        for cell in row.cells for run in cell.runs if isinstance(run, Number)
    }  # fmt: skip
    for name, drawn in product.facts["pictures"].items():
        assert set(drawn) <= printed, name


def test_the_data_of_every_figure_are_in_the_workbook(product: Product) -> None:
    [(name, content)] = product.document.attachments.items()
    assert name == "图表数据.xlsx"
    figures = [block for block in product.document.flat() if isinstance(block, Figure)]
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [
        f"图{figure.number}" for figure in figures
    ]


def test_every_figure_has_a_conclusion_a_source_and_n(product: Product) -> None:
    for block in product.document.blocks:
        if isinstance(block, Figure):
            said = product.document.pictures[block.picture].svg
            assert said
            drawn = " ".join(
                piece.text
                for piece in product.document.pictures[block.picture].drawing
                if hasattr(piece, "text")
            )
            assert "数据来源：" in drawn and re.search(r"n＝[\d,]+", drawn), block.id


def test_one_minus_sign_everywhere(product: Product, sample: Settings, sample_store: Store) -> None:
    """Words, tables and charts print the same sign; a figure is found by what a keyboard has."""
    runs = [run.text for run in product.document.inlines() if isinstance(run, Number)]
    drawn = [
        piece.text for picture in product.document.pictures.values() for piece in picture.drawing
        if isinstance(piece, Lettering)
    ]  # fmt: skip
    assert any(text.startswith("−") for text in runs) and any("−" in text for text in drawn)
    assert not [text for text in (*runs, *drawn) if re.search(r"(?<![\w])-\d", text)]
    lower = next(text for text in runs if text.startswith("−"))
    assert trace.matching(product.facts, lower.replace("−", "-")) == trace.matching(product.facts, lower)


def test_advice_answers_every_problem_with_a_unit_and_a_day(product: Product) -> None:
    [advice] = [
        block for block in product.document.blocks if isinstance(block, Table) and block.id == "advice"
    ]
    rows = [[words(cell.runs) for cell in row.cells] for row in advice.body]
    assert len(rows) == text(product, "三、存在问题", "四、").count("原因分析：")
    assert all(re.fullmatch(r"\d+月\d+日前", row[4]) and row[3] and "（图" in row[2] for row in rows)


def test_a_figure_is_traced_in_its_own_period(
    product: Product, sample: Settings, sample_store: Store
) -> None:
    """A quarter and its first month begin on the same day; each has its own query."""
    known = facts(product)
    for fact_id in ("accepted|全体|2026-Q3", "accepted|全体|2026-07"):
        rows = trace.origins(sample_store, sample.register, product.facts, known[fact_id])
        assert sum(Decimal(row.numerator) for row in rows) == Decimal(known[fact_id]["numerator"]), fact_id


def test_equal_input_gives_equal_words(product: Product, sample: Settings, sample_store: Store) -> None:
    again = production.build(REPORT, sample, sample_store, QUARTER, ISSUED)
    assert again.document == product.document
    assert again.facts == product.facts


def test_every_aspect_is_told_of_every_area_and_class_with_both_changes(
    product: Product, third: View
) -> None:
    [turned] = [block for block in product.document.blocks if isinstance(block, Landscape)]
    [table] = [block for block in turned.blocks if isinstance(block, Table)]
    head = [words(cell.runs) for cell in table.head[0].cells]
    assert head == ["方面", "指标", "比较", third.whole.name, *(part.name for part in third.parts)]
    rows = [[words(cell.runs) for cell in row.cells] for row in table.body]
    assert list(dict.fromkeys(row[0] for row in rows[::3])) == [
        aspect for aspect, _ in quarterly_aspects.ASPECTS
    ]
    assert [row[0] for row in rows[1:3]] == ["较上季度", "较上年"]
    volume = [numbers.read(figure) for figure in rows[0][3:]]
    assert volume[0] == sum(volume[1:])
    change = [numbers.read(figure) for figure in rows[1][1:]]
    assert change[0] == sum(change[1:])
    rate = next(place for place, row in enumerate(rows) if row[1:2] == ["诉求按期答复率（%）"])
    story = third.reading("reply_rate", third.areas[1].scope)
    printed = (wording.printed(fact) for fact in (story.now, story.previous))
    assert numbers.read(rows[rate + 1][3]) == Fraction(next(printed) - next(printed))


def test_what_moved_unusually_is_told_of_areas_by_aspect(product: Product, sample: Settings) -> None:
    told = text(product, "分方面看", "各方面指标及其")
    assert f"{planted(sample)['area']}诉求按期答复率" in told and "其余均在正常波动范围内" in told


def test_heat_tables_never_mix_peer_groups(product: Product, third: View) -> None:
    groups = [
        {unit.short for unit, _part in members} for members in quarterly_signals.by_group(third).values()
    ]
    tables = [name for name in product.facts["pictures"] if name.startswith(("districts", "departments"))]
    known = facts(product)
    assert len(tables) == 3
    for name in tables:
        drawn = {known[each]["scope"] for each in product.facts["pictures"][name]}
        assert any(drawn <= group for group in groups), name


# --- bad data --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def damages(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """No August, an area of one unit, a unit without business, a unit without last year, all at once."""
    folder = damaged.copied(sample.workspace, tmp_path_factory.mktemp("damaged"))
    for damage in damaged.COPIES.values():
        damage(folder)
    return settings.load(folder)


def test_a_damaged_quarter_is_made_and_says_so(damages: Settings) -> None:
    with store.opened(damages.store) as opened:
        made = production.build(REPORT, damages, opened, QUARTER, ISSUED)
    whole = made.document.text()
    assert "本季度缺2026年8月的数据" in whole
    assert "因本季度缺8月数据与上季度、上年同期均不可直接比较" in whole
    assert whole.count("本季度缺8月数据") <= 3, "said once a place, not after every figure"
    assert "孤岛片区只有一家单位，不作片区内比较" in whole
    assert "本季度没有受理办件的单位有" in whole and "城口县" in text(
        made, "本季度没有受理办件的单位有", "其比率标"
    )
    assert "永川区" in text(made, "2.片区：", "为上年同期以后新设")
    assert "环比增长" not in text(made, "一、总体情况", "二、片区情况").replace("环比增长幅度", "")
    assert not [fact for fact in made.facts["facts"] if fact["id"].startswith("effect|")]
    month = next(fact for fact in made.facts["facts"] if fact["id"] == "accepted|全体|2026-08")
    assert month["value"] is None and month["missing"] == "无数据"
    rates = [fact for fact in made.facts["facts"] if fact["period"] == "2026-08"]
    assert {fact["missing"] for fact in rates} == {"无数据"}, (
        "nothing is told of a month of which much is missing"
    )
    drawn = {name: [piece.text for piece in picture.drawing if isinstance(piece, Lettering)]
             for name, picture in made.document.pictures.items()}  # fmt: skip
    assert "基数不足30：城口县" in "".join(drawn["map"]) and "孤岛片区" not in drawn["spread"]


@pytest.mark.parametrize(
    ("last", "made"),
    [("2026-09-30", True), ("2026-08-31", True), ("2026-08-30", False), ("2026-07-31", False)],
)
def test_a_quarter_is_made_that_has_two_of_its_months(last: str, made: bool, sample: Settings) -> None:
    class Held:
        """A store whose data end on a day."""

        def span(self, dataset: object) -> tuple[date, date]:
            return date(2024, 10, 1), date.fromisoformat(last)

    def ask() -> None:
        production._require_data(REPORT, Held(), QUARTER, sample)  # type: ignore[arg-type]

    if made:
        ask()
    else:
        with pytest.raises(MissingData, match="2026年第三季度没有完整数据"):
            ask()


def test_two_months_missing_are_too_many(sample: Settings, sample_store: Store) -> None:
    with pytest.raises(MissingData, match="2026年第四季度没有完整数据"):
        production.build(REPORT, sample, sample_store, parse("2026-Q4"), date(2027, 1, 4))


def test_the_first_quarter_has_nothing_to_compare_with(sample: Settings, sample_store: Store) -> None:
    first = view(sample, sample_store, "2024-Q4")
    assert quarterly_signals.signals(first, RATES) == ()
    assert quarterly_outlook.outlooks(first) == ((), ("受理量", "诉求量"))
    assert quarterly_outlook.steps(first) == ()
    told, labels = quarterly_outlook.unseasonal(first)
    assert told == labels[True] == () and "受理量" in labels[False]
    reading = first.reading("reply_rate", first.whole)
    assert not reading.previous.known and not reading.year_ago.known


def test_a_reorganisation_forbids_the_comparison_of_its_units_and_not_of_the_area(
    sample: Settings, sample_store: Store
) -> None:
    fourth = view(sample, sample_store, "2025-Q4")
    centre = next(part for part in fourth.areas if part.name == "中心城区")
    assert not fourth.reading("reply_rate", centre.scope).broken_previous
    beibei = next(unit for unit in centre.units if unit.short == "北碚区")
    assert "行政区划调整" in fourth.reading("reply_rate", peers.scope(beibei)).broken_previous
    assert not [signal for signal in quarterly_signals.signals(fourth, RATES) if signal.unit == beibei]


def test_a_workspace_of_one_area_compares_by_class(sample: Settings, sample_store: Store) -> None:
    units = {
        unit.id: replace(unit, areas={**unit.areas, "area_2024": "一个片区"}) for unit in sample.register
    }
    one = view(replace(sample, register=Register(units)), sample_store, "2026-Q3")
    assert one.areas == ()
    assert [part.name for part in one.classes] == [group.title for group in sample.groups]


# --- the first page --------------------------------------------------------------------------

LONG = "秀山土家族苗族自治县高新技术园区"  # longer than any name of the registers


class Kept:
    """Takes derived facts and remembers none."""

    @staticmethod
    def keep(fact: Fact) -> Fact:
        return fact


def longest() -> dict[str, list[str]]:
    """Every sentence of a finding in its longest words: long names, large numbers, all that may be added."""

    def fact(measure: str, value: str, unit: str) -> Fact:
        label = max((MEASURES[name].label for name in quarterly_headlines.JUDGED), key=len)
        return Fact(
            f"{measure}{value}", label, unit, Fraction(value), "", LONG, "2026-Q3", numerator=1, denominator=2
        )

    rate, share = (
        Reading(*(fact("rate", value, unit) for value in values))
        for unit, values in (("件/万件", ("9876.54", "123.45", "234.56")), ("%", ("87.65", "98.76", "99.87")))
    )
    count = Reading(*(fact("count", value, "件") for value in ("123456789", "98765432", "87654321")))
    lacks = ("上季度缺5月数据", "上年同期缺8月数据")
    counts = [count, replace(count, broken_previous=lacks[0], broken_year=lacks[1])]
    counts += [replace(count, broken_previous=lacks[0], broken_year=lacks[0])]
    several = fact("units", "40", "家")
    about = {
        "worse": SimpleNamespace(
            kind="worse", name=LONG, now=rate.now, cause=SimpleNamespace(units=several, worse=several),
            signal=SimpleNamespace(against="上年同期", reading=rate, unit=None),
        ),
        "behind": SimpleNamespace(kind="behind", name=LONG, now=rate.now, median=rate.previous),
        "better": SimpleNamespace(scope=SimpleNamespace(name=LONG), now=rate.now, against="上年同期", reading=rate),
    }  # fmt: skip
    outlook = SimpleNamespace(
        measure="accepted", period=parse("2026-Q4"),
        **{name: fact(name, "12345.6", "万件") for name in ("total", "low", "high")},
    )  # fmt: skip
    source = '{% import "_quarterly.xml" as say with context %}{{ say.told(entry, f, [outlook]) }}'
    environment = markup._environment([resources.templates()], wording.filters(Kept, "quarter"))
    say = environment.from_string(source, {"view": SimpleNamespace(gaps=("", ""))})
    rates = dict.fromkeys(
        ("online_rate", "early_rate", "active_rate", "overdue_per_10k", "reply_rate"), share
    )
    told: dict[str, list[str]] = {}
    for kind in (*about, "volume", "online", "late", "voices", "time", "rated"):
        for each in counts:
            entry = SimpleNamespace(kind=kind, about=about.get(kind))
            f = {**rates, **dict.fromkeys(("accepted", "overdue", "tickets", "bad_ratings"), each)}
            told.setdefault(kind, []).append(
                re.sub("<[^>]*>", "", say.render(entry=entry, f=f, outlook=outlook))
            )
    return told


def wide(words_: str) -> float:
    """How wide words print, in 字."""
    return sum(map(em, words_))


def test_the_summary_stays_on_the_first_page_whatever_it_tells(product: Product) -> None:
    told = {kind: max(sentences, key=wide) for kind, sentences in longest().items()}
    rest = max((told[kind] for kind in ("volume", "online", "late", "voices", "time", "rated")), key=wide)
    sentences = [told["worse"]] * 3 + [told["better"], rest]
    start = next(place for place, block in enumerate(product.document.blocks) if isinstance(block, PageBreak))
    *head, cards = product.document.blocks[:start]
    assert isinstance(cards, Cards)
    note = Paragraph(
        "note",
        (
            Text(
                "摘要：分析发现突出问题7个，按监管规则发现单位问题1,000个。本季度缺2026年8月的数据，不与上季度、上年同期比较。"
                "更正后第2版，见“更正说明”。"
            ),
        ),
    )
    big = (Text("每万件12,345.67件"),)
    filled = Cards(
        tuple(
            replace(card, figure=big, runs=(Text(f"{sentence}（见图22，第22页）。"),))
            for card, sentence in zip(cards.cards, sentences, strict=True)
        )
    )
    assert words(head[-1].runs).startswith("摘要：")
    blocks = (*head[:-1], note, filled, PageBreak(), Paragraph("body", (Text("正文"),)))
    look = style.house()
    made = layout.settled(replace(product.document, blocks=blocks, attachments={}), look)
    assert len(made.rendered.pages) == 2
