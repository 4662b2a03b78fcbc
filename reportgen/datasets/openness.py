"""政务公开 (D15): publication of policy and service information, government sites (3.3)."""

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
)
