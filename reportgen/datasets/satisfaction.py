"""好差评和抽查回访 (D06, D16): what those served say (3.2 b, 5.4.2)."""

from reportgen.datasets.checks import adds_up, at_most, filled_when, ordered, suspicious
from reportgen.datasets.columns import (
    BAD_LEVELS,
    DATE,
    PROJECT_NO_OPTIONAL,
    SATISFACTION,
    UNIT,
    count,
    flag,
    satisfaction,
    text,
    time,
    words,
)
from reportgen.datasets.levels import REVERSED, mostly_bad, named
from reportgen.datasets.model import Column, Dataset, Reference

LEVEL_WORDS = words(*SATISFACTION.values())
LEVELS = tuple(f"level{level}" for level in range(1, 6))
FEW = 5  # bad ratings of a day; fewer say nothing
PRAISE = ("非常满意", "很满意", "十分满意", "好评", "表扬", "服务很好", "态度很好", "五星")

RATING_DAILY = Dataset(
    name="rating_daily",
    label="好差评日汇总",
    number="D06",
    clause="5.4.2 b",
    columns=(
        UNIT,
        DATE,
        count("due", "应评价办件", example="118"),
        count("rated", "已评价", "等于五个等级之和，不大于应评价办件", "条", "112"),
        count("active", "主动评价", "扣除默认好评，不大于已评价", "条", "109"),
        count("level1", "非常满意", unit="条", example="101"),
        count("level2", "满意", unit="条", example="10"),
        count("level3", "基本满意", unit="条", example="1"),
        count("level4", "不满意", unit="条"),
        count("level5", "非常不满意", unit="条"),
    ),
    key=("unit_id", "date"),
    dated="date",
    checks=(
        at_most("D06-01", "rated", "due", "已评价不大于应评价办件"),
        at_most("D06-02", "active", "rated", "主动评价不大于已评价"),
        adds_up("D06-03", LEVELS, "rated", "已评价等于五个等级之和"),
        suspicious(
            "D06-04",
            "“非常不满意”多于“非常满意”，等级可能填反",
            ("level5", "level1"),
            lambda row: bool(row["level5"] <= row["level1"] or row["level5"] < FEW),
            REVERSED,
            f"AND({{level5}}>{{level1}},{{level5}}>={FEW})",
        ),
    ),
)

RATINGS = Dataset(
    name="ratings",
    label="差评明细",
    number="D06",
    clause="5.4.2 b",
    columns=(
        text("eval_id", "评价编号", "PJ20261023-0001"),
        PROJECT_NO_OPTIONAL,
        UNIT,
        text("task_name", "事项名称", "食品经营许可证核发"),
        text("counter", "窗口", "综合窗口3号", "网上办理的填“网上办理”"),
        text(
            "channel",
            "评价渠道",
            "大厅平板",
            codes=words("电脑端", "移动端", "二维码", "大厅平板", "自助终端", "电话", "短信"),
        ),
        time("eval_time", "评价时间"),
        Column(
            "level",
            "评价等级",
            "integer",
            codes=BAD_LEVELS,
            example="4",
            explanation="只报不满意、非常不满意；4=不满意，5=非常不满意，与“五星”顺序相反",
        ),
        text("level_text", "评价等级名称", "不满意", "与评价等级一致，用于核对编码", LEVEL_WORDS, False),
        text("text", "评价内容", "材料要求前后说法不一，跑了两趟"),
        text(
            "verify_result",
            "核实结果",
            "属实",
            "核实中的留空",
            words("属实", "部分属实", "不属实", "误评"),
            False,
        ),
        time("assigned_time", "交办时间", required=False),
        time("rectify_due", "整改期限", "不属实、误评的留空", required=False, planned=True),
        time("finish_time", "整改完成时间", "未完成的留空", required=False),
        flag("callback_satisfied", "回访满意", "未回访的留空", required=False),
    ),
    key=("eval_id",),
    dated="eval_time",
    checks=(
        ordered("D06-11", "eval_time", "assigned_time", "交办时间不早于评价时间"),
        ordered("D06-12", "assigned_time", "rectify_due", "整改期限不早于交办时间"),
        ordered("D06-13", "eval_time", "finish_time", "整改完成时间不早于评价时间"),
        filled_when("D06-14", "rectify_due", "verify_result", ("属实", "部分属实"), "属实的应填整改期限"),
        suspicious(
            "D06-15",
            "评价内容像是好评，等级可能填反",
            ("level", "text"),
            lambda row: not any(words in row["text"] for words in PRAISE),
            REVERSED,
        ),
        named("D06-16", "level", "level_text"),
    ),
    references=(Reference("project_no", "cases", "project_no"),),
)

CALLBACKS = Dataset(
    name="callbacks",
    label="抽查回访",
    number="D16",
    clause="5.4.2 c",
    columns=(
        text("callback_id", "回访编号", "HF202610-0001"),
        DATE,
        UNIT,
        PROJECT_NO_OPTIONAL,
        flag("connected", "接通"),
        satisfaction("answer", "满意程度", "未接通或不愿评价的留空", required=False),
        text("problem", "反映问题", "领证时间未提前告知", "未反映问题的留空", required=False),
    ),
    key=("callback_id",),
    dated="date",
    checks=(
        filled_when("D16-01", "connected", "answer", (), "有满意程度的应填接通情况"),
        suspicious(
            "D16-02",
            "未接通的不应有满意程度",
            ("answer", "connected"),
            lambda row: bool(row["connected"]),
            "请核对是否接通",
            '{connected}="否"',
        ),
    ),
    references=(Reference("project_no", "cases", "project_no"),),
    patterns=(mostly_bad("D16-03", "answer"),),
)
