"""Fonts are found by name, checked by content, and every substitution is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from specimen import body, specimen

from reportgen import fonts
from reportgen import style as styles
from reportgen.document import Cell, Column, Document, Row, Strong, Table, Text
from reportgen.errors import RenderingFailed

STYLE = styles.load(Path(__file__).parents[1] / "templates" / "style.toml")


def document(*blocks):
    return replace(specimen(), blocks=blocks)


@pytest.fixture
def fresh():
    """No font remembered, before or after."""
    for cached in (fonts.typeface, fonts._find):
        cached.cache_clear()
    yield
    for cached in (fonts.typeface, fonts._find):
        cached.cache_clear()


def test_a_font_keeps_no_glyph_it_has_measured():
    """It would keep all of them to the end of the process: a megabyte and a half with every letter."""
    face = fonts.typeface(STYLE.fonts["fangsong"]).faces[0]
    assert [face.advance(char) for char in "国国务"] == [1.0, 1.0, 1.0]
    assert face.ink("国务院") == face.ink("国务院") != (0.0, 0.0)
    assert face.font.get_num_glyphs() == 1


@pytest.mark.parametrize("name", sorted(STYLE.fonts))
def test_every_font_of_the_style_is_found(name):
    font = STYLE.fonts[name]
    made = fonts.typeface(font)
    assert tuple(face.family for face in made.faces) == font.pdf
    assert {face.weight for face in made.faces} == {font.weight}
    assert made.advance("国") == 1.0
    assert 0 < made.advance("8") < 0.7


def test_the_specimen_needs_no_substitution():
    assert fonts.check(specimen(), STYLE) == ()


def test_rare_characters_are_reported_once_with_their_place():
    found = fonts.check(document(body("张堃、李堃在磨刀溪。"), body("王镕")), STYLE)
    assert [(one.character, one.wanted, one.used) for one in found] == [
        ("堃", "FandolFang R", "Noto Serif CJK SC"),
        ("镕", "FandolFang R", "Noto Serif CJK SC"),
    ]
    assert found[0].where == "张堃、李堃在磨刀溪。"
    assert "U+5803" in str(found[0])


def test_each_font_answers_for_its_own_words():
    assert fonts.check(document(body(Strong("堃"))), STYLE) == ()
    table = Table("t", 0, "", (Column(1, "left"),), (), (Row((Cell((Text("硚口"),)),)),))
    assert [one.character for one in fonts.check(document(table), STYLE)] == ["硚"]


def test_characters_without_any_glyph_are_all_named():
    with pytest.raises(RenderingFailed) as failed:
        fonts.check(document(body("统计员ꙮ填报"), body("ຂ")), STYLE)
    assert len(failed.value.faults) == 2
    message = str(failed.value)
    for part in ("“ꙮ”（U+A66E）", "统计员ꙮ填报", "请改用其他字"):
        assert part in message


def test_a_missing_family_is_named(fresh):
    lost = replace(STYLE.fonts["kai"], pdf=("FandolKai", "No Such Kai"))
    with pytest.raises(RenderingFailed, match="找不到字体“No Such Kai”"):
        fonts.check(specimen(), replace(STYLE, fonts={**STYLE.fonts, "kai": lost}))


def test_an_empty_folder_is_named(fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("REPORTGEN_FONTS", str(tmp_path))
    with pytest.raises(RenderingFailed, match=r"FandolFang R.*") as failed:
        fonts.typeface(STYLE.fonts["fangsong"])
    assert str(tmp_path) in str(failed.value)


def test_another_font_under_a_known_name_is_refused(fresh, monkeypatch, tmp_path):
    genuine = fonts.typeface(STYLE.fonts["fangsong"]).faces[0].file.read_bytes()
    (tmp_path / "FandolFang-Regular.otf").write_bytes(genuine + b"\0")
    fonts.typeface.cache_clear()
    fonts._find.cache_clear()
    monkeypatch.setenv("REPORTGEN_FONTS", str(tmp_path))
    with pytest.raises(RenderingFailed, match="版本不符"):
        fonts.typeface(STYLE.fonts["fangsong"])


def test_folder_follows_the_environment(monkeypatch):
    monkeypatch.delenv("REPORTGEN_FONTS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert fonts.folder() == Path("/cache/reportgen/fonts")
    monkeypatch.setenv("REPORTGEN_FONTS", "/mine")
    assert fonts.folder() == Path("/mine")


def test_ink_lies_within_the_character():
    low, high = fonts.typeface(STYLE.fonts["fangsong"]).ink("国")
    assert -0.2 < low < 0 < 0.6 < high < 0.9
    dash = fonts.typeface(STYLE.fonts["song"]).ink("—")
    assert 0.2 < dash[0] < dash[1] < 0.4


def test_all_that_is_printed_is_checked():
    words = "".join(text for _, text, _ in fonts.printed(specimen(), STYLE))
    for line in specimen().text().split("\n"):
        assert line in words or all(part in words for part in line)


def test_empty_document():
    assert fonts.check(Document((), specimen().properties), STYLE) == ()
