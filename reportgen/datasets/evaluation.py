"""评价指标、权重和标准值 (D23): the scheme by which units are evaluated (6.2, 6.3.2)."""

from reportgen.datasets.checks import ordered
from reportgen.datasets.columns import decimal, text, words
from reportgen.datasets.model import SCHEME, Column, Dataset, Reference

TIERS = ("一档", "二档", "三档", "四档", "五档", "六档")
METHODS = words(
    "分档功效系数", "改进功效系数", "极差", "标准差", "对数比", "对数两界", "反正切", "归一求和", "归一向量", "定基", "适度"
)  # fmt: skip
COLLECTED = {
    "平台直取": "网上政务服务平台数据库直接获取（6.3.3 a）",
    "单位上报": "各部门、各区县上报（6.3.3 b）",
    "共享交换": "通过公共信息资源共享交换平台获取（6.3.3 c）",
}
KINDS = words("比率", "点检", "抽查比率", "累计比率", "复合比率", "万件率", "区间")
DIRECTIONS = words("越大越好", "越小越好", "区间最好")


def _weight(name: str, label: str) -> Column:
    return text(name, label, "0.2", "0到1之间，可写分数（1/3）；同一上级之下各项之和为1，也可按100分写")


def _standard(serial: int, tier: str) -> Column:
    return text(f"tier{serial}", f"{tier}标准", "98", "达到该档的指标值，一档最优", required=False)


INDICATORS = Dataset(
    name="indicators",
    label="评价指标与权重",
    number="D23",
    clause="6.2",
    columns=(
        text("code", "编码", "1.2.3", "一级、二级、三级指标的序号"),
        text("first", "一级指标", "服务方式完备度"),
        text("second", "二级指标", "服务提供方式"),
        text("third", "三级指标", "服务入口"),
        text("definition", "口径", "网站、移动端等入口中，能够使用且指向统一平台的比例"),
        text("numerator", "分子", "可用且指向统一平台的入口数"),
        text("denominator", "分母", "应设置的入口数"),
        text("kind", "计算方式", "比率", codes=KINDS),
        text("direction", "方向", "越大越好", codes=DIRECTIONS),
        text("source", "数据来源", "D21、D11", required=False),
        text("unit", "计量单位", "%", required=False),
        text("note", "说明", required=False),
        _weight("first_weight", "一级权重"),
        _weight("second_weight", "二级权重"),
        _weight("third_weight", "三级权重"),
        text(
            "groups",
            "适用分组",
            "区县、开发区",
            "不写为全部分组；不适用的单位，权重分给同级指标",
            required=False,
        ),
        text("collected", "采集方式", "平台直取", codes=COLLECTED, required=False),
        text(
            "measure",
            "计算指标",
            "on_time_rate",
            "平台直取的写指标名；单位上报的不写，取自上报指标",
            required=False,
        ),
        text("method", "标准化方法", "分档功效系数", codes=METHODS, required=False),
        *(_standard(serial, tier) for serial, tier in enumerate(TIERS, 1)),
        text(
            "low",
            "下限",
            "60",
            "改进功效系数的不允许值；极差、对数两界的下界；适度区间的下端",
            required=False,
        ),
        text(
            "high",
            "上限",
            "100",
            "改进功效系数的满意值；极差、对数两界的上界；适度区间的上端",
            required=False,
        ),
        text(
            "reference",
            "参照值",
            "40",
            "对数比的参照最大值；定基的基期值；适度区间外计0分的距离",
            required=False,
        ),
    ),
    key=("code",),
    dated="",
    file="scheme/indicators.csv",
)

STANDARDS = Dataset(
    name="standards",
    label="评价标准值",
    number="D23",
    clause="6.3.2",
    purpose="历次启用的标准值存档，供核对；评价按评价方案（scheme 文件夹）进行",
    columns=(
        text("indicator_code", "指标编码", "1.2.3", "评价方案（scheme/indicators.csv）中的编码"),
        text("peer_group", "同类分组", "区县", "适用的单位分组"),
        Column("tier", "档次", "integer", unit="档", example="1", explanation="自1起，1为最优"),
        decimal("value", "标准值", "按指标", "98.00", "达到该档的指标值"),
        decimal("coefficient", "标准系数", "倍", "1.00", "该档得分占满分的比例"),
        Column("valid_from", "启用日期", "date", example="2026-01-01", planned=True),
        Column(
            "valid_to",
            "停用日期",
            "date",
            False,
            example="2026-12-31",
            explanation="仍有效的留空",
            planned=True,
        ),
    ),
    key=("indicator_code", "peer_group", "tier", "valid_from"),
    dated="valid_from",
    checks=(ordered("D23-01", "valid_from", "valid_to", "停用日期不早于启用日期"),),
    references=(Reference("indicator_code", SCHEME, "code"),),
    valid=("valid_from", "valid_to"),
)
