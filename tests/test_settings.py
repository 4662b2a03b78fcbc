"""Settings, style and register: every fault at once, each with file and key."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from reportgen import resources, settings, style, units
from reportgen.errors import InputFaults
from reportgen.period import parse

SAMPLE = resources.sample_workspace()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(SAMPLE / name, tmp_path)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_sample_settings_load() -> None:
    loaded = settings.load(SAMPLE)
    assert loaded.today and loaded.today.isoformat() == "2026-11-02"
    assert loaded.groups[0].name == "区县"


def test_all_faults_are_told_at_once(workspace: Path) -> None:
    file = workspace / "reportgen.toml"
    edit(file, 'code = "渝效监"', 'code = "YXJ"')
    edit(file, 'level = "市"', 'level = "省"\nlevle = "市"')
    edit(file, 'today = "2026-11-02"', 'today = "11月2日"')
    edit(file, "overdue_cases = 10", 'overdue_cases = "十"')
    edit(workspace / "units.csv", "QX-500101,", ",")
    with pytest.raises(InputFaults) as caught:
        settings.load(workspace)
    told = [str(fault) for fault in caught.value.faults]
    for key in (
        "authority.code",
        "authority.level",
        "authority.levle",
        "today",
        "thresholds.overdue_cases",
        "units.csv，第2行",
    ):
        assert any(key in line for line in told), f"{key} is not among {told}"


def test_thresholds_may_be_set_apart_by_period_and_unknown_ones_are_faults(workspace: Path) -> None:
    file = workspace / "reportgen.toml"
    edit(file, "overdue_cases = 10", "overdue_cases = 8\nreply_rate_week = 90.5")
    loaded = settings.load(workspace).thresholds
    assert (loaded["overdue_cases"], loaded["reply_rate_week"], loaded["reply_rate"]) == (8, 90.5, 95)
    edit(file, "overdue_cases = 8", "overdue_case = 8\nreply_rate_year = 90\nbad_late = -1")
    with pytest.raises(InputFaults) as caught:
        settings.load(workspace)
    told = [str(fault) for fault in caught.value.faults]
    keys = ("overdue_case】", "year】", "值 -1 ")  # not "-1" alone, which a folder's name may hold
    assert [[key in line for line in told].count(True) for key in keys] == [1, 1, 1]
    assert len(told) == 3


def test_units_that_a_reader_would_take_for_one_are_refused(workspace: Path) -> None:
    """Computation and tables tell units by their short names: two of one name would share what is missing of either."""
    edit(workspace / "units.csv", ",涪陵区,", ",万州 区,")
    with pytest.raises(InputFaults, match="简称“万州 区”与第2行的单位分不清"):
        settings.load(workspace)


def test_missing_or_broken_file_says_where(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="--workspace"):
        settings.load(tmp_path)
    (tmp_path / "reportgen.toml").write_text("units = ", "utf-8")
    with pytest.raises(InputFaults, match=r"reportgen\.toml.*TOML 语法错误"):
        settings.load(tmp_path)
    (tmp_path / "reportgen.toml").write_bytes("名 = 1".encode("gb18030"))
    with pytest.raises(InputFaults, match="UTF-8"):
        settings.load(tmp_path)


def test_style_faults_name_their_keys(tmp_path: Path) -> None:
    file = tmp_path / "style.toml"
    shutil.copy(resources.templates() / "style.toml", file)
    edit(file, 'font = "hei"', 'font = "heii"')
    edit(file, 'red = "E60012"', 'red = "红"')
    edit(file, "height = 297\n", "")
    with pytest.raises(InputFaults) as caught:
        style.load(file)
    told = str(caught.value)
    for key in ("styles.heading1.font", "colours.red", "page.height"):
        assert key in told


def test_register_knows_who_existed_when() -> None:
    register = units.load(SAMPLE / "units.csv")
    before = {unit.short for unit in register.active(parse("2025-10"))}
    after = {unit.short for unit in register.active(parse("2025-11"))}
    assert {"江北区", "渝北区"} <= before
    assert not {"江北区", "渝北区"} & after
    assert register["QX-500157"].active(parse("2025-11"))
    assert not register["QX-500157"].active(parse("2025-10"))
    assert "BM-01" not in register  # the supervising body is not assessed


def test_who_gets_the_briefs_is_optional_and_checked(workspace: Path) -> None:
    file = workspace / "reportgen.toml"
    assert [label for label, _names in settings.load(workspace).briefs.entries] == ["报", "送", "发"]
    edit(file, "copies = 60", 'copies = 60\nsends = "市级部门"')
    edit(file, '市政协办公厅"\nsend', '市政协办公厅。"\nsend')
    with pytest.raises(InputFaults) as caught:
        settings.load(workspace)
    told = "\n".join(str(fault) for fault in caught.value.faults)
    assert "briefs.report" in told and "末尾不写标点" in told
    assert "briefs.sends" in told
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("[briefs]")] + text[text.index("# 同类分组") :], "utf-8")
    assert settings.load(workspace).briefs.entries == ()


# --- workdays.csv (D20) -----------------------------------------------------------------------


@pytest.mark.parametrize("head", ["date,is_workday", "日期,工作日,说明"])
def test_working_days_are_added_by_either_head(workspace: Path, head: str) -> None:
    (workspace / "workdays.csv").write_text(f"{head}\n2027-01-01,0\n2027-01-02, 1\n", "utf-8-sig")
    assert settings.load(workspace).workdays == {date(2027, 1, 1): False, date(2027, 1, 2): True}


def test_all_faults_of_the_working_days_with_those_of_the_settings(workspace: Path) -> None:
    edit(workspace / "reportgen.toml", 'level = "市"', 'level = "省"')
    rows = ("2027-01-01,0", "2027-1-2,1", "2027-01-03,是", ",1", "2027-01-01,1", "20270104,1", "2027-01-05,")
    (workspace / "workdays.csv").write_text("\n".join(("date,is_workday", *rows)), "utf-8")
    with pytest.raises(InputFaults) as caught:
        settings.load(workspace)
    told = [str(fault).split("/")[-1] for fault in caught.value.faults]
    for words in (
        "第3行“date”列】“2027-1-2”不是日期",
        "第4行“is_workday”列】不认识“是”。处理办法：是填1，否填0",
        "第5行】“date”为空",
        "第6行】date“2027-01-01”重复",
        "第7行“date”列】“20270104”不是日期",
        "第8行】“is_workday”为空",
        "authority.level",
    ):
        assert any(words in line for line in told), f"{words} is not among {told}"
    assert len(told) == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"date,workday\n2027-01-01,0", "缺少列：is_workday"),
        (b"", "没有任何内容"),
        ("日期,工作日\n".encode("gb18030"), "工作日历不是 UTF-8 编码"),
    ],
)
def test_working_days_that_are_no_table(workspace: Path, content: bytes, words: str) -> None:
    (workspace / "workdays.csv").write_bytes(content)
    with pytest.raises(InputFaults, match=words):
        settings.load(workspace)
