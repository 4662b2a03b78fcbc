"""Ranks (名次) of totals, the highest first. Give unrounded totals; where a scheme ties equal printed values, give those."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from reportgen.evaluation.table import Array

PLACES = 9  # what floats differ by beyond them is noise of computing


def noiseless(totals: Array) -> Array:
    """Floats rounded to 9 decimals, so that equal totals tie; exact totals as they are."""
    return totals if totals.dtype == object else np.round(totals, PLACES)


def competition(totals: Array) -> Array:
    """并列跳号 1, 2, 2, 4: one more than the number of better totals; (…, n) in and out, ints."""
    return np.array(1 + (totals[..., None, :] > totals[..., :, None]).sum(axis=-1), dtype=int)


def dense(totals: Array) -> Array:
    """并列不跳号 1, 2, 2, 3: one more than the number of different better totals; (n,) in and out, ints."""
    better = sorted(set(totals.tolist()), reverse=True)
    return np.array([better.index(total) + 1 for total in totals.tolist()], dtype=int)


RANKS: Mapping[str, Callable[[Array], Array] | None] = MappingProxyType(
    {"并列跳号": competition, "并列不跳号": dense, "不排名": None}  # 不排名: by administrative order
)
