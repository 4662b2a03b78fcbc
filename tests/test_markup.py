"""Templates and markup: hostile text, forbidden values, faults told all at once."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from specimen import specimen

from reportgen.document import (
    Card,
    Cards,
    Contents,
    Distribution,
    Heading,
    Landscape,
    LetterFrame,
    Masthead,
    Number,
    PageBreak,
    PageRef,
    Paragraph,
    Properties,
    Table,
    Text,
)
from reportgen.errors import InputFaults
from reportgen.markup import parse, render

PROPERTIES = Properties("题", "机关", "通报", (), date(2026, 11, 2))
HOSTILE = "<b>&{{7*7}}$x$=1+1]]><script>alert(1)</script>"


def rendered(tmp_path: Path, template: str, **context: object) -> str:
    (tmp_path / "t.xml").write_text(template, "utf-8")
    return render("t.xml", (tmp_path,), context, {})


def parsed(markup: str):
    return parse(markup, "t.xml", PROPERTIES, dict(specimen().pictures))


def test_hostile_text_prints_as_written(tmp_path: Path) -> None:
    document = parsed(rendered(tmp_path, "<document><p>{{ name }}</p></document>", name=HOSTILE))
    assert document.blocks == (Paragraph("body", (Text(HOSTILE),)),)


@pytest.mark.parametrize("value", [None, float("nan"), 1.5, Decimal("nan")])
def test_values_that_must_never_print_are_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(InputFaults, match=r"空值或非数|不能直接打印"):
        rendered(tmp_path, "<document><p>{{ value }}</p></document>", value=value)


def test_unknown_variable_names_template_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match=r"t\.xml，第2行"):
        rendered(tmp_path, "<document>\n<p>{{ missing }}</p></document>")


def test_syntax_error_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="第2行"):
        rendered(tmp_path, "<document>\n{% if %}</document>")


def test_line_breaks_carry_no_meaning() -> None:
    document = parsed("<document><p>一，\n   二；\n\n三 a b。</p></document>")
    assert document.text() == "一，二；三 a b。"


def test_every_fault_is_told_at_once() -> None:
    markup = (
        '<document><p>见<ref to="none"/></p><blink/><figure id="f" picture="no" caption="c"/>'
        '<table id="t"><col/><col/><head><row><c>甲</c></row></head></table></document>'
    )
    with pytest.raises(InputFaults) as caught:
        parsed(markup)
    told = str(caught.value)
    for part in ("none", "blink", "没有名为“no”的图", "占了1列", "未在正文中引用"):
        assert part in told


def test_annexes_name_themselves_in_the_list() -> None:
    document = parsed(
        '<document><attachments/><annex title="甲表"><p>一</p></annex><annex title="乙表"/></document>'
    )
    assert document.text().splitlines() == [
        "附件：1．甲表",
        "2．乙表",
        "附件1",
        "甲表",
        "一",
        "附件2",
        "乙表",
    ]


def test_external_entities_stay_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密")
    markup = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><document><p>&x;</p></document>'
    with suppress(InputFaults):
        assert "机密" not in parsed(markup).text()


def test_masthead_and_distribution_of_a_brief() -> None:
    document = parsed(
        '<document><masthead name="日报" issue="第1期" organ="中心" date="2026年1月4日"/>'
        '<distribution copies="60"><to label="报" names="甲，乙"/><to label="送" names="丙"/></distribution></document>'
    )
    assert document.blocks == (
        Masthead("日报", "第1期", "中心", "2026年1月4日"),
        Distribution((("报", "甲，乙"), ("送", "丙")), 60),
    )


def test_a_distribution_to_nobody_prints_nothing() -> None:
    assert parsed('<document><distribution copies="0"></distribution></document>').blocks == ()


def test_a_masthead_without_its_parts_is_a_fault_for_each() -> None:
    with pytest.raises(InputFaults) as caught:
        parsed('<document><masthead name="日报"/></document>')
    assert [fault.what for fault in caught.value.faults] == [
        "缺少属性 issue",
        "缺少属性 organ",
        "缺少属性 date",
    ]


def test_contents_breaks_turned_pages_and_references_to_pages() -> None:
    document = parsed(
        '<document><contents title="目录" depth="1"/><pagebreak/><h1 id="a">一、甲</h1>'
        '<landscape><annex title="宽表"><p>见<page of="a"/>。</p></annex></landscape></document>'
    )
    assert document.blocks == (
        Contents("目录", 1),
        PageBreak(),
        Heading(1, (Text("一、甲"),), "a"),
        Landscape(
            (
                Paragraph("annex_label", (Text("附件"),)),
                Paragraph("annex_title", (Text("宽表"),)),
                Paragraph("body", (Text("见"), PageRef("a"), Text("。"))),
            )
        ),
    )


def test_findings_name_figure_words_and_picture() -> None:
    document = parsed(
        '<document><cards><card picture="trend"><big><n fact="f">1.2%</n></big><p>甲。</p></card></cards></document>'
    )
    assert document.blocks == (Cards((Card((Number("1.2%", "f"),), (Text("甲。"),), "trend"),)),)
    assert set(document.pictures) == {"trend"}


def test_faults_of_pages_and_findings_are_told_at_once() -> None:
    with pytest.raises(InputFaults) as caught:
        parsed(
            '<document><p>见<page of="none"/></p><landscape><landscape/></landscape>'
            '<cards><card picture="none"><p>甲</p></card></cards></document>'
        )
    told = str(caught.value)
    for part in ("id 为“none”", "<landscape> 中不能再有", "须有 <big> 和 <p>", "没有名为“none”的图"):
        assert part in told


def test_a_cell_may_align_for_itself() -> None:
    document = parsed(
        '<document><table id="t"><col align="right"/><body><row><c align="left">甲</c></row></body></table></document>'
    )
    [table] = document.blocks
    assert isinstance(table, Table)
    assert table.body[0].cells[0].align == "left"


def test_a_changed_template_never_meets_what_was_kept_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    file = tmp_path / "words.xml"
    for words in ("甲", "乙"):
        file.write_text(f"<p>{words}{{{{ n }}}}</p>", "utf-8")
        assert [render("words.xml", (tmp_path,), {"n": n}, {}) for n in "12"] == [
            f"<p>{words}1</p>", f"<p>{words}2</p>",
        ]  # fmt: skip
    kept = list((tmp_path / "kept").rglob("*.cache"))
    assert kept
    kept[0].write_bytes(kept[0].read_bytes()[:200])
    assert render("words.xml", (tmp_path,), {"n": "3"}, {}) == "<p>乙3</p>"


def test_a_cache_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    (tmp_path / "words.xml").write_text("<p>甲</p>", "utf-8")
    assert render("words.xml", (tmp_path,), {}, {}) == "<p>甲</p>"


def test_a_letter_s_frame_and_its_missing_parts() -> None:
    made = parsed('<document><letterframe mark="中心" number="甲函〔2026〕1号"/></document>')
    assert made.blocks == (LetterFrame("中心", "甲函〔2026〕1号"),)
    assert made.letter
    with pytest.raises(InputFaults) as caught:
        parsed("<document><letterframe/></document>")
    assert len(caught.value.faults) == 2
