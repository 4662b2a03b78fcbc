"""Charts: read from the artists on the sheet (in mm) and from the finished bytes."""

import ast
import hashlib
import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import change_samples
import compare_samples
import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import FontManager
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.transforms import Bbox
from PIL import Image

from charts import (
    distribution,
    dots,
    engine,
    fonts,
    look,
    numbers,
    paper,
    printing,
    ranking,
    structure,
    trend,
)
from charts.drawing import Lettering, Shape
from charts.sheet import POINTS
from charts.structure import Panel
from charts.words import Words
from reportgen import wording

ROOT = Path(__file__).parents[1]
MM = 300 / 25.4  # pixels
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [f"{2025 + (7 + i) // 12}-{(7 + i) % 12 + 1:02d}" for i in range(15)]
ACCEPTED = [1890321, 1923400, 1988700, 1875000, 1932111, 1701200, 1456000, 2034567]
ACCEPTED += [2098800, 2120000, 2080000, 2150000, 2111000, 2070123, 2098765]
FINISHED = [value - 20000 - 7919 * place % 9000 for place, value in enumerate(ACCEPTED)]
DISTRICTS = (
    "万州区 黔江区 涪陵区 渝中区 大渡口区 沙坪坝区 九龙坡区 南岸区 北碚区 两江新区 巴南区 长寿区 江津区 "
    "合川区 永川区 南川区 綦江区 大足区 璧山区 铜梁区 潼南区 荣昌区 开州区 梁平区 武隆区 城口县 丰都县 "
    "垫江县 忠县 云阳县 奉节县 巫山县 巫溪县 石柱土家族自治县 秀山土家族苗族自治县 酉阳土家族苗族自治县 "
    "彭水苗族土家族自治县 重庆高新区 万盛经开区 双桥经开区 长寿经济技术开发区"
).split()
RATES = [round(100 - (place * 37 % 41) ** 2 / 400, 2) for place in range(len(DISTRICTS))]
COUNTS = [f"{90000 + 37 * place:,}/{90100 + 37 * place:,}" for place in range(len(DISTRICTS))]
LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
KINDS = ["服务态度", "办理超期", "一次性告知不到位", "违规收费", "材料重复提交", "系统故障", "其他"]
DAYS = [*map(str, range(11)), "＞10"]
TOOK = [30211, 20111, 15222, 11022, 8000, 6000, 3500, 2100, 1500, 700, 450, 120]
EVENT = ("2025-11", "2025年11月行政区划调整")
TITLE = "10月全市受理209.88万件，同比增长5.53%；按时办结率99.02%，较上月下降0.31个百分点，主要集中在石柱县“社会保险登记”等3个事项"
SOURCE = {"source": "政务服务效能监管平台，数据截至2026年10月31日", "note": "本图为示例数据"}
RATINGS = Panel("评价等次", LEVELS, [1234567, 612, 41, 37, 12], "条", True, ("不满意", "非常不满意"))
COMPLAINTS = Panel("投诉类别", KINDS, [31, 44, 27, 3, 19, 12, 8])


def draw_trend(accepted=ACCEPTED, **more):
    return trend.draw(
        MONTHS, {"受理量": accepted, "办结量": FINISHED}, **{"events": [EVENT], **SOURCE, **more}
    )


def draw_ranking(names=DISTRICTS, rates=RATES, **more):
    words = {
        "name": "按时办结率",
        "details": COUNTS[: len(names)],
        "details_name": "按时办结/应办结（件）",
        "peers": "区县",
    }
    return ranking.draw(names, rates, **{**words, **SOURCE, **more})


def draw_structure(panels=(RATINGS, COMPLAINTS), **more):
    return structure.draw(panels, **{**SOURCE, **more})


def draw_distribution(counts=TOOK, **more):
    return distribution.draw(DAYS, counts, **{"attention": ("＞10",), **SOURCE, **more})


def draw_dots(**more):
    peers = [[60 + (place * 7 + row * 11) % 40 for place in range(38)] for row in range(5)]
    degrees = ["可及度", "便捷度", "透明度", "满意度", "效能度"]
    return dots.draw(
        degrees, [71.5, 88, 93.21, 60, None], peers, unit_name="石柱土家族自治县", **SOURCE, **more
    )


CHARTS = {
    **change_samples.CHARTS,
    "trend": draw_trend,
    "ranking": draw_ranking,
    "structure": draw_structure,
    "distribution": draw_distribution,
    "dots": draw_dots,
    **compare_samples.CHARTS,
}
every = pytest.mark.parametrize("draw", CHARTS.values(), ids=list(CHARTS))


def of_kind(sheet, kind):
    """The artists of a kind on the sheet, as they were added."""
    return [artist for artist in sheet.artists if isinstance(artist, kind)]


def words(sheet):
    return of_kind(sheet, Words)


def texts(sheet):
    return [artist.text for artist in words(sheet)]


def bars(sheet):
    """The drawn bars by label, bands behind rows aside."""
    found = {bar.get_label(): bar for bar in of_kind(sheet, Rectangle)}
    return {label: bar for label, bar in found.items() if bar.get_facecolor()[:3] != rgb(look.BAND)}


def rgb(colour):
    return tuple(part / 255 for part in bytes.fromhex(colour[1:]))


def lines(sheet, label):
    return [line for line in of_kind(sheet, Line2D) if line.get_label() == label]


def clashes(sheet):
    """What lies over words or beyond the sheet: pairs of texts, or a text and what it meets."""
    written = words(sheet)
    texts, boxes = [artist.text for artist in written], [artist.get_window_extent() for artist in written]
    page = Bbox([(0, 0), POINTS.transform((sheet.width, sheet.height))])
    found = [(text, "edge") for text, box in zip(texts, boxes, strict=True) if not inside(box, page)]
    found += [(texts[one], texts[two]) for one, two in np.argwhere(np.triu(met(boxes, boxes), 1))]
    filled = areas(sheet)
    over = met(boxes, [box for box, _area in filled])
    for artist, box, row in zip(written, boxes, over, strict=True):
        if not readable(artist, box, [filled[place] for place in np.flatnonzero(row)]):
            found.append((artist.text, "bar"))
    within = [box.padded(-0.3) for box in boxes]
    for path in (piece for line in drawn(sheet) for piece in pieces(line)):
        close = met([path.get_extents().padded(1)], boxes)[0]
        found += [
            (texts[place], "line")
            for place in np.flatnonzero(close)
            if path.intersects_bbox(within[place], filled=False)
        ]
    return found


def areas(sheet):
    """The filled rectangles with their artists, in the order in which they are drawn; light bands aside."""
    found = []
    for artist in of_kind(sheet, (Rectangle, PathPatch)):
        if artist.get_facecolor()[:3] == rgb(look.BAND) or not artist.get_facecolor()[3]:
            continue
        corners = artist.get_transform().transform(artist.get_path().vertices).reshape(-1, 5, 2)
        found += [(artist.zorder, Bbox([each.min(0), each.max(0)]), artist) for each in corners]
    return [(box, artist) for _zorder, box, artist in sorted(found, key=lambda one: one[0])]


def readable(word, place, areas):
    """Whether words lie on no area, or wholly within a plain one in a colour that stands out (WCAG 2: 4.5)."""
    if not areas:
        return True
    box, area = areas[-1]
    lightness = sorted(map(luminance, (rgb(word.color), area.get_facecolor()[:3])))
    plain = not area.get_hatch() and (lightness[1] + 0.05) / (lightness[0] + 0.05) >= 4.5
    return plain and inside(place, box)


def luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def drawn(sheet):
    """The lines that no words may touch: all but the light grid and markers without a line."""
    return [
        line
        for line in of_kind(sheet, Line2D)
        if line.get_color() != look.GRID and line.get_linestyle() != "None" and len(line.get_xdata()) > 1
    ]


def pieces(line):
    """The unbroken pieces of a line as paths, in pixels."""
    points = line.get_transform().transform(line.get_path().vertices)
    known = np.isfinite(points).all(1)
    cuts = np.flatnonzero(np.diff(known.astype(int))) + 1
    parts = zip(np.split(points, cuts), np.split(known, cuts), strict=True)
    return [engine.Outline(part) for part, whole in parts if whole.all() and len(part) > 1]


def inside(box, page):
    return box.x0 >= page.x0 and box.y0 >= page.y0 and box.x1 <= page.x1 and box.y1 <= page.y1


def met(ones, others):
    """Which of `ones` (rows) lies over which of `others`."""
    a, b = (np.array([box.extents for box in boxes]).reshape(-1, 4) for boxes in (ones, others))
    ends = np.minimum(a[:, None, 2:], b[:, 2:]) - np.maximum(a[:, None, :2], b[:, :2])
    return (ends > 0.05).all(2)


# --- bytes -----------------------------------------------------------------------------------


@every
def test_same_bytes_twice(draw):
    one, two = draw(), draw()
    assert one == two


def test_no_hatch_is_cut_off_at_an_earlier_shape():
    """The renderer tells clips by their addresses, which are used again: hatches vanished now and then."""
    with look.style():
        sheet = paper.sheet(100, 50.8)
        for place in range(100):
            paper.box(sheet, (place % 10 * 10, place // 10 * 5), 8, 4, look.RED, hatch="////", zorder=5)
            paper.write(sheet, 98, 0, "字" * (place % 3), color=look.RED, ha="right")
        picture = printing.picture(sheet, "")
    image = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L"))
    bars = [
        image[round(600 - (row * 5 + 3.5) * MM) :, round((column * 10 + 1) * MM) :][:30, :60]
        for row in range(10)
        for column in range(10)
    ]
    assert all((bar > 200).mean() > 0.05 for bar in bars)


def test_same_bytes_in_every_process():
    """Another order of sets, another time zone."""
    script = "import test_charts; print(test_charts.fingerprint())"
    seed, zone = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1", "Asia/Shanghai"
    assert run(script, PYTHONHASHSEED=seed, TZ=zone) == fingerprint()


def fingerprint():
    pictures = [draw() for draw in CHARTS.values()]
    return hashlib.sha256(
        b"".join(picture.svg + repr(picture.drawing).encode() + picture.png for picture in pictures)
    ).hexdigest()


def test_a_users_own_settings_change_nothing():
    plain = draw_trend().svg
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "path.simplify": True, "svg.id": "x"}):
        assert draw_trend().svg == plain


def run(script, **environment):
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


@every
def test_sizes_are_as_declared(draw):
    picture = draw()
    root = ElementTree.fromstring(picture.svg)
    assert (root.get("width"), root.get("height")) == (f"{picture.width:g}mm", f"{picture.height:g}mm")
    box = [float(part) for part in root.get("viewBox").split()]
    assert box[2:] == pytest.approx([picture.width / 25.4 * 72, picture.height / 25.4 * 72], abs=1e-3)
    image = Image.open(io.BytesIO(picture.png))
    assert image.size == (int(picture.width / 25.4 * 300), int(picture.height / 25.4 * 300))
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert picture.width <= 156 and picture.height <= 170


@every
def test_files_are_small_and_say_nothing_of_their_making(draw):
    picture = draw()
    assert len(picture.svg) < 150_000 and len(picture.png) < 200_000
    assert b"<text" not in picture.svg and b"<use" in picture.svg
    for word in (b"<metadata", b"DOCTYPE", b"<!--", b"atplotlib"):
        assert word not in picture.svg
    image = Image.open(io.BytesIO(picture.png))
    assert image.mode == "P" and set(image.info) == {"dpi"}
    assert max(image.convert("RGB").getcolors())[1] == (255, 255, 255)


@every
def test_every_character_is_stored_once_and_every_reference_resolves(draw):
    root = ElementTree.fromstring(draw().svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    used = {element.get("{http://www.w3.org/1999/xlink}href")[1:] for element in root.iter(f"{SVG}use")}
    assert used and used <= set(ids)


@every
def test_the_drawing_has_the_same_words_where_the_chart_put_them(draw, sheets, monkeypatch):
    draw()
    monkeypatch.undo()
    picture, (sheet,) = draw(), sheets
    found = [item for item in picture.drawing if isinstance(item, Lettering)]
    drawn = sorted(words(sheet), key=lambda artist: artist.zorder)
    assert [(item.text, item.points) for item in found] == [(artist.text, artist.points) for artist in drawn]
    places = [place for artist in drawn for place in (artist.left, artist.base)]
    assert [mm * 25.4 / 72 for item in found for mm in (item.x, item.y)] == pytest.approx(places, abs=0.01)
    assert picture.family == fonts.font().family


@every
def test_the_drawing_has_the_same_shapes(draw):
    """As many paths as the vector picture, within the sheet, in the colours of the look."""
    picture = draw()
    shapes = [item for item in picture.drawing if isinstance(item, Shape)]
    across, up = picture.width / 25.4 * 72, picture.height / 25.4 * 72
    for shape in shapes:
        points = [point for _letter, points in shape.path for point in points]
        assert all(-1 <= x <= across + 1 for x in points[::2])
        assert all(-1 <= y <= up + 1 for y in points[1::2])
    used = {shape.fill for shape in shapes} | {shape.pen.colour for shape in shapes if shape.pen}
    assert used - {""} <= {colour.lower() for colour in (*look.COLOURS, "#ffffff")}
    assert shapes and all(shape.fill or shape.pen for shape in shapes)


# --- layout ----------------------------------------------------------------------------------


@every
def test_nothing_overlaps_or_leaves_the_sheet(draw, sheets):
    draw()
    assert clashes(sheets[0]) == []


@every
def test_type_is_large_enough(draw, sheets):
    draw()
    assert min(artist.points for artist in words(sheets[0])) >= 7


@every
def test_the_title_is_added_above(draw, sheets):
    draw()
    draw(title=TITLE)
    plain, titled = sheets
    assert clashes(titled) == []
    added = [artist for artist in words(titled) if artist.points == look.TITLE]
    assert "".join(artist.text for artist in added) == TITLE and len(added) > 1
    head = titled.height - paper.heading_height(TITLE, titled.width)
    assert all((artist.base > head) == (artist in added) for artist in words(titled))
    assert texts(titled)[: -len(added)] == texts(plain)


def test_clashes_are_found():
    with look.style():
        sheet = paper.sheet(60, 30)
        paper.write(sheet, 10, 10, "文字")
        paper.write(sheet, 12, 11, "重叠")
        paper.write(sheet, 57, 25, "出界")
        paper.line(sheet, (0, 60), (10, 10))
        assert {("文字", "重叠"), ("出界", "edge"), ("文字", "line")} <= set(clashes(sheet))


@pytest.mark.parametrize(
    ("count", "month"), [(count, month) for count in (2, 13, 14, 15) for month in MONTHS[-count:]]
)
def test_the_event_keeps_clear_wherever_it_is(count, month, sheets):
    names = MONTHS[-count:]
    trend.draw(names, {"受理量": ACCEPTED[-count:]}, events=[(month, EVENT[1])])
    assert clashes(sheets[0]) == []


@pytest.mark.parametrize("count", [1, 2, 9, 38, 41, 46])
def test_rankings_of_any_size_stay_clear(count, sheets):
    names = [*DISTRICTS, "市发展改革委", "市教委", "市公安局", "市住房城乡建委", "市规划自然资源局"][-count:]
    draw_ranking(names, (RATES * 2)[-count:], details=COUNTS[:1] * count, title=TITLE)
    assert clashes(sheets[0]) == []


@pytest.mark.parametrize("place", range(len(DAYS)))
def test_the_median_keeps_clear_wherever_it_is(place, sheets):
    draw_distribution([1] * place + [100] + [1] * (len(DAYS) - place - 1))
    assert clashes(sheets[0]) == []
    assert f"中位数 {DAYS[place]}个工作日" in texts(sheets[0])


def test_long_labels_of_bars_are_broken(sheets):
    kinds = ["窗口工作人员未一次性告知需要补正的全部申请材料且多次要求补充", "其他", "系统"]
    draw_structure([Panel("投诉类别", kinds, [3, 50, 47])])
    assert clashes(sheets[0]) == []
    assert kinds[0] not in texts(sheets[0]) and "".join(texts(sheets[0])).count("多次要求补充") == 1


def test_large_counts_are_told_in_yi(sheets):
    trend.draw(["1月", "2月"], {"办件量": [123_456_789, 234_567_890]})
    assert {"亿件（纵轴不从零起）", "2.35亿件"} <= set(texts(sheets[0]))


def test_equal_line_ends_are_told_apart(sheets):
    trend.draw(MONTHS, {"受理量": ACCEPTED, "办结量": ACCEPTED, "预审量": ACCEPTED})
    assert clashes(sheets[0]) == []


def test_lines_break_where_reading_allows_it():
    assert paper.wrap("共1,234,567件", 12).split("\n") == ["共", "1,234,567", "件"]
    assert paper.wrap("下降：（略）", paper.extent("下降：（")).split("\n") == ["下降：", "（略）"]
    assert paper.wrap("1234567", paper.extent("123")).split("\n") == ["123", "456", "7"]


# --- truth -----------------------------------------------------------------------------------


def test_a_missing_point_is_a_gap(sheets):
    draw_trend([None if place in (4, 14) else value for place, value in enumerate(ACCEPTED)])
    (line,) = lines(sheets[0], "受理量")
    heights = line.get_ydata()
    assert [place for place, height in enumerate(heights) if height != height] == [4, 14]
    assert "无数据" in texts(sheets[0])


def test_line_heights_are_proportional(sheets):
    draw_trend()
    (line,) = lines(sheets[0], "受理量")
    heights = list(line.get_ydata())
    rises = [(heights[place] - heights[0]) / (ACCEPTED[place] - ACCEPTED[0]) for place in range(1, 15)]
    assert rises == pytest.approx([rises[0]] * 14)
    assert "万件（纵轴不从零起）" in texts(sheets[0])


def test_small_counts_start_at_zero(sheets):
    trend.draw(["第1周", "第2周", "第3周"], {"差评": [3, 0, 12]})
    assert {"件", "0", "12件"} <= set(texts(sheets[0]))


def test_the_latest_value_and_that_of_last_year_are_told(sheets):
    draw_trend()
    assert {"209.88万件", "上年同月 198.87万件", "207.59万件", EVENT[1]} <= set(texts(sheets[0]))


def test_a_missing_rate_has_words_and_no_dot(sheets):
    draw_ranking(rates=[None, *RATES[1:]])
    assert lines(sheets[0], "万州区") == [] and len(lines(sheets[0], "黔江区")) == 1
    assert "未报送" in texts(sheets[0])
    names = [text for text in texts(sheets[0]) if text in DISTRICTS]
    assert names[-1] == "万州区"


def test_rates_are_sorted_and_equal_ones_keep_their_order(sheets):
    ranking.draw(["甲", "乙", "丙", "丁"], [99, 100, 99, 100], worst=1)
    names = sorted(
        (artist for artist in words(sheets[0]) if artist.text in "甲乙丙丁"), key=lambda one: -one.base
    )
    assert [artist.text for artist in names] == ["乙", "丁", "甲", "丙"]


def test_dots_lie_where_their_rates_are(sheets):
    draw_ranking()
    places = [lines(sheets[0], name)[0].get_xdata()[0] for name in DISTRICTS]
    scale = [
        (place - places[0]) / (rate - RATES[0])
        for place, rate in zip(places, RATES, strict=True)
        if rate != RATES[0]
    ]
    assert scale == pytest.approx([scale[0]] * len(scale))


def reds(sheet):
    return {artist.text for artist in words(sheet) if artist.color == look.RED}


def test_the_lowest_are_marked(sheets):
    draw_ranking(details=())
    lowest = sorted(zip(RATES, DISTRICTS, strict=True))[:5]
    assert reds(sheets[0]) & set(DISTRICTS) == {name for _rate, name in lowest}


@pytest.mark.parametrize("rates", [[100] * 9, [100] * 5 + [99] * 4])
def test_nobody_is_marked_for_standing_with_the_median_or_with_the_crowd(rates, sheets):
    ranking.draw(DISTRICTS[:9], rates, worst=1)
    assert reds(sheets[0]) == set()


def test_bars_are_proportional_and_the_dominant_part_is_words(sheets):
    draw_structure()
    widths = {label: bar.get_width() for label, bar in bars(sheets[0]).items()}
    assert "非常满意" not in widths
    assert widths["基本满意"] / widths["满意"] == pytest.approx(41 / 612)
    assert widths["违规收费"] / widths["办理超期"] == pytest.approx(3 / 44)
    assert any(text.startswith("“非常满意”1,234,567条（99.94%）") for text in texts(sheets[0]))
    assert list(widths)[4:6] == ["办理超期", "服务态度"]


def test_levels_keep_their_order_and_zero_is_said(sheets):
    draw_structure([Panel("评价等次", LEVELS, [5, 0, 3, 0, 2], "条", ordered=True)])
    assert list(bars(sheets[0])) == LEVELS
    assert "0条（0%）" in texts(sheets[0])


def test_nothing_at_all_is_drawn_without_a_share(sheets):
    draw_structure([Panel("投诉类别", KINDS, [0] * 7)])
    assert "0件（—）" in texts(sheets[0])


def test_columns_are_proportional_and_add_up(sheets):
    draw_distribution()
    heights = [bar.get_height() for bar in bars(sheets[0]).values()]
    assert [height / heights[0] for height in heights] == pytest.approx([count / TOOK[0] for count in TOOK])
    assert {"n＝98,936件", "30.54%", "50.86%", "100%"} <= set(texts(sheets[0]))


def test_dots_show_the_unit_among_its_peers(sheets):
    draw_dots()
    assert {"71.50", "93.21", "无数据"} <= set(texts(sheets[0]))


@every
def test_alt_is_one_sentence_of_the_data(draw):
    alt = draw().alt
    assert alt.count("。") == 1 and alt.endswith("。") and any(sign.isdigit() for sign in alt)


def test_alt_can_be_given():
    assert draw_trend(alt="自拟说明。").alt == "自拟说明。"


# --- hostile and wrong input -----------------------------------------------------------------

HOSTILE = [
    "$x$",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "]]>",
    "a&b\"'",
    "=HYPERLINK(1)",
    "c0",
    r"\frac{1}{2}",
]


def test_hostile_labels_print_as_written(sheets):
    ranking.draw(HOSTILE, range(90, 98))
    assert set(HOSTILE) <= set(texts(sheets[0]))
    assert clashes(sheets[0]) == []


def test_hostile_labels_leave_the_svg_sound():
    for picture in (
        ranking.draw(HOSTILE, range(90, 98)),
        structure.draw([Panel(HOSTILE[1], HOSTILE, range(1, 9))]),
        trend.draw(HOSTILE, {HOSTILE[1]: range(8)}, events=[(HOSTILE[3], HOSTILE[1])]),
    ):
        root = ElementTree.fromstring(picture.svg)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "defs", "style", "g", "path", "use", "clipPath", "rect", "pattern",
        }  # fmt: skip
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert b"<script" not in picture.svg


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("wrong", [NAN, INF, -INF, "12,3", "nan"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError, match="不是有限的数"):
        trend.draw(["1月", "2月"], {"受理量": [1, wrong]})
    with pytest.raises(ValueError, match="不是有限的数"):
        ranking.draw(["甲", "乙"], [1, wrong])
    with pytest.raises(ValueError, match="不是有限的数"):
        structure.draw([Panel("投诉", ["甲", "乙"], [1, wrong])])
    with pytest.raises(ValueError, match="不是有限的数"):
        distribution.draw(["0", "1"], [1, wrong])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: trend.draw([], {"受理量": []}), "为空"),
        (lambda: trend.draw(["1月"], {}), "为空"),
        (lambda: trend.draw(["1月"], {"受理量": [1, 2]}), "个数不一致"),
        (lambda: trend.draw(["1月"], {"受理量": [None]}), "全部缺失"),
        (lambda: trend.draw(["1月"], {name: [1] for name in "甲乙丙丁"}), "最多"),
        (lambda: trend.draw(["1月"], {"受理量": [1]}, events=[("2月", "调整")]), "不在横轴"),
        (lambda: ranking.draw([], []), "为空"),
        (lambda: ranking.draw(["甲"], [1, 2]), "个数不一致"),
        (lambda: ranking.draw(["甲"], [1], details=["1/1", "2/2"]), "个数不一致"),
        (lambda: ranking.draw(["甲"], [None]), "全部缺失"),
        (lambda: ranking.draw(DISTRICTS * 2, RATES * 2), "放不下"),
        (lambda: ranking.draw(["长" * 60], [1]), "放不下"),
        (lambda: ranking.draw(["甲\n乙"], [1]), "不可打印"),
        (lambda: ranking.draw(["甲\u202e乙"], [1]), "不可打印"),
        (lambda: ranking.draw([" "], [1]), "为空"),
        (lambda: structure.draw([]), "没有可以画"),
        (lambda: structure.draw([Panel("投诉", ["甲"], [None])]), "缺失"),
        (lambda: structure.draw([Panel("投诉", ["甲"], [-1])]), "不能为负"),
        (lambda: structure.draw([Panel("投诉", [], [])]), "为空"),
        (lambda: structure.draw([Panel("投诉", ["甲"], [1], attention=("乙",))]), "不在标签中"),
        (lambda: distribution.draw(["0"], [1], attention=("9",)), "不在标签中"),
        (lambda: distribution.draw(["0"], [0]), "合计为零"),
        (lambda: distribution.draw(list(map(str, range(40))), [1] * 40), "放不下"),
        (lambda: distribution.draw(["0"], [1], height=12), "太小"),
        (lambda: trend.draw(["1月"], {"受理量": [1]}, width=20), "放不下"),
    ],
)
def test_wrong_input_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- font ------------------------------------------------------------------------------------


def test_shapes_are_those_of_simplified_chinese():
    face = fonts.font()
    assert face.family.endswith("SC")
    if face.count == 1:
        pytest.skip("a font of one face")
    japanese = fonts.Face(face.path, 0)
    assert japanese.family.endswith("JP")
    for sign in "骨直角":
        assert not np.array_equal(face.glyph(sign).points, japanese.glyph(sign).points)
    explicit = fonts.Face(face.path, face.index)
    assert (explicit.glyph("门").points == face.glyph("门").points).all()


def test_the_drawn_shapes_follow_the_face_in_use(monkeypatch):
    face = fonts.font()
    if face.count == 1:
        pytest.skip("a font of one face")
    simplified, late = ranking.draw(["骨直角"], [1]), ranking.draw(["骨直角"], [1])
    assert simplified.svg
    monkeypatch.setattr(fonts, "_chosen", face)  # what is put back, before another face is chosen
    fonts.use_font(face.path, 0)
    assert ranking.draw(["骨直角"], [1]).svg != simplified.svg
    with pytest.raises(fonts.FontError, match="字体已更换"):
        _ = late.png
    fonts.use_font(face.path)
    assert ranking.draw(["骨直角"], [1]).svg == simplified.svg


def test_a_missing_font_is_said(tmp_path):
    with pytest.raises(fonts.FontError, match="找不到"):
        look.use_font(tmp_path / "none.ttc")
    (tmp_path / "broken.ttc").write_bytes(b"no font")
    with pytest.raises(fonts.FontError, match="无法读取"):
        look.use_font(tmp_path / "broken.ttc")


def test_no_font_anywhere_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "_chosen", None)
    monkeypatch.setattr(fonts, "_folders", lambda: iter([tmp_path]))
    with pytest.raises(fonts.FontError, match="没有找到"):
        draw_trend()


@pytest.mark.parametrize("sign", ["\U000f0000", "\u0e01"])
def test_a_missing_glyph_is_an_error(sign):
    with pytest.raises(fonts.FontError, match=f"U\\+{ord(sign):04X}"):
        ranking.draw([f"甲{sign}"], [1])


def test_names_of_the_city_can_be_written():
    fonts.font().require("塝塆硚溇镕囧喆堃赟祎玥昇綦璧")


# --- house rules -----------------------------------------------------------------------------


def test_a_cold_start_neither_reads_nor_writes_a_font_cache(tmp_path):
    script = (
        "import sys, json, charts.trend\nfrom matplotlib.font_manager import fontManager\n"
        "print(json.dumps([len(fontManager.ttflist), 'matplotlib.pyplot' in sys.modules]))"
    )
    assert json.loads(run(script, MPLCONFIGDIR=str(tmp_path))) == [1, False]
    assert list(tmp_path.glob("fontlist*")) == []


def test_the_ready_font_list_has_the_version_that_matplotlib_reads():
    assert FontManager.__version__ == engine.FONT_LIST


def test_charts_know_nothing_of_the_rest():
    for path in (ROOT / "charts").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        names += [
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        ]
        assert not [name for name in names if name.startswith("reportgen") or "pyplot" in name], path.name


@pytest.mark.parametrize(
    "module",
    [trend, ranking, structure, distribution, dots, *compare_samples.MODULES, *change_samples.MODULES],
)
def test_one_public_function_each(module):
    own = [
        name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__
    ]
    assert [name for name in own if name[0].islower()] == ["draw"]


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.005", "99.995", "-0.125", "97.345", "0.0004", "100", "0"])
def test_rounding_agrees_with_the_documents(value):
    assert numbers.rounded(Fraction(value), 2) == wording.rounded(Fraction(value), 2)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("97.345", "97.35%"),
        ("99.996", "99.99%"),
        ("99.99996", "99.99%"),
        ("0.0004", "0.0004%"),
        ("100", "100%"),
    ],
)
def test_a_rate_never_falsely_reads_all_or_nothing(value, printed):
    assert numbers.percent(Fraction(value)) == printed


def test_marks_are_few_round_and_enclose():
    for low, high in ((0, 7), ("95.21", 100), (0, "0.003"), (1433500, 2150000), (-3, 4), (5, 5)):
        marks = numbers.ticks(Fraction(low), Fraction(high))
        assert 2 <= len(marks) <= 6 and marks[0] <= Fraction(low) and marks[-1] >= Fraction(high)
        assert len({b - a for a, b in pairwise(marks)}) == 1


# --- look ------------------------------------------------------------------------------------


def test_the_steps_of_lightness_are_told_apart_in_grey_and_carry_words():
    shades = [luminance(rgb(colour)) for colour in look.STEPS]
    assert all(116 * a ** (1 / 3) - 116 * b ** (1 / 3) > 10 for a, b in pairwise(shades))
    with look.style():
        sheet = paper.sheet(60, 30)
        for step, colour in enumerate(look.STEPS):
            paper.box(sheet, (0, 5 * step), 60, 5, colour)
            paper.write(sheet, 10, 5 * step + 2.5, "文字", color=look.on(step))
        assert clashes(sheet) == []
