"""工作日历 (D20): on which days work is done, 调休 included; every limit and due date counts by it (4.2)."""

from reportgen.datasets.columns import DATE, flag, text
from reportgen.datasets.model import Dataset

CALENDAR = Dataset(
    name="calendar",
    label="工作日历",
    number="D20",
    clause="4.2",
    columns=(
        DATE,
        flag("is_workday", "工作日", "含调休上班；工作区的 workdays.csv 中写1或0"),
        text("note", "说明", "国庆节调休上班", required=False),
    ),
    key=("date",),
    dated="date",
    file="workdays.csv",
)
