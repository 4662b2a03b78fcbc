"""历史指标 (D24): what was published of a measure before the platform's rows begin.

People hold figures against it; 同比 and 环比 do not rest on it, for what was published may have been defined, rounded
and divided among units otherwise, and a rate compares only with one of the same counts.
"""

from reportgen.datasets.checks import filled_together, month_start
from reportgen.datasets.columns import MONTH, UNIT, decimal, text
from reportgen.datasets.model import Dataset

HISTORY = Dataset(
    name="history",
    label="历史指标",
    number="D24",
    clause="4.2",
    columns=(
        MONTH,
        UNIT,
        text("measure", "指标", "on_time_rate", "指标标识，与程序中的相同"),
        decimal("numerator", "分子", "按指标", "11800.00", "计数指标填其数值"),
        decimal("denominator", "分母", "按指标", "11802.00", "计数指标留空", required=False),
        decimal("value", "公布值", "按指标", "99.98", "计数指标留空，以分子为准", required=False),
        text("source", "来源", "渝效监〔2024〕9号", "公布该数的文件"),
    ),
    key=("month", "unit_id", "measure"),
    dated="month",
    purpose="数据库开始之前各期公布过的数，供人工核对和答复查询。通报的同比、环比不取公布数（口径、单位划分和修约可能不同），"
    "只取本库按同一口径算出的数；本库没有同期数据的写“无可比数据”",
    checks=(
        month_start("D24-01", "month", "月份应填所属月份的第一天"),
        filled_together("D24-02", "denominator", "value", "分母、公布值应同时填写或同时留空"),
    ),
)
