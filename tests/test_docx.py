"""The Word file: its parts, its XML, and what it makes of hostile words."""

import re
import time
import zipfile
from dataclasses import replace
from datetime import date

import docx_integrity
import pytest
from openxml_audit import OpenXmlValidator
from specimen import LONG, body, brief, numbered_analysis, specimen, table
from word_file import NAMESPACES, W, WordFile, attributes, shown

from charts import Picture
from reportgen import style
from reportgen.document import (
    Cell,
    Column,
    Document,
    Figure,
    LetterFrame,
    Paragraph,
    Properties,
    Ref,
    Row,
    Table,
    Text,
)
from reportgen.errors import InputFaults, ReportError
from reportgen.writers import docx

STYLE = style.house()
PROPERTIES = Properties("标题", "某中心", "月度通报", ("效能监管",), date(2026, 11, 2))


def document(*blocks, pictures=None, **changes):
    return Document(tuple(blocks), replace(PROPERTIES, **changes), pictures or {})


def written(*blocks, **changes):
    return WordFile(docx.write(document(*blocks, **changes), STYLE))


@pytest.fixture(scope="module")
def whole():
    return docx.write(specimen(), STYLE)


@pytest.fixture(scope="module")
def word(whole):
    return WordFile(whole)


# --- the file --------------------------------------------------------------------------------


def test_equal_documents_give_equal_bytes(whole):
    assert docx.write(specimen(), STYLE) == whole


def test_zip_knows_neither_clock_nor_machine(word):
    entries = word.zip.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert [entry.filename for entry in entries[1:]] == sorted(entry.filename for entry in entries[1:])
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr) for entry in entries} == {(0, 0o600 << 16)}
    assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in entries)


def test_nothing_of_a_foreign_template_is_in_the_file(word):
    assert {name for name in word.zip.namelist() if "media" not in name} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/theme/theme1.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/footer1.xml",
        "word/footer2.xml",
    }


def test_every_custom_style_is_used_or_serves_another(word):
    used = set()
    letter = replace(specimen(), blocks=(LetterFrame("中心", "甲函〔2026〕1号"), *specimen().blocks[1:]))
    summary = replace(brief(), blocks=(Paragraph("summary_title", (Text("摘要"),)),))
    for each in (
        word,
        *(WordFile(docx.write(made, STYLE)) for made in (brief(), numbered_analysis(), letter, summary)),
    ):
        used |= set(each.all("//w:pStyle/@w:val | //w:tblStyle/@w:val"))
        for part in ("word/header1.xml", "word/footer1.xml"):
            used |= set(each.all("//w:pStyle/@w:val", part))
    custom = {key for key, value in word.style_roots.items() if value.get(W + "customStyle")}
    assert custom == used - {"Heading1", "Heading2", "TOC1", "TOC2"}


@pytest.mark.parametrize("document", [specimen, brief, numbered_analysis])
def test_schema_validator_finds_nothing(document, tmp_path):
    file = tmp_path / "document.docx"
    file.write_bytes(docx.write(document(), STYLE))
    result = OpenXmlValidator().validate(str(file))
    assert result.is_valid, [str(error) for error in result.errors]
    assert not result.errors


@pytest.mark.parametrize("document", [specimen, brief, numbered_analysis])
def test_integrity_checker_finds_nothing(document, tmp_path):
    file = tmp_path / "document.docx"
    file.write_bytes(docx.write(document(), STYLE))
    assert list(docx_integrity.check(str(file))) == []


def test_properties_come_from_the_document(word):
    core = {element.tag.rpartition("}")[2]: element.text for element in word.root("docProps/core.xml")}
    assert core == {
        "title": "关于2026年10月全市政务服务效能监管情况的通报",
        "subject": "月度通报",
        "creator": "重庆市政务服务效能监管中心（示例）",
        "keywords": "效能监管，月度通报，2026-10",
        "lastModifiedBy": "重庆市政务服务效能监管中心（示例）",
        "revision": "1",
        "created": "2026-11-02T00:00:00Z",
        "modified": "2026-11-02T00:00:00Z",
        "language": "zh-CN",
    }


def test_writing_is_quick():
    docx.write(specimen(), STYLE)
    start = time.process_time()
    docx.write(specimen(), STYLE)
    assert time.process_time() - start < 0.3


def test_time_grows_with_the_rows_not_with_their_square():
    def seconds(rows):
        start = time.process_time()
        docx.write(document(table("t", 1, "表", rows)), STYLE)
        return time.process_time() - start

    assert seconds(800) < 8 * max(seconds(200), 0.05)  # four times the rows; the square would be sixteen


# --- words -----------------------------------------------------------------------------------


def test_words_are_those_of_the_document_in_order(word):
    assert shown(word.document) == specimen().text().replace("\n", "")
    for made in (brief(), numbered_analysis()):
        assert shown(WordFile(docx.write(made, STYLE)).document) == made.text().replace("\n", "")


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>&{{7*7}}$x$=1+1 ]]>",
        "<w:p/>",
        "&amp;",
        "<!DOCTYPE x>",
        '"><script>',
        "=HYPERLINK(1)",
        "a\u3000b  c",
        "\U00020bb7",
    ],
)
def test_hostile_words_print_as_written(hostile):
    cells = Row((Cell((Text(hostile),)),))
    word = written(
        body(hostile), Table("t", 1, hostile, (Column(1, "left"),), (cells,), (cells,)), mark=hostile
    )
    assert shown(word.paragraphs("GwBody")[0]) == hostile
    assert shown(word.paragraphs("GwTableCaption")[0]) == f"表1　{hostile}"
    assert shown(word.paragraphs("GwTableCell")[0]) == hostile
    assert shown(word.root("word/header1.xml")) == hostile


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\n", "\t", "\x85", "\ufffe", "\ud800"])
def test_control_characters_are_faults_that_name_the_paragraph(char):
    with pytest.raises(InputFaults) as caught:
        docx.write(document(body("好"), body(f"坏{char}字"), body(f"又{char}坏")), STYLE)
    assert isinstance(caught.value, ReportError)
    assert [fault.where for fault in caught.value.faults] == ["第2段“坏□字”", "第3段“又□坏”"]
    assert f"U+{ord(char):04X}" in caught.value.faults[0].what


@pytest.mark.parametrize(
    "changes", [{"title": "a\x01"}, {"organ": "a\x01"}, {"mark": "a\x01"}, {"keywords": ("a\x01",)}]
)
def test_control_characters_in_properties_are_faults(changes):
    with pytest.raises(InputFaults, match="文档属性"):
        docx.write(document(body("好"), **changes), STYLE)


# --- runs and styles -------------------------------------------------------------------------

TEXT_PARTS = ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footer2.xml")


@pytest.mark.parametrize("part", TEXT_PARTS)
def test_every_run_names_one_face_for_every_script(word, part):
    for run in word.root(part).iter(W + "r"):
        if not list(run.iter(W + "drawing")):
            fonts = attributes(run.find(f"{W}rPr/{W}rFonts"))
            fonts.pop("hint", None)
            assert set(fonts) == {"ascii", "hAnsi", "eastAsia", "cs"}
            assert len(set(fonts.values())) == 1


def test_marks_that_look_latin_carry_the_east_asian_hint(word):
    for run in word.document.iter(W + "r"):
        if set(shown(run)) & set("“”‘’…—·"):
            assert attributes(run.find(f"{W}rPr/{W}rFonts"))["hint"] == "eastAsia", shown(run)


def test_no_theme_font_and_no_bold_anywhere(word):
    for part in (*TEXT_PARTS, "word/styles.xml"):
        source = word.zip.read(part).decode()
        assert "Theme=" not in source
        assert not re.search(r"<w:(b|bCs|i|iCs)[ />]", source)


def test_defaults_are_the_body_face_and_chinese(word):
    defaults = word.all("//w:docDefaults/w:rPrDefault/w:rPr", "word/styles.xml")[0]
    assert attributes(defaults.find(W + "rFonts"))["eastAsia"] == "仿宋_GB2312"
    assert attributes(defaults.find(W + "sz")) == {"val": "32"}
    language = attributes(defaults.find(W + "lang"))
    assert language["eastAsia"] == "zh-CN"
    assert "val" in language


def test_each_role_has_a_named_chinese_style(word):
    names = {style.find(W + "name").get(W + "val") for style in word.style_roots.values()}
    aliases = set(word.all("//w:aliases/@w:val", "word/styles.xml"))
    assert {
        "公文正文",
        "公文标题",
        "公文主送机关",
        "公文表题",
        "公文图题",
        "公文版记",
        "公文附件标题",
    } <= names
    assert aliases == {"公文一级标题", "公文二级标题", "公文目录一级", "公文目录二级"}


def test_headings_and_captions_are_built_on_words_own(word):
    for identity, name, level in (("Heading1", "heading 1", "0"), ("Heading2", "heading 2", "1")):
        style = word.style_roots[identity]
        assert style.find(W + "name").get(W + "val") == name
        assert style.find(f"{W}pPr/{W}outlineLvl").get(W + "val") == level
    for identity in ("GwTableCaption", "GwFigureCaption"):
        assert word.style_roots[identity].find(W + "basedOn").get(W + "val") == "Caption"


# --- tables ----------------------------------------------------------------------------------


def test_tables_are_fixed_repeat_their_head_and_keep_rows_whole(word):
    for found in word.all("//w:tbl[w:tblPr/w:tblStyle]"):
        assert found.find(f"{W}tblPr/{W}tblLayout").get(W + "type") == "fixed"
        rows = found.findall(W + "tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]] == [True, True, False]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_spans_fill_the_grid_of_every_row(word):
    for found in word.all("//w:tbl"):
        columns = [int(column.get(W + "w")) for column in found.iter(W + "gridCol")]
        assert sum(columns) == 8844
        for row in found.findall(W + "tr"):
            spans = [
                int(attributes(cell.find(f"{W}tcPr/{W}gridSpan")).get("val", 1))
                for cell in row.findall(W + "tc")
            ]
            assert sum(spans) == len(columns)
            widths = [int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w")) for cell in row.findall(W + "tc")]
            assert sum(widths) == 8844


def test_row_spans_merge_downwards(word):
    first = word.all("//w:tbl")[0]
    merges = [
        [attributes(cell.find(f"{W}tcPr/{W}vMerge")).get("val") for cell in row.findall(W + "tc")]
        for row in first.findall(W + "tr")[:2]
    ]
    assert merges == [
        ["restart", "restart", None, "restart"],
        ["continue", "continue", None, None, "continue"],
    ]


def test_columns_align_and_totals_are_shaded(word):
    rows = word.all("//w:tbl")[0].findall(W + "tr")
    assert [jc.get(W + "val") for jc in rows[2].iter(W + "jc")] == [
        "center",
        "left",
        "right",
        "right",
        "left",
    ]
    assert {shade.get(W + "fill") for shade in rows[-1].iter(W + "shd")} == {"F2F2F2"}
    assert not list(rows[2].iter(W + "shd"))


def test_table_lines_may_grow(word):
    for role in ("GwTableHead", "GwTableCell"):
        assert word.effective(word.paragraphs(role)[0], "spacing")["lineRule"] == "atLeast"


def test_tables_say_what_they_are_and_flag_their_heads(word):
    properties = word.all("//w:tbl[w:tblPr/w:tblStyle]/w:tblPr")[0]
    assert properties.find(W + "tblCaption").get(W + "val") == "表1　五度与同类均值"
    assert "按时办结率" in properties.find(W + "tblDescription").get(W + "val")
    look = attributes(properties.find(W + "tblLook"))
    assert (look["firstRow"], look["firstColumn"], look["val"]) == ("1", "1", "00A0")


def test_tables_next_to_each_other_stay_apart():
    word = written(table("a", 0, "", 1), table("b", 0, "", 1))
    assert not word.all("//w:tbl/following-sibling::*[1][self::w:tbl]")


def test_a_total_stays_with_the_rows_above(word):
    rows = word.all("//w:tbl")[1].findall(W + "tr")
    assert len(rows) == 52
    kept = [bool(list(row.iter(W + "keepNext"))) for row in rows]
    assert kept == [True, True, *[False] * 47, True, True, False]


# --- figures, captions, references -----------------------------------------------------------


def test_figure_is_vector_with_raster_behind_and_words_for_the_blind(word):
    [inline] = word.all("//wp:inline")
    [extent] = word.all("//wp:inline/wp:extent")
    assert (extent.get("cx"), extent.get("cy")) == (str(150 * 36000), str(70 * 36000))
    assert word.all("//wp:inline/wp:docPr/@descr") == [
        "折线图：近15个月受理量与办结量，2026年10月受理213.5万件"
    ]
    targets = {
        rel.get("Id"): rel.get("Target")
        for rel in word.all("//rel:Relationship", "word/_rels/document.xml.rels")
    }
    [raster] = word.all("//a:blip/@r:embed")
    [vector] = word.all("//asvg:svgBlip/@r:embed")
    picture = specimen().pictures["trend"]
    assert word.zip.read(f"word/{targets[raster]}") == picture.png
    assert word.zip.read(f"word/{targets[vector]}") == picture.svg
    assert inline is not None


def test_a_figure_wider_than_the_page_is_reduced():
    wide = Picture("图", 312, 100, files=(b"<svg/>", specimen().pictures["trend"].png))
    word = written(Figure("f", 1, "图", "p"), pictures={"p": wide})
    assert word.all("//wp:extent/@cx") == [str(156 * 36000)]
    assert word.all("//wp:extent/@cy") == [str(50 * 36000)]


def test_drawing_ids_are_unique(word):
    found = word.all("//wp:docPr/@id")
    assert len(found) == len(set(found)) == 2


def test_colophon_keeps_its_place_free_and_nothing_flows_around_it(word):
    [anchor] = word.all("//wp:anchor")
    assert anchor.find(f"{{{NAMESPACES['wp']}}}wrapNone") is not None
    holder = next(anchor.iterancestors(W + "p"))
    line = int(word.effective(holder, "spacing")["line"])
    top = int(word.all("//wp:positionV[@relativeFrom='margin']/wp:posOffset/text()")[0])
    assert top / 635 + line == 12756 + 20  # the box ends a hair below the type area, its last rule on it
    assert line * 635 == int(word.all("//wp:anchor/wp:extent/@cy")[0])
    assert line >= 4 * 480  # three lines of 抄送 and the line of printing


def test_one_picture_may_be_shown_twice_with_its_own_ids():
    picture = specimen().pictures["trend"]
    word = written(Figure("f", 1, "图", "p"), Figure("g", 2, "图", "p"), pictures={"p": picture})
    assert word.all("//wp:docPr/@id") == ["1", "2"]


def test_captions_count_by_field_and_carry_a_bookmark(word):
    codes = [code.text.strip() for code in word.document.iter(W + "instrText")]
    assert codes == ["REF _Ref00000001 \\h", "REF _Ref00000002 \\h", "SEQ 图 \\* ARABIC", "SEQ 表 \\* ARABIC"]
    names = word.all("//w:bookmarkStart/@w:name")
    assert names == ["_Ref00000001", "_Ref00000002"]
    caption = word.paragraphs("GwFigureCaption")[0]
    inside = caption.xpath(
        "w:bookmarkStart/following-sibling::w:r[following-sibling::w:bookmarkEnd]", namespaces={"w": W[1:-1]}
    )
    assert "".join(map(shown, inside)) == "图1"


def test_fields_are_complete_and_nothing_waits_to_be_updated(word):
    kinds = word.all("//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
    assert "updateFields" not in word.zip.read("word/settings.xml").decode()
    assert not word.all("//@w:dirty")


def test_a_reference_to_an_unnumbered_table_is_plain_words():
    word = written(body(Ref("a", "附件1")), table("a", 0, "", 1))
    assert not word.all("//w:fldChar")
    assert shown(word.paragraphs("GwBody")[0]) == "附件1"


def test_figures_and_captions_stay_together(word):
    figure = word.paragraphs("GwFigure")[0]
    assert word.effective(figure, "keepNext") == {}
    assert word.style_roots["GwFigure"].find(f"{W}pPr/{W}keepNext") is not None
    assert word.style_roots["GwTableCaption"].find(f"{W}pPr/{W}keepNext") is not None


# --- settings, headers -----------------------------------------------------------------------


def test_no_mark_no_header():
    word = written(body("正文"))
    assert not [name for name in word.zip.namelist() if "header" in name]
    assert not word.all("//w:headerReference")
    assert len(word.all("//w:footerReference")) == 2


def test_mark_is_in_odd_and_even_headers(word):
    assert word.all("//w:headerReference/@w:type") == ["default", "even"]
    for part in ("word/header1.xml", "word/header2.xml"):
        assert shown(word.root(part)) == "示例数据"
    look = word.style_roots["GwRunningMark"]
    assert look.find(f"{W}rPr/{W}color").get(W + "val") == "595959"
    assert look.find(f"{W}pPr/{W}jc").get(W + "val") == "center"


def test_layout_rules_of_present_word(word):
    settings = word.root("word/settings.xml")
    assert settings.find(W + "evenAndOddHeaders") is not None
    assert word.all("//w:compatSetting[@w:name='compatibilityMode']/@w:val", "word/settings.xml") == ["15"]
    [forbidden] = word.all("//w:noLineBreaksBefore/@w:val", "word/settings.xml")
    assert set("，。、；：？！”’）》%") <= set(forbidden)


def test_a_document_of_one_paragraph_is_a_valid_file(tmp_path):
    file = tmp_path / "short.docx"
    file.write_bytes(docx.write(document(body(LONG)), STYLE))
    assert OpenXmlValidator().validate(str(file)).is_valid


def test_colophon_does_not_begin_a_page_alone(word):
    last_rows = [table.findall(W + "tr")[-1] for table in word.all("//w:body/w:tbl")]
    assert [bool(list(row.iter(W + "keepNext"))) for row in last_rows] == [False, False, True]
