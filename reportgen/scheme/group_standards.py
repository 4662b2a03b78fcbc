"""分组标准值: standards that a peer group has of its own, in scheme/standards.csv, in the place of the common ones.

A row is an indicator, a group, and the standards of the tiers, best first. Whether they can stand is asked with the
common ones, in `standards`. A scheme without the file has one set of standards for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reportgen.errors import Fault, raise_all
from reportgen.scheme.indicators import STANDARDS, Row, head_faults, number, table
from reportgen.scheme.model import Catalogue, GroupStandards

FILE = Path("scheme/standards.csv")
NAMED = ("编码", "三级指标", "同类分组")

Own = Mapping[str, tuple[GroupStandards, ...]]  # by code of the indicator, in the order of the file


def read(workspace: Path, catalogues: Sequence[Catalogue]) -> Own:
    """The standards of groups, of indicators of `catalogues`; `InputFaults` with all that cannot be read as such."""
    file = workspace / FILE
    if not file.exists():
        return {}
    rows = table(file)
    names = {code: each.name for part in catalogues for code, each in part.indicators.items()}
    raise_all(head_faults(rows, (*NAMED, *STANDARDS[:2]), file, STANDARDS))
    raise_all(_faults(rows, names, file))
    found: dict[str, tuple[GroupStandards, ...]] = {}
    for serial, row in enumerate(rows, 2):
        values = tuple(value for head in STANDARDS if (value := number(row.get(head, ""))) is not None)
        own = GroupStandards(row["同类分组"], values, serial)
        found[row["编码"]] = (*found.get(row["编码"], ()), own)
    return found


def attached(catalogue: Catalogue, own: Own) -> Catalogue:
    """`catalogue` whose indicators know the standards of groups."""
    indicators = {code: replace(each, own=own.get(code, ())) for code, each in catalogue.indicators.items()}
    return replace(catalogue, indicators=indicators)


def _faults(rows: Sequence[Row], names: Mapping[str, str], file: Path) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for serial, row in enumerate(rows, 2):
        code, group, where = row["编码"], row["同类分组"], f"{file}，第{serial}行"
        if names.get(code) != row["三级指标"]:
            known = f"编码{code}是“{names[code]}”" if code in names else "没有这个编码"
            yield Fault(
                f"“{code} {row['三级指标']}”不在指标表中：{known}",
                where,
                "请与 indicators.csv、beside.csv 一致",
            )
        if (code, group) in seen:
            yield Fault(f"{code}{row['三级指标']}的“{group}”重复", where, "一个指标对一类单位写一行")
        seen.add((code, group))
        for head in STANDARDS:
            if (text := row.get(head, "")) and number(text) is None:
                yield Fault(f"“{text}”不是数", f"{where}“{head}”列", "请只写数字，计量单位另列")
