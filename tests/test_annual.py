"""年考评报告: twelve chapters of one evaluation; every advice is a row of the ledger; a trial is not issued."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

from reportgen import issuing, production, reports, style
from reportgen.assessment import Assessment, assess, basis
from reportgen.document import Heading, PageBreak, Table, words
from reportgen.errors import InputFaults, MissingData
from reportgen.facts import UNREPORTED
from reportgen.intake import archive
from reportgen.period import parse
from reportgen.production import Product
from reportgen.reports import annual, annual_advice
from reportgen.scheme.model import Award
from reportgen.store.ledger import Issue
from reportgen.writers import pdf

REPORT = reports.load("annual")
YEAR, ISSUED = parse("2025"), date(2026, 3, 31)
CHAPTERS = (
    "评价概况", "评价体系与方法", "数据采集与查阅核对", "总体结论", "分类指数", "政务公开和问政咨询", "分对象评价", "纵向比较",
    "典型做法", "发现的问题", "整改建议", "结果运用建议",
)  # fmt: skip
IN_ANNEX = ("其他选择下的位次", "缺报登记", "指标体系诊断")
STYLE = style.house()


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
    assert [each.split("、", 1)[1] for each in headings] == [*CHAPTERS, *IN_ANNEX]


def test_every_ranked_unit_has_its_line_once(product: Product, sample, sample_store) -> None:
    made = basis.evaluated(sample, sample_store, YEAR).made
    found = tables(product)
    for number, group in enumerate((name for name in made.scheme.scope.groups if made.group(name)), 1):
        *lines, _median = rows(found[f"results{number}"])
        assert [line[2] for line in lines] == [row.unit.short for row in made.group(group)]
        assert [line[8] for line in lines] == [str(row.printed.total) for row in made.group(group)]


def test_bands_add_up(product: Product) -> None:
    *groups, total = rows(tables(product)["bands"])
    for column in range(1, len(total) - 2):
        assert int(total[column]) == sum(int(row[column]) for row in groups)
    assert int(total[1]) == sum(map(int, total[2:-2]))


def test_leaders_get_the_conclusion_on_one_page(product: Product) -> None:
    """What stands before the first chapter fits the first page, with 版头, title and the hash of the scheme."""
    blocks = product.document.blocks
    first = next(at for at, block in enumerate(blocks) if isinstance(block, PageBreak))
    assert isinstance(blocks[first + 1], Heading)
    page = replace(product.document, blocks=blocks[:first])
    assert len(pypdfium2.PdfDocument(pdf.typeset(page, STYLE).content)) == 1
    card = {line[0]: line[1] for line in rows(tables(product)["card"])}
    assert list(card) == ["评价依据", "总体水平", "居前单位", "薄弱环节", "整改要求"]
    assert re.search("校验值[0-9a-f]{16}$", card["评价依据"])


def test_units_that_cannot_be_told_apart_lead_together(product: Product, sample, sample_store) -> None:
    """Where the interval of the first rank meets others, no unit is called the best."""
    found = tables(product)
    leading = {line[0]: line[-1] for line in rows(found["bands"])}
    lines = rows(found["results1"])[:-1]
    intervals = {line[2]: tuple(map(int, line[1].split("至"))) for line in lines}
    high = intervals[lines[0][2]][1]
    front = [unit for unit, (low, _high) in intervals.items() if low <= high]
    assert len(front) > 1 and leading["区县（自治县）"].startswith("、".join(front[:4]))


def test_every_advice_is_opened_in_the_ledger_and_printed_once(product: Product) -> None:
    printed = rows(tables(product)["advice"])
    opened = product.facts["opens"]
    assert [line[0] for line in printed] == [each["entry"] for each in opened]
    assert len({opening.key for opening in product.openings}) == len(product.openings) == len(printed)
    measures = {line[0]: line[2] for line in rows(tables(product)["measures"])}
    for line, opening in zip(printed, product.openings, strict=True):
        _id, whom, problem, accepted, measure, mode, due, gain = line
        assert (problem, due, mode) == (opening.fact, opening.due.isoformat(), opening.mode)
        assert opening.measure.startswith(measures[measure]) and opening.measure.endswith(accepted)
        assert whom.endswith(opening.responsible) and opening.responsible and opening.supervisor
        assert re.search(r"\d", problem) and Decimal(gain) > 0
    assert {opening.mode for opening in product.openings} >= {"立行立改", "限期整改", "专项方案"}


def test_who_may_be_praised_meets_every_condition_within_the_share() -> None:
    """The best first; who has no year before cannot have declined."""
    award = Award(("优秀", "良好"), 0, improved=True, share=Fraction(1, 5))
    rows: list[Any] = [
        SimpleNamespace(name=name, result=SimpleNamespace(band=band, unit=SimpleNamespace(id=name)))
        for name, band in zip("甲乙丙丁戊己庚辛壬癸", ["优秀"] * 2 + ["合格"] + ["良好"] * 7, strict=True)
    ]
    assert annual._fit(rows, award, {"乙": 1}, {"甲"}) == ("丁", "戊")
    assert annual._fit(rows, award, {"乙": 0}, ()) == ("甲", "乙")


def test_advice_takes_most_of_what_can_be_gained(sample, sample_store) -> None:
    made = basis.evaluated(sample, sample_store, YEAR).made
    for result in made.results.values():
        chosen = annual_advice._chosen(result, sample.calendar.due(YEAR))
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
    monkeypatch.setattr(basis, "_earlier", lambda *_arguments: found.values)
    monkeypatch.setattr(basis, "_restated", lambda *_arguments: before)
    monkeypatch.setattr(basis, "_published", lambda *_arguments: {"QX-500101": Fraction(70)})
    told = production.build(REPORT, sample, sample_store, YEAR, ISSUED)
    lines = {line[0]: line for line in rows(tables(told)["years"])}
    assert set(lines) == {"万州区", "涪陵区", "渝中区"}
    assert lines["万州区"][7] == lines["渝中区"][7] == "5.2.1即办程度"
    assert (lines["万州区"][1], lines["渝中区"][1]) == ("70.00", "—")
    facts = {
        fact["id"]: Fraction(fact["value"])
        for fact in told.facts["facts"]
        if fact["id"].startswith("years|") and fact["value"]
    }
    for unit in lines:
        then, now, change, own, weighting = (
            facts[f"years|{name}|{unit}|2025"] for name in ("before", "after", "change", "own", "weighting")
        )
        assert now - then == change == own + weighting
    assert facts["years|own|涪陵区|2025"] == 0 != facts["years|weighting|涪陵区|2025"]
    assert facts["years|change|万州区|2025"] > 0 > facts["years|change|渝中区|2025"]


def test_what_was_published_is_read_from_the_archive(
    sample, sample_store, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, chosen = "年考评报告_2024.facts.json", replace(sample, workspace=tmp_path)
    content = json.dumps({"facts": [{"id": "total|QX-500101|2024", "value": "141/2"}, {"id": "size|区县|2024", "value": "36"}]}).encode()  # fmt: skip
    kept = archive.keep(content, name, tmp_path)
    issue = Issue("annual", "2024", 1, "", date(2025, 3, 31), {name: hashlib.sha256(content).hexdigest()})
    monkeypatch.setattr(basis.ledger, "issues", lambda _store: (issue,))
    published = basis._published(chosen, sample_store, parse("2024"))
    assert published == {"QX-500101": Fraction(141, 2)}
    assert basis._published(chosen, sample_store, parse("2023")) == {}
    kept.unlink()
    with pytest.raises(MissingData, match="已印发的年考评报告不在档案中"):
        basis._published(chosen, sample_store, parse("2024"))


def test_gaps_are_told_with_the_ranks_they_may_hide(
    sample, sample_store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = basis.evaluated(sample, sample_store, YEAR)
    lacking = replace(found, made=earlier(found))
    monkeypatch.setattr(basis, "evaluated", lambda *_arguments: lacking)
    told = production.build(REPORT, sample, sample_store, YEAR, ISSUED).document.text()
    assert "涪陵区5.2.1即办程度未报送按方案“剔除”处理第" in told.replace("\t", "").replace("\n", "")
    assert "本年度缺报的指标值1项" in told
