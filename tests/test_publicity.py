"""公示: bands or scores as the scheme says, no more than may be public, and a page that any reader can read."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html import escape

import pytest
import small_assessment as small
from lxml import html

from reportgen import production
from reportgen.assessment.basis import Basis
from reportgen.assessment.values import Values
from reportgen.document import Document, Figure, Properties, Table, words
from reportgen.reports import publicity
from reportgen.writers import web

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MEASURED = """
const errors = []; window.onerror = text => errors.push(text);
const lines = cell => { const all = document.createRange(); all.selectNodeContents(cell); return all.getClientRects().length; };
const cells = [...document.querySelectorAll("td.right, td.center, .whole")];
parent.document.title = JSON.stringify({
  width: document.documentElement.clientWidth, needed: document.documentElement.scrollWidth,
  broken: cells.filter(cell => lines(cell) > 1).map(cell => cell.textContent),
  errors, loaded: performance.getEntriesByType("resource").length});
"""


@pytest.fixture(scope="module")
def made(sample):
    return small.assessment(sample)


def document(sample, sample_store, made, **changes) -> Document:
    scheme = replace(made.scheme, publicity=replace(made.scheme.publicity, **changes))
    found = Basis(replace(made, scheme=scheme), None, Values(small.YEAR, (), {}, {}), None, ())
    report = publicity.document(found)
    return production.build(report, sample, sample_store, small.YEAR, small.ISSUED).document


def tables(made_document: Document) -> list[list[list[str]]]:
    found = (block for block in made_document.flat() if isinstance(block, Table))
    return [[[words(cell.runs) for cell in row.cells] for row in table.body] for table in found]


def test_bands_alone_are_told_without_an_order(sample, sample_store, made) -> None:
    told = document(sample, sample_store, made, content="等次")
    [table] = tables(told)
    listed = [name for _band, names in table for name in names.split("、")]
    assert sorted(listed) == sorted(unit.short for unit in small.UNITS if not unit.valid_to)
    for _band, names in table:
        official = [unit.short for unit in small.UNITS]
        assert [official.index(name) for name in names.split("、")] == sorted(
            map(official.index, names.split("、"))
        )
    for result in made.results.values():
        assert str(result.printed.total) not in told.text()
    assert "兰亭区（1月至10月）" in told.text()


def test_scores_are_told_where_the_scheme_says_so(sample, sample_store, made) -> None:
    told = document(sample, sample_store, made, content="得分")
    [table] = tables(told)
    assert [(row[1], row[2]) for row in table] == [
        (each.unit.short, str(each.printed.total)) for each in made.group(small.GROUP)
    ]
    assert [int(row[0]) for row in table] == [each.rank for each in made.group(small.GROUP)]


def test_the_days_are_working_days(sample, sample_store, made) -> None:
    """From 31 March 2026, a Tuesday, with the 4th to 6th of April off (清明)."""
    text = document(sample, sample_store, made, days=5, objection_days=3).text()
    assert "自2026年3月31日至2026年4月8日，共5个工作日" in text
    assert "请于2026年4月3日前（含当日）提出" in text


def test_no_value_of_an_indicator_and_no_person_is_told(sample, sample_store, made) -> None:
    text = document(sample, sample_store, made).text()
    for result in made.results.values():
        for line in result.lines:
            assert line.indicator.name not in text
    for person in made.scheme.people:
        assert person.name not in text


def test_the_page_stands_alone_and_tells_its_structure(sample, sample_store, made) -> None:
    told = document(sample, sample_store, made)
    content = web.page(told)
    page = html.document_fromstring(content)
    assert page.get("lang") == "zh-CN"
    assert page.findtext(".//title") == told.properties.title
    assert [each.tag for each in page.iter("h1", "h2", "h3")][:2] == ["h1", "h2"]
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick")
    assert b"url(" not in content
    assert b"@import" not in content
    for table in page.iter("table"):
        assert table.findtext("caption").strip()
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        assert len(table.xpath("./thead//th")) == len(table.xpath("./tbody/tr[1]/*"))
    printed = "".join(page.find(".//main").itertext())
    for line in told.text().splitlines():
        assert line in printed


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_a_browser_shows_it_on_a_phone_and_loads_nothing(sample, sample_store, made, tmp_path) -> None:
    """At 320 px nothing is wider than the screen, no figure is broken, no error is told, nothing is asked of the net."""
    page = web.page(document(sample, sample_store, made, content="得分")).decode()
    page = escape(page.replace("</body>", f"<script>{MEASURED}</script></body>"))
    (tmp_path / "page.html").write_text(
        f'<title></title><iframe width="320" srcdoc="{page}"></iframe>', "utf-8"
    )
    command = (str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
        "--window-size=320,800", "--dump-dom", f"file://{tmp_path}/page.html")  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    seen = json.loads(html.document_fromstring(told).findtext(".//title"))
    assert seen.pop("needed") <= seen.pop("width") <= 320
    assert seen == {"broken": [], "errors": [], "loaded": 0}


def test_words_from_data_are_words_on_the_page() -> None:
    hostile = "<script>alert(1)</script>&"
    made = web.page(Document((), Properties(hostile, hostile, hostile, (), date(2026, 1, 1), hostile)))
    assert b"<script>" not in made
    with pytest.raises(ValueError, match="Figure"):
        web.page(Document((Figure("f", 1, "图", "p"),), Properties("", "", "", (), date(2026, 1, 1))))
