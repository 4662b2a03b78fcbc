"""How a form is laid out: what the workbook writer and the intake both must know, and nothing else.

A form is a workbook with a cover (封面), a sheet of instructions (填报说明), one sheet a dataset, and a
hidden sheet that says which form it is. The file's name means nothing.
"""

VERSION = 1  # of the layout and the datasets' columns together; raised when either changes

COVER = "封面"
INSTRUCTIONS = "填报说明"
IDENTITY = "模板信息"  # very hidden: keys in column A, values in column B
KEYS = ("模板版本", "单位编码", "单位名称", "期间", "报送期限", "数据集")  # 数据集: names, separated by commas

# On a dataset's sheet, whose name is the dataset's label:
TITLE_ROW = 1  # title, unit, period and deadline
HINT_ROW = 2  # how the columns are to be filled in short
HEADER_ROW = 3  # the columns' labels, each with its unit in brackets where it has one
FIRST_ROW = 4  # the first row to be filled in
ROWS = 500  # rows open for input; a form for more is asked for with --rows

# On the cover:
BUSINESS = "本期有无业务"  # label in column A; column B says 有 or 无 (零业务)
YES, NO = "有", "无"


def heading(label: str, unit: str) -> str:
    """The printed head of a column.

    >>> heading("受理量", "件"), heading("日期", "")
    ('受理量（件）', '日期')
    """
    return f"{label}（{unit}）" if unit else label
