"""政务公开 (3.3): publication on time, requests for information, government sites."""

from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Measure

_ITEMS = DATASETS["openness_items"]
_SITES = DATASETS["openness_sites"]

MEASURES = (
    Measure(
        "policy_rate", "政策文件按时公开率", _ITEMS, _.policy_on_time.sum(), "%",
        "按时公开的政策文件数÷应公开政策文件数", _.policy_due.sum(), "high", "3.3",
    ),
    Measure(
        "policy_late", "未按时公开政策文件", _ITEMS, _.policy_due.sum() - _.policy_on_time.sum(), "件",
        "应公开而未按时公开的政策文件数", better="low", clause="3.3",
    ),
    Measure(
        "interpretation_rate", "政策解读按时发布率", _ITEMS, _.interpretation_on_time.sum(), "%",
        "按时发布的政策解读数÷应发布政策解读数", _.interpretation_due.sum(), "high", "3.3",
    ),
    Measure(
        "service_info_rate", "办事信息按时公开率", _ITEMS, _.service_on_time.sum(), "%",
        "按时公开或更新的办事信息数÷应公开办事信息数", _.service_due.sum(), "high", "3.3",
    ),
    Measure(
        "service_info_late", "未按时公开办事信息", _ITEMS, _.service_due.sum() - _.service_on_time.sum(), "条",
        "应公开而未按时公开或更新的办事信息数", better="low", clause="3.3",
    ),
    Measure(
        "request_rate", "依申请公开按时答复率", _ITEMS, _.requests_on_time.sum(), "%",
        "按时答复的依申请公开件数÷应答复件数", _.requests_due.sum(), "high", "3.3",
    ),
    Measure(
        "request_late", "未按时答复依申请公开", _ITEMS, _.requests_due.sum() - _.requests_on_time.sum(), "件",
        "应答复而未按时答复的依申请公开件数", better="low", clause="3.3",
    ),
    Measure(
        "site_pass_rate", "政府网站检查合格率", _SITES, _.passed.sum(), "%",
        "检查合格的网站数÷检查网站数", _.count(), "high", "3.3",
    ),
    Measure(
        "site_failed", "检查不合格政府网站", _SITES, (~_.passed).sum(), "个",
        "检查结果为不合格的网站数", better="low", clause="3.3",
    ),
    Measure(
        "site_stale", "空白和超期栏目", _SITES, _.blank_columns.sum() + _.stale_columns.sum(), "个",
        "网站检查发现的空白栏目和更新超期栏目数", better="low", clause="3.3",
    ),
    Measure(
        "site_links", "错链和表述错误", _SITES, _.broken_links.sum() + _.wording_errors.sum(), "处",
        "网站检查发现的错误链接和表述错误数", better="low", clause="3.3",
    ),
    Measure(
        "message_rate", "网站留言按时答复率", _SITES, _.message_on_time.sum(), "%",
        "1个工作日内答复的留言数÷应答复留言数", _.message_due.sum(), "high", "3.3",
    ),
)  # fmt: skip
