"""年考评报告: twelve chapters of one evaluation; every advice is a row of the ledger; a trial is not issued."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from reportgen import issuing, production, reports
from reportgen.assessment import Assessment, assess, basis
from reportgen.document import Heading, Table, words
from reportgen.errors import InputFaults
from reportgen.facts import UNREPORTED
from reportgen.period import parse
from reportgen.production import Product
from reportgen.reports import annual_advice

REPORT = reports.scan()["annual"]
YEAR, ISSUED = parse("2025"), date(2026, 3, 31)
CHAPTERS = (
    "评价概况", "评价体系与方法", "数据采集与查阅核对", "总体结论", "分类指数", "政务公开和问政咨询", "分对象评价", "纵向比较",
    "典型做法", "发现的问题", "整改建议", "结果运用建议",
)  # fmt: skip


@pytest.fixture(scope="module")
def product(sample, sample_store) -> Product:
    return production.build(REPORT, sample, sample_store, YEAR, ISSUED)


def tables(product: Product) -> Mapping[str, Table]:
    return {block.id: block for block in product.document.flat() if isinstance(block, Table)}


def rows(table: Table) -> list[list[str]]:
    return [[words(cell.runs) for cell in row.cells] for row in table.body]


def test_twelve_chapters_in_their_order(product: Product) -> None:
    headings = [
        words(block.runs)
        for block in product.document.flat()
        if isinstance(block, Heading) and block.level == 1
    ]
    assert [each.split("、", 1)[1] for each in headings] == list(CHAPTERS)


def test_every_ranked_unit_has_its_line_once(product: Product, sample, sample_store) -> None:
    made = basis.evaluated(sample, sample_store, YEAR).made
    found = tables(product)
    for number, group in enumerate((name for name in made.scheme.scope.groups if made.group(name)), 1):
        *lines, _median = rows(found[f"results{number}"])
        assert [line[1] for line in lines] == [row.unit.short for row in made.group(group)]
        assert [line[7] for line in lines] == [str(row.printed.total) for row in made.group(group)]


def test_bands_add_up(product: Product) -> None:
    *groups, total = rows(tables(product)["bands"])
    for column in range(1, len(total) - 1):
        assert int(total[column]) == sum(int(row[column]) for row in groups)
    assert int(total[1]) == sum(map(int, total[2:-1]))


def test_every_advice_is_opened_in_the_ledger_and_printed_once(product: Product) -> None:
    printed = rows(tables(product)["advice"])
    opened = product.facts["opens"]
    assert [line[0] for line in printed] == [each["entry"] for each in opened]
    assert len({opening.key for opening in product.openings}) == len(product.openings) == len(printed)
    for line, opening in zip(printed, product.openings, strict=True):
        assert (line[2], line[6]) == (opening.fact, opening.due.isoformat())
        assert line[3] in opening.measure


def test_advice_takes_most_of_what_can_be_gained(sample, sample_store) -> None:
    made = basis.evaluated(sample, sample_store, YEAR).made
    for result in made.results.values():
        chosen = annual_advice._chosen(result)
        if result.unit.valid_to:
            assert not chosen, "who no longer exists is asked for nothing"
            continue
        gains = sorted((line.gain for line in result.lines), reverse=True)
        assert [line.gain for line in chosen[: annual_advice.MOST]] == gains[: annual_advice.MOST]
        low = [line for line in result.lines if line.tier and line.tier > len(line.indicator.standards)]
        assert {line.indicator.code for line in low} <= {line.indicator.code for line in chosen}


def test_the_frozen_scheme_is_named(product: Product) -> None:
    assert "于2024年12月31日固化，校验值" in product.document.text()
    assert not product.against


def test_a_changed_scheme_gives_a_trial_that_is_not_issued(sample, sample_copy, tmp_path) -> None:
    shutil.copytree(sample.workspace / "scheme", sample_copy.workspace / "scheme")
    file = sample_copy.workspace / "scheme" / "scheme.toml"
    file.write_text(file.read_text("utf-8").replace('"良好" = [75, 85]', '"良好" = [70, 85]').replace('"合格" = [60, 75]', '"合格" = [60, 70]'), "utf-8")  # fmt: skip
    order = issuing.order(REPORT, sample_copy.workspace, date(2026, 11, 2), period="2025", official=True)
    with pytest.raises(InputFaults, match="评价方案固化后有改动，不能正式印发"):
        issuing.issue(replace(order, folder=tmp_path), lambda line: None, datetime(2026, 11, 2, 9), "测试")


def test_totals_are_exact_in_the_certificate(product: Product) -> None:
    totals = [fact for fact in product.facts["facts"] if fact["id"].startswith("total|")]
    assert len(totals) == 82
    for fact in totals:
        above, below = map(int, fact["value"].split("/"))
        assert 0 < Fraction(above, below) < 100


# --- the year before -------------------------------------------------------------------------


def earlier(found: basis.Basis) -> Assessment:
    """A year before in which 万州区 had done worse in one thing, 涪陵区 had not reported it, and 渝中区 had done better."""
    cells = dict(found.values.cells)
    for unit, value in (("QX-500101", Fraction(20)), ("QX-500102", None), ("QX-500103", Fraction(99))):
        fact = cells[unit, "5.2.1"]
        cells[unit, "5.2.1"] = replace(fact, value=value, missing="" if value else UNREPORTED)
    return assess(replace(found.values, cells=cells), found.made.scheme)


def test_the_change_between_years_is_parted_exactly(
    sample, sample_store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = basis.evaluated(sample, sample_store, YEAR)
    assert found.before is None, "the store begins in October 2024"
    before = earlier(found)
    monkeypatch.setattr(basis, "_restated", lambda *_arguments: before)
    told = production.build(REPORT, sample, sample_store, YEAR, ISSUED)
    lines = {line[0]: line for line in rows(tables(told)["years"])}
    assert set(lines) == {"万州区", "涪陵区", "渝中区"}
    assert lines["万州区"][6] == lines["渝中区"][6] == "5.2.1即办程度"
    facts = {
        fact["id"]: Fraction(fact["value"]) for fact in told.facts["facts"] if fact["id"].startswith("years|")
    }
    for unit in lines:
        then, now, change, own, weighting = (
            facts[f"years|{name}|{unit}|2025"] for name in ("before", "after", "change", "own", "weighting")
        )
        assert now - then == change == own + weighting
    assert facts["years|own|涪陵区|2025"] == 0 != facts["years|weighting|涪陵区|2025"]
    assert facts["years|change|万州区|2025"] > 0 > facts["years|change|渝中区|2025"]


def test_gaps_are_told_with_the_ranks_they_may_hide(
    sample, sample_store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = basis.evaluated(sample, sample_store, YEAR)
    lacking = replace(found, made=earlier(found))
    monkeypatch.setattr(basis, "evaluated", lambda *_arguments: lacking)
    told = production.build(REPORT, sample, sample_store, YEAR, ISSUED).document.text()
    assert "涪陵区有缺报指标：缺报的各项如均得60分，位次为第" in told
    assert "本年度缺报的指标值1项" in told
