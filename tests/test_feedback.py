"""反馈函: right, whole, and of one unit only; by the hundred, in any executor, again only where something changed."""

import hashlib
import io
import json
import multiprocessing
import os
import pickle
import re
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

import deadly
import pytest
import small_assessment as small
from pdf_measure import Measured
from word_file import WordFile, attributes, shown

from benchmarks.isolation import leaks, planted
from reportgen import delivering, dispatch, lettering, production, resources
from reportgen.assessment import Result
from reportgen.document import Number, Table, words
from reportgen.errors import WrongUsage
from reportgen.forms import naming
from reportgen.reports import feedback
from reportgen.reports.feedback import Letter
from reportgen.wording import rounded

FOLDERS = (Path("没有"), resources.templates())
PRODUCE = partial(lettering.produce, FOLDERS)
ALONE = dispatch.Crew(lambda _count: dispatch.Here(), 1)


@pytest.fixture(scope="module")
def letters(sample, sample_store) -> dict[str, Letter]:
    return {letter.unit.id: letter for letter in small.letters(sample, sample_store)}


@pytest.fixture(scope="module")
def made(letters) -> dict[str, dict[str, bytes]]:
    """The files of every unit, made in this process."""
    return {unit: PRODUCE(letter) for unit, letter in letters.items()}


def of(files: Mapping[str, bytes], suffix: str) -> bytes:
    return next(content for name, content in files.items() if name.endswith(suffix))


def others(unit: str) -> set[str]:
    return {mark for each, mine in small.marks().items() if each != unit for mark in mine}


# --- never the wrong unit --------------------------------------------------------------------------


def test_the_files_of_a_unit_hold_its_marks_and_no_others(made) -> None:
    for unit, files in made.items():
        word, code, *counts = small.marks()[unit]
        for name, content in files.items():
            seen = leaks.found({name: content}, {word, code, *counts} | others(unit))
            assert word in seen, name
            assert len(seen & set(counts)) > 9, name
            assert code in seen or not name.endswith(".json")
            assert seen <= {word, code, *counts}, name


def test_what_is_sent_to_a_worker_is_of_one_unit(letters) -> None:
    for unit, letter in letters.items():
        assert leaks.found({"": pickle.dumps(letter), "repr": repr(letter).encode()}, others(unit)) == set()


@pytest.mark.parametrize(
    ("leak", "kind"),
    [
        *((leak, "docx") for leak in planted.LEAKS),
        ("picture", "pdf"),
        ("metadata", "pdf"),
    ],
)
def test_a_leak_put_in_on_purpose_is_found(letters, leak, kind) -> None:
    mine, other = letters["QX-9001"], letters["QX-9002"]
    product = lettering.product(FOLDERS, planted.LEAKS[leak](mine, other))
    files = production.encode(product, (kind,))
    if leak != "query":  # it stands in the facts alone
        files = {name: content for name, content in files.items() if name.endswith(kind)}
    assert leaks.found(files, others("QX-9001"))


def test_a_workbook_within_a_file_is_searched_as_well() -> None:
    def zipped(name: str, content: bytes) -> bytes:
        with zipfile.ZipFile(whole := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr(name, content)
        return whole.getvalue()

    sheet = "<t>竹溪</t><t>西</t>".encode()
    assert leaks.found({"甲.docx": zipped("乙.xlsx", zipped("sheet.xml", sheet))}, {"竹溪西"})


def test_one_process_or_two_give_the_same_bytes(letters, made) -> None:
    some = [letters[unit] for unit in ("QX-9001", "QX-9002", "qx-9001")]
    with dispatch.crew(2, "reportgen.lettering:ready") as crew:
        two = [*dispatch.spread(PRODUCE, some, crew.begin, jobs=2)]
    beside = {name: content for _letter, files in two for name, content in files.items()}
    here = {name: content for each in some for name, content in made[each.unit.id].items()}
    assert set(beside) == set(here)
    assert [name for name in here if beside[name] != here[name]] == []


def test_names_alike_long_or_hostile_stay_apart_and_in_the_folder(letters, made) -> None:
    names = [name for files in made.values() for name in files]
    assert len({name.casefold() for name in names}) == len(names) == 3 * len(letters)
    assert all(re.fullmatch(r"[\w.-]+", name) and len(name.encode()) < 120 for name in names)
    assert naming.code("QX-9001") == "QX-9001"
    twins = (
        "qx-9001", "../QX-9001", "QX-9001/", "QX 9001", "QX-9001.", "QX-9001...", "QX-9001\\", "QX-9001\0", "C:QX-9001",
        "ＱＸ-9001", "QX-9001é", "QX-9001e\u0301", "", "..", "NUL.", "QX-9001" * 60,
    )  # fmt: skip
    assert len({naming.code(each).casefold() for each in ("QX-9001", *twins)}) == len(twins) + 1
    assert all(re.fullmatch(r"[\w-]{1,60}", naming.code(each), re.ASCII) for each in twins)
    for name in ("CON", "nul", "COM1"):  # what Windows reserves is never the whole of a name
        stem = lettering.stem(replace(letters["QX-9001"], result=_renamed(letters["QX-9001"], name)))
        assert stem.split(".")[0].casefold() != name.casefold()


def _renamed(letter: Letter, code: str) -> Result:
    participant = letter.result.participant
    return replace(letter.result, participant=replace(participant, unit=replace(letter.unit, id=code)))


def test_units_of_one_name_are_all_meant_by_it(letters) -> None:
    every = [*letters.values()]
    assert [each.unit.id for each in delivering._wanted(every, ["竹溪东区", "菊潭县人民政府"])] == [
        "QX-9001",
        "QX-9004",
    ]
    assert delivering._wanted(every, []) == every
    twin = replace(every[1], result=_renamed(every[0], "QX-9999"))
    assert len(delivering._wanted([*every, twin], ["竹溪东区"])) == 2
    with pytest.raises(WrongUsage, match="没有参加评价的单位“甲”"):
        delivering._wanted(every, ["甲", "菊潭县"])


def test_peers_are_numbers_in_order_and_none_where_they_would_be_known(letters) -> None:
    for letter in letters.values():
        assert list(letter.peers.totals) == sorted(letter.peers.totals)
        assert all(list(each) == sorted(each) for each in letter.peers.classes.values())
    ranked, ended = letters["QX-9001"], letters["QX-9005"]
    assert len(ranked.peers.totals) == 3  # of four ranked the others
    assert len(ended.peers.totals) == 4
    few = replace(ranked, peers=feedback.Peers("区县", (), {}))
    document = lettering.product(FOLDERS, few).document
    assert not document.pictures
    assert "不透露" in document.text()


# --- right -----------------------------------------------------------------------------------------


def rows(letter: Letter, name: str) -> list[list[str]]:
    blocks = lettering.product(FOLDERS, letter).document.flat()
    table = next(block for block in blocks if isinstance(block, Table) and block.id == name)
    return [[words(cell.runs) for cell in row.cells] for row in table.body]


@pytest.mark.parametrize("unit", [unit.id for unit in small.UNITS])
def test_whoever_adds_up_the_sheet_gets_the_printed_total(letters, unit) -> None:
    letter = letters[unit]
    printed = rows(letter, "sheet")
    lines = [row for row in printed if len(row) == 8]
    assert len(lines) == len(letter.result.lines)
    (_, total, lost), (_, published, _) = printed[-2:]
    assert sum(Decimal(row[6]) for row in lines if row[6] != "—") == Decimal(total)
    assert rounded(Fraction(total), 2) == Decimal(published) == letter.result.printed.total
    assert sum(Decimal(row[7]) for row in lines if row[7] != "—") == Decimal(lost)
    for row in lines:
        if row[4] != "—":
            product = Decimal(row[4]) * Decimal(row[5]) / 100
            assert abs(product - Decimal(row[6])) < Decimal("0.0002"), row
            assert Decimal(row[5]) - Decimal(row[6]) == Decimal(row[7]), row
    told = {
        row[0].split("　")[0]: row[7]
        for name in ("sheet", "apart1", "apart2")
        for row in rows(letter, name)[:-2]
        if len(row) == 8
    }
    assert all(told[row[1].split("　")[0]] == row[5] for row in rows(letter, "problems")), (
        "told twice, printed once"
    )


def test_the_differences_are_those_of_the_printed_figures(letters) -> None:
    for row in rows(letters["QX-9001"], "compared"):
        assert Decimal(row[1]) - Decimal(row[2]) == Decimal(row[4].replace("−", "-"))
        assert Decimal(row[2]) <= Decimal(row[3])


def test_every_weak_line_is_told_with_its_counts(letters) -> None:
    letter = letters["QX-9001"]
    low = {
        line.indicator.code
        for line in small.lines(letter.result)
        if line.tier and line.tier >= len(line.indicator.standards)
    }
    told = rows(letter, "problems")
    assert {row[1].split("　")[0] for row in told} == low
    assert all(re.search(r"[\d,]{7,}，.*[\d,]{7,}；口径：.*；来源：", row[4]) for row in told)


def test_every_figure_of_a_letter_is_a_fact_of_its_certificate(letters, made) -> None:
    document = lettering.product(FOLDERS, letters["QX-9001"]).document
    told = {each["id"]: each["texts"] for each in json.loads(of(made["QX-9001"], ".facts.json"))["facts"]}
    for inline in document.inlines():
        if isinstance(inline, Number):
            assert inline.text in told[inline.fact]


def test_a_unit_that_ended_is_not_ranked_and_asked_for_nothing(letters) -> None:
    text = lettering.product(FOLDERS, letters["QX-9005"]).document.text()
    assert "按1月至10月存续期间的数据评价，不参加排名" in text
    assert "承接兰亭区人民政府职能的单位：" in text
    assert "该单位已撤并" in text
    assert "整改措施和结果" not in text


def test_last_year_is_told_where_it_compares(sample, sample_store, letters) -> None:
    card = rows(letters["QX-9001"], "card")[0]
    assert card[4] == "无可比数据"
    before = small.assessment(sample)
    with_last = {each.unit.id: each for each in small.letters(sample, sample_store, before)}
    assert rows(with_last["QX-9001"], "card")[0][4] == rows(with_last["QX-9001"], "card")[0][0]
    assert rows(with_last["QX-9005"], "card")[0][4] == "无可比数据"


# --- 信函格式 (GB/T 9704 10.1) ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(made) -> Measured:
    return Measured(of(made["QX-9001"], ".pdf"))


def test_the_letter_is_one_page(page) -> None:
    assert page.find("2026年3月31日")[0] == 0
    assert page.find("附件1")[0] == 1


def test_mark_rules_and_number_lie_where_the_standard_wants_them(page) -> None:
    mark, number = page.lines[0][:2]
    assert mark.chars[0]["non_stroking_color"][0] > 0.75
    top, bottom = page.ink(0, mark.x0, 29.5, mark.x1, 45)
    assert top == pytest.approx(30, abs=0.5)
    rules = [rule for rule in page.rules(0) if len(rule[4]) == 3 and rule[4][0] > 0.75]
    assert [(round(rule[0]), round(rule[1])) for rule in rules] == [(20, 190)] * 4
    assert rules[0][2] - min(bottom, rules[0][2]) < 4.2
    assert rules[0][3] - rules[0][2] > rules[1][3] - rules[1][2]  # thick over thin
    assert rules[3][3] - rules[3][2] > rules[2][3] - rules[2][2]  # thin over thick
    assert rules[3][3] == pytest.approx(277, abs=0.5)
    assert number.text == "渝效监函〔2026〕7号"
    assert number.x1 == pytest.approx(184, abs=0.5)
    assert page.ink(0, number.x0, rules[1][3] + 1, number.x1, rules[1][3] + 12)[0] - rules[1][3] == pytest.approx(4.9, abs=0.6)  # fmt: skip


def test_only_the_first_page_has_no_number(page) -> None:
    assert "—1—" not in "".join(line.text for line in page.furniture(0))
    assert "—2—" in "".join(line.text for line in page.furniture(1))


def test_the_word_file_has_the_same_frame(made) -> None:
    word = WordFile(of(made["QX-9001"], ".docx"))
    first, *rest = word.all("//w:sectPr")
    assert first.find("{*}titlePg") is not None
    assert all(each.find("{*}titlePg") is None for each in rest)
    kinds = {attributes(each)["type"] for each in first.findall("{*}footerReference")}
    assert kinds == {"first", "default", "even"}
    number = word.paragraphs("GwLetterNumber")[0]
    assert len(number.findall(".//{*}anchor")) == 5  # the mark and four rules
    assert shown(number).endswith("渝效监函〔2026〕7号")


# --- by the hundred --------------------------------------------------------------------------------


def carry_out(
    letters: list[Letter], folder: Path, force: bool = False, data: str = "1", every: Sequence[Letter] = ()
) -> delivering.Run:
    """The letters made, as part of `every` that there is."""
    run = delivering.carry_out(
        letters, FOLDERS, folder, ALONE, force=force, say=lambda _line: None, pace=lambda *_counts: None
    )
    delivering._write_manifest(folder, {"period": "2025", "data": data}, every or letters, run)
    return run


def stamps(folder: Path) -> dict[str, int]:
    return {
        file.name: file.stat().st_mtime_ns for file in folder.iterdir() if file.name != delivering.MANIFEST
    }


def test_what_has_not_changed_is_not_made_again(letters, tmp_path) -> None:
    """Resumed, kept, made anew after a change of data, a lost or altered file, or on demand."""
    mine = [letters["QX-9001"], letters["QX-9004"]]
    assert set(carry_out(mine, tmp_path).made) == {"QX-9001", "QX-9004"}
    before = stamps(tmp_path)
    manifest = json.loads((tmp_path / delivering.MANIFEST).read_text("utf-8"))
    for record in manifest["units"].values():
        for name, sha in record["files"].items():
            assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == sha
    assert set(carry_out(mine, tmp_path).kept) == {"QX-9001", "QX-9004"}
    assert stamps(tmp_path) == before
    changed = [replace(mine[0], contact="另一部电话"), mine[1]]
    assert set(carry_out(changed, tmp_path).made) == {"QX-9001"}
    (tmp_path / "QX-9004_评价结果反馈_2025.pdf").write_bytes(b"%PDF")
    assert set(carry_out(changed, tmp_path).made) == {"QX-9004"}
    assert set(carry_out(changed[:1], tmp_path, force=True).made) == {"QX-9001"}
    assert set(json.loads((tmp_path / delivering.MANIFEST).read_text("utf-8"))["units"]) == {"QX-9001"}


def test_what_cannot_be_meant_is_told_all_at_once(sample) -> None:
    asked = delivering.Asked(jobs=-3, first=0, cluster=True)
    with pytest.raises(WrongUsage) as told:
        delivering.deliver(sample.workspace, datetime(2026, 11, 2), print, print, asked, ALONE)
    assert [fault.where for fault in told.value.faults] == ["--jobs", "--first", "--cluster"]


def test_no_letter_is_dated_after_the_last_day_to_object(letters) -> None:
    letter = letters["QX-9001"]
    delivering._require_time_to_object([letter, replace(letter, issued=letter.objection)])
    with pytest.raises(WrongUsage, match="成文日期2026-04-20晚于提出异议的期限2026-04-08"):
        delivering._require_time_to_object([letter, replace(letter, issued=date(2026, 4, 20))])


def test_an_interrupted_run_goes_on_where_it_stopped(letters, tmp_path) -> None:
    """The journal tells what was finished; a line that was not wholly written tells nothing."""
    mine = [letters["QX-9001"], letters["QX-9004"]]

    def interrupted(done: int, _total: int, _failed: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivering.carry_out(
            mine, FOLDERS, tmp_path, ALONE, force=False, say=lambda _line: None, pace=interrupted
        )
    assert not (tmp_path / delivering.MANIFEST).exists()
    with (tmp_path / delivering.JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write('{"unit": "QX-9004", "cont')
    again = carry_out(mine, tmp_path)
    assert (set(again.kept), set(again.made)) == ({"QX-9001"}, {"QX-9004"})
    assert not (tmp_path / delivering.JOURNAL).exists()


def test_a_unit_that_fails_does_not_stop_the_others(letters, tmp_path) -> None:
    broken = replace(letters["QX-9001"], contact="控制字符\x07")
    run = carry_out([broken, letters["QX-9004"]], tmp_path)
    assert set(run.made) == {"QX-9004"}
    assert "控制字符" in run.failed["QX-9001"] or "XML" in run.failed["QX-9001"]
    told = delivering._told(run, [broken, letters["QX-9004"]], tmp_path)
    assert (told.clean, told.code) == (False, 1)
    assert "竹溪东区（QX-9001）没有生成" in told.lines[0]
    manifest = json.loads((tmp_path / delivering.MANIFEST).read_text("utf-8"))
    assert set(manifest["units"]) == {"QX-9004"}
    assert set(manifest["failed"]) == {"QX-9001"}


def test_the_manifest_tells_of_which_data_each_letter_is_and_who_has_none(letters, tmp_path) -> None:
    """After a run for some units as well: the others keep their data, and who failed still has no letter."""
    one, two = letters["QX-9001"], letters["QX-9004"]
    carry_out([replace(one, contact="控制字符\x07"), two], tmp_path, data="1")
    carry_out([two], tmp_path, force=True, data="2", every=[one, two])
    told = json.loads((tmp_path / delivering.MANIFEST).read_text("utf-8"))
    assert [(unit, each["data"], each["number"]) for unit, each in told["units"].items()] == [
        ("QX-9004", "2", two.number)
    ]
    assert set(told["failed"]) == {"QX-9001"}
    carry_out([one], tmp_path, data="3", every=[one, two])
    told = json.loads((tmp_path / delivering.MANIFEST).read_text("utf-8"))
    assert {unit: each["data"] for unit, each in told["units"].items()} == {"QX-9001": "3", "QX-9004": "2"}
    assert told["failed"] == {}


def test_the_same_number_for_letters_of_two_periods_is_told(letters, tmp_path) -> None:
    one, two = letters["QX-9001"], letters["QX-9004"]
    year, month = tmp_path / "2025" / "反馈", tmp_path / "2026-10" / "反馈"
    carry_out([one, two], year)
    assert delivering._doubled([one], year) == ""
    told = delivering._doubled([one, two], month)
    assert "2个" in told and str(year) in told and "--first" in told and one.number[:6] in told
    assert delivering._doubled([replace(one, number="渝效监函〔2026〕900号")], month) == ""


def test_a_worker_that_dies_takes_nobody_along() -> None:
    with dispatch.crew(2, "deadly:nothing") as crew:
        done = dict(dispatch.spread(deadly.square, range(4), crew.begin, jobs=2))
    assert {key: each for key, each in done.items() if key != 2} == {0: 0, 1: 1, 3: 9}
    assert isinstance(done[2], Exception)
    assert "意外结束" in dispatch.reason(done[2])


def test_a_crew_is_there_before_its_work_and_gone_after_it() -> None:
    """All its processes start at once; the first work finds them, later work gets new ones, unused ones are killed."""
    before = set(multiprocessing.active_children())
    with dispatch.crew(2, "deadly:nothing") as crew:
        begun = {each.pid for each in set(multiprocessing.active_children()) - before}
        assert len(begun) == crew.size == 2
        with crew.begin(2) as first:
            assert first.submit(os.getpid).result() in begun
        with crew.begin(1) as second:
            assert second.submit(os.getpid).result() not in begun
    with (
        dispatch.crew(2, "deadly:nothing"),
        pytest.raises(ZeroDivisionError),
        dispatch.crew(2, "deadly:nothing"),
    ):
        raise ZeroDivisionError
    assert set(multiprocessing.active_children()) == before
    with dispatch.crew(1, "deadly:nothing") as crew:
        assert crew.begin(1).submit(os.getpid).result() == os.getpid()


def test_any_executor_will_do() -> None:
    assert dict(dispatch.spread(abs, [-1, -2], ThreadPoolExecutor, jobs=2)) == {-1: 1, -2: 2}
    assert dict(dispatch.spread(abs, [-1, -2], lambda _count: dispatch.Here(), jobs=1)) == {-1: 1, -2: 2}


def test_workers_are_renewed_and_nothing_is_lost(monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "SHARE", 3)
    begun: list[int] = []

    def workers(jobs: int) -> ThreadPoolExecutor:
        begun.append(jobs)
        return ThreadPoolExecutor(jobs)

    assert dict(dispatch.spread(abs, range(-7, 0), workers, jobs=1)) == {-n: n for n in range(1, 8)}
    assert begun == [1, 1, 1]
