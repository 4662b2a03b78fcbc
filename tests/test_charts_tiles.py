"""The tile map and its grid: places month by month, classes as printed, missing districts said."""

from itertools import pairwise

import pytest
from compare_samples import BEFORE_REFORM, DISTRICTS, draw_tiles, rates
from matplotlib.patches import Patch, PathPatch
from test_charts import clashes, of_kind, texts, words

from charts import grid, look, tiles
from charts.grid import CHONGQING, Place

HEAD = "name,label,column,row,valid_from,valid_to\n"


# --- grid ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "names"), [("2025-10", BEFORE_REFORM), ("2025-11", DISTRICTS), ("2026-10", DISTRICTS)]
)
def test_the_grid_holds_exactly_the_districts_of_the_register(month, names):
    assert set(grid.read(CHONGQING, month)) == set(names)


NORTH_OF = [("城口县", "开州区"), ("开州区", "万州区"), ("万州区", "石柱县"), ("石柱县", "黔江区"), ("黔江区", "酉阳县"),
            ("酉阳县", "秀山县"), ("巫溪县", "奉节县"), ("梁平区", "忠县"), ("忠县", "丰都县"), ("长寿区", "涪陵区"),
            ("涪陵区", "武隆区"), ("潼南区", "大足区"), ("合川区", "铜梁区"), ("北碚区", "沙坪坝区"), ("渝中区", "南岸区"),
            ("九龙坡区", "大渡口区"), ("南岸区", "巴南区"), ("巴南区", "綦江区"), ("永川区", "江津区")]  # fmt: skip
WEST_TO_EAST = ["荣昌区", "永川区", "璧山区", "沙坪坝区", "渝中区", "涪陵区", "丰都县", "石柱县"]
ALONG_THE_GORGES = ["梁平区", "万州区", "云阳县", "奉节县", "巫山县"]


@pytest.mark.parametrize("month", ["2025-10", "2026-10"])
def test_the_map_is_the_one_that_people_know(month):
    places = grid.read(CHONGQING, month)
    for north, south in NORTH_OF:
        assert places[north].row < places[south].row, (north, south)
    for chain in (WEST_TO_EAST, ALONG_THE_GORGES):
        assert all(places[west].column < places[east].column for west, east in pairwise(chain))
    assert min(places, key=lambda name: places[name].row) == "城口县"
    assert max(places, key=lambda name: places[name].column) == "巫山县"


def test_every_tile_touches_another():
    for month in ("2025-10", "2025-11"):
        places = list(grid.read(CHONGQING, month).values())
        for one in places:
            near = [other for other in places if abs(other.row - one.row) <= 1 and other is not one]
            assert any(abs(other.column - one.column) <= 1 for other in near), one


def test_places_hold_from_their_first_month_to_before_their_last():
    before, after = grid.read(CHONGQING, "2025-10"), grid.read(CHONGQING, "2025-11")
    assert {"江北区", "渝北区", "两江新区管委会"} == before.keys() - after.keys()
    assert after.keys() - before.keys() == {"两江新区"}
    assert before["北碚区"] != after["北碚区"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("甲,甲,0,0,,\n甲,甲,1,0,,\n", "第 3 行.*“甲”已有位置"),
        ("甲,甲,0,0,,\n乙,乙,0.5,0,,\n", "第 3 行.*“乙”与“甲”的位置重叠"),
        ("甲,甲,左,0,,\n", "第 2 行.*应为数字"),
        ("甲,甲,0.3,0,,\n", "第 2 行.*列号"),
        ("甲,甲,-1,0,,\n", "第 2 行.*列号"),
        ("甲,甲,0,0,2025年,\n", "第 2 行.*2025-11的形式"),
        ("甲,,0,0,,\n", "第 2 行.*名称为空"),
        ("甲,甲\n", "第 2 行"),
    ],
)
def test_a_faulty_grid_is_refused_by_line(rows, message, tmp_path):
    file = tmp_path / "grid.csv"
    file.write_text(HEAD + rows, "utf-8")
    with pytest.raises(ValueError, match=message):
        grid.read(file, "2026-10")


def test_a_grid_without_its_columns_is_refused(tmp_path):
    file = tmp_path / "grid.csv"
    file.write_text("name,column\n甲,0\n", "utf-8")
    with pytest.raises(ValueError, match="缺少列 label、row、valid_from、valid_to"):
        grid.read(file, "2026-10")
    with pytest.raises(ValueError, match="月份"):
        grid.read(CHONGQING, "2026年10月")


# --- map -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "month"), [(BEFORE_REFORM, "2025-10"), (DISTRICTS, "2026-10")])
def test_maps_of_both_years_stay_clear(names, month, sheets):
    draw_tiles(names, month=month)
    assert clashes(sheets[0]) == []


def shaded(sheet):
    """How many boxes are painted in each shade, swatches of the key aside."""
    found = {}
    for patch in of_kind(sheet, PathPatch):
        if str(patch.get_label()).startswith(("shade", "missing")) and patch.zorder == 1:
            found[patch.get_label()] = len(patch.get_path().vertices) // 5
    return found


def test_classes_are_counted_and_told_as_printed(sheets):
    values = [98, 98.994, 98.996, 99.5, *[99.9] * 36]
    draw_tiles(values=values, breaks=[99, 99.5])
    assert {"不足99.00%（2个）", "99.00%至不足99.50%（1个）", "99.50%及以上（37个）"} <= set(texts(sheets[0]))
    assert shaded(sheets[0]) == {"shade 0": 37, "shade 2": 1, "shade 3": 2}


def test_quartiles_are_the_classes_unless_given(sheets):
    draw_tiles(values=range(1, 41), unit="件")
    assert {
        f"{words}（10个）" for words in ("不足11件", "11件至不足21件", "21件至不足31件", "31件及以上")
    } <= set(texts(sheets[0]))


def test_equal_values_are_one_class(sheets):
    draw_tiles(values=[100] * 40)
    assert "各地相同（40个）" in texts(sheets[0])
    assert clashes(sheets[0]) == []


def test_the_dark_end_can_be_the_high_one(sheets):
    for dark, color in (("low", look.INK), ("high", look.WHITE)):
        draw_tiles(values=range(1, 41), unit="件", dark=dark, attention=())
        (word,) = (word for word in words(sheets[-1]) if word.text == "40")
        assert word.color == color


def test_a_district_without_value_is_hatched_and_said(sheets):
    names = DISTRICTS[2:]
    alt = draw_tiles(names, [None, *rates(len(names) - 1)]).alt
    assert texts(sheets[0]).count("无数据") == 3 and "无数据（3个）" in texts(sheets[0])
    hatched = [patch for patch in of_kind(sheets[0], Patch) if patch.get_label() == "missing"]
    assert all(patch.get_hatch() for patch in hatched) and len(hatched) == 2
    assert all(name in alt for name in DISTRICTS[:3])


def test_large_counts_are_told_in_wan(sheets):
    draw_tiles(values=[12345 + 1000 * place for place in range(40)], unit="件", name="办件量")
    assert {"办件量（万件）", "1.23万"} <= set(texts(sheets[0]))


def test_a_framed_tile_is_red(sheets):
    draw_tiles(attention=["巫山县"])
    (frame,) = (patch for patch in of_kind(sheets[0], Patch) if patch.get_label() == "attention")
    assert len(frame.get_path().vertices) == 5


@pytest.mark.parametrize(
    ("breaks", "shades"), [([99], {0, 2}), ([98, 99], {0, 2, 3}), ([97, 98, 99], {0, 1, 2, 3})]
)
def test_shades_of_few_classes_lie_far_apart(breaks, shades, sheets):
    draw_tiles(values=rates(40), breaks=breaks)
    assert set(shaded(sheets[0])) == {f"shade {shade}" for shade in shades}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw_tiles(["万州区", "长寿经开区"], [1, 2]), "网格中没有“长寿经开区”"),
        (lambda: draw_tiles(["江北区"], [1]), "网格中没有“江北区”"),
        (lambda: draw_tiles(["万州区", "万州区"], [1, 2]), "“万州区”重复"),
        (lambda: draw_tiles(["万州区"], [None], attention=()), "全部缺失"),
        (lambda: draw_tiles(["万州区"], [float("nan")]), "不是有限的数"),
        (lambda: draw_tiles(["万州区"], [1, 2]), "个数不一致"),
        (lambda: draw_tiles([], []), "为空"),
        (lambda: draw_tiles(attention=["江北区"]), "不在标签中"),
        (lambda: draw_tiles(breaks=[99, 98]), "分档界限"),
        (lambda: draw_tiles(breaks=[96, 97, 98, 99]), "分档界限"),
        (lambda: draw_tiles(values=[10**15] * 40, unit="件"), "放不下"),
        (
            lambda: tiles.draw(["甲"], [1], {"甲": Place("一个很长很长很长很长很长很长的名称", 0, 0)}),
            "放不下",
        ),
    ],
)
def test_wrong_input_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
