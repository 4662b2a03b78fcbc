"""One year's evaluation (年考评, 6.3–6.5): the frozen scheme applied to the values of the year.

values    store, scheme, year      →  Values: a fact, or why there is none, by unit and indicator
scoring   Values, scheme           →  Assessment: sheets, class indices, totals, ranks, bands
review    Assessment, Values       →  Review: rank intervals, scenarios, gaps, values to confirm, audit
"""

from reportgen.assessment.model import Assessment, Line, Participant, Result
from reportgen.assessment.scoring import assess

__all__ = ["Assessment", "Line", "Participant", "Result", "assess"]
