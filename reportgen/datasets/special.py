"""特别程序 (D05): what stops the clock of a case, and whether it is used too long or too often (5.2)."""

from reportgen.datasets.checks import ordered, suspicious
from reportgen.datasets.columns import PROJECT_NO, UNIT, count, day, text
from reportgen.datasets.model import Dataset, Reference

SPECIAL_TYPES = {"1": "延长审批", "2": "其他特别程序"}  # GB/T 39046 A.7
LONG = 30  # working days; longer ones are looked at

SPECIAL = Dataset(
    name="special",
    label="特别程序",
    number="D05",
    clause="5.2",
    purpose="个案核查时查看特别程序的原因和天数；通报中的特别程序件数取自办件日汇总",
    columns=(
        PROJECT_NO,
        UNIT,
        text("special_type", "特别程序类型", "2", "GB/T 39046 A.7", SPECIAL_TYPES),
        text("name", "特别程序名称", "专家评审", "听证、检验、检测、专家评审、延长审批等"),
        day("start_date", "开始日期"),
        day("end_date", "结束日期", "未结束的留空", required=False),
        count("days", "不计时工作日", "截至结束；未结束的截至数据截止日", "个工作日", "3"),
        text("reason", "启用理由", "材料涉及技术认定，需组织专家评审"),
        text("approver", "批准人", "李*", "只填脱敏后的姓名"),
    ),
    key=("project_no", "start_date"),
    dated="start_date",
    checks=(
        ordered("D05-01", "start_date", "end_date", "结束日期不早于开始日期"),
        suspicious(
            "D05-02",
            f"特别程序超过{LONG}个工作日",
            ("days",),
            lambda row: bool(row["days"] <= LONG),
            "请核实是否确需这么长时间，并备齐批准手续",
            f"{{days}}>{LONG}",
        ),
    ),
    references=(Reference("project_no", "cases", "project_no"),),
)
