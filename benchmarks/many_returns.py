"""A workspace of many units and one filled workbook from each: the input of `collecting.py`.

One form is made and filled as a unit would; every other unit's differs from it in the words that name the
unit and its cases. A few have a fault.
"""

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa

from reportgen import settings, store
from reportgen.datasets import DATASETS
from reportgen.forms import issue, layout, workbook
from reportgen.forms.model import Form
from reportgen.period import parse
from reportgen.workdays import add_workdays

PERIOD = parse("2026-10")
CASES, TASKS = DATASETS["cases"], DATASETS["tasks"]
FIRST, PREFIX = "DW-00001", "00001-20261012"  # the words that are exchanged: as long in every return
FAULTY = 100  # one in so many has a fault
PROMISE = 5  # working days


def workspace(folder: Path, sample: Path, count: int) -> Path:
    """A workspace with `count` units and a store that knows one task."""
    place = folder / "workspace"
    place.mkdir(parents=True)
    text = (sample / "reportgen.toml").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("generator")]
    (place / "reportgen.toml").write_text("\n".join(kept), "utf-8")
    _units(place / "units.csv", count)
    chosen = settings.load(place)
    made = store.Batch("benchmark", synthetic=True, loaded_at=datetime(2026, 11, 1))
    store.create(chosen.store, made, {"tasks": _tasks()})
    return place


def _units(file: Path, count: int) -> None:
    columns = [column.name for column in DATASETS["units"].columns]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        for number in range(1, count + 1):
            name = f"测试单位{_code(number)}"
            writer.writerow({"unit_id": _code(number), "level": "区县", "peer_group": "区县", "full_name": name, "short_name": name})  # fmt: skip


def _code(number: int) -> str:
    return f"DW-{number:05}"


def _tasks() -> pa.Table:
    row = {
        "task_code": "500101000001", "catalog_code": "000101001000", "task_name": "食品经营许可证核发", "task_type": "01",
        "use_level": "4", "unit_id": FIRST, "project_type": "2", "statutory_days": 20, "promise_days": PROMISE,
        "online_level": 4, "is_fee": False, "pay_online": False, "express": True, "in_hall": True, "one_window": True,
        "quanyu_tongban": True, "std_consistent": True, "valid_from": date(2020, 1, 1),
    }  # fmt: skip
    return pa.Table.from_pylist([{column.name: row.get(column.name) for column in TASKS.columns}])


def returns(folder: Path, place: Path, count: int, rows: int) -> Path:
    """`count` workbooks of `rows` rows in a folder of their own; every hundredth with a fault."""
    target = folder / "returns"
    target.mkdir()
    first = _filled(place, rows)
    for number in range(1, count + 1):
        words = (
            (FIRST, _code(number)),
            (PREFIX, f"{number:05}-20261012"),
            ("测试单位00001", f"测试单位{number:05}"),
        )
        (target / f"{number:05}.xlsx").write_bytes(_exchanged(first, words, faulty=not number % FAULTY))
    return target


def _filled(place: Path, rows: int) -> bytes:
    """The first unit's form with `rows` cases."""
    chosen = settings.load(place)
    form = Form(chosen.register[FIRST], PERIOD, issue.deadline(PERIOD, chosen), (CASES,), {})
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(form)))
    for row, values in enumerate(_cases(rows), layout.FIRST_ROW):
        for column, value in enumerate(values, 1):
            book[CASES.label].cell(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cases(rows: int) -> Iterator[tuple[object, ...]]:
    day = date(2026, 10, 12)
    for number in range(rows):
        applied = datetime(2026, 10, 12, 9) + timedelta(seconds=60 * (number % 400))
        accepted = applied + timedelta(minutes=20)
        due = datetime.combine(add_workdays(day, PROMISE), datetime.min.time()) + timedelta(hours=18)
        yield (
            f"{PREFIX}-{number:05}", "500101000001", "食品经营许可证核发", "2", str(1 + number % 5), "1", applied, accepted,
            due, accepted + timedelta(days=1 + number % 3), "0", 0, 1 + number % 3, 0, 0, 0, 0, 0, "是", 0,
        )  # fmt: skip


def _exchanged(content: bytes, words: tuple[tuple[str, str], ...], faulty: bool) -> bytes:
    """The workbook with `words` exchanged for others of the same length; a faulty one says one thing twice."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.startswith(("xl/sharedStrings", "xl/worksheets/")):
                for before, after in words:
                    part = part.replace(before.encode(), after.encode())
                if faulty:
                    part = part.replace(b"-00001</t>", b"-00002</t>", 1)
            new.writestr(name, part, zipfile.ZIP_DEFLATED, compresslevel=3)
    return buffer.getvalue()


def cleared(folder: Path) -> None:
    """Remove what a run left in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
