"""What the methods refuse, by name; each says unit, indicator, period, value, and what to do."""

from reportgen.errors import InputFaults


class MissingValue(InputFaults):
    """A value is missing or no number, and no rule says what it counts as."""


class DegenerateData(InputFaults):
    """The formula has no value for these data: nothing varies, a base is 0, a logarithm of 0, a singular matrix."""


class UnfitMethod(InputFaults):
    """The method is not for this kind of indicator, or lacks what it needs (a bound, a base, enough units)."""


class InvalidStandards(InputFaults):
    """Tier standards are out of order or against the declared direction."""


class InvalidWeights(InputFaults):
    """Weights are negative, do not sum to one, or do not fit together."""


class InvalidJudgement(InputFaults):
    """A judgement of an expert is missing or contradicts another."""


class Inconsistent(InvalidJudgement):
    """CR of a judgement matrix is 0.1 or more."""
