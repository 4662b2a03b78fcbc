"""The planted evaluation of `benchmarks.isolation` with five units: alike, long, hostile, idle, and ended."""

from collections.abc import Mapping

from benchmarks.isolation import planted
from benchmarks.isolation.planted import ISSUED, YEAR, lines
from reportgen.assessment import Assessment
from reportgen.reports.feedback import Letter
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.units import Unit

__all__ = ["GROUP", "ISSUED", "LONG", "UNITS", "YEAR", "assessment", "letters", "lines", "marks"]

LONG = "../../" + "松涛" * 55 + "/con:*"  # 122 characters, some of which no file name may hold
GROUP = "区县"
UNITS = (
    Unit("QX-9001", "区县", GROUP, "竹溪东区人民政府", "竹溪东区", "2020-01", "", {}),
    Unit("QX-9002", "区县", GROUP, "竹溪西区人民政府", "竹溪西区", "2020-01", "", {}),
    Unit("qx-9001", "区县", GROUP, LONG, "松涛县", "2020-01", "", {}),
    Unit("QX-9004", "区县", GROUP, "菊潭县人民政府", "菊潭县", "2020-01", "", {}),
    Unit("QX-9005", "区县", GROUP, "兰亭区人民政府", "兰亭区", "2020-01", "2025-11", {}),
)


def marks() -> Mapping[str, tuple[str, ...]]:
    """What must be found in the files of a unit and of no other."""
    return planted.marks(UNITS, ("竹溪东", "竹溪西", "松涛", "菊潭", "兰亭"))


def letters(settings: Settings, store: Store, before: Assessment | None = None) -> tuple[Letter, ...]:
    """The letters of `UNITS`, the year `before` beside."""
    return planted.letters(settings, store, UNITS, before)


def assessment(settings: Settings) -> Assessment:
    """`UNITS` scored by the sample's scheme; the last existed until October and is not ranked."""
    return planted.assessment(settings, UNITS)
