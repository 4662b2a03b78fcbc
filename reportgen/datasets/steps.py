"""办理环节 (D04, process rows; GB/T 39046 table 7): each step of a case, who took it and how long (5.2)."""

from reportgen.datasets.checks import filled_when, ordered
from reportgen.datasets.columns import PROJECT_NO, UNIT, flag, text, time, words
from reportgen.datasets.model import Column, Dataset, Reference

STEPS = Dataset(
    name="steps",
    label="办理环节",
    number="D04",
    clause="5.2",
    purpose="个案核查时查看办理过程；通报中的环节超时、流程异常取自办件明细和办件日汇总",
    columns=(
        PROJECT_NO,
        Column("step_no", "环节序号", "integer", unit="个", example="2", explanation="自1起，按办理先后"),
        UNIT,
        text(
            "step_name",
            "环节名称",
            "审查",
            codes=words("受理", "审查", "现场勘验", "决定", "制证送达", "其他"),
        ),
        text("event", "环节结果", "通过", codes=words("通过", "退回", "其他")),
        text("handler", "办理人", "张*", "只填脱敏后的姓名"),
        time("start_time", "开始时间"),
        time("end_time", "结束时间", "未结束的留空", required=False),
        flag("overtime", "超时", "超过本环节规定时限"),
    ),
    key=("project_no", "step_no"),
    dated="start_time",
    checks=(
        ordered("D04-51", "start_time", "end_time", "环节结束时间不早于开始时间"),
        filled_when("D04-52", "end_time", "event", ("通过", "退回"), "已有环节结果的应填结束时间"),
    ),
    references=(Reference("project_no", "cases", "project_no"),),
)
