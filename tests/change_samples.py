"""Sample calls of the charts of change, composition, time and spread, for the tests that hold for every chart."""

import csv
from pathlib import Path

from charts import calendar_heat, composition, funnel, pareto, spark, strips, trend, waterfall

SOURCE = {"source": "政务服务效能监管平台，数据截至2026年9月30日", "note": "本图为示例数据"}
QUARTERS = ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
STEPS = [("登记注册", 212345), ("社会保障", -98765), ("公安户政", 45678), ("不动产", 0), ("公积金", -30123)]
STEPS += [("其他", 320861)]
CHANNELS = {
    "网上全程": [3512345, 3423456, 3612345, 3923456, 4112345],
    "自助终端": [212345] * 5,
    "窗口": [1912345, 1823456, None, 1512345, 1412345],
    "电话": [1234, 2345, 1234, 4567, 3456],
    "其他": [12345, 0, 12345, 23456, 56789],
}
BUSY = [
    [(40 - abs(10 - hour) * 3) * (12 - day) if day < 5 and 8 <= hour < 19 else hour % 3 for hour in range(24)]
    for day in range(7)
]
CAUSES = "材料补正未暂停计时 部门间会签迟缓 现场勘验排期长 系统对接中断数据未回传 专家评审 申请人未及时领取补正通知 "
CAUSES = (CAUSES + "窗口移交迟 公示期计入 其他 节假日计时错误 人员变动").split()
TIMES = [1234, 987, 654, 321, 210, 150, 99, 60, 45, 31, 12]
STAGES = ["全部评价", "差评", "应整改", "交办整改", "按期整改"]
PASSED = [6262341, 312, 300, 300, 0]
MONTHS = [f"{2025 + (7 + i) // 12}-{(7 + i) % 12 + 1:02d}" for i in range(15)]
COURSE = [
    189.0,
    192.3,
    None,
    187.5,
    193.2,
    170.1,
    145.6,
    203.4,
    209.9,
    212.0,
    208.0,
    215.0,
    211.1,
    207.0,
    209.8,
]


def units(level):
    """The short names of the sample register by 片区, departments by class."""
    path = Path(__file__).parents[1] / "sample_data" / "units.csv"
    groups = {}
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["level"] == level:
                groups.setdefault(row["area_4zone"] or row["peer_group"], []).append(row["short_name"])
    return groups


def rates(groups):
    """A rate for each unit: most near 100, some far off, one not reported."""
    names = [name for members in groups.values() for name in members]
    values = {name: round(100 - (place * 37 % 41) ** 2 / 900, 2) for place, name in enumerate(names)}
    values |= {names[3]: 91.2, names[5]: 100, names[6]: 100, names[7]: None}
    return {group: {name: values[name] for name in members} for group, members in groups.items()}


def draw_waterfall(steps=STEPS, **more):
    end = 5812345 + sum(value for _name, value in steps)
    return waterfall.draw(("2025年三季度", 5812345), steps, ("2026年三季度", end), **{**SOURCE, **more})


def draw_composition(parts=CHANNELS, **more):
    return composition.draw(QUARTERS, parts, **{"attention": ("电话",), **SOURCE, **more})


def draw_calendar_heat(values=BUSY, **more):
    return calendar_heat.draw(values, **{**SOURCE, **more})


def draw_strips(groups=None, **more):
    return strips.draw(groups or rates(units("区县")), **{**SOURCE, **more})


def draw_pareto(counts=TIMES, **more):
    return pareto.draw(CAUSES[: len(counts)], counts, **{**SOURCE, **more})


def draw_funnel(counts=PASSED, **more):
    return funnel.draw(STAGES, counts, **{"unit": "条", **SOURCE, **more})


def draw_spark(values=COURSE, **more):
    return spark.draw(MONTHS, values, **{"unit": "件", **more})


def draw_spark_bars(**more):
    names, values = ["石柱县", "酉阳县", "秀山县", "彭水县"], [95.2, 0, None, 100]
    return spark.draw(names, values, **{"unit": "%", "bars": True, "attention": ["石柱县"], **more})


def draw_outlook(values=COURSE, **more):
    """A trend with a range behind it, events, and a forecast."""
    band = [None if value is None else value - 12 for value in COURSE], [*COURSE[:14], 222]
    ahead = [("2026-11", 201, 210.5, 220), ("2026-12", 198, 212, 226), ("2027-01", 170, 190, 210)]
    events = [("2025-11", "行政区划调整"), ("2026-02", "春节放假"), ("2026-02", "系统切换")]
    with_all = {"band": band, "ahead": ahead, "events": events, "unit": "万件", **SOURCE, **more}
    return trend.draw(MONTHS, {"受理量": values}, **with_all)


CHARTS = {
    "waterfall": draw_waterfall,
    "composition": draw_composition,
    "calendar_heat": draw_calendar_heat,
    "strips": draw_strips,
    "pareto": draw_pareto,
    "funnel": draw_funnel,
    "spark": draw_spark,
    "spark_bars": draw_spark_bars,
    "outlook": draw_outlook,
}
MODULES = [waterfall, composition, calendar_heat, strips, pareto, funnel, spark]
