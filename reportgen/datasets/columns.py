"""Columns and code lists that several datasets share; code sets follow GB/T 39046—2020, annex A."""

from collections.abc import Mapping

from reportgen.datasets.model import NO_CODES, Column

TASK_TYPES = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收",
    "05": "行政给付", "06": "行政检查", "07": "行政确认", "08": "行政奖励",
    "09": "行政裁决", "10": "其他行政权力", "20": "公共服务",
}  # fmt: skip
USE_LEVELS = {
    "1": "国家级", "2": "市级", "3": "设区的市级", "4": "区县级", "5": "镇街级", "6": "村社级", "7": "分级",
}  # fmt: skip
PROJECT_TYPES = {"1": "即办件", "2": "承诺件"}
APPLY_SOURCES = {"1": "窗口", "2": "电脑端", "3": "移动端", "4": "快递", "5": "自助端"}
APPLICANT_TYPES = {
    "1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "行政机关", "6": "其他组织",
}  # fmt: skip
RESULTS = {
    "0": "出证办结", "1": "退回办结", "2": "作废办结", "3": "删除办结",
    "4": "转报办结", "5": "补正不来办结", "6": "办结", "7": "不予许可",
}  # fmt: skip
ONLINE_LEVELS = {
    "1": "一级：网上可查指南、下载表格", "2": "二级：网上可咨询、预约、预审",
    "3": "三级：网上申报受理，至多跑一次", "4": "四级：全程网办",
}  # fmt: skip
SATISFACTION = {"1": "非常满意", "2": "满意", "3": "基本满意", "4": "不满意", "5": "非常不满意"}
BAD_LEVELS = {level: words for level, words in SATISFACTION.items() if level > "3"}


def words(*values: str) -> dict[str, str]:
    """A code list whose values are themselves the Chinese words to be filled in."""
    return {value: value for value in values}


def count(name: str, label: str, explanation: str = "", unit: str = "件", example: str = "0") -> Column:
    """A whole, non-negative number that must be filled in."""
    return Column(name, label, "integer", unit=unit, example=example, explanation=explanation)


def decimal(
    name: str, label: str, unit: str, example: str, explanation: str = "", required: bool = True
) -> Column:
    """A number with up to two decimals."""
    return Column(name, label, "decimal", required, unit, example=example, explanation=explanation)


def text(
    name: str,
    label: str,
    example: str = "",
    explanation: str = "",
    codes: Mapping[str, str] = NO_CODES,
    required: bool = True,
) -> Column:
    """A text column, free or out of `codes`."""
    return Column(name, label, "text", required, codes=codes, example=example, explanation=explanation)


def day(
    name: str,
    label: str,
    explanation: str = "",
    required: bool = True,
    example: str = "2026-10-23",
    planned: bool = False,
) -> Column:
    """A date; one that is `planned` may lie ahead."""
    return Column(name, label, "date", required, example=example, explanation=explanation, planned=planned)


def time(
    name: str,
    label: str,
    explanation: str = "",
    required: bool = True,
    example: str = "2026-10-23 09:30:00",
    planned: bool = False,
) -> Column:
    """A date with the time of day (Asia/Shanghai); one that is `planned` may lie ahead."""
    return Column(name, label, "time", required, example=example, explanation=explanation, planned=planned)


def flag(name: str, label: str, explanation: str = "", required: bool = True) -> Column:
    """A yes or no."""
    return Column(name, label, "flag", required, example="是", explanation=explanation)


def satisfaction(name: str, label: str, explanation: str = "", required: bool = True) -> Column:
    """A level of the five-level rating, 1 being the best."""
    note = explanation or "1=非常满意 … 5=非常不满意，与“五星”顺序相反，填报前请核对"
    return Column(name, label, "integer", required, codes=SATISFACTION, example="1", explanation=note)


UNIT = text("unit_id", "单位编码", "QX-500101", "单位名册（units.csv）中的编码，按编码而不按名称匹配")
UNIT_OPTIONAL = text("unit_id", "单位编码", "QX-500101", "单位名册（units.csv）中的编码", required=False)
DATE = day("date", "日期")
MONTH = day("month", "月份", "所属月份的第一天", example="2026-10-01")
PROJECT_NO = text("project_no", "办件编号", "500101-20261023-00017", "平台赋予的办件唯一编号")
PROJECT_NO_OPTIONAL = text(
    "project_no", "办件编号", "500101-20261023-00017", "能对应到办件的填写，不能的留空", required=False
)
TASK_CODE = text("task_code", "实施编码", "500101000000X0701", "事项清单中的实施编码")
