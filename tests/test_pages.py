"""Pages in both formats: turned pages, contents and references whose numbers are right, page breaks."""

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import libreoffice
import pdfplumber
import pytest
import verapdf
from pdf_measure import MM, Measured
from pdfminer.pdftypes import resolve1
from specimen import LONG, analysis, body, table
from word_file import W, WordFile, attributes, shown

from reportgen import paging, production, reports, style
from reportgen.document import (
    Contents,
    Document,
    Figure,
    Heading,
    Landscape,
    PageBreak,
    PageRef,
    Paragraph,
    Ref,
    Text,
    words,
)
from reportgen.errors import RenderingFailed
from reportgen.paging import Typeset
from reportgen.period import parse
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.writers import breaks, docx, layout, pdf
from reportgen.writers.breaks import Extent, Sheet

STYLE = style.house()
TURNED = STYLE.page.turned


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="session")
def typeset() -> Typeset:
    return pdf.typeset(analysis(), STYLE)


@pytest.fixture(scope="session")
def document(typeset: Typeset) -> Document:
    """The specimen as both formats print it."""
    return paging.numbered(analysis(), typeset.pages, typeset.begins)


@pytest.fixture(scope="session")
def measured(typeset: Typeset) -> Measured:
    return Measured(typeset.content)


@pytest.fixture(scope="session")
def word(document: Document) -> WordFile:
    return WordFile(docx.write(document, STYLE))


@pytest.fixture(scope="session")
def printed(document: Document, tmp_path_factory: pytest.TempPathFactory) -> pdfplumber.PDF:
    """The Word file as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("analysis")
    return pdfplumber.open(io.BytesIO(libreoffice.to_pdf(docx.write(document, STYLE), folder)))


def contents(document: Document) -> Contents:
    (found,) = (block for block in document.flat() if isinstance(block, Contents))
    return found


def first_page(pdf_: pdfplumber.PDF, text: str, after: int) -> int:
    """The number of the first page after page `after` on which the words of `text` stand."""
    for number, page in enumerate(pdf_.pages[after:], after + 1):
        if squeezed(text) in squeezed(page.extract_text()):
            return number
    raise AssertionError(f"not printed: {text}")


# --- page numbers ----------------------------------------------------------------------------


def test_the_contents_list_headings_and_annexes(document: Document) -> None:
    assert [(entry.level, entry.text) for entry in contents(document).entries] == [
        (1, "一、总体情况"),
        (2, "（一）业务量"),
        (2, "（二）时限"),
        (1, "二、存在问题"),
        (1, "三、下一步工作建议"),
        (2, "（一）对各区县（自治县）政务服务管理机构和市级有关部门的要求，以及完成的时间"),
        (1, "附件1　各区县数据表"),
        (1, "附件2　各部门数据表"),
    ]
    pages = dict.fromkeys(paging.targets(shallow()), 1)
    assert [entry.text for entry in contents(paging.numbered(shallow(), pages)).entries] == ["一、甲"]


def shallow() -> Document:
    blocks = (Contents("目录", 1), Heading(1, (Text("一、甲"),)), Heading(2, (Text("（一）乙"),)))
    return replace(analysis(), blocks=blocks)


@pytest.mark.parametrize("which", ["pdf", "word"])
def test_printed_numbers_are_those_of_the_pages(
    which: str, document: Document, measured: Measured, printed: pdfplumber.PDF
) -> None:
    """In our own file and in Word's, as LibreOffice lays it out."""
    made = measured.pdf if which == "pdf" else printed
    listed = next(number for number, page in enumerate(made.pages, 1) if "目录" in page.extract_text())
    for entry in contents(document).entries:
        assert first_page(made, entry.text[:20], listed) == entry.page, entry.text
    told = {run.target: run.text for run in document.inlines() if isinstance(run, PageRef)}
    assert told == {
        "problems": f"第{first_page(made, '二、存在问题', listed)}页",
        "late": f"第{first_page(made, '图1　超期办结的分布', 0)}页",
        "wide": f"第{first_page(made, '表1　各区县主要指标', 0)}页",
    }


def test_both_formats_print_the_document_s_words(
    document: Document, typeset: Typeset, word: WordFile
) -> None:
    assert squeezed(shown(word.document)) == squeezed(document.text())
    page = replace(STYLE.page, height=4900, text_height=4828)
    tall = replace(STYLE, page=page)
    set_tall = pdf.typeset(without_turns(), tall)
    assert squeezed(Measured(set_tall.content).text()) == squeezed(
        paging.numbered(without_turns(), set_tall.pages).text()
    )


def without_turns() -> Document:
    """The specimen with all blocks upright, so that a tall page holds the tables undivided."""
    return replace(analysis(), blocks=analysis().flat())


def test_a_real_document_s_contents_are_right_in_word_too(
    sample: Settings, sample_store: Store, tmp_path: Path
) -> None:
    """Its tables and paragraphs turn over otherwise here and there; no entry may be wrong for that."""
    period = sample.calendar.reported(parse("2026-W44"))
    built = production.build(
        reports.load("weekly"), sample, sample_store, period, sample.calendar.due(period)
    )
    blocks = list(built.document.blocks)
    blocks.insert(next(at for at, block in enumerate(blocks) if isinstance(block, Heading)), Contents("目录"))
    listed = replace(built.document, blocks=tuple(blocks))
    made = pdf.typeset(listed, STYLE)
    shown_ = paging.numbered(listed, made.pages, made.begins)
    (tmp_path / "own.pdf").write_bytes(made.content)
    (tmp_path / "word.pdf").write_bytes(libreoffice.to_pdf(docx.write(shown_, STYLE), tmp_path))
    for name in ("own.pdf", "word.pdf"):
        pages = [squeezed(page) for page in pages_of(tmp_path / name)]
        entries = contents(shown_).entries
        assert len(entries) > 5
        assert [entry for entry in entries if squeezed(entry.text)[:16] not in pages[entry.page - 1]] == []


def pages_of(file: Path) -> list[str]:
    """The words of each page, by poppler."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout.split("\f")


# --- where pages begin -----------------------------------------------------------------------

LINE = STYLE.texts["body"].line


def sheet(*extents: tuple[int, float, float]) -> Sheet:
    """A page of 22 lines; blocks by place, first and last line."""
    return Sheet(tuple(Extent(at, head * LINE, foot * LINE) for at, head, foot in extents), 22 * LINE)


def test_a_page_begins_in_both_formats_where_the_one_above_has_room() -> None:
    roomy = [sheet((0, 0, 9), (1, 9, 15)), sheet((2, 0, 20))]
    assert breaks.natural(roomy, STYLE) == {2}
    full = [sheet((0, 0, 9), (1, 9, 21)), sheet((2, 0, 20))]
    divided = [sheet((0, 0, 9), (1, 9, 15)), sheet((1, 0, 20))]
    assert breaks.natural(full, STYLE) == breaks.natural(divided, STYLE) == set()


def test_a_part_that_fills_its_last_page_is_given_another() -> None:
    """The last block that leaves three lines free, and is three lines high, and has no heading above it."""
    words_, head = body("甲"), Heading(2, (Text("（一）"),))
    full = [sheet((0, 0, 9), (1, 9, 17), (2, 17, 18), (3, 18, 22)), sheet((4, 0, 20))]
    assert breaks.moved(full, frozenset({4}), (words_,) * 5, STYLE) == {3}
    assert breaks.moved(full, frozenset({4}), (words_, words_, head, words_, words_), STYLE) == {2}
    assert breaks.moved(full, frozenset(), (words_,) * 5, STYLE) == set()


def test_a_part_with_hardly_a_word_on_its_last_page_is_given_more() -> None:
    few = [sheet((0, 0, 9), (1, 9, 17), (2, 17, 22)), sheet((2, 0, 2)), sheet((3, 0, 20))]
    assert breaks.moved(few, frozenset({3}), (body("甲"),) * 4, STYLE) == {2}


def test_a_figure_that_just_fits_begins_the_next_page() -> None:
    """One at a time in a part, since all that follows moves with it; a figure alone on its page stays."""
    drawing = Figure("f", 1, "图", "small")
    blocks = (body("甲"), drawing, body("乙"), drawing, drawing, body("丙"))
    tight = [sheet((0, 0, 9), (1, 9, 21)), sheet((2, 0, 9), (3, 9, 21)), sheet((4, 0, 21)), sheet((5, 0, 9))]
    assert breaks.moved(tight, frozenset(), blocks, STYLE) == {1}
    assert breaks.moved(tight, frozenset({2}), blocks, STYLE) == {1, 3}
    loose = [sheet((0, 0, 9), (1, 9, 18)), *tight[2:]]
    assert breaks.moved(loose, frozenset(), blocks, STYLE) == set()


def test_a_low_table_that_just_fits_begins_the_next_page() -> None:
    """Word keeps it whole and would send it on; one that goes on overleaf, or fills half a page, may be parted."""
    blocks = (body("甲"), table("t", 1, "表", 3), body("乙"))
    tight = [sheet((0, 0, 14), (1, 14, 21)), sheet((2, 0, 9))]
    assert breaks.moved(tight, frozenset(), blocks, STYLE) == {1}
    assert breaks.moved([tight[0], sheet((1, 0, 3), (2, 3, 9))], frozenset(), blocks, STYLE) == set()
    high = [sheet((0, 0, 3), (1, 3, 21)), tight[1]]
    assert breaks.moved(high, frozenset(), blocks, STYLE) == set()


def test_a_document_without_numbers_needs_none() -> None:
    plain = replace(analysis(), blocks=(body(LONG),))
    assert not paging.wanted(plain)
    assert paging.numbered(plain, {}) == plain
    assert (made := pdf.typeset(plain, STYLE)).pages == {}
    assert made.begins == set()


def test_numbers_that_never_come_to_rest_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "ATTEMPTS", 1)
    with pytest.raises(RenderingFailed, match="排不定"):
        pdf.typeset(shallow(), STYLE)


def test_only_headings_after_the_contents_begin_a_page() -> None:
    early, late = Heading(1, (Text("要点"),)), Heading(1, (Text("一、甲"),))
    blocks = (early, Contents("目录"), late, Heading(2, (Text("（一）乙"),)))
    assert paging.chapters(replace(analysis(), blocks=blocks)) == {2}
    assert paging.chapters(replace(analysis(), blocks=(early, late))) == set()


# --- contents --------------------------------------------------------------------------------


def test_entries_of_the_pdf_lead_to_their_headings(document: Document, measured: Measured) -> None:
    (listed,) = [page for page in measured.pages if page.annots]
    names = resolve1(resolve1(measured.pdf.doc.catalog["Names"])["Dests"])["Names"]
    aims = {name: resolve1(aim)[0].objid for name, aim in batched(names)}
    numbers = {page.page_obj.pageid: number for number, page in enumerate(measured.pages, 1)}
    found = {(link["contents"], numbers[aims[link["data"]["Dest"]]]) for link in listed.annots}
    assert found == {(entry.text, entry.page) for entry in contents(document).entries}


def batched(values):
    return zip(values[::2], values[1::2], strict=True)


def test_contents_are_tagged_as_such(measured: Measured) -> None:
    kinds = [element["type"] for element in _flat(measured.pdf.structure_tree)]
    assert kinds.count("TOC") == 1
    assert kinds.count("TOCI") == kinds.count("Reference") == 8
    assert kinds.count("LI") == 2, "the list of annexes stays a list"


def _flat(elements):
    for element in elements:
        yield element
        yield from _flat(element.get("children", ()))


def test_numbers_of_entries_stand_at_the_right_edge(measured: Measured) -> None:
    for line in measured.lines[2][1:]:
        if line.text[-1].isdigit():
            assert line.x1 == pytest.approx(184, abs=0.3), line.text


def test_contents_of_word_are_a_field_that_nothing_need_update(document: Document, word: WordFile) -> None:
    codes = [code.text for code in word.all("//w:sdt//w:instrText")]
    assert codes[0] == ' TOC \\o "1-2" \\h \\z \\u '
    assert len(codes) == 1 + len(contents(document).entries)
    assert not word.all("//w:fldChar[@w:dirty]")
    assert not word.all("//w:updateFields", "word/settings.xml")
    links = word.all("//w:sdt//w:hyperlink")
    assert [shown(link) for link in links] == [
        f"{entry.text}{entry.page}" for entry in contents(document).entries
    ]
    starts = {start.get(W + "name"): start.getparent() for start in word.all("//w:bookmarkStart")}
    for link, entry in zip(links, contents(document).entries, strict=True):
        assert squeezed(shown(starts[link.get(W + "anchor")])) == squeezed(entry.text.split("　")[-1])
        assert link.get(W + "anchor") in "".join(link.itertext())


def test_entries_of_word_have_dots_up_to_the_right_edge(word: WordFile) -> None:
    for name in ("TOC1", "TOC2"):
        stop = word.style_roots[name].find(f"{W}pPr/{W}tabs/{W}tab")
        assert attributes(stop) == {"val": "right", "leader": "dot", "pos": "8844"}


def test_bookmarks_are_one_of_a_kind(word: WordFile) -> None:
    for attribute in ("id", "name"):
        values = word.all(f"//w:bookmarkStart/@w:{attribute}")
        assert len(values) == len(set(values))


def test_references_to_pages_are_fields(word: WordFile) -> None:
    """第 and 页 are words, the number between them a field."""
    codes = [code.text for code in word.all("//w:instrText[not(ancestor::w:sdt)]")]
    assert sum(" PAGEREF _Ref00000001 " in code for code in codes) == 5
    assert sum(" PAGEREF _Toc" in code for code in codes) == 1


# --- turned pages ----------------------------------------------------------------------------


def turned(pdf_: pdfplumber.PDF) -> list[int]:
    return [number for number, page in enumerate(pdf_.pages, 1) if page.width > page.height]


def test_turned_pages_are_the_same_in_both_formats(measured: Measured, printed: pdfplumber.PDF) -> None:
    assert turned(measured.pdf) == turned(printed) == [8, 9, 16, 17, 18]


@pytest.mark.parametrize("which", ["pdf", "word"])
def test_number_and_mark_keep_their_places_on_the_paper(
    which: str, measured: Measured, printed: pdfplumber.PDF
) -> None:
    """The foot of the upright page is the left edge: odd numbers below, even ones above (cl. 8, 7.5)."""
    made = measured.pdf if which == "pdf" else printed
    for number in turned(made):
        chars = [char for char in made.pages[number - 1].chars if not char["text"].isspace()]
        foot = sorted((c for c in chars if c["x1"] * MM < 34.5), key=lambda c: c["top"])
        assert "".join(char["text"] for char in foot) == f"—{number}—"
        dash = (foot[0]["x0"] + foot[0]["x1"]) / 2 * MM
        assert dash == pytest.approx(35 - 7, abs=1)
        edge = foot[-1]["bottom"] * MM if number % 2 else foot[0]["top"] * MM
        assert edge == pytest.approx(184 - 4.94 if number % 2 else 28 + 4.94, abs=0.5)
        head = sorted((c for c in chars if c["x0"] * MM > 261), key=lambda c: c["top"])
        assert "".join(char["text"] for char in head) == "示例数据"
        assert (head[0]["top"] + head[-1]["bottom"]) / 2 * MM == pytest.approx(106, abs=1)


def test_tables_take_the_width_of_turned_pages(measured: Measured, printed: pdfplumber.PDF) -> None:
    for left, right, *_ in measured.rules(8)[:1]:
        assert (left, right) == pytest.approx((35, 260), abs=0.5)
    lines = [line for line in printed.pages[8].lines if line["x1"] - line["x0"] > 600]
    assert {(round(line["x0"] * MM), round(line["x1"] * MM)) for line in lines} == {(35, 260)}


def test_sections_of_word_turn_the_paper(word: WordFile) -> None:
    sections = word.all("//w:sectPr")
    assert [attributes(each.find(W + "pgSz")).get("orient") for each in sections] == [
        None, "landscape", None, "landscape", None,
    ]  # fmt: skip
    for each in sections:
        kinds = [child.tag.removeprefix(W) for child in each]
        assert kinds.count("headerReference") == kinds.count("footerReference") == 2
        assert each.find(W + "pgNumType") is None, "numbers go on"
    wide = attributes(sections[1].find(W + "pgMar"))
    assert [int(wide[side]) for side in ("top", "right", "bottom", "left")] == pytest.approx(
        [1587, 2098, 1474, 1984], abs=3
    )


def test_the_turned_type_area_is_the_upright_one() -> None:
    page = STYLE.page
    assert (TURNED.top, TURNED.right, TURNED.bottom, TURNED.left) == (
        page.left, page.top, page.right, page.bottom
    )  # fmt: skip
    assert STYLE.turned.tracking == STYLE.tracking


def test_a_document_of_turned_pages_only(tmp_path) -> None:
    whole = replace(analysis(), blocks=(Landscape((table("t", 0, "", 30),)),))
    assert turned(Measured(pdf.write(whole, STYLE)).pdf) == [1, 2]
    made = libreoffice.to_pdf(docx.write(whole, STYLE), tmp_path)
    assert turned(pdfplumber.open(io.BytesIO(made))) == [1, 2]


# --- page breaks -----------------------------------------------------------------------------


def test_a_page_break_makes_one_page_and_never_an_empty_one(tmp_path) -> None:
    """Also before what begins a page itself, and after a full page of 22 lines."""
    label = Paragraph("annex_label", (Text("附件"),))
    full = (body("行"),) * 22
    blocks = (
        *full,
        PageBreak(),
        body("甲"),
        PageBreak(),
        label,
        PageBreak(),
        Landscape((body("乙"),)),
        body("丙"),
    )
    whole = replace(analysis(), blocks=blocks)
    own = Measured(pdf.write(whole, STYLE)).pdf
    other = pdfplumber.open(io.BytesIO(libreoffice.to_pdf(docx.write(whole, STYLE), tmp_path)))
    for made in (own, other):
        assert len(made.pages) == 5
        firsts = [re.sub(r"[示例数据—\d\s]", "", page.extract_text())[:2] for page in made.pages]
        assert firsts == ["行行", "甲", "附件", "乙", "丙"]


def test_a_landscape_ends_where_it_ends(measured: Measured) -> None:
    assert words(analysis().flat()[20].runs)[:4] in measured.lines[9][0].text


# --- archive and accessibility ---------------------------------------------------------------


# --- findings at a glance --------------------------------------------------------------------


def test_findings_stand_beside_their_pictures(measured: Measured) -> None:
    """Figure over sentence at the left edge, the picture in the last 45 mm with its alternative text."""
    figures = [line for line in measured.lines[1] if line.size == STYLE.texts["card_figure"].size]
    assert [line.text for line in figures] == [f"{n}.35%" for n in range(1, 6)]
    assert all(line.x0 == pytest.approx(28, abs=0.8) for line in figures)
    assert all(line.x1 < 184 - 45 - 3 for line in measured.lines[1])
    pictures = [element for element in _flat(measured.pdf.structure_tree) if element["type"] == "Figure"][:5]
    for picture in pictures:
        assert picture["alt_text"] == "小图：五个区县的超期件数"
        left, bottom, right, top = (side * MM for side in picture["attributes"]["BBox"])
        assert (left, right, top - bottom) == pytest.approx((139, 184, 22), abs=0.3)


def test_findings_of_word_are_rows_of_words_and_picture(word: WordFile) -> None:
    (cards,) = word.all("//w:tbl[w:tblPr/w:tblCaption/@w:val='要点']")
    rows = cards.findall(W + "tr")
    assert len(rows) == 5
    for row in rows:
        assert row.find(f"{W}trPr/{W}cantSplit") is not None
        words_, picture = row.findall(W + "tc")
        assert [p.find(f"{W}pPr/{W}pStyle").get(W + "val") for p in words_.iter(W + "p")] == [
            "GwCardFigure", "GwCard",
        ]  # fmt: skip
        (drawing,) = picture.iter(W + "drawing")
        assert "小图：五个区县的超期件数" in {each.get("descr") for each in drawing.iter()}
    serials = word.all("//wp:docPr/@id")
    assert len(serials) == len(set(serials)) == 7


def test_verapdf_finds_nothing(typeset: Typeset, tmp_path) -> None:
    file = tmp_path / "analysis.pdf"
    file.write_bytes(typeset.content)
    assert [line for found in verapdf.validate_all([file]).values() for line in found] == []


def test_the_same_document_gives_the_same_bytes(typeset: Typeset) -> None:
    assert pdf.typeset(analysis(), STYLE) == typeset


def test_a_reference_counts_as_words_of_its_paragraph(document: Document) -> None:
    assert any(isinstance(run, Ref) for run in document.inlines())
    assert "各章见第11页及以后。" in document.text()
