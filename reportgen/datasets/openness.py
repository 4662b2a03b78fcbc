"""政务公开 (D15): publication of policy and service information, government sites (3.3)."""

from reportgen.datasets.checks import at_most, month_start, within
from reportgen.datasets.columns import MONTH, UNIT, count, day, decimal, flag, text
from reportgen.datasets.model import Dataset

OPENNESS_ITEMS = Dataset(
    name="openness_items",
    label="政务公开事项",
    number="D15",
    clause="3.3",
    columns=(
        UNIT,
        MONTH,
        count("policy_due", "应公开政策文件", example="12"),
        count("policy_on_time", "按时公开政策文件", "不大于应公开政策文件", example="12"),
        count("interpretation_due", "应发布政策解读", example="5"),
        count("interpretation_on_time", "按时发布政策解读", "不大于应发布政策解读", example="5"),
        count("service_due", "应公开办事信息", unit="条", example="86"),
        count("service_on_time", "按时公开办事信息", "不大于应公开办事信息", "条", "85"),
        count("requests_due", "应答复依申请公开", "答复期限在本月内", example="4"),
        count("requests_on_time", "按时答复依申请公开", "不大于应答复依申请公开", example="4"),
    ),
    key=("unit_id", "month"),
    dated="month",
    returned=True,
    checks=(
        month_start("D15-01", "month", "月份应填所属月份的第一天"),
        at_most("D15-02", "policy_on_time", "policy_due", "按时公开政策文件不大于应公开政策文件"),
        at_most(
            "D15-03", "interpretation_on_time", "interpretation_due", "按时发布政策解读不大于应发布政策解读"
        ),
        at_most("D15-04", "service_on_time", "service_due", "按时公开办事信息不大于应公开办事信息"),
        at_most("D15-05", "requests_on_time", "requests_due", "按时答复依申请公开不大于应答复依申请公开"),
    ),
)

OPENNESS_SITES = Dataset(
    name="openness_sites",
    label="政府网站检查",
    number="D15",
    clause="3.3",
    columns=(
        text("site_id", "网站标识", "WZ-001"),
        text("site_name", "网站名称", "万州区人民政府网"),
        UNIT,
        day("check_date", "检查日期"),
        decimal("score", "得分", "分", "108.50", "基本分100分，加分不超过30分"),
        flag("passed", "合格"),
        count("blank_columns", "空白栏目", unit="个"),
        count("stale_columns", "超期栏目", unit="个"),
        count("broken_links", "错误链接", unit="个"),
        count("wording_errors", "表述错误", unit="处"),
        count("message_due", "应答复留言", unit="条", example="20"),
        count("message_on_time", "按时答复留言", "1个工作日内答复，不大于应答复留言", "条", "20"),
    ),
    key=("site_id", "check_date"),
    dated="check_date",
    checks=(
        within("D15-11", "score", 0, 130, "得分在0到130分之间（基本分100分，加分不超过30分）"),
        at_most("D15-12", "message_on_time", "message_due", "按时答复留言不大于应答复留言"),
    ),
)
