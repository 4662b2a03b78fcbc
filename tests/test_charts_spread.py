"""Charts of spread, of weekday by hour, thumbnails, and the trend with its range and forecast."""

from fractions import Fraction
from statistics import quantiles

import pytest
from change_samples import (
    BUSY,
    COURSE,
    MONTHS,
    draw_calendar_heat,
    draw_outlook,
    draw_spark,
    draw_strips,
    rates,
    units,
)
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon, Rectangle
from test_charts import clashes, lines, of_kind, reds, rgb, texts

from charts import calendar_heat, look, periods, spark, strips, trend

GROUPS = {
    "甲组": {f"单位{n}": value for n, value in enumerate([90, 91, 92, 93, 94, 95, 96, 60])},
    "乙组": {"某县": 80, "某区": None},
}


# --- strips ----------------------------------------------------------------------------------


def test_every_member_is_a_dot_and_no_two_dots_of_a_group_coincide(sheets):
    groups = rates(units("区县"))
    draw_strips(groups)
    for name, members in groups.items():
        dots = [
            point
            for line in lines(sheets[0], name)
            for point in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        assert len(dots) == len(set(dots)) == sum(value is not None for value in members.values())


def test_dots_and_box_lie_on_one_ruler(sheets):
    strips.draw(GROUPS, unit="分")
    places = sorted(x for line in lines(sheets[0], "甲组") for x in line.get_xdata())
    values = sorted(GROUPS["甲组"].values())
    scale = (places[-1] - places[0]) / (values[-1] - values[0])
    assert places == pytest.approx([places[0] + (value - 60) * scale for value in values])
    (box,) = [box for box in of_kind(sheets[0], Rectangle) if box.get_label() == "甲组"]
    low, _middle, high = quantiles(values, n=4, method="inclusive")
    assert (box.get_x(), box.get_width()) == pytest.approx(
        (places[0] + (low - 60) * scale, (high - low) * scale)
    )


def test_the_median_the_number_and_who_lies_far_off_are_told(sheets):
    picture = strips.draw(GROUPS, unit="分", attention=["某县"])
    assert {"中位数 92.5分", "n＝8", "单位7 60分", "中位数 80分", "n＝1，1家未画", "某县 80分"} <= set(
        texts(sheets[0])
    )
    assert reds(sheets[0]) == {"某县 80分"}
    assert not [text for text in texts(sheets[0]) if text.startswith("单位") and text != "单位7 60分"]
    assert "单位7 60分" in picture.alt and "乙组（n＝1，1家未画）" in picture.alt


def test_few_members_have_no_box(sheets):
    strips.draw({"甲组": dict(zip("甲乙丙丁", (1, 2, 3, 100), strict=True))})
    assert not [box for box in of_kind(sheets[0], Rectangle) if box.get_label() == "甲组"]
    assert not [text for text in texts(sheets[0]) if text.startswith("丁")]


def test_a_group_without_values_is_said(sheets):
    picture = strips.draw({**GROUPS, "丙组": {"某县二": None}})
    assert "n＝0，1家未画" in texts(sheets[0]) and "丙组（n＝0，1家未画）" in picture.alt


@pytest.mark.parametrize("level", ["区县", "市级部门"])
def test_the_units_of_the_register_stay_clear(level, sheets):
    groups = rates(units(level))
    draw_strips(groups)
    names = [name for members in groups.values() for name in members]
    everyone = {"全部": {name: 100 if place % 3 else 100 - place for place, name in enumerate(names)}}
    draw_strips(everyone, attention=names[:6])
    draw_strips({"全部": dict.fromkeys(names, 100)})
    assert [clashes(sheet) for sheet in sheets] == [[], [], []]


def test_names_that_lie_together_take_several_lines(sheets):
    members = {f"第{place}单位": 90 + Fraction(place, 100) for place in range(20)}
    strips.draw({"甲组": members}, attention=list(members)[:8])
    assert clashes(sheets[0]) == [] and len(reds(sheets[0])) == 8


# --- weekday by hour -------------------------------------------------------------------------


def cells(sheet):
    """How many cells each colour of the field has."""
    return {patch.get_label(): len(patch.get_path().vertices) // 5 for patch in of_kind(sheet, PathPatch)}


def test_every_cell_is_drawn_once_and_the_darkest_are_the_largest(sheets):
    draw_calendar_heat()
    found = cells(sheets[0])
    assert sum(found.values()) == 7 * 24
    assert found[look.WHITE] == sum(value == 0 for row in BUSY for value in row)
    assert found[look.BLUE] == sum(value > 400 for row in BUSY for value in row)


def test_the_peak_is_marked_and_told(sheets):
    draw_calendar_heat()
    assert "最高：周一10时 480件" in texts(sheets[0])
    assert (
        sum(line.get_color() == look.WHITE for line in of_kind(sheets[0], Line2D)) == 2
    )  # in the field and before the words


def test_many_equal_peaks_are_counted(sheets):
    calendar_heat.draw([[5] * 9] * 5, days=calendar_heat.WEEK[:5], hours=range(9, 18))
    assert "最高：周一9时、周一10时、周一11时等45个时段 5件" in texts(sheets[0]) and clashes(sheets[0]) == []


def test_missing_and_nought_are_told_apart(sheets):
    picture = calendar_heat.draw([[0, None, 7]], days=["周一"], hours=[9, 10, 11])
    assert {"缺数据", "0件"} <= set(texts(sheets[0])) and "1个时段缺数据" in picture.alt
    strokes = [line for line in of_kind(sheets[0], Line2D) if len(line.get_xdata()) == 2]
    assert len(strokes) == 2  # the cell and its sample
    draw_calendar_heat([[1] * 24] * 7)
    assert not {"缺数据", "0件"} & set(texts(sheets[1]))


def test_a_quiet_week_has_no_peak(sheets):
    calendar_heat.draw([[0] * 24] * 7)
    assert "各时段均为0件" in texts(sheets[0]) and clashes(sheets[0]) == []


def test_the_scale_names_every_step(sheets):
    calendar_heat.draw([[place * 12345 for place in range(24)]] * 7)
    scale = [text for text in texts(sheets[0]) if text.startswith("≤")]
    assert scale == ["≤5", "≤10", "≤15", "≤20", "≤25", "≤30"] and "万件" in texts(sheets[0])
    samples = [box.get_facecolor()[:3] for box in of_kind(sheets[0], Rectangle) if box.get_width() == 9]
    assert {rgb(colour) for colour in look.STEPS} <= set(samples)


# --- thumbnails ------------------------------------------------------------------------------


def test_thumbnails_tell_the_latest_value(sheets):
    picture = draw_spark()
    assert {"209.80件", "2025年8月", "2026年10月"} <= set(texts(sheets[0]))
    assert (picture.width, picture.height) == (45, 18)
    (line,) = lines(sheets[0], "走势")
    heights = line.get_ydata()
    assert [place for place, height in enumerate(heights) if height != height] == [2]
    rise = (heights[7] - heights[0]) / (COURSE[7] - COURSE[0])
    assert heights[14] - heights[0] == pytest.approx(rise * (COURSE[14] - COURSE[0]))


@pytest.mark.parametrize(
    "values", [[5], [5, 5], [None, 5, None], [5, None, 5, None], [123456789, 1], [99.996, 0.001]]
)
def test_thumbnails_of_anything_stay_clear(values, sheets):
    spark.draw(MONTHS[-len(values) :], values, unit="%" if values[0] == 99.996 else "件")
    assert clashes(sheets[0]) == []


def test_thumbnail_bars_start_at_zero(sheets):
    spark.draw(["甲", "乙", "丙"], [50, 100, None], bars=True)
    widths = {box.get_label(): box.get_width() for box in of_kind(sheets[0], Rectangle)}
    assert widths["甲"] / widths["乙"] == pytest.approx(0.5) and "丙" not in widths
    assert {"50件", "100件", "无数据"} <= set(texts(sheets[0]))


# --- range and forecast ----------------------------------------------------------------------


def test_the_forecast_is_dashed_and_told(sheets):
    picture = draw_outlook()
    (ahead,) = lines(sheets[0], "预测")
    (line,) = lines(sheets[0], "受理量")
    assert len(line.get_xdata()) == 15 and len(ahead.get_xdata()) == 4 and ahead.get_linestyle() == "--"
    assert (ahead.get_xdata()[0], ahead.get_ydata()[0]) == (line.get_xdata()[-1], line.get_ydata()[-1])
    assert {"2026年11月 211万件", "（201万件至220万件）"} <= set(texts(sheets[0]))
    assert "预测2026年11月211万件（201万件至220万件）" in picture.alt


def test_no_forecast_starts_from_a_missing_point(sheets):
    draw_outlook([*COURSE[:14], None])
    (ahead,) = lines(sheets[0], "预测")
    assert len(ahead.get_xdata()) == 3 and "无数据" in texts(sheets[0]) and clashes(sheets[0]) == []


def test_the_range_has_gaps_where_values_are_missing(sheets):
    draw_outlook()
    areas = [patch for patch in of_kind(sheets[0], Polygon) if not isinstance(patch, Rectangle)]
    # Two months, a gap, twelve months; the latest point, where the forecast has no width, and three ahead.
    assert [len(area.get_xy()) for area in areas] == [5, 25, 8]
    assert "上年同期范围" in texts(sheets[0])


def test_several_events_are_numbered_and_told_in_the_notes(sheets):
    draw_outlook()
    assert {"①", "②③"} <= set(texts(sheets[0]))
    assert "注：本图为示例数据；①行政区划调整；②春节放假；③系统切换" in texts(sheets[0])


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("months", [2, 13, 15])
def test_forecasts_and_events_stay_clear(count, months, sheets):
    names, values = MONTHS[-months:], [210 + place for place in range(months)]
    ahead = [(f"2026-{11 + place}", 200, 210, 215) for place in range(2)][:count]
    events = [(names[place % months], f"事件{place}") for place in range(count)]
    trend.draw(names, {"受理量": values}, ahead=ahead, events=events)
    assert clashes(sheets[0]) == []


def test_quarters_and_months_stand_without_their_year():
    quarters = ["2025-Q4", "2026年第一季度", "2026年二季度"]
    assert periods.shown(quarters, 20) == {0: "四季度", 1: "一季度\n2026年", 2: "二季度"}
    assert periods.shown(["2025-08", "2025-09", "2025-10"], 4.5) == {0: "8月\n2025年", 2: "10月"}
    assert periods.shown(["2025-08", "2026-Q1"], 20) == {0: "2025-08", 1: "2026-Q1"}


# --- wrong input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: strips.draw({}), "为空"),
        (lambda: strips.draw({"甲组": {}}), "为空"),
        (lambda: strips.draw({"甲组": {"某县": None}}), "全部缺失"),
        (lambda: strips.draw({"甲组": {"某县": float("inf")}}), "不是有限的数"),
        (lambda: strips.draw({"甲组": {"某县": 1}}, attention=["某区"]), "不在标签中"),
        (lambda: strips.draw({f"第{n}组": {"某县": n} for n in range(30)}), "请分图绘制"),
        (lambda: strips.draw({"长" * 60: {"某县": 1}}), "放不下"),
        (lambda: calendar_heat.draw([]), "个数不一致"),
        (lambda: calendar_heat.draw([[1] * 23] * 7), "个数不一致"),
        (lambda: calendar_heat.draw([[None] * 24] * 7), "全部缺失"),
        (lambda: calendar_heat.draw([[-1] * 24] * 7), "不能为负"),
        (lambda: calendar_heat.draw([[1, 1]], days=["周一"], hours=[9, 9]), "由小到大"),
        (lambda: calendar_heat.draw([[1]], days=["周一"], hours=[24]), "0 至 23"),
        (lambda: calendar_heat.draw([[1] * 24] * 7, width=60), "放不下"),
        (lambda: spark.draw([], []), "为空"),
        (lambda: spark.draw(["1月"], [None]), "全部缺失"),
        (lambda: spark.draw(["1月"], [1, 2]), "个数不一致"),
        (lambda: spark.draw(list("甲乙丙丁戊己"), [1] * 6, bars=True), "最多画 5 条"),
        (lambda: spark.draw(["甲"], [-1], bars=True), "不能为负"),
        (lambda: spark.draw(["甲"], [1], attention=["乙"]), "不在标签中"),
        (lambda: spark.draw(["1月"], [123456], width=20, height=10), "放不下"),
        (lambda: trend.draw(["1月"], {"甲": [1], "乙": [1]}, ahead=[("2月", 1, 2, 3)]), "只画一个序列"),
        (lambda: trend.draw(["1月"], {"甲": [1]}, ahead=[("2月", 3, 2, 1)]), "由小到大"),
        (lambda: trend.draw(["1月"], {"甲": [1]}, ahead=[("2月", 1, None, 3)]), "三个数"),
        (lambda: trend.draw(["1月"], {"甲": [1]}, band=([2], [1])), "下限 2 大于上限 1"),
        (lambda: trend.draw(["1月"], {"甲": [1]}, band=([2], [1, 3])), "个数不一致"),
        (lambda: trend.draw(["1月"], {"甲": [1]}, events=[("1月", "改")] * 10), "最多标 9 个事件"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
