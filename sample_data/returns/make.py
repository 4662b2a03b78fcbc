"""Sample returns of October 2026: `python make.py WORKSPACE FOLDER` writes some sixty files, clean ones
and every kind of fault, and `answers.csv`, which says what is to be found where.

The same store gives the same bytes. All of it is synthetic.
"""

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from reportgen import settings, store
from reportgen.forms import issue, layout
from reportgen.forms.zipped import TIME, repeatable
from reportgen.period import parse
from reportgen.store import Store
from reportgen.workdays import add_workdays

PERIOD = parse("2026-10")
OPENNESS, WINDOWS, REPORTED = "政务公开事项", "窗口情况", "上报指标"
ENTRIES = "ADEF"  # of the reported indicators; behind the code stand its name and 口径
FIRST = layout.FIRST_ROW
CASES_OF, LEVELS_OF = "BM-19", ("BM-17", "BM-18")
Answer = tuple[str, str, str]  # sheet, cell, rule
CASE = (
    "办件编号", "单位编码", "实施编码", "事项名称", "办件类型", "申报来源", "申请人类型", "申请时间", "受理时间",
    "承诺办结时间", "办结时间", "办结结果", "不计时工作日", "实际办理工作日", "应收金额", "实收金额", "跳过环节数",
    "超时环节数", "超期工作日", "随机抽样", "督办次数",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Return:
    """One file: its name, its bytes, and what is to be found in it."""

    name: str
    content: bytes
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """Filled forms by unit; `change` spoils one."""

    blank: dict[str, bytes]
    made: list[Return] = field(default_factory=list)

    def add(
        self, unit: str, words: str, change: Callable[[Workbook], None] = lambda book: None, *answers: Answer
    ) -> None:
        """The filled form of `unit` after `change`, with what is to be found in it."""
        book = filled(self.blank[unit])
        change(book)
        self.made.append(Return(f"{words}.xlsx", saved(book), answers))


def filled(content: bytes) -> Workbook:
    """A form filled in without fault, with one full-width number and one figure of many digits."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at, value in enumerate((12, 12, 5, 5, 86, 85, 4, 4), 1):
        book[OPENNESS].cell(FIRST, at, value)
    for at, value in enumerate((64, "４１", 1210, "1,198"), 1):
        book[WINDOWS].cell(FIRST, at, value)
    rows = (("1.1.1", 97.5, 1170, 1200), ("5.1.1", 62.5, 12500, 20000), ("5.1.2", 33.33, 1, 3))
    for row in range(FIRST, FIRST + layout.MONTHLY_ROWS):
        for column in ENTRIES:
            book[REPORTED][f"{column}{row}"] = None
    for row, values in enumerate(rows, FIRST):
        for column, value in zip(ENTRIES, values, strict=True):
            book[REPORTED][f"{column}{row}"] = value
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of `book`, the same each time."""
    buffer = io.BytesIO()
    book.save(buffer)
    return repeatable(buffer.getvalue())


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    """A change that writes `value` into one cell."""

    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def identity(key: str, value: str) -> Callable[[Workbook], None]:
    """A change to what the form says of itself."""

    def change(book: Workbook) -> None:
        for row in book[layout.IDENTITY].iter_rows(max_col=2):
            if row[0].value == key:
                row[1].value = value

    return change


def hidden(sheet: str, row: int) -> Callable[[Workbook], None]:
    """A change that hides a row."""

    def change(book: Workbook) -> None:
        book[sheet].row_dimensions[row].hidden = True

    return change


def merged(sheet: str, cells: str) -> Callable[[Workbook], None]:
    """A change that merges cells."""

    def change(book: Workbook) -> None:
        book[sheet].merge_cells(cells)

    return change


def calculated(given: Return) -> Return:
    """The same return with a formula and its result in the place of the first windows."""
    cell = re.compile(rb'(<c r="A4"[^>]*>)(<v>64</v>)')
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given.content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, TIME), cell.sub(rb"\1<f>32+32</f>\2", old.read(name)))
    return Return(given.name, repeatable(buffer.getvalue()), ((WINDOWS, "A4", "值-12"),))


def emptied(*sheets: str, business: str = layout.YES) -> Callable[[Workbook], None]:
    """A change that empties `sheets` and says whether there was business."""

    def change(book: Workbook) -> None:
        for name in sheets:
            for row in book[name].iter_rows(min_row=FIRST, max_row=FIRST + 5, max_col=8):
                for cell in row:
                    cell.value = None
        for row in book[layout.COVER].iter_rows(max_col=2):
            if row[0].value == layout.BUSINESS:
                row[1].value = business

    return change


ALL = (OPENNESS, WINDOWS, REPORTED)


def workbooks(blank: dict[str, bytes]) -> list[Return]:
    """Forms: clean ones, one fault each, and several at once."""
    forms = Forms(blank)
    add, units = forms.add, iter(blank)
    for words in ("万州10月报表", "新建 Microsoft Excel 工作表", "报表(最终版)(2)"):
        add(next(units), words)
    add(next(units), "没有业务", emptied(*ALL, business=layout.NO))
    one = lambda sheet, cell, value, rule: (put(sheet, cell, value), (sheet, cell, rule))  # noqa: E731
    single = {
        "数字写成汉字": one(WINDOWS, "C4", "一千", "值-04"),
        "负数": one(OPENNESS, "G4", -4, "值-05"),
        "漏填": one(WINDOWS, "A4", None, "值-09"),
        "留了横线": one(OPENNESS, "E4", "—", "值-09"),
        "小数": one(OPENNESS, "A4", 12.5, "值-04"),
        "按时多于应公开": one(OPENNESS, "B4", 13, "D15-02"),
        "综合窗口多于窗口": one(WINDOWS, "B4", 65, "D21-12"),
        "进驻多于应进驻": one(WINDOWS, "D4", 1211, "D21-13"),
        "比率与分子分母不符": one(REPORTED, "D5", 86.4, "D17-04"),
        "比率三位小数": one(REPORTED, "D6", 33.333, "值-04"),
        "只填分子": one(REPORTED, "F4", None, "D17-05"),
        "公式没有结果": one(REPORTED, "D4", "=E4/F4*100", "值-11"),
        "指标重复": one(REPORTED, "A5", "1.1.1", "表-05"),
        "日期当成数": one(WINDOWS, "A4", "2026-10-01", "值-04"),
        "科学计数": one(WINDOWS, "A4", "1e3", "值-04"),
        "恶意公式文字": one(REPORTED, "A6", "@SUM(1+1)*cmd|' /C calc'!A0", "对-01"),
    }
    for words, (change, answer) in single.items():
        add(next(units), words, change, answer)
    add(
        next(units), "分子大于分母", put(REPORTED, "E5", 30000),
        (REPORTED, "E5", "D17-02"), (REPORTED, "D5", "D17-04"),
    )  # fmt: skip
    add(
        next(units),
        "比率超过100",
        put(REPORTED, "D4", 975),
        (REPORTED, "D4", "D17-03"),
        (REPORTED, "D4", "D17-04"),
    )
    add(
        next(units), "表头被改", put(WINDOWS, "B3", "综合窗口"),
        (WINDOWS, "", "表-01"), (WINDOWS, "", "表-03"),
    )  # fmt: skip
    add(
        next(units), "表头重复", put(WINDOWS, "B3", "窗口数（个）"),
        (WINDOWS, "", "表-01"), (WINDOWS, "", "表-02"),
    )  # fmt: skip
    add(next(units), "旧版空白表", identity("模板版本", "0"), ("", "", "识-01"))
    add(next(units), "编码写错", identity("单位编码", "QX-50O101"), ("", "", "识-03"))
    add(next(units), "撤销的单位", identity("单位编码", "QX-500105"), ("", "", "识-04"), ("", "", "识-05"))
    add(next(units), "名称不符", identity("单位名称", "某某区"), ("", "", "识-05"))
    add(next(units), "空表", emptied(*ALL), ("", "", "识-07"))
    add(next(units), "没有业务却有数", emptied(OPENNESS, REPORTED, business=layout.NO), ("", "", "识-08"))
    add(next(units), "未来的期间", identity("期间", "2027-01"), ("", "", "识-10"))
    add(next(units), "隐藏的行", hidden(REPORTED, 5), (REPORTED, "A5", "表-06"))
    add(
        next(units),
        "合并的单元格",
        merged(WINDOWS, "C4:D4"),
        (WINDOWS, "C4", "表-07"),
        (WINDOWS, "D4", "值-09"),
    )
    add(next(units), "公式得出的数")
    forms.made[-1] = calculated(forms.made[-1])
    twin = next(units)
    for words, value in (("同一单位甲", 12), ("同一单位乙", 11)):
        add(twin, words, put(OPENNESS, "B4", value), ("", "", "识-09"))
    return [*forms.made, *_damaged(saved(filled(blank[next(units)])))]


def _damaged(content: bytes) -> list[Return]:
    """Files that are no sound workbook."""
    foreign = Workbook()
    foreign.active["A1"] = "自己做的表"
    return [
        Return("传输中断.xlsx", content[: len(content) // 2], (("", "", "档-04"),)),
        Return("空文件.xlsx", b"", (("", "", "档-01"),)),
        Return("加密.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, (("", "", "档-03"),)),
        Return("带宏.xlsx", _with(content, "xl/vbaProject.bin", b"\0" * 64), (("", "", "档-11"),)),
        Return(
            "外部实体.xlsx",
            _with(content, "xl/evil.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
            (("", "", "档-12"),),
        ),
        Return("越界路径.xlsx", _with(content, "../evil.xml", b"<a/>"), (("", "", "档-07"),)),
        Return(
            "压缩炸弹.xlsx", _with(content, "xl/media/bomb.bin", b"\0" * 40_000_000), (("", "", "档-09"),)
        ),
        Return("远处的格.xlsx", _far(content), (("", "", "档-13"),)),
        Return("自己做的表.xlsx", saved(foreign), (("", "", "档-17"),)),
        Return("说明.pdf", b"%PDF-1.4", (("", "", "档-16"),)),
    ]


def _with(content: bytes, name: str, part: bytes) -> bytes:
    """`content` with one more part."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(name, TIME), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _far(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[WINDOWS]["XFD1048576"] = 1
    return saved(book)


# --- text files ------------------------------------------------------------------------------


def text_files(opened: Store, units: Iterable[str]) -> list[Return]:
    """CSV and JSON as an exchange platform or a unit's own system writes them."""
    names = iter(units)
    clean, old, _, sent, no_month = (next(names) for _ in range(5))
    windows = ("单位编码", "月份", "窗口数", "综合窗口数", "应进驻事项", "已进驻事项")
    row = {
        "unit_id": sent,
        "month": "2026-10-01",
        "windows": 9,
        "comprehensive": 4,
        "items_due": 80,
        "items_in": 80,
    }
    rows = {"unit": no_month, "rows": [{**row, "unit_id": no_month, "month": None}]}
    return [
        Return(
            "窗口.csv", _csv(windows, [(clean, "2026/10/1", "30", "12", "900", "890")]).encode("utf-8-sig")
        ),
        Return(
            "窗口（旧系统）.csv",
            _csv(windows, [(old, "2026年10月1日", "30", "12", "900", "890")]).encode("gb18030"),
            (("", "", "识-06"),),
        ),
        Return("exchange.jsonl", json.dumps(row).encode()),
        Return("没有月份.json", json.dumps(rows).encode(), (("", "", "识-02"),)),
        _cases(opened, CASES_OF),
        *_levels(*LEVELS_OF),
    ]


def _csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue()


Fault = tuple[
    dict[str, str], tuple[tuple[str, str], ...]
]  # changed cells; column letter and rule of each finding


def _cases(opened: Store, unit: str) -> Return:
    """Cases, nearly each with a fault of its own."""
    [task, *_] = opened.query(
        f"SELECT task_code, task_name FROM tasks WHERE unit_id = '{unit}' AND project_type = '2'"
        " AND promise_days = 5 AND valid_to IS NULL AND valid_from < '2026-01-01' ORDER BY task_code"
    )
    accept = date(2026, 10, 12)
    due = f"{add_workdays(accept, 5)} 17:00:00"
    start = [f"{accept} 09:00:00", f"{accept} 10:00:00", due, "2026-10-16 10:00:00"]

    def case(number: int, **changes: str) -> list[str]:
        plain = [
            f"500101-20261012-{number:05}", unit, task["task_code"], task["task_name"], "2", "1", "1", *start,
            "0", "0", "4.00", "0", "0", "0", "0", "0", "是", "0",
        ]  # fmt: skip
        values = dict(zip(CASE, plain, strict=True))
        return list({**values, **changes}.values())

    faults = [({}, ()), *_row_faults(), *_faults_elsewhere(opened, unit)]
    rows = [case(number, **changes) for number, (changes, _) in enumerate(faults)]
    rows.append(case(0))
    answers = [
        ("", f"{letter}{row}", rule) for row, (_, found) in enumerate(faults, 2) for letter, rule in found
    ]
    answers.append(("", f"A{len(rows) + 1}", "表-05"))
    rows.append([*case(99), "多出一项"])
    answers.append(("", str(len(rows) + 1), "表-04"))
    return Return("办件明细.csv", _csv(CASE, rows).encode(), tuple(answers))


def _row_faults() -> list[Fault]:
    """What a row shows by itself, or against the task it names."""
    early = f"{add_workdays(date(2026, 9, 30), 5)} 17:00:00"
    return [
        ({"受理时间": "2026-10-12 08:00:00"}, (("I", "D04-21"),)),
        ({"承诺办结时间": "2026-10-11 10:00:00", "超期工作日": "3"}, (("J", "D04-22"), ("J", "D04-31"))),
        ({"办结时间": "2026-10-11 10:00:00"}, (("K", "D04-23"),)),
        ({"办结结果": ""}, (("L", "D04-24"),)),
        ({"办结时间": "2026-10-12 10:00:20"}, (("K", "D04-26"),)),
        ({"办件类型": "1"}, (("N", "D04-27"), ("K", "D04-32"), ("E", "D04-33"))),
        ({"超期工作日": "2"}, (("S", "D04-28"),)),
        ({"承诺办结时间": "2026-10-30 17:00:00"}, (("J", "D04-31"),)),
        ({"办件类型": "承诺件"}, (("E", "值-07"),)),
        ({"办结时间": "10月16日"}, (("K", "值-06"),)),
        ({"办结时间": "2026-11-20 10:00:00", "超期工作日": "20"}, (("K", "值-13"),)),
        (
            {"受理时间": "2026-09-30 10:00:00", "申请时间": "2026-09-30 09:00:00", "承诺办结时间": early},
            (("I", "属-02"),),
        ),
        ({"事项名称": "食品经营\u202e许可"}, (("D", "值-10"),)),
        ({"事项名称": "食品\x07许可"}, (("D", "值-02"),)),
        ({"应收金额": "nan"}, (("O", "值-04"),)),
        ({"应收金额": "9" * 14}, (("O", "值-14"),)),
        ({"随机抽样": "对"}, (("T", "值-08"),)),
    ]


def _faults_elsewhere(opened: Store, unit: str) -> list[Fault]:
    """A task nobody knows, one that is no longer valid, and a number that another unit has used."""
    [gone] = opened.query(
        f"SELECT task_code, promise_days FROM tasks WHERE unit_id = '{unit}' AND valid_to < '2026-10-01'"
    )
    due = f"{add_workdays(date(2026, 10, 12), gone['promise_days'])} 17:00:00"
    [other] = opened.query(
        "SELECT project_no FROM cases WHERE unit_id = 'QX-500101' AND accept_time >= '2026-10-12'"
        " ORDER BY project_no LIMIT 1"
    )
    return [
        ({"实施编码": "没有这个编码"}, (("C", "对-01"),)),
        ({"实施编码": gone["task_code"], "承诺办结时间": due}, (("C", "对-02"),)),
        ({"办件编号": other["project_no"]}, (("A", "对-03"),)),
    ]


def _levels(rated: str, called: str) -> list[Return]:
    """Ratings whose codes were taken for stars: against their names, their words, and by their shape."""
    head = ("评价编号", "办件编号", "单位编码", "事项名称", "窗口", "评价渠道", "评价时间", "评价等级", "评价等级名称", "评价内容",
            "核实结果", "交办时间", "整改期限", "整改完成时间", "回访满意")  # fmt: skip
    row = ("", rated, "食品经营许可证核发", "网上办理", "电脑端", "2026-10-12 10:00:00")
    rest = ("属实", "2026-10-12 11:00:00", "2026-10-19 18:00:00", "", "")
    ratings = [
        ("PJ-1", *row, "4", "不满意", "等候时间过长", *rest),
        ("PJ-2", *row, "5", "不满意", "等候时间过长", *rest),
        ("PJ-3", *row, "5", "非常不满意", "服务很好，点赞", *rest),
    ]
    calls = [
        (f"HF-{number}", "2026-10-12", called, "", "是", str(5 if number < 9 else 1), "")
        for number in range(12)
    ]
    return [
        Return("差评明细.csv", _csv(head, ratings).encode(), (("", "H3", "D06-16"), ("", "H4", "D06-15"))),
        Return(
            "抽查回访.csv",
            _csv(
                ("回访编号", "日期", "单位编码", "办件编号", "接通", "满意程度", "反映问题"), calls
            ).encode(),
            (("", "F1", "D16-03"),),
        ),
    ]


def archive(blank: dict[str, bytes], units: Iterable[str]) -> Return:
    """An archive with a clean return and a faulty one, named in Chinese."""
    first, second = tuple(units)[:2]
    spoiled = filled(blank[second])
    spoiled[WINDOWS]["B4"] = 99
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (
            ("甲/正确.xlsx", saved(filled(blank[first]))),
            ("乙/有误.xlsx", saved(spoiled)),
        ):
            packed.writestr(zipfile.ZipInfo(name, TIME), content, zipfile.ZIP_DEFLATED)
    return Return("片区汇总.zip", buffer.getvalue(), ((WINDOWS, "B4", "D21-12"),))


# --- all -------------------------------------------------------------------------------------


def returns(workspace: Path) -> list[Return]:
    """Every sample return of `workspace`."""
    chosen = settings.load(workspace)
    units = [unit.id for unit in chosen.register.active(PERIOD)]
    with store.opened(chosen.store) as opened:
        filled_in = [*units[:40], *units[60:62]]  # the forms of the others would go to waste
        made = issue.forms(chosen, opened, PERIOD, filled_in, [])
        blank = dict(zip(filled_in, (content for _, content in made), strict=True))
        books = workbooks(blank)
        texts = text_files(opened, units[50:])
    return [*books, *texts, archive(blank, units[60:])]


def write(workspace: Path, folder: Path) -> None:
    """The files and their answers in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = returns(workspace)
    for each in made:
        (folder / each.name).write_bytes(each.content)
    answers = [(each.name, *answer) for each in made for answer in each.answers]
    text = _csv(("文件", "工作表", "单元格", "规则"), answers)
    (folder.parent / f"{folder.name}_答案.csv").write_text(text, "utf-8", newline="")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
