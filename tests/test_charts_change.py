"""Charts of what made a change, of parts over time, of causes and stages: read from the artists on the sheet."""

from fractions import Fraction
from itertools import pairwise

import pytest
from change_samples import (
    CAUSES,
    CHANNELS,
    QUARTERS,
    STAGES,
    STEPS,
    TIMES,
    draw_composition,
    draw_funnel,
    draw_pareto,
    draw_waterfall,
)
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from test_charts import clashes, lines, of_kind, rgb, texts

from charts import composition, funnel, look, numbers, pareto, waterfall


def boxes(sheet):
    """The labelled rectangles: left, lower edge, width, height in mm."""
    found = [box for box in of_kind(sheet, Rectangle) if not box.get_label().startswith("_")]
    return {
        box.get_label(): (*box.get_xy(), box.get_width(), box.get_height())
        for box in found
        if box.get_label()
    }


def colour(sheet, label):
    (box,) = [box for box in of_kind(sheet, Rectangle) if box.get_label() == label]
    return box.get_facecolor()[:3]


# --- waterfall -------------------------------------------------------------------------------


def test_steps_are_proportional_and_stand_on_each_other(sheets):
    draw_waterfall()
    found = boxes(sheets[0])
    heights = {name: found[name][3] for name, _value in STEPS}
    scale = heights["登记注册"] / 212345
    for name, value in STEPS:
        assert heights[name] == pytest.approx(abs(value) * scale)
    level = found["2025年三季度"][1] + found["2025年三季度"][3]
    for name, value in STEPS:
        low, high = found[name][1], found[name][1] + found[name][3]
        assert level == pytest.approx(low if value >= 0 else high)
        level = high if value >= 0 else low
    assert level == pytest.approx(found["2026年三季度"][1] + found["2026年三季度"][3])


def test_a_cut_base_is_marked_on_both_totals_and_said(sheets):
    draw_waterfall()
    assert "单位：万件（纵轴截断，不从零起）" in texts(sheets[0])
    strokes = [line for line in of_kind(sheets[0], Line2D) if line.get_color() == look.WHITE]
    assert len(strokes) == 2
    waterfall.draw(("期初", 312), [("新增", 512), ("办结", -644)], ("期末", 180))
    assert "单位：件" in texts(sheets[1]) and boxes(sheets[1])["期初"][3] > 0
    assert not [line for line in of_kind(sheets[1], Line2D) if line.get_color() == look.WHITE]
    found = boxes(sheets[1])
    assert found["期初"][3] / found["期末"][3] == pytest.approx(312 / 180)


def test_changes_carry_their_sign_and_zero_is_said(sheets):
    draw_waterfall()
    assert {"581.23", "+21.23", "−9.88", "0.00", "626.23", "合计变化 +45.00万件（+7.74%）"} <= set(
        texts(sheets[0])
    )


def test_rates_change_by_points(sheets):
    waterfall.draw(("二季度", "98.72"), [("结构", "-0.05"), ("办理", "-0.26")], ("三季度", "98.41"), unit="%")
    assert {"98.72", "−0.05", "−0.26", "98.41", "合计变化 −0.31个百分点"} <= set(texts(sheets[0]))


def test_a_small_step_among_large_totals_never_prints_as_nought(sheets):
    waterfall.draw(("上期", 5812345), [("新增", 35), ("其他", 100000)], ("本期", 5912380))
    assert {"5,812,345", "+35", "+100,000"} <= set(texts(sheets[0]))


def test_rounded_steps_that_do_not_add_up_say_so(sheets):
    thirds = [("甲", Fraction(1, 3)), ("乙", Fraction(1, 3)), ("丙", Fraction(1, 3))]
    waterfall.draw(("上期", 10), thirds, ("本期", 11))
    assert any("四舍五入" in text for text in texts(sheets[0]))
    waterfall.draw(("上期", 10), [("甲", 1)], ("本期", 11))
    assert not any("四舍五入" in text for text in texts(sheets[1]))


def test_rises_and_falls_differ_in_lightness(sheets):
    waterfall.draw(("上期", 10), [("升", 3), ("降", -2)], ("本期", 11), attention=())
    assert colour(sheets[0], "降") == rgb(look.WHITE) and colour(sheets[0], "升") == rgb(look.STEEL)


@pytest.mark.parametrize("count", range(1, 8))
def test_waterfalls_of_any_length_stay_clear(count, sheets):
    names = ["渝东北三峡库区城镇群办理时限", "主城都市区中心城区", *"丙丁戊己庚"]
    steps = [(name, (-1) ** place * 1234 * (place + 1)) for place, name in enumerate(names[:count])]
    draw_waterfall(steps)
    assert clashes(sheets[0]) == []


# --- composition -----------------------------------------------------------------------------


def test_columns_are_whole_and_parts_proportional(sheets):
    draw_composition()
    found = boxes(sheets[0])
    for place, quarter in enumerate(QUARTERS):
        counts = {name: values[place] for name, values in CHANNELS.items()}
        if None in counts.values():
            assert not [label for label in found if label.startswith(quarter)]
            continue
        heights = {name: found[f"{quarter} {name}"][3] for name in counts}
        whole = sum(heights.values())
        for name, count in counts.items():
            assert heights[name] / whole == pytest.approx(count / sum(counts.values()), abs=1e-9)
        assert whole == pytest.approx(sum(found[f"2025-Q3 {name}"][3] for name in counts))


def test_a_missing_period_is_said_and_a_total_of_nothing_too(sheets):
    picture = composition.draw(["1月", "2月", "3月"], {"甲": [1, 0, None], "乙": [2, 0, 5]})
    assert {"缺", "数", "据", "件", "0"} <= set(texts(sheets[0])) and "3月缺数据" in picture.alt
    assert "甲 33.33%" in texts(sheets[0]) and "1月" in texts(sheets[0])


def test_the_last_column_is_told_in_words(sheets):
    draw_composition()
    assert {"网上全程 70.94%", "电话 0.06%", "2026年第三季度", "579.73"} <= set(texts(sheets[0]))


def test_neighbouring_parts_differ_in_lightness(sheets):
    for count in range(2, 7):
        names = [f"第{number}项" for number in range(count)]
        composition.draw(["1月"], {name: [1] for name in names})
        shades = [colour(sheets[-1], f"1月 {name}") for name in names]
        grey = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in shades]
        assert all(b - a > 0.08 for a, b in pairwise(grey))
        assert clashes(sheets[-1]) == []


def test_many_months_stay_clear(sheets):
    months = [f"{2025 + place // 12}-{place % 12 + 1:02d}" for place in range(24)]
    composition.draw(months, {"网上": [800000 + place * 9999 for place in range(24)], "窗口": [10**6] * 24})
    assert clashes(sheets[0]) == []
    assert "各期占比；各期n＝180.00至203.00万件" in texts(sheets[0])


# --- pareto ----------------------------------------------------------------------------------


def test_causes_are_sorted_and_the_rest_is_last(sheets):
    draw_pareto()
    found = boxes(sheets[0])
    assert list(found)[:3] == CAUSES[:3] and list(found)[-1] == "其他"
    assert sum(height for *_rest, height in found.values()) == pytest.approx(
        found[CAUSES[0]][3] * sum(TIMES) / TIMES[0]
    )
    assert {"1,234", "88", "32.45%", "84.04%", "100%", "前4项合计占84.04%", "n＝3,803件"} <= {
        text.removesuffix("；折线为累计占比") for text in texts(sheets[0])
    }


def test_the_line_is_the_running_share_of_the_columns(sheets):
    draw_pareto()
    (line,) = lines(sheets[0], "累计占比")
    found = list(boxes(sheets[0]).values())
    tops = [sum(height for *_rest, height in found[: place + 1]) for place in range(len(found))]
    assert [y - found[0][1] for y in line.get_ydata()] == pytest.approx(tops)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([50] * 11, "单列的8项合计占72.73%，不到80%"),
        ([5, 0], "“材料补正未暂停计时”一项占100%"),
        ([10**6, 10**6, 2 * 10**6 - 1, 1], "前3项合计占99.99%"),
        ([80, 20], "“材料补正未暂停计时”一项占80.00%"),
        ([7, 3, 2, 2, 2, 1, 1, 1], "前5项合计占84.21%"),
    ],
)
def test_how_many_causes_make_most_of_it(counts, told, sheets):
    draw_pareto(counts)
    assert told in texts(sheets[0]) and clashes(sheets[0]) == []


def test_a_share_at_the_level_of_eighty_keeps_clear(sheets):
    for first in range(60, 100):
        pareto.draw(["甲", "乙", "丙"], [first, 100 - first, 0])
        assert clashes(sheets[-1]) == []


# --- funnel ----------------------------------------------------------------------------------


def test_stages_are_proportional_and_the_first_is_broken_where_it_must_be(sheets):
    draw_funnel([400, 300, 200, 100, 0])
    widths = [boxes(sheets[0])[name][2] for name in STAGES]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 0.75, 0.5, 0.25, 0])
    assert "各条长度与数量成比例" in texts(sheets[0])
    draw_funnel()
    widths = [boxes(sheets[1])[name][2] for name in STAGES]
    assert widths[1] / widths[2] == pytest.approx(312 / 300) and widths[0] > widths[1]
    assert any("截断" in text for text in texts(sheets[1]))
    assert [line for line in of_kind(sheets[1], Line2D) if line.get_color() == look.WHITE]


def test_counts_shares_and_zero_are_said(sheets):
    draw_funnel()
    told = {
        "6,262,341条",
        "0条",
        "其中差评 0.005%（312/6,262,341）",
        "其中交办整改 100%（300/300）",
        "其中按期整改 0%（0/300）",
    }
    assert told <= set(texts(sheets[0]))


def test_a_missing_stage_has_words_and_no_bar(sheets):
    draw_funnel([512, 180, None, 66, 3])
    assert "应整改" not in boxes(sheets[0])
    assert {"无数据", "其中应整改：缺数据，无法计算", "其中交办整改：缺数据，无法计算"} <= set(
        texts(sheets[0])
    )
    assert clashes(sheets[0]) == []


def test_nothing_of_nothing_has_no_share(sheets):
    draw_funnel([0] * 5)
    assert "其中差评：前一环节为0，无占比" in texts(sheets[0]) and clashes(sheets[0]) == []


# --- wrong input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: waterfall.draw(("上期", 10), [("甲", 1)], ("本期", 12)), "相差 1，各项必须与变化相等"),
        (lambda: waterfall.draw(("上期", 10), [("甲", None)], ("本期", 12)), "“甲”缺失"),
        (lambda: waterfall.draw(("上期", 10), [], ("本期", 10)), "为空"),
        (lambda: waterfall.draw(("上期", 1), [("甲", float("nan"))], ("本期", 1)), "不是有限的数"),
        (lambda: waterfall.draw(("上期", 1), [("甲", 0)], ("本期", 1), attention=("乙",)), "不在标签中"),
        (lambda: waterfall.draw(("上期", 0), [(f"第{n}项", 12345) for n in range(20)], ("本期", 246900)), "放不下"),
        (lambda: waterfall.draw(("上期", 1), [("甲", 0)], ("本期", 1), height=20), "太小"),
        (lambda: composition.draw([], {"甲": [], "乙": []}), "为空"),
        (lambda: composition.draw(["1月"], {"甲": [1]}), "2 至 6 项"),
        (lambda: composition.draw(["1月"], {name: [1] for name in "甲乙丙丁戊己庚"}), "合并为“其他”"),
        (lambda: composition.draw(["1月"], {"甲": [1, 2], "乙": [1]}), "个数不一致"),
        (lambda: composition.draw(["1月"], {"甲": [-1], "乙": [1]}), "不能为负"),
        (lambda: composition.draw(["1月"], {"甲": [None], "乙": [1]}), "没有可以画的数据"),
        (lambda: composition.draw(["1月"], {"甲": [1], "乙": [1]}, attention=("丙",)), "不在标签中"),
        (lambda: composition.draw(["1月"], {"甲": [1], "乙": [1]}, height=20), "放不下"),
        (lambda: pareto.draw([], []), "为空"),
        (lambda: pareto.draw(["甲"], [0]), "合计为零"),
        (lambda: pareto.draw(["甲"], [None]), "缺失"),
        (lambda: pareto.draw(["甲"], [-1]), "不能为负"),
        (lambda: pareto.draw(["甲", "乙"], [1]), "个数不一致"),
        (lambda: pareto.draw([f"第{n}项" for n in range(30)], [1] * 30, most=30), "放不下"),
        (lambda: pareto.draw(["甲"], [1], most=0), "至少单列 1 项"),
        (lambda: funnel.draw(["甲"], [1]), "至少要有 2 个环节"),
        (lambda: funnel.draw(["甲", "乙"], [1, 2]), "“乙”2件多于前面的“甲”1件"),
        (lambda: funnel.draw(["甲", "乙", "丙"], [1, None, 2]), "多于前面的“甲”"),
        (lambda: funnel.draw(["甲", "乙"], [None, None]), "全部缺失"),
        (lambda: funnel.draw(["甲", "乙"], [1, -1]), "不能为负"),
        (lambda: funnel.draw(["长" * 60, "乙"], [1, 1]), "放不下"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_signs_of_changes():
    assert numbers.signed(Fraction(0), numbers.PLAIN) == "0"
    assert numbers.signed(Fraction("-0.004"), numbers.PLAIN, 2) == "0.00"
    assert numbers.signed(Fraction("-0.005"), numbers.PLAIN, 2) == "−0.01"
