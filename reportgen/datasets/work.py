"""报送和工作记录 (D17, D22): what units return, and the texts of 4.2 b and c."""

from reportgen.datasets.checks import (
    at_most,
    filled_together,
    filled_when,
    month_start,
    ordered,
    rate_of,
    within,
)
from reportgen.datasets.columns import (
    MONTH,
    UNIT,
    UNIT_OPTIONAL,
    day,
    decimal,
    text,
    time,
    words,
)
from reportgen.datasets.model import SCHEME, Column, Dataset, Reference

WORKLOG = Dataset(
    name="worklog",
    label="工作推进与交流计划",
    number="D22",
    clause="4.2 b、c",
    columns=(
        text("id", "记录编号", "GZ202610-001"),
        day("date", "日期", "“计划”填编制计划的当月日期，计划内容为下月工作"),
        text("kind", "类别", "工作推进", codes=words("工作推进", "表扬", "经验交流", "计划")),
        text("title", "标题", "推进“一件事一次办”流程再造"),
        text("summary", "内容", explanation="完整语句，可直接用于通报"),
        UNIT_OPTIONAL,
        text("lead", "牵头单位", "效能监管中心", "“计划”必填", required=False),
        text("support", "配合单位", "各区县政务服务管理机构", required=False),
        day("due", "完成时限", "“计划”必填", required=False, planned=True),
    ),
    key=("id",),
    dated="date",
    checks=(
        ordered("D22-01", "date", "due", "完成时限不早于记录日期"),
        filled_when("D22-02", "lead", "kind", ("计划",), "“计划”应填牵头单位"),
        filled_when("D22-03", "due", "kind", ("计划",), "“计划”应填完成时限"),
    ),
)

REPORTED = Dataset(
    name="reported",
    label="上报指标",
    number="D17",
    clause="6.3.3 b",
    columns=(
        MONTH,
        UNIT,
        text("indicator_code", "指标编码", "5.1.1", "评价方案（scheme/indicators.csv）中的编码"),
        decimal("value", "指标值", "%", "62.50", "分子÷分母×100，保留两位小数"),
        Column("numerator", "分子", "integer", False, example="12500", explanation="按评价方案规定的口径"),
        Column(
            "denominator",
            "分母",
            "integer",
            False,
            example="20000",
            explanation="按评价方案规定的口径，不为0",
        ),
        Column(
            "verify_status",
            "核查结果",
            "text",
            codes=words("待核查", "通过", "退回", "核减"),
            example="通过",
            explanation="由监管机构核查后填写",
            asked=False,
            default="待核查",
        ),
        Column(
            "note",
            "核查说明",
            "text",
            required=False,
            example="核减重复注册用户120人",
            explanation="退回、核减的原因，由监管机构填写",
            asked=False,
        ),
    ),
    key=("month", "unit_id", "indicator_code"),
    dated="month",
    returned=True,
    checks=(
        month_start("D17-01", "month", "月份应填所属月份的第一天"),
        at_most("D17-02", "numerator", "denominator", "分子不大于分母"),
        within("D17-03", "value", 0, 100, "比率在0到100之间"),
        rate_of("D17-04", "value", "numerator", "denominator", "指标值等于分子除以分母（保留两位小数）"),
        filled_together("D17-05", "numerator", "denominator", "分子、分母应同时填写"),
        filled_when("D17-06", "note", "verify_status", ("退回", "核减"), "退回、核减的应填写原因"),
    ),
    references=(Reference("indicator_code", SCHEME, "code"),),
)

RETURNS = Dataset(
    name="returns",
    label="报送登记",
    number="D17",
    clause="6.3.3 b",
    columns=(
        MONTH,
        UNIT,
        text(
            "status",
            "报送情况",
            "已报送",
            "没有业务发生的填“零业务”；没有记录的视为缺报",
            words("已报送", "零业务"),
        ),
        time("returned_at", "报送时间"),
        time("due_at", "报送期限", planned=True),
    ),
    key=("month", "unit_id"),
    dated="month",
    checks=(month_start("D17-11", "month", "月份应填所属月份的第一天"),),
)
