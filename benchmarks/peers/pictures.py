"""The four pictures of the bulletin, drawn with pyplot and saved as PNG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd

DPI = 300
WIDTH, INCH = 150, 25.4  # mm
DARK, BLUE, PALE, RED, GREY = "#1f3a5f", "#6f8fb0", "#c3cfdc", "#b22222", "#595959"
SOURCE = "数据来源：政务服务平台数据库，截至{0.year}年{0.month}月{0.day}日"
LEVELS = ("满意", "基本满意", "不满意", "非常不满意")


def draw(drawn: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """The files of the pictures by name."""
    plt.rcParams.update({"font.family": "Noto Sans CJK SC", "font.size": 9, "axes.unicode_minus": False})
    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY})
    months = drawn["trend"][0]
    source = SOURCE.format(months[-1].end_time)
    figures = {
        "trend": _trend(*drawn["trend"]),
        "ranking": _ranking(drawn["ranking"]),
        "took": _took(drawn["took"]),
        "structure": _structure(drawn["levels"], drawn["classes"]),
    }
    return {name: _saved(figure, source, folder / f"{name}.png") for name, figure in figures.items()}


def _sheet(height: float, rows: int = 1) -> tuple[Any, Any]:
    return plt.subplots(rows, 1, figsize=(WIDTH / INCH, height / INCH), layout="constrained")


def _saved(figure: Any, source: str, file: Path) -> Path:
    figure.supxlabel(source, x=0.01, ha="left", fontsize=8, color=GREY)
    figure.savefig(file, dpi=DPI)
    plt.close(figure)
    return file


def _trend(months: pd.PeriodIndex, accepted: pd.Series, finished: pd.Series) -> Any:
    """Fifteen months of cases accepted and finished, with last year's month and the reorganisation."""
    figure, axes = _sheet(78)
    places = range(len(months))
    for series, name, style in ((accepted, "受理量", "-o"), (finished, "办结量", "--s")):
        axes.plot(
            places, series / 1e4, style, color=DARK if name == "受理量" else BLUE, markersize=3, label=name
        )
        words = f"{name} {series.iloc[-1] / 1e4:.2f}万件\n上年同月 {series.iloc[-13] / 1e4:.2f}万件"
        height = 30 if name == "办结量" else -30
        arrow = {"arrowstyle": "-", "color": GREY}
        axes.annotate(
            words,
            (places[-1], series.iloc[-1] / 1e4),
            (14, height),
            textcoords="offset points",
            arrowprops=arrow,
        )
    axes.axvline(2, color=GREY, linewidth=0.8)
    axes.annotate("上年同月", (2, accepted.max() / 1e4), ha="right")
    axes.axvline(2.5, color=DARK, linestyle=":")
    axes.annotate("2025年11月行政区划调整", (2.6, accepted.max() / 1e4 * 1.05))
    axes.set_xticks(
        places,
        [f"{month.month}月" + (f"\n{month.year}年" if month.month in (1, 8) else "") for month in months],
    )
    axes.set_ylim(0, accepted.max() / 1e4 * 1.15)
    axes.set_ylabel("万件")
    axes.grid(axis="y", color=PALE)
    axes.legend(loc="lower left", frameon=False)
    return figure


def _ranking(rates: Sequence[tuple[str, Any]]) -> Any:
    """On-time rates of the districts as dots in order, with the median and the counts behind each."""
    figure, axes = _sheet(170)
    ordered = sorted(rates, key=lambda rate: rate[1].value)
    values = [figure_.value for _name, figure_ in ordered]
    places = range(len(ordered))
    colours = [RED if place == 0 else DARK for place in places]
    axes.scatter(values, places, s=14, facecolors="white", edgecolors=colours, zorder=3)
    middle = pd.Series(values).median()
    axes.axvline(middle, color=DARK, linestyle="--")
    axes.set_title(f"区县（自治县）中位数 {middle:.2f}%", fontsize=9, loc="right")
    for place, (_name, rate) in enumerate(ordered):
        axes.text(
            1.02, place, rate.full(), transform=axes.get_yaxis_transform(), va="center", color=colours[place]
        )
        axes.text(1.58, place, rate.ratio(), transform=axes.get_yaxis_transform(), va="center", ha="right")
    axes.set_yticks(places, [name for name, _rate in ordered])
    axes.xaxis.set_major_formatter("{x:.1f}%")
    axes.grid(color=PALE)
    return figure


def _took(counts: Sequence[int]) -> Any:
    """The sampled cases by working days taken, with shares and cumulated shares."""
    figure, axes = _sheet(68)
    shares = pd.Series(counts) / sum(counts) * 100
    middle = int((shares.cumsum() >= 50).argmax())
    bars = axes.bar(shares.index, shares, color=[DARK if place == middle else PALE for place in shares.index])
    axes.bar_label(bars, [f"{share:.2f}%" for share in shares], fontsize=8)
    axes.annotate(f"中位数 {middle}个工作日", (middle, shares.max() * 1.12), ha="center")
    days = [*map(str, range(len(counts) - 1)), f">{len(counts) - 2}"]
    axes.set_xticks(
        shares.index,
        [f"{day}\n{sum_:.2f}%" for day, sum_ in zip(days, shares.cumsum(), strict=True)],
        fontsize=8,
    )
    axes.set_yticks([])
    axes.set_title(f"n＝{sum(counts):,}件；办理用时（工作日）、累计占比", fontsize=9, loc="left")
    return figure


def _structure(levels: Sequence[int], classes: Sequence[tuple[str, int]]) -> Any:
    """Ratings below the best level, and complaints by class."""
    figure, (upper, lower) = _sheet(84, rows=2)
    _bars(
        upper,
        list(zip(LEVELS, levels[1:], strict=True)),
        sum(levels),
        "条",
        f"评价等级（共{sum(levels):,}件）",
    )
    total = sum(count for _name, count in classes)
    ordered = sorted(classes, key=lambda pair: -pair[1])
    _bars(lower, ordered, total, "件", f"投诉内容（共{total:,}件）")
    return figure


def _bars(axes: Any, pairs: Sequence[tuple[str, int]], total: int, unit: str, title: str) -> None:
    names, counts = zip(*pairs, strict=True)
    bars = axes.barh(names, counts, color=BLUE)
    axes.bar_label(bars, [f"{count:,}{unit}（{count / total:.2%}）" for count in counts], padding=3)
    axes.invert_yaxis()
    axes.set_xlim(0, max(counts) * 1.3)
    axes.set_xticks([])
    axes.set_title(title, fontsize=9, loc="left", color=DARK)
