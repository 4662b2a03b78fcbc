"""All measures, each defined once: every `MEASURES` tuple of a module in this package."""

from reportgen.measures import (
    appendix,
    capacity,
    consultation,
    openness,
    quality,
    service,
    structure,
    supervision,
)
from reportgen.measures.model import Measure

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for module in (service, structure, capacity, appendix, quality, openness, consultation, supervision)
    for measure in module.MEASURES
}

__all__ = ["MEASURES", "Measure"]
