"""A whole workspace of two units and one short document, so that issuing it again and again takes no time."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from reportgen import issuing, settings, store
from reportgen.datasets import DATASETS
from reportgen.duty import Kind
from reportgen.facts import Scope
from reportgen.period import parse
from reportgen.rectification import Opening
from reportgen.reports.model import Material, Report
from reportgen.store import arrow

PERIOD, TODAY = parse("2026-10"), date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 10)
SETTINGS = """
today = "2026-11-02"
[authority]
name = "甲市监管中心（示例）"
mark = "甲市监管中心文件"
code = "甲效监"
level = "市"
whole = "全市"
recipients = "各单位："
supervisor = "监管处"
[groups]
"区县" = "区县"
"""
UNITS = """unit_id,level,peer_group,full_name,short_name,code_gb2260,valid_from,valid_to,note,area_4zone,area_1q2q_2020,area_2024
QX-1,区县,区县,甲区人民政府,甲区,,2020-01,,,,,
QX-2,区县,区县,乙县人民政府,乙县,,2020-01,,,,,
"""
TEMPLATE = """{% from "_parts.xml" import corrected, corrections with context %}
{% from "_ledger.xml" import followup with context %}
<document><title>简报</title>
{{ corrected(correction) }}
{% for unit, fact in units %}<p>{{ unit.short }}受理{{ fact|num }}。</p>
{% endfor %}
{{ followup(ledger) }}
{% if correction %}<attachments/>{% endif %}
{{ corrections(correction) }}
</document>"""


NOTHING = {"text": "", "integer": 0, "decimal": 0, "flag": False}


def _facts(material: Material) -> Mapping[str, object]:
    from reportgen.reports.followup import followup

    units = [
        (unit, material.facts.fact("accepted", Scope(unit.id, unit.short, (unit.id,)), material.period))
        for unit in material.settings.register
    ]
    busy = [unit for unit, fact in units if fact.known and fact.exact > 100]
    return {
        "units": units,
        "busy": busy,
        "ledger": followup(material, len(busy)),
        "number": "甲效监〔2026〕11号",
    }


def _opens(material: Material, context, words) -> list[Opening]:
    due = date(2026, 11, 16)
    return [
        Opening(
            "busy", unit.id, f"{unit.short}受理量过大", "时限", "黄", "限期整改", "增开窗口", due, days=10
        )
        for unit in context["busy"]
    ]


REPORT = Report(
    Kind("brief", "简报", "4.2", "month"), "brief.xml", ("accepted",), (), (), _facts, opens=_opens,
)  # fmt: skip


def cases(*accepted: int) -> pa.Table:
    """Table case_daily: on the first and the last day of October what was accepted by each unit."""
    dataset = DATASETS["case_daily"]
    rows = []
    for unit, count in zip(("QX-1", "QX-2"), accepted, strict=True):
        for day in (PERIOD.start, PERIOD.last):
            row = {column.name: NOTHING.get(column.type) for column in dataset.columns}
            half = count // 2
            rows.append({**row, "unit_id": unit, "date": day, "accepted": half})
    return arrow.table(dataset, rows)


def workspace(folder: Path, *accepted: int, database: str = "") -> settings.Settings:
    """The workspace made in `folder`, with its store; units that accepted more than 100 have a problem.

    `database` is the address of a server in the place of a file.
    """
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    place = f'database = "{database}"\n' if database else ""
    (folder / "reportgen.toml").write_text(place + SETTINGS, "utf-8")
    (folder / "units.csv").write_text(UNITS, "utf-8")
    (folder / "templates" / "brief.xml").write_text(TEMPLATE, "utf-8")
    batch = store.Batch("test", synthetic=True, loaded_at=datetime(2026, 11, 1))
    chosen = settings.load(folder)
    store.create(chosen.store, batch, {"case_daily": cases(*accepted)})
    return chosen


def issue(folder: Path, reissue: str = "", official: bool = True, say=lambda words: None) -> list[Path]:
    """The document issued."""
    order = issuing.order(REPORT, folder, TODAY, period="2026-10", official=official, reissue=reissue)
    return issuing.issue(order, say, NOW, "张三")
