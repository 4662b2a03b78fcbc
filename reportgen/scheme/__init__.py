"""The evaluation scheme (评价方案, 6.2) of a workspace: one set of files that people edit, read and checked as a whole.

`catalogue` is what other work needs of it (which indicators there are); `load` is the whole.
"""

from reportgen.scheme.indicators import FILE, catalogue
from reportgen.scheme.model import Catalogue, Indicator, Scheme
from reportgen.scheme.reading import Known, load

__all__ = ["FILE", "Catalogue", "Indicator", "Known", "Scheme", "catalogue", "load"]
