"""现场、视频和数据监管 (D08–D13, D16, D19): what supervision itself records (4.2 a, 5)."""

from reportgen.datasets.checks import adds_up, at_most, filled_together, filled_when, ordered
from reportgen.datasets.columns import (
    DATE,
    PROJECT_NO_OPTIONAL,
    UNIT,
    count,
    day,
    decimal,
    flag,
    text,
    time,
    words,
)
from reportgen.datasets.model import Dataset, Reference

_SEVERITY = words("提示", "黄", "红")
_ID = text("id", "记录编号", "XC20261023-0001")

ONSITE = Dataset(
    name="onsite",
    label="现场监管",
    number="D08",
    clause="5.1",
    columns=(
        _ID,
        DATE,
        text("slot", "时段", "定时", codes=words("定时", "不定时")),
        UNIT,
        text("counter", "窗口", "综合窗口3号"),
        text("dimension", "监管内容", "服务规范", codes=words("服务规范", "服务质量", "投诉处理")),
        text("finding", "发现问题", "窗口未公示一次性告知单", "未发现问题的留空", required=False),
        text("severity", "等级", "提示", "未发现问题的留空", _SEVERITY, False),
        flag("fixed_on_spot", "当场整改", "未发现问题的留空", required=False),
        day("entry_date", "录入日期", "应与监管日期相同（5.1 f）"),
    ),
    key=("id",),
    dated="date",
    checks=(
        ordered("D08-01", "date", "entry_date", "录入日期不早于监管日期"),
        filled_together("D08-02", "finding", "severity", "发现问题和等级应同时填写或同时留空"),
        filled_together("D08-03", "finding", "fixed_on_spot", "发现问题的应填是否当场整改"),
    ),
)

VIDEO = Dataset(
    name="video",
    label="视频监管台账",
    number="D09",
    clause="5.3 d",
    columns=(
        _ID,
        DATE,
        UNIT,
        text("camera", "摄像点位", "大厅2号点位"),
        text(
            "violation",
            "行为",
            "缺岗",
            codes=words("缺岗", "迟到早退", "玩手机", "聚集闲聊", "着装", "态度", "其他"),
        ),
        flag("stopped_on_spot", "当场制止"),
        flag("registered", "已登记视频资料"),
    ),
    key=("id",),
    dated="date",
)

TERMINALS = Dataset(
    name="terminals",
    label="视频终端接入及巡查",
    number="D10",
    clause="4.2 a",
    columns=(
        UNIT,
        DATE,
        count("installed", "应接入终端", unit="个", example="24"),
        count("connected", "已接入终端", "已接入监管指挥中心，不大于应接入终端", "个", "24"),
        count("online", "在线终端", "巡查时在线，不大于已接入终端", "个", "24"),
        count("inspected", "巡查终端", "当日实际巡查，不大于已接入终端", "个", "24"),
    ),
    key=("unit_id", "date"),
    dated="date",
    checks=(
        at_most("D10-01", "connected", "installed", "已接入终端不大于应接入终端"),
        at_most("D10-02", "online", "connected", "在线终端不大于已接入终端"),
        at_most("D10-03", "inspected", "connected", "巡查终端不大于已接入终端"),
    ),
)

INTERFACES = Dataset(
    name="interfaces",
    label="系统对接",
    number="D11",
    clause="4.2 a",
    columns=(
        text("system_id", "系统编码", "XT-001"),
        text("system_name", "系统名称", "不动产登记系统"),
        UNIT,
        text("level", "系统层级", "市级自建", codes=words("国垂", "市级自建", "区县")),
        DATE,
        flag("available", "可用", "巡检时接口可用、数据正常回流"),
        count("delay_min", "数据延迟", unit="分钟", example="3"),
        count("pushed", "推送数据", unit="条", example="1500"),
        count("failed", "失败数据", "不大于推送数据", "条"),
    ),
    key=("system_id", "date"),
    dated="date",
    checks=(at_most("D11-01", "failed", "pushed", "失败数据不大于推送数据"),),
)

PROJECTS = Dataset(
    name="projects",
    label="投资项目办理",
    number="D12",
    clause="4.2 a",
    columns=(
        text("project_code", "项目代码", "2610-500101-04-01-100001", "投资项目在线审批监管平台代码"),
        text("name", "项目名称", "城区道路综合整治工程"),
        UNIT,
        text("kind", "类别", "审批", codes=words("审批", "核准", "备案")),
        day("date", "在办月份", "项目在办的月份的第一天", example="2026-10-01"),
        decimal("invest_wan", "总投资", "万元", "3200.00"),
        count("items_due", "应办事项", unit="项", example="3"),
        count("items_done", "已办事项", "不大于应办事项", "项", "2"),
        count("overdue_items", "超期事项", "不大于应办事项", "项"),
        flag("sampled", "抽查"),
        day("sample_date", "抽查日期", "未抽查的留空", required=False),
        flag("sample_ok", "抽查合规", "未抽查的留空", required=False),
    ),
    key=("project_code", "date"),
    dated="date",
    checks=(
        at_most("D12-01", "items_done", "items_due", "已办事项不大于应办事项"),
        at_most("D12-02", "overdue_items", "items_due", "超期事项不大于应办事项"),
        filled_when("D12-03", "sample_ok", "sampled", (True,), "已抽查的应填抽查合规"),
        filled_when("D12-04", "sample_date", "sampled", (True,), "已抽查的应填抽查日期"),
    ),
)

PREREVIEW = Dataset(
    name="prereview",
    label="网上申报预审日汇总",
    number="D13",
    clause="4.2 a",
    columns=(
        UNIT,
        DATE,
        count("due", "应预审", "预审期限为当日", example="40"),
        count("on_time", "按时预审", "与超时预审之和等于应预审", example="40"),
        count("overdue", "超时预审"),
    ),
    key=("unit_id", "date"),
    dated="date",
    checks=(adds_up("D13-01", ("on_time", "overdue"), "due", "应预审等于按时预审与超时预审之和"),),
)

SUPERVISORS = Dataset(
    name="supervisors",
    label="特约监管员",
    number="D16",
    clause="5.4.1",
    columns=(
        text("id", "意见编号", "TY202610-001"),
        DATE,
        text("kind", "监管员类别", "社会监督员", codes=words("人大代表", "政协委员", "社会监督员")),
        UNIT,
        text("opinion", "意见建议", "建议在等候区增设填单示范样本"),
        day("reply_date", "答复日期", "未答复的留空", required=False),
        flag("adopted", "采纳", "未答复的留空", required=False),
    ),
    key=("id",),
    dated="date",
    checks=(
        ordered("D16-11", "date", "reply_date", "答复日期不早于意见日期"),
        filled_when("D16-12", "reply_date", "adopted", (), "已填采纳情况的应填答复日期"),
    ),
)

ORDERS = Dataset(
    name="orders",
    label="督办",
    number="D19",
    clause="5.2 c",
    columns=(
        text("order_id", "督办编号", "DB20261023-001"),
        PROJECT_NO_OPTIONAL,
        text("rule", "督办规则", "超期未办结"),
        UNIT,
        time("sent", "发出时间"),
        time("due", "回复期限"),
        time("replied", "回复时间", "未回复的留空", required=False),
        text("content", "督办内容"),
    ),
    key=("order_id",),
    dated="sent",
    checks=(
        ordered("D19-01", "sent", "due", "回复期限不早于发出时间"),
        ordered("D19-02", "sent", "replied", "回复时间不早于发出时间"),
    ),
    references=(Reference("project_no", "cases", "project_no"),),
)
