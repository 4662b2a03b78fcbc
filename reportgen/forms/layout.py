"""How a form is laid out: what the workbook writer and the intake both must know, and nothing else.

A form is a workbook with a cover (封面), a sheet of instructions (填报说明), one sheet a dataset, and a
hidden sheet that says which form it is. The file's name means nothing.
"""

from reportgen.datasets import DECLARED, Column, Dataset, Reference

VERSION = 1  # of what is read of a form and the datasets' columns together; raised when either changes

COVER = "封面"
INSTRUCTIONS = "填报说明"
CODES = "代码表"  # hidden: lists too long for a cell's own drop-down, and what codes mean
IDENTITY = "模板信息"  # very hidden: keys in column A, values in column B
KEYS = (
    "模板版本",
    "单位编码",
    "单位名称",
    "期间",
    "报送期限",
    "数据集",
)  # 数据集: names, separated by commas

# On a dataset's sheet, whose name is the dataset's label:
TITLE_ROW = 1  # title, unit, period and deadline
HINT_ROW = 2  # how each column is to be filled in, in short
HEADER_ROW = 3  # the columns' labels, each with its unit in brackets where it has one
FIRST_ROW = 4  # the first row to be filled in
ROWS, MONTHLY_ROWS = 500, 60  # rows open for input: of single events, of figures of the month
VERDICT = "核对"  # head of the column that says in words what is wrong with its row
BEFORE = "上期"  # begins the heads of last period's values, to the right of the verdict

# On the cover:
BUSINESS = "本期有无业务"  # label in column A; column B says 有 or 无 (零业务)
YES, NO = "有", "无"

GIVEN = ("unit_id", "month")  # what the form itself says, so that nobody fills it in


def asked(dataset: Dataset) -> tuple[Column, ...]:
    """The columns that a unit fills in, in the order of the sheet."""
    return tuple(column for column in dataset.columns if column.asked and column.name not in GIVEN)


def offered(dataset: Dataset) -> dict[str, Reference]:
    """What offers the values to choose from and shows what they mean, by the name of the column asked."""
    return {reference.column: reference for reference in dataset.references if reference.shown}


def shown(reference: Reference) -> tuple[Column, ...]:
    """The columns, locked and behind the one asked, that say what its value means; nobody reads them."""
    return tuple(DECLARED[reference.dataset].column(name) for name in reference.shown)


def rows(dataset: Dataset) -> int:
    """How many rows are open for input: one where unit and month make the key."""
    if not set(dataset.key) - set(GIVEN):
        return 1
    return MONTHLY_ROWS if dataset.dated == "month" else ROWS


def heading(column: Column) -> str:
    """The printed head of a column.

    >>> heading(Column("a", "受理量", "integer", unit="件")), heading(Column("b", "日期", "date"))
    ('受理量（件）', '日期')
    """
    return f"{column.label}（{column.unit}）" if column.unit else column.label
