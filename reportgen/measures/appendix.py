"""附录A: the third-level indicators that platform data give and no other document prints (6.3.1)."""

from ibis import _

from reportgen.datasets import DATASETS
from reportgen.datasets.service import GUIDE_ELEMENTS
from reportgen.measures.capacity import in_force
from reportgen.measures.model import Measure
from reportgen.measures.service import narrowed

_TASKS = DATASETS["tasks"]
_CHANNELS = DATASETS["channel_checks"]
_WINDOWS = DATASETS["windows"]
_GUIDES = DATASETS["guide_checks"]
_TICKETS = DATASETS["tickets"]
_DAILY = DATASETS["case_daily"]

_ENTRIES = ("网站", "移动端", "自助终端", "政府门户")
_POWER = _.task_type != "20"
_PUBLIC = _.task_type == "20"
_CLAUSE = "3.2 a"

WAYS = (
    Measure(
        "entry_rate", "服务入口可用率", _CHANNELS, _.available.sum(), "%",
        "网站、移动端、自助终端、政府门户点检成功次数÷点检次数（附录A 服务入口）", _.checked.sum(), "high", _CLAUSE,
        rows=_.channel.isin(_ENTRIES),
    ),
    Measure(
        "guidance_rate", "咨询按期答复率", _TICKETS, ((_.kind == "咨询") & (_.replied <= _.due).fill_null(False)).sum(), "%",
        "答复期限在期内、在期限内答复的咨询数÷答复期限在期内的咨询数（附录A 服务导引反馈）",
        (_.kind == "咨询").sum(), "high", _CLAUSE, dated="due",
    ),
    Measure(
        "comprehensive_rate", "综合窗口占比", _WINDOWS, _.comprehensive.sum(), "%",
        "各月综合窗口数之和÷窗口数之和（附录A 综合窗口）", _.windows.sum(), "high", _CLAUSE,
    ),
    Measure(
        "express_rate", "寄递支持率", _TASKS, _.express.sum(), "%",
        "期末支持结果寄递的事项数÷事项数（附录A 寄送服务）", _.count(), "high", _CLAUSE, standing=in_force,
    ),
    Measure(
        "certificate_rate", "电子证照生成率", _DAILY, _.e_cert.sum(), "%",
        "办理结果生成电子证照的件数÷办结件数（附录A 电子证照转化及应用度）", _.finished.sum(), "high", _CLAUSE,
    ),
)  # fmt: skip

COVERAGE = (
    Measure(
        "power_published_rate", "权力清单公布率", _TASKS, (_POWER & _.publish_date.notnull()).sum(), "%",
        "期末已公布的行政权力事项数÷行政权力事项数（附录A 权力清单公布情况）", _POWER.sum(), "high", _CLAUSE, standing=in_force,
    ),
    Measure(
        "public_published_rate", "公共服务清单公布率", _TASKS, (_PUBLIC & _.publish_date.notnull()).sum(), "%",
        "期末已公布的公共服务事项数÷公共服务事项数（附录A 公共服务清单公布情况）", _PUBLIC.sum(), "high", _CLAUSE, standing=in_force,
    ),
    Measure(
        "power_guide_rate", "行政权力事项指南发布率", _TASKS, (_POWER & _.guide_date.notnull()).sum(), "%",
        "期末已发布办事指南的行政权力事项数÷行政权力事项数（附录A 行政权力事项办事指南发布情况）",
        _POWER.sum(), "high", _CLAUSE, standing=in_force,
    ),
    Measure(
        "public_guide_rate", "公共服务事项指南发布率", _TASKS, (_PUBLIC & _.guide_date.notnull()).sum(), "%",
        "期末已发布办事指南的公共服务事项数÷公共服务事项数（附录A 公共服务事项办事指南发布情况）",
        _PUBLIC.sum(), "high", _CLAUSE, standing=in_force,
    ),
    Measure(
        "four_same_rate", "四级四同一致率", _TASKS, _.std_consistent.sum(), "%",
        "期末名称、编码、材料、类型均与标准目录一致的事项数÷事项数（附录A 事项清单标准化程度）",
        _.count(), "high", _CLAUSE, standing=in_force,
    ),
)  # fmt: skip

# Each level counts what has reached it, so that a task raised to the next does not lower the one before.
DEPTH = tuple(
    Measure(
        f"level{level}_reached_rate", f"{words}级及以上网上办理事项占比", _TASKS, (_.online_level >= level).sum(), "%",
        f"期末网上办理深度达到{words}级及以上的事项数÷事项数（附录A {words}级网上办理）", _.count(), "high", _CLAUSE,
        standing=in_force,
    )
    for level, words in ((1, "一"), (2, "二"), (3, "三"))
)  # fmt: skip

TIME = (
    Measure(
        "time_faults_per_10k", "时效异常率", _DAILY, _.overdue.sum() + _.step_overtime.sum() + _.sudden_finished.sum(), "件/万件",
        "（超期办结件数＋环节超时件数＋异常即时办结件数）÷办结件数，按每万件计（附录A 时效异常）",
        _.finished.sum(), "low", _CLAUSE,
    ),
)  # fmt: skip


def _element(code: str, words: str) -> Measure:
    mine, judged = _.element == code, _.result.isin(["合格", "不合格"])
    return Measure(
        f"guide_{code.lower()}_rate", f"指南“{words}”合格率", _GUIDES, (mine & (_.result == "合格")).sum(), "%",
        f"抽查“{words}”合格的事项数÷抽查事项数，不适用的不计入（附录A 办事指南准确度）", (mine & judged).sum(), "high", _CLAUSE,
    )  # fmt: skip


GUIDES = tuple(_element(code, words) for code, words in GUIDE_ELEMENTS.items())

MEASURES = tuple(map(narrowed, (*WAYS, *COVERAGE, *DEPTH, *TIME, *GUIDES)))
