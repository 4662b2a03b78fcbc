"""A 反馈函's form filled in, taken in, told again: what units answer, what they object to, how the 公示 is closed."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx_integrity
import filled_form as form
import libreoffice
import openpyxl
import pytest
import small_assessment as small
import small_office
from openxml_audit import OpenXmlValidator

from reportgen import (
    keeping,
    lettering,
    markup,
    objections,
    production,
    publishing,
    receipts,
    rectification,
    resources,
    settings,
    store,
    style,
    wording,
)
from reportgen.assessment.basis import Basis
from reportgen.assessment.values import Values
from reportgen.errors import InputFaults, MissingData, WrongUsage
from reportgen.facts import Facts
from reportgen.intake import archive, word
from reportgen.measures.counts import Counts
from reportgen.rectification import Opening, Source, opening_event
from reportgen.reports import answers, publicity_closing
from reportgen.store import ledger
from reportgen.store.ledger import Issue
from reportgen.store.writing import writing
from reportgen.writers import docx

pytestmark = pytest.mark.usefixtures("standing_children")
OWN, OTHER = "QX-500101", "QX-500102"
TODAY, NOW, ISSUED = date(2026, 11, 2), datetime(2026, 11, 2, 10), small.ISSUED
FOLDERS = (Path("没有"), resources.templates())
ANNUAL = Source("年考评报告", "", "annual", "2025")
FIRST, SECOND = "Y2025-001", "Y2025-002"
DONE = {
    "form/raised": "2026年4月3日",
    f"receipts/{FIRST}/status/已完成": "是",
    f"receipts/{FIRST}/measure": "已补齐3个入口",
    f"receipts/{FIRST}/finish_date": "2026年10月30日",
    f"receipts/{FIRST}/person": "主任张*",
    f"receipts/{FIRST}/evidence": "渝府发〔2026〕10号",
}
ANSWER = {
    **DONE,
    f"receipts/{SECOND}/status/正在整改": "是",
    f"receipts/{SECOND}/measure": "方案已报批",
    f"receipts/{SECOND}/finish_date": "2026年12月20日",
    f"receipts/{SECOND}/person": "主任张*",
    "objections/1/indicator": "1.1.2　服务入口",
    "objections/1/stated": "95.20%",
    "objections/1/claimed": "97.80%",
    "objections/1/reason": "系统升级期间误计，附说明",
}
OBJECTION = f"O2025-{OWN}-1.1.2"


@pytest.fixture(scope="module")
def letter(sample, sample_store):
    """A letter of the first edition to a unit of the register."""
    made = small.letters(sample, sample_store)[0]
    unit = sample.register[OWN]
    whose = replace(made.result.participant, unit=unit)
    return replace(made, result=replace(made.result, participant=whose), edition=1)


@pytest.fixture(scope="module")
def blank(letter) -> bytes:
    """Its Word file, not yet filled in."""
    look = style.house()
    return docx.write(lettering.product(FOLDERS, letter).document, look)


@pytest.fixture(scope="module")
def issued(sample, letter, tmp_path_factory) -> Path:
    """A workspace in which the year's report is issued: the letter's problems stand open, one of another unit too."""
    folder = tmp_path_factory.mktemp("issued")
    text = (sample.workspace / "reportgen.toml").read_text("utf-8")
    (folder / "reportgen.toml").write_text(text.replace('generator = "generate.py"', ""), "utf-8")
    shutil.copy(sample.workspace / "units.csv", folder)
    shutil.copytree(sample.workspace / "scheme", folder / "scheme")
    chosen = settings.load(folder)
    batch = store.Batch("test", synthetic=True, loaded_at=datetime(2026, 11, 1))
    store.create(chosen.store, batch, {"case_daily": small_office.cases(2, 2)})
    opened = [_opened(OWN, name, advice.problem) for name, advice in letter.advice]
    with writing(chosen.store) as writer:
        events = [*opened, _opened(OTHER, "Y2025-900", "别家的问题")]
        ledger.enter(writer, Issue("annual", "2025", 1, "", ISSUED, {}), events, NOW, "张三")
    return folder


def _opened(unit: str, name: str, fact: str):
    due = date(2026, 6, 29)
    opening = Opening("年评", unit, fact, "时限", "黄", "限期整改", "改", due, name)
    return opening_event(ANNUAL, opening, name, ISSUED, synthetic=True)


@pytest.fixture
def office(issued, tmp_path) -> settings.Settings:
    """A copy of it, to be changed."""
    return settings.load(shutil.copytree(issued, tmp_path / "office"))


def events(office):
    with store.opened(office.store) as opened:
        assert ledger.faults(opened) == []
        return ledger.events(opened)


def take(office, tmp_path: Path, files: dict[str, bytes]):
    """What became of each file, by its name, all taken in at once."""
    folder = tmp_path / "arrived"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = receipts.take([folder], office, tmp_path / "answer", "张三", NOW, lambda done, total: None)
    return {Path(outcome.filing.name).stem: outcome for outcome in done.outcomes}


def told(office, **asked):
    return keeping.ledger(office.workspace, NOW, lambda words: None, keeping.Asked(**asked))


# --- filled in, taken in, told -----------------------------------------------------------------


def test_a_filled_form_becomes_events_once_and_is_told(office, blank, letter, tmp_path) -> None:
    before = len(events(office))
    files = {"回执.docx": form.filled(blank, ANSWER), "别家.xlsx": _workbook(office, tmp_path / "form.xlsx")}
    taken = take(office, tmp_path, files)
    outcome, other = taken["回执"], taken["别家"]
    assert other.changes == ("提出异议1项",), other.filing.findings
    assert outcome.taken == "收下", outcome.filing.findings
    assert outcome.changes == ("报告整改完成1个问题，报告整改进展1个问题，提出异议1项",)
    held = events(office)
    kinds = [each.kind for each in held[before:]]
    assert kinds == ["objected", "replied", "evidenced", "progressed", "objected"]
    first, second = rectification.entries(held)[:2]
    assert (first.state, first.finished, first.last("evidenced", "evidence")) == (
        "待复核", date(2026, 10, 30), "渝府发〔2026〕10号",
    )  # fmt: skip
    assert (second.state, second.reported("measure"), second.reported("expected")) == (
        "整改中", "方案已报批", "2026-12-20",
    )  # fmt: skip
    assert {each.taken for each in take(office, tmp_path, files).values()} == {"未变"}
    assert events(office) == held

    told(office, sustain=OBJECTION, reason="复核属实", change="实际值更正为97.80%")
    month, year = _month(events(office)), _year(letter, events(office))
    assert "收到整改回执2条，涉及问题2个，其中报告完成1条、正在整改1条" in month
    assert "收到对评价结果的异议2件，答复1件（采纳1件、不采纳0件）。截至11月30日，待答复的异议1件" in month
    assert "万州" not in month
    assert "收到你单位整改回执2条" in year
    assert "收到异议1件，答复1件（采纳1件、不采纳0件），待答复0件" in year
    assert "复核属实（更正：实际值更正为97.80%）" in year
    assert "没有收到你单位的整改回执和异议" in _year(letter, events(office), "QX-500103")
    assert "漏计" not in year, "of the other unit"


def _workbook(office, file: Path) -> bytes:
    """The workbook of another unit, in which it objects and nothing else."""
    with store.opened(office.store) as opened:
        standing = rectification.at_end(ledger.events(opened), TODAY, {})
    ((_name, content),) = receipts.forms(office, standing, [OTHER])
    file.write_bytes(content)
    book = openpyxl.load_workbook(file)
    for at, value in enumerate((2025, "7.1.1", "98.44%", "99%", "漏计", datetime(2026, 4, 8)), 1):
        book["异议申请"].cell(4, at, value)
    book.save(file)
    return file.read_bytes()


def _month(held) -> str:
    """What the bulletin says of them."""
    desk = Facts(Counts({}, {}))
    found = answers.answered(held, TODAY, date(2026, 12, 1))
    made = answers.Answers(found.since, found.until, found.facts(desk, small.YEAR, "全市"))
    return markup.words("_ledger.xml", FOLDERS, {}, wording.filters(desk, "month"))("answered", made)


def _year(letter, held, unit: str = OWN) -> str:
    """The next letter."""
    mine = answers.answered(held, ISSUED, date(2027, 3, 31), unit)
    return lettering.product(FOLDERS, replace(letter, answered=mine)).document.text()


def test_what_libreoffice_saves_says_the_same(blank, tmp_path) -> None:
    forms = ("form", "receipts", "objections")
    source = tmp_path / "form.docx"
    source.write_bytes(form.filled(blank, ANSWER))
    subprocess.run(
        libreoffice._command(source, tmp_path / "saved", "docx:MS Word 2007 XML"),
        check=True,
        capture_output=True,
    )
    saved = word.fields((tmp_path / "saved" / "form.docx").read_bytes(), forms)
    assert saved.values == word.fields(source.read_bytes(), forms).values
    assert saved.values[f"receipts/{FIRST}/status"] == "已完成"
    assert not saved.values["receipts/Y2025-003/measure"]


# --- what is not taken -------------------------------------------------------------------------


def part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    """The form with a part added or replaced."""

    def changed(blank: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(form.filled(blank, ANSWER))) as packed:
            return form.repacked(packed, {name: content})

    return changed


def said(**values: str) -> Callable[[bytes], bytes]:
    """The form filled in, but for what `values` say by the end of a tag."""

    def changed(blank: bytes) -> bytes:
        tags = {
            tag: words
            for end, words in values.items()
            for tag in form.controls(blank)
            if tag.endswith(TAGS[end])
        }
        kept = {tag: words for tag, words in ANSWER.items() if tags.get(tag, "是")}
        return form.filled(blank, {**kept, **{tag: words for tag, words in tags.items() if words}})

    return changed


TAGS = {
    "unit": "form/unit", "year": "form/year", "edition": "form/edition", "raised": "form/raised",
    "entry": f"{FIRST}/entry", "day": f"{FIRST}/finish_date", "done": f"{FIRST}/status/已完成",
    "both": f"{FIRST}/status/正在整改", "indicator": "objections/1/indicator", "claimed": "objections/1/claimed",
    "later": f"{SECOND}/finish_date",
}  # fmt: skip


def again(blank: bytes) -> bytes:
    """The same objection in the second row, its indicator by the code alone."""
    row = {tag.replace("/1/", "/2/"): words for tag, words in ANSWER.items() if tag.startswith("objections/")}
    return form.filled(blank, {**ANSWER, **row, "objections/2/indicator": "1.1.2"})


def without_edition(root) -> None:
    for node in [*root.iter(f"{form.W}sdt"), *root.iter(f"{form.W}bookmarkStart")]:
        if b"edition" in form.etree.tostring(node):
            node.getparent().remove(node)


def twice(blank: bytes) -> bytes:
    def copied(root) -> None:
        sdt = next(
            each
            for each in root.iter(f"{form.W}sdt")
            if each.find(f"{form.W}sdtPr/{form.W}tag").get(f"{form.W}val").endswith("measure")
        )
        sdt.addnext(form.etree.fromstring(form.etree.tostring(sdt)))

    return form.rewritten(form.filled(blank, ANSWER), copied)


LINK = b'<Relationships xmlns="x"><Relationship Id="r" Type="t" Target="http://a/b.dotm" TargetMode="External"/></Relationships>'
HOSTILE = {  # what is done to the form: the rule it breaks, where it is told, words of the reason
    "bomb": (part("word/media/a.png", b"\0" * 30_000_000), "档-09", "", "压缩炸弹"),
    "link": (part("word/_rels/settings.xml.rels", LINK), "档-20", "", "指向文件之外"),
    "macro": (part("word/vbaProject.bin", b"x"), "档-11", "", "含有宏"),
    "inside": (part("word/embeddings/a.bin", b"x"), "档-19", "", "嵌有其他文件"),
    "entities": (part(form.MAIN, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "档-12", "", "不允许的声明"),
    "broken": (part(form.MAIN, b"<a"), "档-04", "", "损坏"),
    "empty": (part(form.MAIN, b"<a/>"), "档-17", "", "没有可以识别的填写项"),
    "unit": (said(unit=OTHER), "D18-14", "台账编号", "不是本单位的问题"),
    "nobody": (said(unit="QX-0"), "识-03", "", "不在单位名册中"),
    "year": (said(year="2024"), "识-13", "版次", "还没有正式印发"),
    "month": (said(year="2025-10"), "识-13", "版次", "还没有正式印发"),
    "unnamed": (lambda blank: form.rewritten(form.filled(blank, ANSWER), without_edition), "识-13", "版次", "版次不明"),
    "edition": (said(edition="第2版"), "识-13", "版次", "现行的是第1版"),
    "entry": (said(entry="Y2025-777"), "对-01", "台账编号", "查不到"),
    "foreign": (said(entry="Y2025-900"), "D18-14", "台账编号", "不是本单位的问题"),
    "day": (said(day="2026年2月30日"), "值-06", "完成日期", "写法不对"),
    "ahead": (said(day="2026年11月9日"), "整-01", "完成日期", "晚于今天"),
    "past": (said(later="2026年10月9日"), "整-01", "完成日期", "早于今天"),
    "both": (said(both="是"), "值-07", "整改情况", "同时勾选了已完成、正在整改"),
    "none": (said(done=""), "D18-15", "整改情况", "应勾选或填写整改情况"),
    "indicator": (said(indicator="9.9.9"), "异-02", "有异议的指标", "没有指标"),
    "same": (again, "异-05", "有异议的指标", "填了两次"),
    "late": (said(raised="2026年4月9日"), "异-03", "填报日期", "2026-04-08，已经超过"),
    "undated": (said(raised=""), "值-09", "填报日期", "没有填写"),
    "unclaimed": (said(claimed=""), "值-09", "本单位认为应为", "没有填写"),
    "twice": (twice, "表-02", "", "重复"),
}  # fmt: skip


def test_nothing_of_a_faulty_form_is_entered_and_each_fault_is_told_at_its_field(
    office, blank, tmp_path
) -> None:
    before = events(office)
    files = {f"{name}.docx": change(blank) for name, (change, *_expected) in HOSTILE.items()}
    outcomes = take(office, tmp_path, {**files, "blank.docx": blank})
    assert (outcomes["blank"].taken, outcomes["blank"].changes) == ("未变", ("没有填写整改情况",))
    for name, (_change, rule, column, words) in HOSTILE.items():
        outcome = outcomes[name]
        assert outcome.taken == "退回", name
        found = [each for each in outcome.filing.findings if each.rule == rule and words in each.reason]
        assert column in [each.column for each in found], (name, outcome.filing.findings)
    assert events(office) == before
    both = next(each for each in outcomes["both"].filing.findings)
    assert (both.sheet, both.cell) == ("整改回执", FIRST)


def test_a_corrected_result_gives_the_days_to_object_anew(office, blank, tmp_path) -> None:
    """They count from the day of the correction, although the report keeps its date."""
    content, name = json.dumps({"corrected": "2026-04-15"}).encode(), "年考评报告_2025.facts.json"
    archive.keep(content, name, office.workspace)
    files = {name: hashlib.sha256(content).hexdigest()}
    with writing(office.store) as writer:
        ledger.enter(writer, Issue("annual", "2025", 2, "", ISSUED, files, "更正"), [], NOW, "张三")
    days = {"before": "2026年4月14日", "after": "2026年4月23日", "last": "2026年4月22日"}
    forms = {f"{when}.docx": said(edition="第2版", raised=day)(blank) for when, day in days.items()}
    found = take(office, tmp_path, forms)
    reasons = {when: [each.reason for each in found[when].filing.findings] for when in days}
    assert "早于结果印发的日期2026-04-15" in reasons["before"][0]
    assert "提出异议的期限是2026-04-22" in reasons["after"][0]
    assert found["last"].taken == "收下", reasons["last"]


def test_the_form_is_a_valid_word_file_with_a_control_for_every_field(blank, tmp_path) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(blank)
    assert not OpenXmlValidator().validate(str(file)).errors
    assert list(docx_integrity.check(str(file))) == []
    found = form.controls(blank)
    for tag, sdt in found.items():
        properties = sdt.find(f"{form.W}sdtPr")
        assert properties.find(f"{form.W}alias").get(f"{form.W}val"), tag
        tick, fixed = tag.count("/") == 3, tag.endswith(("unit", "year", "edition", "entry"))
        assert (properties.find(f"{form.W14}checkbox") is not None) == tick
        assert (properties.find(f"{form.W}showingPlcHdr") is not None) == (not tick and not fixed), tag
        assert (properties.find(f"{form.W}date") is not None) == tag.endswith(("finish_date", "raised"))


# --- the office answers, the 公示 is closed ----------------------------------------------------


@pytest.fixture
def objecting(office) -> settings.Settings:
    """The office with one objection."""
    said = {
        "name": "服务入口",
        "stated": "95.20%",
        "claimed": "97.80%",
        "reason": "误计",
        "raised": "2026-04-03",
    }
    with writing(office.store) as writer:
        ledger.append(writer, [objections.objected(OWN, 2025, "1.1.2", TODAY, **said)], NOW, "张三")
    return office


def closing(sample, chosen, today: date = TODAY, **changes):
    """The report of the closing note."""
    made = small.assessment(sample)
    scheme = replace(made.scheme, publicity=replace(made.scheme.publicity, **changes))
    found = Basis(replace(made, scheme=scheme), None, Values(small.YEAR, (), {}, {}), None, ())
    with store.opened(chosen.store) as opened:
        return publishing._closing(chosen, opened, found, ISSUED, ISSUED, today)


def test_the_office_decides_once_and_says_what_is_put_right(objecting) -> None:
    assert [each["id"] for each in told(objecting, objections=True).record] == [OBJECTION]
    with pytest.raises(WrongUsage, match="--change"):
        told(objecting, sustain=OBJECTION, reason="属实")
    with pytest.raises(InputFaults, match="没有编号为O1的异议"):
        told(objecting, dismiss=f"{OBJECTION},O1", reason="不属实")
    told(objecting, dismiss=OBJECTION, reason="不属实")
    with pytest.raises(InputFaults, match="已于2026-11-02答复"):
        told(objecting, sustain=OBJECTION, reason="属实", change="更正")
    (record,) = told(objecting, objections=True).record
    assert (record["state"], record["answer"], record["decided"]) == ("不采纳", "不属实", "2026-11-02")


def test_the_publicity_is_closed_when_it_is_over_and_all_is_answered(sample, sample_store, objecting) -> None:
    with pytest.raises(MissingData, match="公示期2026-03-31至2026-04-08还没有结束"):
        closing(sample, objecting, date(2026, 4, 8))
    with pytest.raises(MissingData, match="提出异议的期限2026-03-31至2026-04-13还没有结束"):
        closing(sample, objecting, date(2026, 4, 9), objection_days=8)
    with pytest.raises(InputFaults, match=f"万州区.*{OBJECTION}.*还没有答复"):
        closing(sample, objecting)
    told(objecting, sustain=OBJECTION, reason="属实", change="实际值更正为97.80%")
    report, words = closing(sample, objecting)
    assert words == "收到异议1件，均已答复"
    text = production.build(report, sample, sample_store, small.YEAR, TODAY).document.text()
    assert "收到对评价结果的异议1件，涉及1家单位，均已复核并答复：采纳1件，不采纳0件" in text
    assert "万州区\n服务入口\n实际值更正为97.80%" in text
    assert "除上述更正外，公示的2025年度政务服务效能评价结果成立" in text
    assert "属实" not in text


def test_no_objection_is_said_aloud(sample, sample_store, office) -> None:
    report, _words = closing(sample, office)
    text = production.build(report, sample, sample_store, small.YEAR, TODAY).document.text()
    assert "收到对评价结果的异议0件，没有需要复核的事项" in text
    assert "评价结果没有更正" in text
    assert report.name == publicity_closing.NAME
