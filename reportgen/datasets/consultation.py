"""问政咨询 (D07): consultations, complaints and suggestions (3.4)."""

from reportgen.datasets.checks import filled_when, ordered
from reportgen.datasets.columns import UNIT, count, flag, satisfaction, text, time, words
from reportgen.datasets.levels import mostly_bad
from reportgen.datasets.model import Dataset

TICKETS = Dataset(
    name="tickets",
    label="咨询投诉建议",
    number="D07",
    clause="3.4",
    columns=(
        text("ticket_id", "诉求编号", "SQ20261023-0001"),
        text("kind", "类型", "咨询", codes=words("咨询", "投诉", "举报", "求助", "建议", "表扬")),
        text("source", "来源", "电话", codes=words("电话", "网站", "APP", "微信", "信箱", "窗口")),
        text(
            "content_class",
            "内容分类",
            "社会保障",
            codes=words(
                "市场准入",
                "工程建设",
                "不动产登记",
                "社会保障",
                "医疗保障",
                "户籍出入境",
                "教育就学",
                "就业创业",
                "交通出行",
                "民政养老",
                "平台使用",
                "窗口服务",
            ),
        ),
        UNIT,
        time("created", "登记时间"),
        time("due", "答复期限", planned=True),
        time("replied", "答复时间", "未答复的留空", required=False),
        time("closed", "办结时间", "未办结的留空", required=False),
        count("returned_count", "退单次数", unit="次"),
        count("redispatched", "重派次数", unit="次"),
        flag("solved", "已解决", "未反馈的留空", required=False),
        satisfaction("satisfied", "满意程度", "未评价的留空", required=False),
        flag("repeat", "重复诉求", "同一人就同一问题再次反映"),
        flag("efficacy", "行政效能投诉", "反映推诿、拖延、态度生硬等效能问题"),
    ),
    key=("ticket_id",),
    dated="created",
    checks=(
        ordered("D07-01", "created", "due", "答复期限不早于登记时间"),
        ordered("D07-02", "created", "replied", "答复时间不早于登记时间"),
        ordered("D07-03", "created", "closed", "办结时间不早于登记时间"),
        ordered("D07-04", "replied", "closed", "办结时间不早于答复时间"),
        filled_when("D07-05", "replied", "closed", (), "已办结的应填答复时间"),
    ),
    patterns=(mostly_bad("D07-06", "satisfied"),),
)
