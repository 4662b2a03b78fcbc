"""The evaluation scheme: read as a whole, all its faults at once, told with those of the settings."""

import shutil
from pathlib import Path

import pytest

from reportgen import scheme, settings
from reportgen.errors import InputFaults

SAMPLE = Path(__file__).parents[1] / "sample_data"


@pytest.fixture
def workspace(tmp_path):
    shutil.copy(SAMPLE / "reportgen.toml", tmp_path)
    shutil.copy(SAMPLE / "units.csv", tmp_path)
    shutil.copytree(SAMPLE / "scheme", tmp_path / "scheme")
    return tmp_path


def edited(workspace, old, new):
    file = workspace / scheme.FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_sample_s_scheme_is_appendix_a():
    made = scheme.load(SAMPLE)
    paths = [indicator.path for indicator in made.indicators.values()]
    assert [len({path[: level + 1] for path in paths}) for level in range(3)] == [5, 15, 46]
    whole = sum(a * b * c for a, b, c in (each.weights for each in made.indicators.values()))
    assert whole == pytest.approx(1, abs=1e-9)


def test_a_workspace_without_scheme_has_none(workspace):
    shutil.rmtree(workspace / "scheme")
    assert settings.load(workspace).scheme is None


def test_all_faults_at_once_with_those_of_the_settings(workspace):
    edited(workspace, "越大越好", "越多越好")
    edited(workspace, "\n1.1.2,", "\n1.1.1,")
    edited(workspace, ",0.2,0.333333333333,0.5", ",0.2,0.333333333333,0.9")
    toml = workspace / "reportgen.toml"
    toml.write_text(toml.read_text("utf-8").replace('level = "市"', 'level = "省"'), "utf-8")
    with pytest.raises(InputFaults) as caught:
        settings.load(workspace)
    told = "\n".join(map(str, caught.value.faults))
    for words in ("不认识“越多越好”", "编码“1.1.1”重复", "权重之和为1.4000", "省"):
        assert words in told


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("编码,", "代码,", "缺少列：编码"),
        ("1.1.1,", "一,", "编码“一”写法不对"),
        (",0.2,0.333333333333,", ",20%,0.333333333333,", "权重“20%”"),
        ("服务方式完备度,服务提供方式,一站式提供", "服务方式完备度,服务提供方式,", "“三级指标”为空"),
    ],
)
def test_faults_name_row_and_column(workspace, old, new, words):
    edited(workspace, old, new)
    with pytest.raises(InputFaults) as caught:
        scheme.load(workspace)
    told = "\n".join(map(str, caught.value.faults))
    assert words in told
    assert "indicators.csv" in told


def test_another_encoding_is_told(workspace):
    (workspace / scheme.FILE).write_bytes("编码\n".encode("gb18030"))
    with pytest.raises(InputFaults, match="UTF-8"):
        scheme.load(workspace)
