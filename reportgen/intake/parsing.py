"""What was written in a cell as a value of its column: strict, by a closed list of forms, never by guess."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from reportgen.datasets import Column
from reportgen.forms.rules import LONGEST_TEXT, WANTED

MISSING = ("", "-", "－", "—", "——", "/", "／")
WIDE = str.maketrans("０１２３４５６７８９，．－／：　", "0123456789,.-/: ")
INTEGER = re.compile(r"\d{1,3}(,\d{3})+|\d+")
DECIMAL = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?")
DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
EPOCH = date(1899, 12, 30)  # of a workbook's day numbers
LARGEST = Decimal(10) ** 12  # no count of cases and no amount comes near it, and every engine can hold it
SERIALS = range(36526, 73051)  # 2000 to 2099
FLAGS = {"是": True, "否": False}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Wrong(Exception):
    """The cell holds no value of its column: rule and reason."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule, self.reason = rule, reason


def parse(written: Any, column: Column) -> Any:
    """The value of a cell, None where it is empty; `Wrong` if it is no value of `column`."""
    if written is None or (isinstance(written, str) and written.strip().translate(WIDE) in MISSING):
        return None
    value = _PARSERS[column.type](written, column)
    if column.codes and str(value) not in column.codes:
        meant = next((code for code, meaning in column.codes.items() if meaning == str(value)), "")
        hint = f"，应填编码“{meant}”" if meant else f"，应为：{'、'.join(column.codes)}"
        raise Wrong("值-07", f"“{written}”不在可填范围内{hint}")
    return value


def stripped(written: Any) -> bool:
    """Whether invisible characters stand in a text, which `parse` leaves out."""
    return isinstance(written, str) and bool(INVISIBLE.search(written))


def _text(written: Any, column: Column) -> str:
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    if isinstance(written, (datetime, date)):
        raise Wrong("值-01", "应填文字，却成了日期，请将单元格设为文本后重新填写")
    words = INVISIBLE.sub("", str(written)).strip()
    if CONTROL.search(words):
        raise Wrong("值-02", "含有控制字符，请重新录入")
    if len(words) > LONGEST_TEXT:
        raise Wrong("值-03", f"超过{LONGEST_TEXT}字，请精简")
    return words


def _number(written: Any, pattern: re.Pattern[str], column: Column) -> Decimal:
    if isinstance(written, (bool, datetime, date)):
        raise Wrong("值-04", f"应填{WANTED[column.type]}")
    if isinstance(written, float):
        if not math.isfinite(written):
            raise Wrong("值-04", f"“{written}”不是数")
        if abs(written) >= LARGEST:
            raise Wrong("值-14", f"“{written}”太大，请核对")
        near = Decimal(repr(written)).quantize(Decimal("0.01"))
        written = near.normalize() if abs(float(near) - written) < 1e-9 else Decimal(repr(written))
        written = format(written, "f")
    words = str(written).strip().translate(WIDE).replace(" ", "")
    if words.startswith("-") and pattern.fullmatch(words[1:]):
        raise Wrong("值-05", f"“{written}”是负数，应为0或正数")
    if not pattern.fullmatch(words):
        raise Wrong("值-04", f"“{written}”写法不对，应填{WANTED[column.type]}")
    value = Decimal(words.replace(",", ""))
    if value >= LARGEST:
        raise Wrong("值-14", f"“{written}”太大，请核对")
    return value


def _integer(written: Any, column: Column) -> int:
    return int(_number(written, INTEGER, column))


def _decimal(written: Any, column: Column) -> Decimal:
    return _number(written, DECIMAL, column).quantize(Decimal("0.01"))


def _date(written: Any, column: Column) -> date:
    found = _moment(written, column)
    if found.time() != datetime.min.time():
        raise Wrong("值-06", f"“{written}”带有时间，应填{WANTED[column.type]}")
    return found.date()


def _time(written: Any, column: Column) -> datetime:
    return _moment(written, column)


def _moment(written: Any, column: Column) -> datetime:
    if isinstance(written, datetime):
        return written.replace(microsecond=0, tzinfo=None)
    if isinstance(written, date):
        return datetime.combine(written, datetime.min.time())
    if isinstance(written, (int, float)) and not isinstance(written, bool) and int(written) in SERIALS:
        whole = datetime.combine(EPOCH, datetime.min.time())
        return whole + timedelta(seconds=round(float(written) * 86400))
    words = str(written).strip().translate(WIDE).replace("T", " ")
    day, _, clock = words.partition(" ") if "日" not in words else _after_day(words)
    try:
        return _day(day) + _clock(clock.strip())
    except ValueError:
        raise Wrong("值-06", f"“{written}”写法不对，应填{WANTED[column.type]}") from None


def _after_day(words: str) -> tuple[str, str, str]:
    before, mark, after = words.partition("日")
    return before.replace(" ", "") + mark, " ", after


def _day(words: str) -> datetime:
    if re.fullmatch(r"\d{8}", words):
        return datetime.strptime(words, "%Y%m%d")
    if not (match := DAY.fullmatch(words)):
        raise ValueError(words)
    year, month, day = (int(part) for part in match.groups() if part)
    return datetime(year, month, day)


def _clock(words: str) -> timedelta:
    if not words:
        return timedelta()
    if not (match := CLOCK.fullmatch(words)):
        raise ValueError(words)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(words)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _flag(written: Any, column: Column) -> bool:
    if isinstance(written, bool):
        return written
    if (words := str(written).strip()) in FLAGS:
        return FLAGS[words]
    raise Wrong("值-08", f"“{written}”写法不对，应填{WANTED[column.type]}")


_PARSERS: dict[str, Any] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "flag": _flag,
}
