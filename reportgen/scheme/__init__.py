"""The evaluation scheme (评价方案, 6.2) of a workspace: one set of files that people edit, read and checked as a whole.

What all other work needs of it is which indicators there are: `catalogue`. The whole is `reading.load`, which
brings the methods of evaluation with it.
"""

from reportgen.scheme.indicators import FILE, catalogue
from reportgen.scheme.model import Catalogue, Indicator, Scheme

__all__ = ["FILE", "Catalogue", "Indicator", "Scheme", "catalogue"]
