"""All figures of the quarterly analysis by id, in the order of the text."""

from collections.abc import Mapping, Sequence

from reportgen.reports import quarterly_area_charts, quarterly_evidence, quarterly_whole_charts
from reportgen.reports.model import Context, Drawing, Material
from reportgen.reports.quarterly_area_charts import SUBJECT
from reportgen.reports.quarterly_figures import Shown
from reportgen.reports.quarterly_issues import Problem
from reportgen.reports.quarterly_outlook import Outlook
from reportgen.reports.quarterly_scopes import View
from reportgen.reports.quarterly_whole import Whole


def figures(
    view: View, whole: Whole, outlooks: Sequence[Outlook], problems: Sequence[Problem]
) -> Mapping[str, Shown]:
    """Every figure; the chapter of areas compares what the largest problem of an area is about."""
    subject = next(
        (each.now.measure for each in problems if each.signal and each.signal.kind != "单位"), SUBJECT
    )
    return {
        **quarterly_whole_charts.figures(view, whole, outlooks),
        **quarterly_area_charts.figures(view, subject),
        **quarterly_evidence.figures(view, problems),
    }


def draw(material: Material, context: Context) -> Mapping[str, Drawing]:
    """The pictures with the facts drawn in each, as `facts` has made them."""
    del material
    figures: Mapping[str, Shown] = context["figures"]  # type: ignore[assignment]
    cards: Mapping[str, Shown] = context["cards"]  # type: ignore[assignment]
    return {name: each.drawing for name, each in {**figures, **cards}.items()}
