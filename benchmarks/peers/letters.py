"""What both chains print of each 反馈函, and its picture: the words as they stand, so that they only fill and print.

`letters.json` holds one letter a line: its blocks in order, its tables with all rows, the numbers of its picture.
"""

from collections.abc import Callable, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd

from benchmarks.peers.pictures import DARK, DPI, GREY, INCH, PALE, RED, WIDTH

FILE = "letters.json"
PITCH, MARGIN = 7.5, 22  # mm of the picture

Record = dict[str, Any]


def read(folder: Path) -> list[Record]:
    """The letters in order."""
    frame = pd.read_json(folder / FILE, lines=True, dtype=False, convert_dates=False)
    frame = frame.astype(object).where(frame.notna(), None)  # a letter without a picture
    records: list[Record] = frame.to_dict("records")
    return records


def spread(work: Callable[[Record], Any], records: Sequence[Record], jobs: int) -> list[Any]:
    """What `work` makes of each, by `jobs` processes at once."""
    with Pool(jobs) as pool:
        return pool.map(work, records, chunksize=4)


def draw(record: Record, folder: Path) -> Path:
    """The unit among its peers, index by index, as PNG."""
    drawn = record["picture"]
    plt.rcParams.update({"font.family": "Noto Sans CJK SC", "font.size": 9, "axes.unicode_minus": False})
    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY})
    height = PITCH * len(drawn["labels"]) + MARGIN
    figure, axes = plt.subplots(figsize=(WIDTH / INCH, height / INCH), layout="constrained")
    places = range(len(drawn["labels"]))
    for place, own, others in zip(places, drawn["own"], drawn["peers"], strict=True):
        axes.scatter(others, [place] * len(others), s=9, facecolors="none", edgecolors=DARK, linewidths=0.5)
        axes.plot(2 * [pd.Series(others).median()], [place - 0.3, place + 0.3], color=DARK)
        axes.scatter([own], [place], s=20, color=RED, marker="D", zorder=3)
        axes.text(1.02, place, f"{own:.2f}", transform=axes.get_yaxis_transform(), va="center")
    axes.set_yticks(places, drawn["labels"])
    axes.invert_yaxis()
    axes.grid(color=PALE)
    figure.supxlabel(drawn["source"], x=0.01, ha="left", fontsize=8, color=GREY)
    file = folder / f"{record['name']}.png"
    figure.savefig(file, dpi=DPI)
    plt.close(figure)
    return file
