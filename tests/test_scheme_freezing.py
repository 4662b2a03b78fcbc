"""固化: what was fixed is kept, what changed since is named, and what was tampered with is found."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from reportgen import production
from reportgen.errors import InputFaults
from reportgen.scheme import freezing

SAMPLE = Path(__file__).parents[1] / "sample_data"
DAY = date(2024, 12, 31)


@pytest.fixture
def workspace(tmp_path):
    shutil.copytree(SAMPLE / "scheme", tmp_path / "scheme", ignore=shutil.ignore_patterns("frozen*"))
    return tmp_path


def fix(workspace, reason="", day=DAY):
    """The next version, its files written."""
    version = freezing.next_version(workspace, 2025, day, "监管处", reason)
    for path, content in freezing.kept(workspace, version).items():
        production.save({path.name: content}, path.parent)
    return version


def edit(workspace, name, old, new):
    file = workspace / "scheme" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_samples_are_fixed_and_unchanged():
    for folder in (SAMPLE, SAMPLE / "wanzhou"):
        version = freezing.frozen(folder)
        assert version and version.day == DAY
        assert not freezing.changes(folder, version)


def test_a_version_is_kept_and_in_force(workspace):
    assert freezing.frozen(workspace) is None
    version = fix(workspace)
    assert freezing.frozen(workspace) == version
    assert version.hash == freezing.digest(freezing.files(workspace)) and version.mark == version.hash[:16]
    assert freezing.changes(workspace, version) == ()


def test_what_carries_no_meaning_changes_nothing(workspace):
    version = fix(workspace)
    edit(workspace, "scheme.toml", "year = 2025", "year = 2025   # 评价年度")
    csv = workspace / "scheme/indicators.csv"
    csv.write_bytes(b"\xef\xbb\xbf" + csv.read_bytes().replace(b"\n", b"\r\n"))
    assert not freezing.changes(workspace, version)
    assert freezing.digest(freezing.files(workspace)) == version.hash


def test_each_change_names_file_indicator_old_and_new(workspace):
    version = fix(workspace)
    edit(workspace, "indicators.csv", ",1,3,5,10,20,", ",1,3,5,10,25,")
    edit(workspace, "scheme.toml", "seed = 9577", "seed = 1")
    edit(workspace, "scheme.toml", 'name = "制定方案"', 'name = "编制方案"')
    edit(workspace, "experts/第2轮.csv", "\n5,在线服务成效度,", "\n5,在线服务成效度,1")
    edit(workspace, "standards.csv", ",50,40,30,20,5", ",50,40,30,20,10")
    told = [str(change) for change in freezing.changes(workspace, version)]
    assert "standards.csv，5.2.1即办程度市级部门-审批类“五档标准”：由“5”改为“10”" in told
    assert "indicators.csv，5.2.3时效异常“五档标准”：由“20”改为“25”" in told
    assert "scheme.toml，robustness.seed：由“9577”改为“1”" in told
    assert "scheme.toml，stages 第1个.name：由“制定方案”改为“编制方案”" in told
    assert any(line.startswith("experts/第2轮.csv，5在线服务成效度“E01”：由“") for line in told)
    assert len(told) == 5


def test_rows_and_files_that_come_and_go_are_changes(workspace):
    version = fix(workspace)
    (workspace / "scheme/experts/第1轮.csv").unlink()
    csv = workspace / "scheme/beside.csv"
    csv.write_text("\n".join(csv.read_text("utf-8").split("\n")[:-2]) + "\n", "utf-8")
    told = "\n".join(map(str, freezing.changes(workspace, version)))
    assert "7.2.3重复诉求“口径”：由“诉求中同一人就同一问题再次反映的比例”改为“（无）”" in told
    assert "experts/第1轮.csv，1服务方式完备度“E01”：由“72”改为“（无）”" in told


def test_fixing_anew_needs_a_change_and_a_reason_and_keeps_the_version_before(workspace):
    first = fix(workspace)
    with pytest.raises(InputFaults, match="没有变化，已于2024-12-31固化（第1版）"):
        fix(workspace, "再来一次")
    edit(workspace, "scheme.toml", "days = 5", "days = 7")
    with pytest.raises(InputFaults, match="重新固化要写明原因"):
        fix(workspace)
    second = fix(workspace, "公示期延长", date(2025, 1, 6))
    assert (second.serial, second.previous, second.reason) == (2, first.chained, "公示期延长")
    assert freezing.versions(workspace) == (first, second)
    assert "days = 5" in (workspace / "scheme/frozen/第1版/scheme.toml").read_text("utf-8")
    assert "days = 7" in (workspace / "scheme/frozen/第2版/scheme.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("frozen.toml", "2024-12-31", "2024-11-30", "固化记录前后不相连"),
        ("frozen.toml", 'reason = ""', 'reason = "补记"', "固化记录前后不相连"),
        ("frozen/第1版/scheme.toml", "seed = 9577", "seed = 1", "留存的文件丢失或被改动"),
        ("frozen/第2版/scheme.toml", "seed = 9577", "seed = 1", "留存的文件丢失或被改动"),
    ],
)
def test_tampering_with_what_is_kept_is_found(workspace, file, old, new, words):
    fix(workspace)
    edit(workspace, "scheme.toml", "days = 5", "days = 7")
    fix(workspace, "公示期延长")
    edit(workspace, file, old, new)
    with pytest.raises(InputFaults, match=words):
        freezing.versions(workspace)


def test_a_changed_hash_of_the_last_version_is_found(workspace):
    version = fix(workspace)
    edit(workspace, "frozen.toml", version.hash, "0" * 64)
    with pytest.raises(InputFaults, match="校验值与留存的文件不符"):
        freezing.versions(workspace)


def test_a_lost_record_is_found_unless_nothing_has_changed(workspace):
    fix(workspace)
    (workspace / freezing.RECORD).unlink()
    assert freezing.versions(workspace) == ()  # as if the run had been killed before it
    edit(workspace, "scheme.toml", "seed = 9577", "seed = 1")
    with pytest.raises(InputFaults, match="固化记录丢失"):
        freezing.versions(workspace)
