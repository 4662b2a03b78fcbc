"""权重依据 of a 评价方案: what experts scored and judged, by round, and how far they agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from reportgen.scheme import Scheme, weighting
from reportgen.scheme.evidence import TOP, Parent
from reportgen.scheme.weighting import Derived
from reportgen.wording import rounded


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of evidence: its title, the widths of its columns, head and rows; the first column names."""

    id: str
    title: str
    widths: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(scheme: Scheme) -> tuple[Sheet, ...]:
    """Every table of evidence: weights by method, scores of each round, judgements and their consistency."""
    found = [each for each in weighting.every(scheme) if {*each.parts} - {"等权"}]
    return tuple(
        sheet
        for each in found
        for sheet in (*_weights(each), *_scores(scheme, each), *_judgements(scheme, each))
    )


def _figure(value: float, places: int = 4) -> str:
    return f"{rounded(Fraction(value), places)}"


def _title(parent: Parent) -> str:
    return "一级指标" if parent.name == TOP else f"“{parent.name}”下级指标"


def _weights(found: Derived) -> Iterator[Sheet]:
    """What each of several methods gives, and the weight that follows."""
    if len(found.parts) == 1:
        return
    columns = [*(part.values for part in found.parts.values()), found.weights.values]
    rows = tuple(
        (name, *(_figure(column[at]) for column in columns))
        for at, name in enumerate(found.parent.children.values())
    )
    head = ("指标", *found.parts, "组合权重")
    yield _sheet(f"weights-{found.parent.code}", f"{_title(found.parent)}权重计算结果", head, rows)


def _scores(scheme: Scheme, found: Derived) -> Iterator[Sheet]:
    """The scores of each round, by expert, with mean, 变异系数 and 满分率; Kendall's W in the title."""
    if "德尔菲" not in found.parts:
        return
    statistics = weighting.scored(scheme, found.parent).rounds
    sheets = weighting.sheets(scheme.evidence, found.parent)
    for serial, (sheet, said) in enumerate(zip(sheets, statistics, strict=True), 1):
        rows = tuple(
            (
                name,
                *(_figure(score, 0) for score in sheet.values[:, at]),
                _figure(said.mean[at], 2),
                _figure(said.variation[at], 3),
                f"{_figure(said.full[at] * 100, 0)}%",
                _figure(said.mean[at] / said.mean.sum()),
            )
            for at, name in enumerate(sheet.indicators)
        )
        agreement = (
            f"，协调系数W＝{_figure(said.concordance, 3)}，χ²＝{_figure(said.chi_square, 2)}，自由度{said.degrees}"
            if said.concordance is not None and said.chi_square is not None
            else ""
        )
        title = f"{_title(found.parent)}第{serial}轮打分（{said.experts}人{agreement}）"
        head = ("指标", *sheet.units, "平均", "变异系数", "满分率", "权重")
        yield _sheet(f"scores-{found.parent.code}-{serial}", title, head, rows)


def _judgements(scheme: Scheme, found: Derived) -> Iterator[Sheet]:
    """λ, CI and CR of each expert's judgements and of all together, with the weights of each."""
    if "层次分析" not in found.parts:
        return
    group = weighting.judged(scheme, found.parent)
    every = {**group.experts, "合成": group.together}
    rows = tuple(
        (
            name,
            *(_figure(weight) for weight in judged.weights.values),
            _figure(judged.eigenvalue),
            _figure(judged.index),
            _figure(judged.ratio),
        )
        for name, judged in every.items()
    )
    head = ("专家", *found.parent.children.values(), "λmax", "CI", "CR")
    yield _sheet(f"judged-{found.parent.code}", f"{_title(found.parent)}判断矩阵的权重和一致性", head, rows)


def _sheet(key: str, title: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Sheet:
    """Columns as wide as their longest words, the first by half again: names may break, figures may not."""
    longest = [max(len(row[at]) for row in rows) for at in range(len(head))]
    wanted = [max(18, 2.2 * longest[0]), *(max(7, 2 * each) for each in longest[1:])]
    share = 156 / sum(wanted)
    return Sheet(key, title, tuple(f"{share * each:.2f}" for each in wanted), head, rows)
