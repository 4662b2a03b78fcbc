"""Charts that compare units, indicators and areas: what they say is true, and nothing overlaps at full size."""

import math
from fractions import Fraction
from itertools import combinations

import pytest
from compare_samples import (
    DEGREES,
    DEPARTMENTS,
    DISTRICTS,
    FIELDS,
    LONG,
    MONTHS,
    SCORES,
    VOLUMES,
    columns,
    draw_bubble,
    draw_dumbbell,
    draw_heat_table,
    draw_multiples,
    draw_radar,
    rates,
)
from matplotlib.lines import Line2D
from test_charts import areas, clashes, inside, lines, luminance, of_kind, rgb, texts, words

from charts import bubble, dumbbell, heat_table, look, multiples, naming, numbers, radar
from charts.bubble import Axis
from charts.cells import SHADES, Box, ink
from charts.heat_table import Column
from charts.naming import Disc, Ground

TITLE = "市大数据发展局、市水利局、市医保局、市司法局按时办结率降幅居前，合计影响全市0.35个百分点，应列入下季度重点督办范围"
NAN = float("nan")


def rows(sheet, names):
    """The names that are printed in the sheet, from above downwards."""
    found = [word for word in words(sheet) if word.text in names]
    return [word.text for word in sorted(found, key=lambda word: -word.base)]


# --- full size -------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [DEPARTMENTS, DISTRICTS, LONG, DEPARTMENTS[:1], DEPARTMENTS[:9]])
def test_dumbbells_of_any_size_stay_clear(names, sheets):
    picture = draw_dumbbell(names, title=TITLE, attention=())
    assert clashes(sheets[0]) == [] and picture.height <= 180
    assert set(names) <= set(texts(sheets[0]))


@pytest.mark.parametrize(
    ("names", "count"), [(DISTRICTS, 10), (LONG, 9), (DEPARTMENTS, 10), (DISTRICTS[:1], 1)]
)
def test_heat_tables_of_any_size_stay_clear(names, count, sheets):
    draw_heat_table(names, columns(len(names))[:count], title=TITLE)
    assert clashes(sheets[0]) == []
    assert set(names) <= set(texts(sheets[0]))


@pytest.mark.parametrize("count", range(3, 9))
def test_radars_of_three_to_eight_spokes_stay_clear(count, sheets):
    draw_radar(count, title=TITLE)
    assert clashes(sheets[0]) == []
    assert set(DEGREES[:count]) <= set(texts(sheets[0]))


@pytest.mark.parametrize("count", [2, 3, 4, 7, 12])
@pytest.mark.parametrize("kind", ["line", "bars"])
def test_two_to_twelve_panels_stay_clear(count, kind, sheets):
    draw_multiples(DISTRICTS[-count:], kind=kind)
    assert clashes(sheets[0]) == []
    assert set(DISTRICTS[-count:]) <= set(texts(sheets[0]))


def discs(sheet):
    """The circles of a bubble chart by label: centre and radius in pt."""
    found = {}
    for line in of_kind(sheet, Line2D):
        if line.get_marker() == "o" and len(line.get_xdata()) == 1:
            x, y = line.get_transform().transform((line.get_xdata()[0], line.get_ydata()[0]))
            found[line.get_label()] = (x, y, line.get_markersize() / 2)
    return found


def covered(box, disc):
    x, y, radius = disc
    return math.dist((min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1)), (x, y)) < radius


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sized", [True, False])
def test_names_of_points_lie_on_nothing(seed, sized, sheets):
    names = DEPARTMENTS[: 46 - seed]
    volumes = [(place + seed) ** 2 * 7919 % 400000 for place in range(len(names))]
    draw_bubble(names, names[seed : seed + 20 : 2], sizes=volumes if sized else (), attention=names[1:3])
    assert clashes(sheets[0]) == []
    circles = discs(sheets[0]).values()
    assert len(circles) == len(names)
    for word in words(sheets[0]):
        assert not any(covered(word.get_window_extent(), circle) for circle in circles), word.text


def test_points_crowded_in_a_corner_are_named_all_the_same(sheets):
    names = DISTRICTS[:41]
    on_time = [99.9 + place % 7 / 100 for place in range(len(names) - 1)] + [90]
    bubble.draw(names, [place % 5 for place in range(len(names))], on_time,
                axes=(Axis("差评", "件"), Axis("按时办结率")), named=names[:8])  # fmt: skip
    assert clashes(sheets[0]) == []
    assert set(names[:8]) <= set(texts(sheets[0]))


def test_a_name_without_room_goes_first_in_the_next_round():
    ground = Ground(Box(0, 0, 30, 3), (), ())
    wide, narrow = Disc(15, 1.5, 0.5), Disc(5, 1.5, 0.5)
    placed = naming.places([narrow, wide], [4, 12], ground)
    one, two = (name.box for name in placed)
    assert one.right <= two.left or two.right <= one.left
    with pytest.raises(ValueError, match="放不下"):
        naming.places([narrow, wide], [20, 20], ground)


# --- dumbbell --------------------------------------------------------------------------------


def test_units_stand_from_the_largest_rise_to_the_largest_fall(sheets):
    dumbbell.draw(list("甲乙丙丁戊"), [98, 98, 98, 98, None], [97, 99, 98, 99, 100])
    assert rows(sheets[0], "甲乙丙丁戊") == list("乙丁丙甲戊")
    assert {"+1.00", "0.00", "−1.00", "—", "无数据", "变化（百分点）"} <= set(texts(sheets[0]))


def test_changes_are_taken_between_printed_values(sheets):
    dumbbell.draw(["甲"], [Fraction("97.344")], [Fraction("97.346")])
    assert {"97.34%", "97.35%", "+0.01"} <= set(texts(sheets[0]))


def test_a_change_of_a_tiny_rate_is_not_lost(sheets):
    dumbbell.draw(["甲"], ["0.0004"], ["0.0006"])
    assert {"0.0004%", "0.001%", "+0.0006"} <= set(texts(sheets[0]))


def test_counts_change_in_their_unit(sheets):
    dumbbell.draw(["甲", "乙"], [123456, 7], [123455, 1007], unit="件")
    assert {"123,456", "−1", "+1,000", "变化（件）"} <= set(texts(sheets[0]))


def test_dots_lie_where_their_values_are_and_missing_ones_nowhere(sheets):
    dumbbell.draw(list("甲乙丙"), [97, 98, None], [99, 97.5, 100])
    (before,), (now,) = lines(sheets[0], "before")[1:], lines(sheets[0], "now")[1:]  # after those of the key
    assert len(before.get_xdata()) == 2 and len(now.get_xdata()) == 3
    x = dict(zip([97, 98], before.get_xdata(), strict=True)) | dict(
        zip([99, 97.5, 100], now.get_xdata(), strict=True)
    )
    pace = (x[100] - x[97]) / 3
    assert [x[value] for value in (97.5, 98, 99)] == pytest.approx([x[97] + pace * d for d in (0.5, 1, 2)])
    assert before.get_markerfacecolor() == look.WHITE and now.get_markerfacecolor() == look.BLUE


def test_the_alt_of_a_dumbbell_counts_rises_and_falls():
    alt = dumbbell.draw(list("甲乙丙丁"), [98, 98, 98, None], [97.5, 99, 98, 99], name="按时办结率").alt
    assert alt == (
        "变化图：4家单位按时办结率由上期到本期，上升1家、下降1家、持平1家，升幅最大乙（1个百分点），"
        "降幅最大甲（0.5个百分点），1家无可比数据。"
    )


# --- heat table ------------------------------------------------------------------------------


def shades(values, better="high"):
    return heat_table._ranks([None if value is None else Fraction(value) for value in values], better)


def test_cells_are_shaded_by_their_quarter_and_direction():
    assert shades([1, 2, 3, 4, 5, 6, 7, 8]) == [3, 3, 2, 2, 1, 1, 0, 0]
    assert shades([1, 2, 3, 4, 5, 6, 7, 8], "low") == [0, 0, 1, 1, 2, 2, 3, 3]
    assert shades([1, 2, None], "") == [None] * 3
    assert shades([None, 5, None]) == [None, 1, None]


def test_a_crowd_of_equals_is_no_quarter():
    assert shades([100] * 6 + [99] * 2) == [1] * 6 + [3] * 2
    assert shades([100] * 5 + [99] * 3) == [1] * 5 + [2] * 3
    assert shades([100] * 8) == [1] * 8


def test_a_table_prints_values_medians_and_what_is_missing(sheets):
    table = [
        Column("差评率", [Fraction(1, 8), None, 0.3], better="low"),
        Column("办件量", [20000, 30000, 40000], "件"),
    ]
    heat_table.draw(["甲", "乙", "丙"], table, peers="区县")
    assert {"0.13", "—", "0.30", "0.21", "（%）↓", "2.00", "（万件）↑", "区县中位数"} <= set(texts(sheets[0]))
    assert "注：“—”为无数据、无业务或未报送" in texts(sheets[0])


def test_a_table_without_gaps_explains_none(sheets):
    heat_table.draw(["甲", "乙"], [Column("按时办结率", [99, 98])])
    assert not any("—" in text for text in texts(sheets[0]))


def test_cells_lie_behind_their_values(sheets):
    draw_heat_table(DISTRICTS, columns(len(DISTRICTS)))
    dark = [box for box, area in areas(sheets[0]) if area.get_label() == "shade 3"]
    white = [word.get_window_extent() for word in words(sheets[0]) if word.color == look.WHITE]
    assert len(dark) == len(white) > 40
    assert all(any(inside(word, box) for box in dark) for word in white)


def test_the_alt_of_a_table_names_who_is_worst_most_often():
    table = [Column(name, [1, 2, 3, 4]) for name in ("可及度", "便捷度")] + [
        Column("满意度", [None, 1, 1, 1])
    ]
    assert heat_table.draw(list("甲乙丙丁"), table).alt == (
        "热力表：4家同类单位的3项指标（可及度、便捷度、满意度），居后四分之一最多的是甲（2项），1处无数据。"
    )


# --- radar -----------------------------------------------------------------------------------


def centre(sheet):
    """Where all spokes begin."""
    rays = lines(sheet, "spokes")[0]
    return rays.get_xdata()[0], rays.get_ydata()[0]


def test_a_radar_shows_unit_median_and_range(sheets):
    draw_radar(3)
    assert {"71.50分", "（中位数78.50）", "由圆心向外（圆心不为零）", "60", "100"} <= set(texts(sheets[0]))
    (unit,) = lines(sheets[0], "unit")
    distances = [
        math.dist(point, centre(sheets[0])) for point in zip(unit.get_xdata(), unit.get_ydata(), strict=True)
    ]
    scores = [score - 60 for score in SCORES[:3]]
    assert [d / distances[0] for d in distances] == pytest.approx(
        [s / scores[0] for s in [*scores, scores[0]]]
    )


def test_a_missing_degree_breaks_the_outline_and_is_said(sheets):
    alt = draw_radar(7).alt
    (unit,) = lines(sheets[0], "unit")
    assert [place for place, x in enumerate(unit.get_xdata()) if math.isnan(x)] == [6]
    assert "无数据" in texts(sheets[0]) and "协同度无数据" in alt


def test_a_radar_from_zero_needs_no_warning(sheets):
    radar.draw(list("甲乙丙"), [1, 2, 3], [[2, 3]] * 3)
    assert "由圆心向外" in texts(sheets[0])


# --- small multiples -------------------------------------------------------------------------


def test_panels_share_their_scales(sheets):
    multiples.draw(MONTHS[:2], {"甲": [97, 99], "乙": [98, 100], "丙": [99, 97]})
    ends = {name: lines(sheets[0], name)[0].get_ydata() for name in "甲乙丙"}
    assert len({round(ys[1] - ys[0], 6) for ys in (ends["甲"], ends["乙"])}) == 1
    assert list(ends["丙"]) == pytest.approx(list(reversed(ends["甲"])))
    assert {"99.00%", "100%", "97.00%", "（%，纵轴不从零起）"} <= set(texts(sheets[0]))


def test_a_missing_point_is_a_gap_with_a_cross(sheets):
    multiples.draw(MONTHS[:3], {"甲": [97, None, 99], "乙": [98, 98, None]}, name="按时办结率")
    assert math.isnan(lines(sheets[0], "甲")[0].get_ydata()[1])
    assert len(lines(sheets[0], "missing")) == 2 and not lines(sheets[0], "乙 latest")
    assert {"无数据", "注：“×”为无数据"} <= set(texts(sheets[0]))


def test_bars_begin_at_zero_and_missing_ones_are_no_zero(sheets):
    multiples.draw(MONTHS[:3], {"甲": [20000, 0, 40000], "乙": [40000, None, 10000]}, unit="件", kind="bars")
    heights = {area.get_label(): box.height for box, area in areas(sheets[0]) if "latest" in area.get_label()}
    assert heights["甲 latest"] / heights["乙 latest"] == pytest.approx(4)
    assert len(lines(sheets[0], "missing")) == 1 and "4.00万件" in texts(sheets[0])


def test_the_reference_is_in_every_panel(sheets):
    draw_multiples()
    assert len(lines(sheets[0], "reference")) == 4 and "全市 99.40%" in texts(sheets[0])


# --- bubble ----------------------------------------------------------------------------------


def test_fields_are_counted_around_the_medians(sheets):
    bubble.draw(list("甲乙丙丁戊"), [1, 2, 3, 4, 5], [10, 50, 30, 20, 40],
                axes=(Axis("量", "件"), Axis("分", "分")), quadrants=FIELDS)  # fmt: skip
    told = {"量小率高（1个）", "量大率高（2个）", "量小率低（1个）", "量大率低（1个）"}
    assert told | {"中位数 3件", "30分"} <= set(texts(sheets[0]))


def test_areas_are_proportional_to_sizes(sheets):
    draw_bubble()
    circles = discs(sheets[0])
    one, two = (circles[DEPARTMENTS[place]][2] ** 2 / VOLUMES[place] for place in (10, 12))
    assert one == pytest.approx(two)
    assert any(text.startswith("注：本图为示例数据；圆面积表示办件量，最大为") for text in texts(sheets[0]))


def test_only_points_named_are_named(sheets):
    draw_bubble(named=DEPARTMENTS[:3], attention=DEPARTMENTS[4:5])
    assert set(texts(sheets[0])) & set(DEPARTMENTS) == {*DEPARTMENTS[:3], DEPARTMENTS[4]}
    assert {word.text for word in words(sheets[0]) if word.color == look.RED} == {DEPARTMENTS[4]}


def test_a_unit_without_a_value_is_not_drawn_and_said(sheets):
    axes = (Axis("办件量", "件"), Axis("按时办结率"))
    alt = bubble.draw(list("甲乙丙"), [1, None, 3], [98, 99, 97], axes=axes, named=["乙"]).alt
    assert "乙" not in discs(sheets[0]) and "注：乙无数据，未画" in texts(sheets[0]) and "乙无数据" in alt


# --- wrong input -----------------------------------------------------------------------------

AXES = (Axis("办件量", "件"), Axis("按时办结率"))
THREE = list("甲乙丙")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dumbbell.draw([], [], []), "为空"),
        (lambda: dumbbell.draw(["甲"], [1, 2], [1]), "个数不一致"),
        (lambda: dumbbell.draw(["甲"], [1], [1, 2]), "个数不一致"),
        (lambda: dumbbell.draw(["甲"], [1], [NAN]), "不是有限的数"),
        (lambda: dumbbell.draw(["甲"], [None], [None]), "全部缺失"),
        (lambda: dumbbell.draw(["甲"], [1], [1], attention=["乙"]), "不在标签中"),
        (lambda: dumbbell.draw(DEPARTMENTS * 2, [1] * 92, [1] * 92), "放不下"),
        (lambda: dumbbell.draw(["长" * 60], [1], [1]), "放不下"),
        (lambda: heat_table.draw([], []), "为空"),
        (lambda: heat_table.draw(["甲"], []), "为空"),
        (lambda: heat_table.draw(["甲"], [Column("率", [1, 2])]), "个数不一致"),
        (lambda: heat_table.draw(["甲"], [Column("率", [None])]), "全部缺失"),
        (lambda: heat_table.draw(["甲"], [Column("率", [NAN])]), "不是有限的数"),
        (lambda: heat_table.draw(["甲"], [Column("率", [1], better="高")]), "应为 high、low 或空"),
        (lambda: heat_table.draw(["甲"], [Column("率", [1])] * 11), "最多"),
        (lambda: heat_table.draw(["甲"], [Column("量", [10**13])] * 10, width=100), "放不下"),
        (lambda: draw_heat_table(DEPARTMENTS * 2), "放不下"),
        (lambda: radar.draw(["甲", "乙"], [1, 2], [[1], [2]]), "3 至 8 项"),
        (lambda: radar.draw(THREE, [1, 2], [[1]] * 3), "个数不一致"),
        (lambda: radar.draw(THREE, [1, 2, 3], [[1]] * 2), "个数不一致"),
        (lambda: radar.draw(THREE, [1, 2, 3], [[1], [None], [3]]), "乙：没有同类单位"),
        (lambda: radar.draw(THREE, [1, 2, NAN], [[1]] * 3), "不是有限的数"),
        (lambda: radar.draw(["甲", "长" * 30, "乙"], [1, 2, 3], [[1]] * 3), "过长"),
        (lambda: multiples.draw(["1月"], {"甲": [1]}), "2 至 12 个片区"),
        (lambda: multiples.draw(["1月"], {name: [1] for name in DISTRICTS[:13]}), "2 至 12 个片区"),
        (lambda: multiples.draw(["1月"], {"甲": [1], "乙": [1, 2]}), "个数不一致"),
        (lambda: multiples.draw(["1月"], {"甲": [1], "乙": [1]}, reference=("全市", [])), "个数不一致"),
        (lambda: multiples.draw(["1月"], {"甲": [None], "乙": [None]}), "全部缺失"),
        (lambda: multiples.draw(["1月"], {"甲": [-1], "乙": [1]}, kind="bars"), "不能为负"),
        (lambda: multiples.draw(["1月"], {"甲": [1], "乙": [1]}, kind="pie"), "line 或 bars"),
        (lambda: multiples.draw(["1月"], {"甲": [1], "长" * 40: [1]}), "放不下"),
        (lambda: bubble.draw([], [], [], axes=AXES), "为空"),
        (lambda: bubble.draw(["甲"], [1, 2], [1], axes=AXES), "横轴.*个数不一致"),
        (lambda: bubble.draw(["甲"], [1], [], axes=AXES), "纵轴.*个数不一致"),
        (lambda: bubble.draw(["甲"], [1], [1], sizes=[1, 2], axes=AXES), "大小.*个数不一致"),
        (lambda: bubble.draw(["甲"], [1], [1], sizes=[-1], size=AXES[0], axes=AXES), "不能为负"),
        (lambda: bubble.draw(["甲"], [1], [1], sizes=[1], axes=AXES), "没有其名称"),
        (lambda: bubble.draw(["甲"], [None], [1], axes=AXES), "全部缺失"),
        (lambda: bubble.draw(["甲"], [1], [1], axes=AXES, named=["乙"]), "不在标签中"),
        (lambda: draw_bubble(named=DEPARTMENTS), "最多点名"),
        (lambda: draw_bubble(quadrants=("长" * 60, "", "", "")), "过长"),
        (lambda: draw_bubble(height=40), "太小"),
        (lambda: bubble.draw(["长" * 50, "乙"], [1, 2], [1, 2], axes=AXES, named=["长" * 50]), "放不下"),
    ],
)
def test_wrong_input_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


HOSTILE = ["$x$", "<script>alert(1)</script>", "{{7*7}}", "a&b\"'", "=HYPERLINK(1)", r"\frac{1}{2}"]


def test_hostile_labels_print_as_written(sheets):
    values = rates(len(HOSTILE))
    dumbbell.draw(HOSTILE, values, values)
    heat_table.draw(HOSTILE, [Column(name, values) for name in HOSTILE[::5]])
    multiples.draw(["1月"], {name: [1] for name in HOSTILE})
    bubble.draw(HOSTILE, values, range(len(HOSTILE)), axes=AXES, named=HOSTILE)
    for sheet in sheets:
        assert set(HOSTILE) <= set(texts(sheet)) and clashes(sheet) == []


# --- formats ---------------------------------------------------------------------------------


def test_values_of_one_measure_have_the_same_decimals():
    form = numbers.form([Fraction(12), Fraction("3.5")], "天")
    assert [form.bare(value) for value in (Fraction(12), Fraction("3.5"), None)] == ["12.00", "3.50", "—"]
    assert numbers.form([Fraction(7)], "件").words(Fraction(7)) == "7件"
    wan = numbers.form([Fraction(123456)], "件")
    assert wan.words(Fraction(123456)) == "12.35万件" and wan.printed(Fraction(123456)) == 123500
    assert numbers.form([], "%").words(None) == "无数据"


def test_shades_are_told_apart_without_colour():
    lights = [luminance(rgb(shade)) for shade in SHADES]
    steps = [abs(one ** (1 / 3) - two ** (1 / 3)) * 116 for one, two in combinations(lights, 2)]
    assert min(steps) > 10
    contrasts = [sorted((luminance(rgb(ink(place))), light)) for place, light in enumerate(lights)]
    assert all((high + 0.05) / (low + 0.05) >= 4.5 for low, high in contrasts)
