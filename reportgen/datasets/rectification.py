"""整改台账 as tables (D18): what is handed out of it, and the replies that come back (7, 6.6.3).

The ledger itself is no table of rows but a chain of events (reportgen/rectification.py), so neither of the
two has a place in the store.
"""

from reportgen.datasets.checks import filled_together, filled_when, ordered
from reportgen.datasets.columns import UNIT, day, text, words
from reportgen.datasets.model import LEDGER, Agreement, Calendar, Column, Dataset, Reference, Row

DONE, UNDER_WAY = "已完成", "正在整改"
_ID = text("entry", "台账编号", "M202610-003", "立项时编定，不得更改")
_MINE = "台账编号应是本单位的问题"
_SOURCES = ("日扫描", "周调度", "月通报", "季分析", "年考评", "投诉", "差评", "现场", "视频", "特约")

RECTIFICATION = Dataset(
    name="rectification",
    label="整改台账",
    number="D18",
    clause="7",
    columns=(
        _ID,
        text("source", "来源", "月度通报", "文件名称，或发现的渠道：" + "、".join(_SOURCES)),
        text("source_ref", "来源文号", "渝效监〔2026〕10号", "公文填文号，其他填记录编号"),
        day("found_date", "发现日期"),
        UNIT,
        text("responsible", "责任人", "分管负责人", required=False),
        text("problem", "问题事实"),
        text("aspect", "类别", "时限"),
        text("level", "等级", "黄", codes=words("提示", "黄", "红")),
        text("mode", "整改方式", "限期整改", "第7条 a、b", words("立行立改", "限期整改", "专项方案")),
        text("measure", "整改措施"),
        day("due_date", "整改期限", "延期的为延后的期限", planned=True),
        text("progress", "进展", "单位报告的整改情况，没有的留空", required=False),
        day("finish_date", "完成日期", "单位报告的完成日期，未完成的留空", required=False),
        text("evidence", "佐证", "办件或记录编号，单位补充的佐证材料", required=False),
        text("supervisor", "复核人", "监管处经办人", required=False),
        text(
            "state", "状态", "整改中", "“逾期”指超过期限仍未报告整改",
            words("整改中", "待复核", "退回", "逾期", "销号", "撤销"),
        ),
        day("ended_date", "销号日期", "销号或撤销的日期", required=False),
        Column("repeats", "重复次数", "integer", unit="次", example="0", explanation="同一单位以前发现同类问题的次数"),
    ),
    key=("entry",),
    dated="found_date",
    checks=(
        ordered("D18-01", "found_date", "due_date", "整改期限不早于发现日期"),
        ordered("D18-02", "found_date", "finish_date", "完成日期不早于发现日期"),
        ordered("D18-03", "found_date", "ended_date", "销号日期不早于发现日期"),
        filled_when("D18-04", "ended_date", "state", ("销号", "撤销"), "销号、撤销的应填销号日期"),
    ),
    stored=False,
)  # fmt: skip


def _not_mine(row: Row, entry: Row, _calendar: Calendar) -> str:
    return "" if entry["unit_id"] == row["unit_id"] else f"“{row['entry']}”不是本单位的问题"


RECEIPTS = Dataset(
    name="receipts",
    label="整改回执",
    number="D18",
    clause="7",
    columns=(
        _ID,
        text("problem", "问题事实", "超期办结12件，期末超期未办结3件", "台账中的问题事实", required=False),
        day("due_date", "整改期限", "台账中的整改期限", required=False, planned=True),
        UNIT,
        text("measure", "整改措施和结果", "超期未办结件已逐件办结，临期提醒已落实到岗", "已采取的措施和结果；暂不报送的整行留空", required=False),
        day("finish_date", "完成日期", "整改完成的日期；正在整改的填预计完成的日期", required=False, planned=True),
        text("person", "责任人", "分管负责人张*", "单位负责整改的人员和职务", required=False),
        text("evidence", "佐证材料", "整改前后对照表", "材料名称或文号，没有的留空", required=False),
        text("status", "整改情况", DONE, "已经完成，还是正在整改", words(DONE, UNDER_WAY), required=False),
    ),
    key=("entry",),
    dated="",
    checks=(
        filled_together("D18-11", "measure", "finish_date", "整改措施和结果与完成日期应同时填写或同时留空"),
        filled_together("D18-12", "measure", "person", "填写了整改措施和结果的应填责任人"),
        filled_together("D18-15", "measure", "status", "填写了整改措施和结果的应勾选或填写整改情况"),
        filled_when("D18-13", "measure", "evidence", (), "填写佐证材料的应填整改措施和结果"),
    ),
    references=(Reference("entry", LEDGER, "entry", given="measure"),),
    agreements=(Agreement("D18-14", _MINE, "entry", ("entry", "unit_id"), _not_mine, "请核对编码"),),
    stored=False,
)  # fmt: skip

OBJECTIONS = Dataset(
    name="objections",
    label="异议申请",
    number="D18",
    clause="6.4 d、6.6.2",
    columns=(
        text("year", "评价年度", "2025"),
        UNIT,
        text("indicator", "有异议的指标", "1.1.2", "评价方案中的指标编码，可以连同名称"),
        text("stated", "反馈的实际值", "95.20%", "反馈函“评价得分明细”中的数"),
        text("claimed", "本单位认为应为", "97.80%"),
        text("reason", "理由和证明材料", "系统升级期间12件误计为超期，附情况说明"),
        day("raised", "填报日期", "提出异议的日期"),
    ),
    key=("year", "indicator"),
    dated="",
    stored=False,
)
