"""Where a printed figure comes from: from its words back to the grouped rows and their SQL."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from charts.numbers import MINUS
from reportgen.errors import InputFaults, MissingData
from reportgen.period import parse
from reportgen.store import Store
from reportgen.units import Register

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """One grouped row behind a figure: the unit and its two counts."""

    unit: str
    numerator: str
    denominator: str


def certificate(file: Path) -> Record:
    """The facts beside a document: `file` may be the DOCX, the PDF or the facts themselves."""
    beside = file if file.name.endswith(".facts.json") else file.with_suffix(".facts.json")
    if not beside.exists():
        raise InputFaults.single(
            "旁边没有事实文件", str(beside), "请重新生成该文件，或把 .facts.json 放回同一文件夹"
        )
    facts: Record = json.loads(beside.read_text("utf-8"))
    return facts


def matching(facts: Record, text: str) -> list[Record]:
    """The facts printed as `text` (with or without its unit); `MissingData` if there is none.

    A hyphen stands for the minus sign, which no keyboard has.
    """
    text = text.replace("-", MINUS)
    found = [fact for fact in facts["facts"] if text in fact["texts"]]
    found = found or [
        fact for fact in facts["facts"] if any(_bare(each) == _bare(text) for each in fact["texts"])
    ]
    if not found:
        raise MissingData.single(f"文件中没有印出“{text}”这个数", "trace", "请照文件中的写法输入，如 99.95%")
    return found


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isdigit() or char in "./")


def origins(store: Store, register: Register, facts: Record, fact: Record) -> list[Origin]:
    """The grouped rows whose counts add up to `fact`, from the store as it is now."""
    query = _query(facts, fact)
    sql = store.translated(query["sql"], query.get("dialect", "duckdb"))
    start = date.fromisoformat(facts["starts"][fact["period"]])
    members = set(facts["scopes"][fact["scope"]])
    rows = [row for row in store.query(sql) if _day(row["period"]) == start and row["unit_id"] in members]
    return [
        Origin(
            register[row["unit_id"]].short if row["unit_id"] in register else row["unit_id"],
            str(row[query["numerator"]] or 0),
            str(row[query["denominator"]] or 0) if query["denominator"] else "",
        )
        for row in rows
    ]


def _query(facts: Record, fact: Record) -> Mapping[str, str]:
    """The query that grouped the counts of `fact`: its months', where it is a month of a longer report."""
    queries: Mapping[str, Mapping[str, str]] = facts["queries"]
    own = f"{fact['measure']}@{parse(fact['period']).frequency}"
    return queries[own] if own in queries else queries[fact["measure"]]


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def explain(store: Store, register: Register, facts: Record, fact: Record) -> Iterator[str]:
    """Lines that explain `fact` to a person: name, 口径, counts, rows, SQL, what it was derived from."""
    yield f"{'、'.join(fact['texts']) or '（图中或推算）'}　{fact['label']}｜{fact['scope']}｜{parse(fact['period']).label}"
    yield f"  口径：{fact['definition']}"
    if fact["denominator"]:
        yield f"  分子／分母：{fact['numerator']}／{fact['denominator']}"
    by_id = {each["id"]: each for each in facts["facts"]}
    for origin in fact["of"]:
        other = by_id[origin]
        yield f"  推算自：{other['label']}｜{other['scope']}｜{parse(other['period']).label}＝{_value(other)}"
    if fact["measure"] and not fact["of"]:
        yield from _rows(origins(store, register, facts, fact), _query(facts, fact))


def _rows(rows: list[Origin], query: Mapping[str, str]) -> Iterator[str]:
    yield f"  分组明细（{len(rows)}行）："
    for row in rows:
        yield f"    {row.unit}　{row.numerator}{'／' + row.denominator if row.denominator else ''}"
    columns = f"分子是 {query['numerator']} 列" + (
        f"，分母是 {query['denominator']} 列" if query["denominator"] else ""
    )
    yield f"  查询语句（{columns}）："
    yield from (f"    {line}" for line in query["sql"].splitlines())


def _value(fact: Record) -> str:
    if fact["denominator"]:
        return f"{fact['numerator']}／{fact['denominator']}"
    return fact["numerator"] or "、".join(fact["texts"]) or fact["missing"]
