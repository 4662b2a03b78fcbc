"""服务事项、指南、渠道和窗口 (D02, D03, D14, D21): what is offered, and how well described (3.2 a)."""

from reportgen.datasets.checks import at_most, filled_when, month_start, ordered
from reportgen.datasets.columns import (
    DATE,
    MONTH,
    ONLINE_LEVELS,
    PROJECT_TYPES,
    TASK_CODE,
    TASK_TYPES,
    UNIT,
    USE_LEVELS,
    count,
    day,
    flag,
    text,
    words,
)
from reportgen.datasets.model import Column, Dataset, Reference

GUIDE_ELEMENTS = {
    "G01": "受理时间", "G02": "办理依据", "G03": "结果样本", "G04": "收费信息及依据", "G05": "联系电话",
    "G06": "监督电话", "G07": "材料名称", "G08": "材料来源或出具单位", "G09": "数量及介质要求",
    "G10": "文档及模板下载", "G11": "文档及模板准确", "G12": "办事流程准确",
    "G13": "流程环节完备", "G14": "流程图",
}  # fmt: skip

TASKS = Dataset(
    name="tasks",
    label="事项清单",
    number="D02",
    clause="3.2 a",
    columns=(
        TASK_CODE,
        text("catalog_code", "基本编码", "000101001000", "全国统一的基本目录编码"),
        text("task_name", "事项名称", "食品经营许可证核发"),
        text("task_type", "事项类型", "01", "GB/T 39046 A.1", TASK_TYPES),
        text("use_level", "行使层级", "4", "GB/T 39046 A.2；重庆市级用2", USE_LEVELS),
        UNIT,
        text("project_type", "办件类型", "2", "GB/T 39046 A.6", PROJECT_TYPES),
        count("statutory_days", "法定办结时限", "即办事项填0", "个工作日", "20"),
        count("promise_days", "承诺办结时限", "不长于法定办结时限；即办事项填0", "个工作日", "5"),
        Column("online_level", "网上办理深度", "integer", codes=ONLINE_LEVELS, example="4"),
        flag("is_fee", "收费"),
        flag("pay_online", "支持网上支付", "不收费的填否"),
        flag("express", "支持寄递"),
        flag("in_hall", "进驻大厅"),
        flag("one_window", "综合窗口受理"),
        flag("quanyu_tongban", "全渝通办", "列入全渝通办且实际可异地受理"),
        day("publish_date", "公布日期", "未公布的留空", required=False),
        day("guide_date", "办事指南发布日期", "未发布的留空", required=False),
        flag("std_consistent", "四级四同一致", "名称、编码、材料、类型均与标准目录一致"),
        day("valid_from", "生效日期", planned=True),
        day("valid_to", "失效日期", "仍有效的留空", required=False, planned=True),
    ),
    key=("task_code",),
    dated="valid_from",
    checks=(
        at_most("D02-01", "promise_days", "statutory_days", "承诺办结时限不长于法定办结时限"),
        ordered("D02-02", "valid_from", "valid_to", "失效日期不早于生效日期"),
    ),
    valid=("valid_from", "valid_to"),
)

GUIDE_CHECKS = Dataset(
    name="guide_checks",
    label="办事指南抽查",
    number="D03",
    clause="3.2 a",
    columns=(
        text("check_id", "抽查编号", "ZN202610-0001"),
        day("check_date", "抽查日期"),
        UNIT,
        TASK_CODE,
        text("element", "抽查要素", "G05", "附录A 办事指南准确度14项", GUIDE_ELEMENTS),
        text("result", "结果", "合格", codes=words("合格", "不合格", "不适用")),
        text("problem", "问题", "所列电话无人接听", "不合格的填写", required=False),
    ),
    key=("check_id",),
    dated="check_date",
    checks=(filled_when("D03-01", "problem", "result", ("不合格",), "不合格的应填写问题"),),
    references=(Reference("task_code", "tasks", "task_code"),),
)

CHANNEL_CHECKS = Dataset(
    name="channel_checks",
    label="渠道点检",
    number="D21",
    clause="3.2 a",
    columns=(
        UNIT,
        day("date", "点检日期"),
        text(
            "channel", "渠道", "网站", codes=words("网站", "移动端", "自助终端", "热线", "窗口", "政府门户")
        ),
        count("checked", "点检次数", unit="次", example="10"),
        count("available", "成功次数", "不大于点检次数", "次", "10"),
    ),
    key=("unit_id", "date", "channel"),
    dated="date",
    checks=(at_most("D21-01", "available", "checked", "成功次数不大于点检次数"),),
)

WINDOWS = Dataset(
    name="windows",
    label="窗口情况",
    number="D21",
    clause="3.2 a",
    columns=(
        UNIT,
        MONTH,
        count("windows", "窗口数", unit="个", example="64"),
        count("comprehensive", "综合窗口数", "不大于窗口数", "个", "41"),
        count("items_due", "应进驻事项", "扣除负面清单", "项", "1210"),
        count("items_in", "已进驻事项", "不大于应进驻事项", "项", "1198"),
    ),
    key=("unit_id", "month"),
    dated="month",
    returned=True,
    checks=(
        month_start("D21-11", "month", "月份应填所属月份的第一天"),
        at_most("D21-12", "comprehensive", "windows", "综合窗口数不大于窗口数"),
        at_most("D21-13", "items_in", "items_due", "已进驻事项不大于应进驻事项"),
    ),
)

STD_APP = Dataset(
    name="std_app",
    label="标准化应用检查",
    number="D14",
    clause="4.2 a",
    columns=(
        UNIT,
        DATE,
        count("checked", "检查事项", unit="项", example="20"),
        count("consistent", "一致事项", "要素、版本、流程均与标准目录一致，不大于检查事项", "项", "20"),
    ),
    key=("unit_id", "date"),
    dated="date",
    checks=(at_most("D14-01", "consistent", "checked", "一致事项不大于检查事项"),),
)
