"""The indicators of the scheme: read, all their faults at once, told with those of the settings."""

import shutil
from fractions import Fraction
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
    made = scheme.catalogue(SAMPLE)
    paths = [indicator.path for indicator in made.indicators.values()]
    assert [len({path[: level + 1] for path in paths}) for level in range(3)] == [5, 15, 46]
    whole = sum(a * b * c for a, b, c in (each.weights for each in made.indicators.values()))
    assert whole == 1


def test_a_workspace_without_scheme_has_none(workspace):
    shutil.rmtree(workspace / "scheme")
    assert settings.load(workspace).indicators is None


def test_all_faults_at_once_with_those_of_the_settings(workspace):
    edited(workspace, "越大越好", "越多越好")
    edited(workspace, "\n1.1.2,", "\n1.1.1,")
    edited(workspace, ",0.3055,0.5,", ",0.3055,0.9,")
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
        (",0.1589,0.3623,", ",20%,0.3623,", "权重“20%”不是数"),
        (",0.1589,0.3623,1/3", ",-0.1589,0.3623,1/3", "权重“-0.1589”为负"),
        ("0.3623,1/3,,单位上报,,分档功效系数,100", "0.3623,1/3,,单位上报,,分档功效系数,一百", "“一百”不是数"),
        ("1.1.2,服务方式完备度,", "1.1.2,服务方式,", "编码1先称“服务方式完备度”，此处称“服务方式”"),
        ("服务方式完备度,服务提供方式,一站式提供", "服务方式完备度,服务提供方式,", "“三级指标”为空"),
    ],
)
def test_faults_name_row_and_column(workspace, old, new, words):
    edited(workspace, old, new)
    with pytest.raises(InputFaults) as caught:
        scheme.catalogue(workspace)
    told = "\n".join(map(str, caught.value.faults))
    assert words in told
    assert "indicators.csv" in told


def test_another_encoding_is_told(workspace):
    (workspace / scheme.FILE).write_bytes("编码\n".encode("gb18030"))
    with pytest.raises(InputFaults, match="UTF-8"):
        scheme.catalogue(workspace)


def weights(workspace, change):
    """The catalogue with the third-level weights of 服务提供方式 changed by `change`."""
    file = workspace / scheme.FILE
    lines = file.read_text("utf-8").split("\n")
    file.write_text("\n".join(change(line) if line.startswith("1.1.") else line for line in lines), "utf-8")
    return scheme.catalogue(workspace)


def test_a_sum_of_nine_tenths_is_refused(workspace):
    with pytest.raises(InputFaults, match=r"服务提供方式”的三级指标权重之和为0\.9000，不是1"):
        weights(workspace, lambda line: line.replace(",1/3,", ",0.3,"))


def test_points_of_a_hundred_are_taken_with_a_message(workspace):
    parts = {"1.1.1": "20", "1.1.2": "30", "1.1.3": "50"}
    made = weights(workspace, lambda line: line.replace(",1/3,", f",{parts[line[:5]]},"))
    assert [made.indicators[code].weights[2] for code in parts] == [
        Fraction(1, 5),
        Fraction(3, 10),
        Fraction(1, 2),
    ]
    [note] = made.notes
    assert "权重之和为100，按百分制分值换算" in note


def test_a_rest_of_rounding_is_tolerated_with_a_note_and_evened_out(workspace):
    made = weights(workspace, lambda line: line.replace(",1/3,", ",0.3333,"))
    assert sum(made.weights("三级", "1.1").values()) == 1
    [note] = made.notes
    assert "权重之和为0.9999" in note and "按比例归一" in note


def test_weights_by_level_and_parent():
    made = scheme.catalogue(SAMPLE)
    assert [sum(made.weights("二级", code).values()) for code in made.names("一级")] == [1] * 5
    assert list(made.weights("三级", "5.2")) == ["5.2.1", "5.2.2", "5.2.3"]
    assert made.names("二级")["4.1"] == "在线办理深度"
