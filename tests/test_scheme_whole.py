"""The scheme as a whole: what its files say together, and everything in which they can disagree."""

import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from reportgen import settings
from reportgen.assessment import basis
from reportgen.datasets.evaluation import METHODS
from reportgen.errors import InputFaults, MissingData
from reportgen.evaluation.weights import WEIGHTS
from reportgen.scheme import evidence, reading, standards, weighting

SAMPLE = Path(__file__).parents[1] / "sample_data"


@pytest.fixture
def workspace(tmp_path):
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(SAMPLE / name, tmp_path)
    shutil.copytree(SAMPLE / "scheme", tmp_path / "scheme", ignore=shutil.ignore_patterns("frozen*"))
    return tmp_path


def load(workspace):
    return reading.load(workspace, basis.known(settings.load(workspace)))


def edit(workspace, name, old, new):
    file = workspace / "scheme" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def told(workspace):
    with pytest.raises(InputFaults) as caught:
        load(workspace)
    return "\n".join(map(str, caught.value.faults))


@pytest.mark.parametrize("folder", [SAMPLE, SAMPLE / "wanzhou"], ids=["city", "district"])
def test_the_samples_are_sound_and_without_remark(folder):
    made = load(folder)
    assert made.year == 2025 and made.notes == ()
    assert all(each.collected and each.method for each in made.catalogue.indicators.values())
    assert set(made.beside.catalogue.names("一级").values()) == {"政务公开", "问政咨询"}


def test_months_are_evaluated_by_what_there_is(workspace):
    edit(workspace, "scheme.toml", '"5.1.1" = ', '"9.9.9" = ')
    edit(workspace, "scheme.toml", "until = 2026-12-31", "until = 2024-12-31")
    edit(workspace, "scheme.toml", '"5.1.2" = ', "".join(f'"1.{code}" = "年度"\n' for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2")) + '"5.1.2" = ')  # fmt: skip
    found = told(workspace)
    assert "按月评价只到2024-12-31，早于评价年度" in found
    assert "没有编码为“9.9.9”的指标" in found
    assert "“开发区”的“服务方式完备度”指标全部不按月评价" in found


def test_values_are_exact():
    made = load(SAMPLE)
    first = made.catalogue.indicators["5.2.2"]
    assert first.standards == (100, Decimal("99.99"), Decimal("99.95"), Decimal("99.9"), Decimal("99.5"))
    assert first.weights[2] == Fraction(1, 3)
    assert made.scoring.coefficients == (1, Fraction(4, 5), Fraction(3, 5), Fraction(2, 5), Fraction(1, 5))
    assert made.bands[-1].name == "待改进" and made.bands[-1].high == 60


def test_no_scheme_is_told(tmp_path):
    shutil.copy(SAMPLE / "reportgen.toml", tmp_path)
    shutil.copy(SAMPLE / "units.csv", tmp_path)
    with pytest.raises(MissingData, match="没有评价方案"):
        load(tmp_path)


def test_faults_of_all_files_at_once(workspace):
    edit(workspace, "scheme.toml", "places = 2", 'places = "二"')
    edit(workspace, "scheme.toml", "[0, 60]", "[10]")
    edit(workspace, "beside.csv", "6.1.1,", "六,")
    edit(workspace, "experts/第1轮.csv", ",72,71,", ",,71,")
    edit(workspace, "judgements/一级指标.csv", "专家,指标", "专家,名称")
    text = told(workspace)
    for words in (
        "scoring.places",
        "bands.待改进",
        "beside.csv，第2行",
        "第1轮.csv，第2行“E01”列",
        "缺少列：指标",
    ):
        assert words in text


def test_evidence_is_not_held_against_indicators_that_cannot_be_read(workspace):
    edit(workspace, "indicators.csv", "越大越好", "越多越好")
    with pytest.raises(InputFaults) as caught:
        reading.load(workspace, basis.known(settings.load(SAMPLE)))
    [fault] = caught.value.faults
    assert "越多越好" in fault.what


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        # tiers
        ("indicators.csv", ",100,98,95,90,80,", ",80,90,95,98,100,", "方向为越大越好，各档标准却是80、90、95、98、100"),
        ("indicators.csv", ",100,98,95,90,80,", ",100,95,98,90,80,", "各档标准时高时低"),
        ("indicators.csv", ",100,98,95,90,80,", ",100,100,100,90,80,", "归哪一档不明确"),
        ("indicators.csv", ",100,98,95,90,80,", ",90,90,90,90,90,", "分不出档次"),
        ("indicators.csv", ",100,98,95,90,80,", ",100,98,95,90,,", "写了4档标准，方案分5档"),
        ("indicators.csv", ",100,98,95,90,80,", ",120,98,95,90,80,", "超出0至100"),
        ("indicators.csv", ",1,3,5,10,20,", ",20,10,5,3,1,", "方向为越小越好，各档标准却是20、10、5、3、1"),
        # the value and where it comes from
        ("indicators.csv", "entry_rate", "entry_rat", "没有指标“entry_rat”"),
        ("indicators.csv", "平台直取,entry_rate", "平台直取,", "没有写明由哪个指标计算"),
        ("indicators.csv", "平台直取,entry_rate", "单位上报,entry_rate", "单位上报的指标又写了"),
        ("indicators.csv", "平台直取,entry_rate", "平台直取,accepted", "“accepted”的是“件”"),
        ("indicators.csv", "越小越好", "越大越好", "与“time_faults_per_10k”的好坏方向相反"),
        # methods
        ("indicators.csv", "单位上报,,分档功效系数,100,98", "单位上报,,极差,100,98", "用不到各档标准"),
        ("indicators.csv", "单位上报,,分档功效系数,100,98,95,90,80", "单位上报,,标准差,,,,,", "标准差没有满分，只能排序"),
        ("indicators.csv", "适度,,,,,,80,100,50", "适度,,,,,,80,,50", "适度要写明下限和上限"),
        ("indicators.csv", "适度,,,,,,80,100,50", "适度,,,,,,80,70,50", "下限80不小于上限70"),
        ("indicators.csv", "适度,,,,,,80,100,50", "适度,,,,,,80,100,0", "区间外计0分的距离"),
        ("indicators.csv", "适度,,,,,,80,100,50", "极差,,,,,,80,100,50", "方向为区间最好，标准化方法为极差"),
        # standards of a peer group
        ("standards.csv", ",50,40,30,20,5", ",5,20,30,40,50", "standards.csv，第3行（5.2.1即办程度，市级部门-审批类）"),
        ("standards.csv", ",50,40,30,20,5", ",50,40,30,20,", "写了4档标准，方案分5档"),
        ("standards.csv", ",50,40,30,20,5", ",50,40,三十,20,5", "“三十”不是数"),
        ("standards.csv", "市级部门-审批类", "市级部门", "没有同类分组“市级部门”"),
        ("standards.csv", "5.2.1,即办程度", "5.3.2,综合窗口", "该指标不适用于“市级部门-审批类”"),
        ("standards.csv", "5.2.1,即办程度", "5.3.1,窗口总数", "标准化方法为适度，用不到各档标准"),
        ("standards.csv", "5.2.1,即办程度", "5.2.9,即办程度", "没有这个编码"),
        ("standards.csv", "5.2.1,即办程度", "5.2.2,即办程度", "编码5.2.2是“承诺办结”"),
        ("standards.csv", "5.2.1,即办程度,市级部门-审批类", "4.1.4,四级网上办理,区县", "4.1.4四级网上办理的“区县”重复"),
        ("standards.csv", "同类分组", "分组", "缺少列：同类分组"),
        # groups
        ("indicators.csv", "区县、开发区", "区县、园区", "没有同类分组“园区”"),
        ("scheme.toml", '"区县", "开发区",', '"区县", "高新区",', "没有同类分组“高新区”"),
        ("scheme.toml", '"BM-29" =', '"BM-99" =', "单位名册中没有“BM-99”"),
        # bands, coefficients, shares, stages
        ("scheme.toml", "[75, 85]", "[75, 87]", "“良好”与“优秀”在85至87分重叠"),
        ("scheme.toml", "[75, 85]", "[75, 83]", "83至85分不属于任何等次"),
        ("scheme.toml", "[0, 60]", "[10, 60]", "等次只划到10至100分"),
        ("scheme.toml", "[60, 75]", "[60]", "等次应写下限和上限"),
        ("scheme.toml", "[1.0, 0.8, 0.6", "[1.0, 0.6, 0.8", "逐档减小"),
        ("scheme.toml", 'mode = "单独公布"', 'mode = "合并计分"', "占比应写政务服务、政务公开、问政咨询三项"),
        ("scheme.toml", "start = 2026-01-26", "start = 2026-02-26", "开始日期2026-02-26晚于结束日期2026-02-13"),
        ("scheme.toml", 'bands = ["优秀", "良好"]', 'bands = ["卓越"]', "没有等次“卓越”"),
        # weights
        ("scheme.toml", "shares = [0.5, 0.5]", "shares = [0.5, 0.4]", "占比之和为0.9"),
        ("scheme.toml", '"二级" = "德尔菲"', '"二级" = "熵权"', "没有写明数据所属年份"),
        ("scheme.toml", '"二级" = "德尔菲"', '"二级" = "层次分析"', "没有“服务方式完备度”的判断矩阵"),
        ("scheme.toml", '"二级" = "德尔菲"', '"二级" = "等权"', "二级权重为0.3623，按等权算得0.3333"),
    ],
)  # fmt: skip
def test_each_disagreement_has_its_words(workspace, name, old, new, words):
    edit(workspace, name, old, new)
    text = told(workspace)
    assert words in text
    assert "处理办法" in text


def test_two_equal_standards_count_for_the_better_tier(workspace):
    edit(workspace, "indicators.csv", ",100,98,95,90,80,", ",100,100,95,90,80,")
    first = load(workspace).catalogue.indicators["1.1.1"]
    assert standards.equal(first) == ((1, 2),)


def test_a_group_s_own_standards_override_the_common_ones():
    found = load(SAMPLE).catalogue.indicators["5.2.1"]
    assert found.of("市级部门-审批类").standards == (50, 40, 30, 20, 5)
    assert found.of("市级部门-审批类").peer == "市级部门-审批类"
    assert found.of("区县") == found and found.standards == (60, 50, 40, 30, 15)


def test_a_scheme_may_have_one_set_of_standards_for_all(workspace):
    (workspace / "scheme/standards.csv").unlink()
    assert not any(each.own for each in load(workspace).catalogue.indicators.values())


def test_shares_of_a_common_total_must_add_up(workspace):
    shares = '[beside.shares]\n"政务服务" = 0.7\n"政务公开" = 0.1\n"问政咨询" = 0.1\n\n[award]'
    edit(workspace, "scheme.toml", 'mode = "单独公布"', 'mode = "合并计分"')
    edit(workspace, "scheme.toml", "[award]", shares)
    assert "占比之和为0.9，不是1" in told(workspace)


def test_a_group_without_indicators_of_a_class_is_told(workspace):
    file = workspace / "scheme/indicators.csv"
    lines = file.read_text("utf-8").split("\n")
    confined = [
        line.replace(",,平台直取", ",区县,平台直取").replace(",,单位上报", ",区县,单位上报")
        if line.startswith("1.")
        else line
        for line in lines
    ]
    file.write_text("\n".join(confined), "utf-8")
    assert "没有适用于“开发区”的“服务方式完备度”指标" in told(workspace)


# --- evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("E01,服务方式完备度,1,1,1/2", "E01,服务方式完备度,1,,1/2", "缺少判断或分值"),
        ("E01,服务方式完备度,1,1,1/2", "E01,服务方式完备度,2,1,1/2", "对角线应当为1"),
        ("E01,服务方式完备度,1,1,1/2", "E01,服务方式完备度,1,1,3", "不互为倒数"),
        ("E01,服务方式完备度,1,1,1/2", "E01,服务方式完备度,1,0,1/2", "应当大于0"),
        ("E01,服务方式完备度,", "张三,服务方式完备度,", "专家“张三”不是编号"),
        ("E01,服务方式完备度,", "E01,服务方式,", "“服务方式”不是“一级指标”的下级"),
        ("E01,服务方式完备度,", "E02,服务方式完备度,", "专家E02的“服务方式完备度”重复"),
    ],
)
def test_a_judgement_that_cannot_stand(workspace, old, new, words):
    edit(workspace, "judgements/一级指标.csv", old, new)
    text = told(workspace)
    assert words in text and "一级指标.csv" in text


def inconsistent(workspace):
    """E01 judges in a circle: 服务方式＞服务事项＞办事指南＞服务方式, each by nine."""
    names = ["服务方式完备度", "服务事项覆盖度", "办事指南准确度", "在线办理程度", "在线服务成效度"]
    rows = [
        ["1", "9", "1/9", "1", "1"],
        ["1/9", "1", "9", "1", "1"],
        ["9", "1/9", "1", "1", "1"],
        ["1"] * 5,
        ["1"] * 5,
    ]
    file = workspace / "scheme/judgements/一级指标.csv"
    kept = [line for line in file.read_text("utf-8").split("\n") if not line.startswith("E01")]
    made = [",".join(["E01", name, *row]) for name, row in zip(names, rows, strict=True)]
    file.write_text("\n".join([kept[0], *made, *kept[1:]]), "utf-8")


def test_inconsistent_judgements_need_a_written_reason(workspace):
    inconsistent(workspace)
    text = told(workspace)
    assert "一致性比例CR=" in text and "E01" in text and "weights.reason" in text


def test_with_a_reason_they_are_taken_and_the_reason_is_noted(workspace):
    inconsistent(workspace)
    edit(workspace, "scheme.toml", 'reason = ""', 'reason = "该专家坚持原判断，经专家组讨论采用"')
    with pytest.raises(InputFaults) as caught:  # only the weights, which are now others
        load(workspace)
    assert all("权重为" in fault.what and "算得" in fault.what for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("experts/第1轮.csv", "\n1,服务方式完备度,72", "\n1,服务方式完备度,172", "超出0至100"),
        ("experts/第1轮.csv", "\n1,服务方式完备度,", "\n1,服务方式,", "编码1是“服务方式完备度”"),
        ("experts/第1轮.csv", "\n1,服务方式完备度,", "\n2,服务事项覆盖度,", "编码2重复"),
    ],
)
def test_a_score_sheet_that_cannot_stand(workspace, name, old, new, words):
    edit(workspace, name, old, new)
    assert words in told(workspace)


def test_a_delphi_has_two_rounds_and_none_is_skipped(workspace):
    second = workspace / "scheme/experts/第2轮.csv"
    second.rename(second.with_name("第3轮.csv"))
    assert "轮次不连续" in told(workspace)
    second.with_name("第3轮.csv").unlink()
    assert "德尔菲法应打分2轮以上，现有1轮" in told(workspace)


def test_a_file_of_nobody_s_judgements_is_told(workspace):
    folder = workspace / "scheme/judgements"
    shutil.copy(folder / "一级指标.csv", folder / "一级.csv")
    assert "没有名为“一级”的上级指标" in told(workspace)


def test_stated_weights_follow_from_the_evidence():
    made = load(SAMPLE)
    found = {each.parent.name: each for each in weighting.every(made)}
    top = found[evidence.TOP]
    assert set(top.parts) == {"层次分析", "德尔菲"}
    for stated, value in zip(made.catalogue.weights("一级").values(), top.weights.values, strict=True):
        assert float(stated) == pytest.approx(value, abs=1e-4)
    group = weighting.judged(made, top.parent)
    assert len(group.experts) == 9 and max(each.ratio for each in group.experts.values()) < 0.1


def test_the_names_of_methods_are_those_of_the_evaluation():
    assert set(evidence.METHODS) == set(WEIGHTS)
    from reportgen.evaluation.standardise import STANDARDISE

    assert set(METHODS) == set(STANDARDISE)
