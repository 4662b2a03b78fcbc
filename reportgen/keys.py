"""A checked view of a TOML file: reads keys, notes every fault, raises them all at the end."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportgen.errors import Fault, InputFaults, raise_all

_REQUIRED: Any = object()


class Keys:
    """The keys of one TOML table. A faulty or missing key yields the default and one `Fault`.

    Call `finish` on the outermost table: it raises `InputFaults` with every fault, and counts
    each key that nobody asked for as one, since an unread key is most often a misspelt one.
    """

    def __init__(self, values: dict[str, Any], file: Path, path: str = "") -> None:
        self._values, self._file, self._path = values, file, path
        self._seen: set[str] = set()
        self._tables: list[Keys] = []
        self._faults: list[Fault] = []

    @classmethod
    def read(cls, file: Path) -> "Keys":
        """The top table of `file`; `InputFaults` if it is missing, not UTF-8 or not TOML."""
        try:
            return cls(tomllib.loads(file.read_text("utf-8")), file)
        except FileNotFoundError:
            raise InputFaults.single("文件不存在", str(file), "请恢复该文件，或检查 --workspace") from None
        except UnicodeDecodeError:
            raise InputFaults.single("文件不是 UTF-8 编码", str(file), "请另存为 UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise InputFaults.single(f"TOML 语法错误（{error}）", str(file), "请按提示的行列改正") from None

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def note(self, fault: Fault) -> None:
        """Add a fault found elsewhere, so that it is told together with these."""
        self._faults.append(fault)

    def fault(self, key: str, what: str, remedy: str = "") -> None:
        """Note a fault of `key`."""
        self._faults.append(Fault(what, f"{self._file}，{self._path}{key}", remedy))

    def _take(self, key: str, default: Any, kind: type | tuple[type, ...], name: str) -> Any:
        self._seen.add(key)
        if key not in self._values:
            if default is _REQUIRED:
                self.fault(key, "缺少该项", f"请补写，类型为{name}")
                return None
            return default
        value = self._values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(key, f"值“{value}”类型不对", f"应为{name}")
            return None if default is _REQUIRED else default
        return value

    def text(self, key: str, default: Any = _REQUIRED, pattern: str = "", hint: str = "") -> str:
        """A string, matching the regular expression `pattern` if one is given."""
        value = self._take(key, default, str, "文字（加引号）")
        if pattern and isinstance(value, str) and not re.fullmatch(pattern, value):
            self.fault(key, f"值“{value}”不合要求", hint)
        return value if value is not None else ""

    def number(self, key: str, default: Any = _REQUIRED, low: float = 0.0, high: float = 1e9) -> float:
        """A number between `low` and `high`."""
        value = self._take(key, default, (int, float), "数字")
        if value is not None and not low <= value <= high:
            self.fault(key, f"值 {value} 超出范围", f"应在 {low:g} 至 {high:g} 之间")
        return value if value is not None else low

    def flag(self, key: str, default: Any = _REQUIRED) -> bool:
        """true or false."""
        return bool(self._take(key, default, bool, "true 或 false"))

    def choice(self, key: str, options: Sequence[str], default: Any = _REQUIRED) -> Any:
        """One of `options`."""
        value = self.text(key, default)
        if value and value not in options:
            self.fault(key, f"值“{value}”不在可选范围", f"应为 {'、'.join(options)} 之一")
            return options[0]
        return value or options[0]

    def texts(self, key: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        """A list of strings."""
        values = self._take(key, default, (list, tuple), "文字列表")
        if values is not None and not all(isinstance(value, str) for value in values):
            self.fault(key, "列表中有不是文字的值", "请给每一项加引号")
            return ()
        return tuple(values or ())

    def numbers(self, key: str, default: Any = _REQUIRED) -> tuple[float, ...]:
        """A list of numbers."""
        values = self._take(key, default, (list, tuple), "数字列表")
        if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in values or ()):
            self.fault(key, "列表中有不是数字的值", "请写成如 [1.0, 0.8, 0.6]")
            return ()
        return tuple(values or ())

    def day(self, key: str, default: Any = _REQUIRED) -> date:
        """A date written without quotation marks, such as 2026-01-05."""
        value = self._take(key, default, date, "日期（不加引号，如 2026-01-05）")
        if isinstance(value, datetime):
            self.fault(key, "日期不能带时间", "请写成如 2026-01-05")
        return value if value is not None else date.min

    def table(self, key: str, default: Any = _REQUIRED) -> "Keys":
        """A nested table, itself checked."""
        values = self._take(key, default, dict, f"表 [{self._path}{key}]")
        table = Keys(values or {}, self._file, f"{self._path}{key}.")
        if values is None:  # already one fault: the missing table, not each of its keys
            table._values = _Anything()
        self._tables.append(table)
        return table

    def tables(self, key: str, default: Any = _REQUIRED) -> tuple["Keys", ...]:
        """The tables of a list [[key]], each itself checked."""
        values = self._take(key, default, (list, tuple), f"若干个表 [[{self._path}{key}]]") or ()
        if not all(isinstance(value, dict) for value in values):
            self.fault(key, "列表中有不是表的值", f"请逐个写成 [[{self._path}{key}]]")
            return ()
        made = [
            Keys(value, self._file, f"{self._path}{key} 第{serial}个：")
            for serial, value in enumerate(values, 1)
        ]
        self._tables += made
        return tuple(made)

    def faults(self) -> list[Fault]:
        """All faults noted so far, of this table and those within it."""
        unread = sorted(set(self._values) - self._seen)
        unknown = [
            Fault("不认识该项", f"{self._file}，{self._path}{key}", "请检查拼写或删去") for key in unread
        ]
        return self._faults + unknown + [f for table in self._tables for f in table.faults()]

    def finish(self) -> None:
        """Raise every fault found."""
        raise_all(self.faults())


class _Anything(dict[str, Any]):
    """Stands for a missing table, so that its keys are not reported one by one."""

    def __contains__(self, key: object) -> bool:
        return False
