"""单位 (D01): the register of supervised units, kept in the workspace's units.csv (3.1.2, 4.1)."""

from reportgen.datasets.columns import UNIT, text
from reportgen.datasets.model import Dataset

UNITS = Dataset(
    name="units",
    label="单位名册",
    number="D01",
    clause="3.1.2",
    columns=(
        UNIT,
        text("level", "层级", "区县", "区县、开发区、市级部门等"),
        text("peer_group", "同类分组", "区县", "同组单位相互比较；监管主体自身填“监管主体”"),
        text("full_name", "单位全称", "重庆市万州区人民政府"),
        text("short_name", "单位简称", "万州区"),
        text("code_gb2260", "行政区划代码", "500101", "GB/T 2260；没有的留空", required=False),
        text("valid_from", "生效月份", "2025-11", "写作2025-11；一直存在的留空", required=False),
        text("valid_to", "失效月份", "2025-11", "不再有效的第一个月；仍有效的留空", required=False),
        text("note", "备注", required=False),
        text("area_4zone", "四大片区", "渝东北", required=False),
        text("area_1q2q_2020", "一区两群片区", "渝东北三峡库区城镇群", required=False),
        text("area_2024", "现行片区（2024年）", "渝东北三峡库区", required=False),
    ),
    key=("unit_id",),
    dated="",
    file="units.csv",
)
