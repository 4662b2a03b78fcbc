"""Charts drawn with the names of the sample register, for the tests of every chart and for their own."""

import csv
from pathlib import Path

from charts import bubble, dumbbell, grid, heat_table, multiples, radar, tiles
from charts.bubble import Axis
from charts.heat_table import Column

REGISTER = Path(__file__).parents[1] / "sample_data" / "units.csv"
MONTHS = [f"{2025 + (7 + i) // 12}年{(7 + i) % 12 + 1}月" for i in range(15)]
SOURCE = {"source": "政务服务效能监管平台，数据截至2026年10月31日", "note": "本图为示例数据"}
QUARTERS = ("2026年二季度", "2026年三季度")


def units(level, month="2026-10"):
    """The short names of the units of a level (区县 with 开发区) that exist in a month."""
    with REGISTER.open(encoding="utf-8-sig", newline="") as stream:
        return [
            row["short_name"]
            for row in csv.DictReader(stream)
            if (row["level"] == "市级部门") == (level == "市级部门")
            and row["valid_from"] <= month
            and (not row["valid_to"] or month < row["valid_to"])
        ]


DISTRICTS = units("区县")
BEFORE_REFORM = units("区县", "2025-10")
DEPARTMENTS = units("市级部门")
LONG = [*DISTRICTS[:-5], "石柱土家族自治县", "秀山土家族苗族自治县", "酉阳土家族苗族自治县", "彭水苗族土家族自治县",
        "长寿经济技术开发区", "重庆高新区"]  # fmt: skip


def rates(count, factor=37, modulus=41):
    """Rates from 96% to 100%, in no order."""
    return [round(100 - (place * factor % modulus) ** 2 / 400, 2) for place in range(count)]


def draw_dumbbell(names=DEPARTMENTS[:30], **more):
    before, now = rates(len(names)), rates(len(names), 29, 47)
    if len(names) > 7:
        before[7] = now[3] = None
    words = {"periods": QUARTERS, "name": "按时办结率", "attention": names[5:6]}
    return dumbbell.draw(names, before, now, **{**words, **SOURCE, **more})


def columns(count):
    """Ten indicators of so many units, one value missing."""
    lacking = [None if place == 5 else place * 13 % 17 for place in range(count)]
    return [
        Column("按时办结率", rates(count)),
        Column("承诺时限压缩率", rates(count, 31)),
        Column("差评率", [round(place * 17 % 23 / 100, 2) for place in range(count)], better="low"),
        Column("办件量", [20000 + place * 7919 % 50000 for place in range(count)], "件", ""),
        Column("平均办理用时", [round(1 + place * 7 % 31 / 10, 1) for place in range(count)], "天", "low"),
        Column("好评率", [100] * (count // 2) + [99.9] * (count - count // 2)),
        Column("退件率", lacking, better="low"),
        Column("整改完成率", rates(count, 23)),
        Column("公开完整率", rates(count, 19)),
        Column("五度总分", [round(90 - place * 11 % 29 / 3, 2) for place in range(count)], "分"),
    ]


def draw_heat_table(names=DISTRICTS[:20], table=None, **more):
    table = columns(len(names))[:8] if table is None else table
    return heat_table.draw(names, table, **{"peers": "区县", **SOURCE, **more})


def draw_tiles(names=DISTRICTS, values=None, month="2026-10", **more):
    given = [None, *rates(len(names) - 1)] if values is None else values
    words = {"name": "按时办结率", "attention": names[5:6]}
    return tiles.draw(names, given, grid.read(grid.CHONGQING, month), **{**words, **SOURCE, **more})


DEGREES = ["可及度", "便捷度", "透明度", "满意度", "效能度", "安全度", "协同度", "创新度"]
SCORES = [71.5, 88, 93.21, 60, 99.5, 80, None, 77]


def draw_radar(count=5, **more):
    peers = [[60 + (place * 7 + row * 11) % 40 for place in range(38)] for row in range(count)]
    words = {"unit_name": "石柱土家族自治县", "peers_name": "区县", "unit": "分"}
    return radar.draw(DEGREES[:count], SCORES[:count], peers, **{**words, **SOURCE, **more})


def draw_multiples(areas=("主城", "渝西", "渝东北", "渝东南"), **more):
    panels = {
        area: [round(100 - (place * 13 + row * 7) % 23 / 10, 2) for place in range(15)]
        for row, area in enumerate(areas)
    }
    panels[areas[1]][6] = None
    words = {"name": "按时办结率", "reference": ("全市", [99 + place % 5 / 10 for place in range(15)])}
    return multiples.draw(MONTHS, panels, **{**words, **SOURCE, **more})


VOLUMES = [3000 + place * place * 7919 % 400000 for place in range(len(DEPARTMENTS))]
FIELDS = ("量小率高", "量大率高", "量小率低", "量大率低")


def draw_bubble(names=DEPARTMENTS, named=DEPARTMENTS[:16:2], **more):
    volumes, on_time = VOLUMES[: len(names)], rates(len(names))
    words = {"axes": (Axis("办件量", "件"), Axis("按时办结率")), "quadrants": FIELDS, "named": named}
    sized = {"sizes": volumes, "size": Axis("办件量", "件"), "attention": names[20:21]}
    return bubble.draw(names, volumes, on_time, **{**words, **sized, **SOURCE, **more})


CHARTS = {
    "dumbbell": draw_dumbbell,
    "heat_table": draw_heat_table,
    "tiles": draw_tiles,
    "radar": draw_radar,
    "multiples": draw_multiples,
    "bubble": draw_bubble,
}
MODULES = (dumbbell, heat_table, tiles, radar, multiples, bubble)
