"""Whether two samples of times come from one distribution: Mann and Whitney's test, without ties' haste."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided probability of ranks at least this far apart, if both came from one distribution.

    Normal approximation with the correction for ties; right for samples of 20 and more.
    """
    a, b = len(first), len(second)
    together = np.concatenate([first, second])
    _, places, counts = np.unique(together, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    ranks = (upper - (counts - 1) / 2)[places]
    u = ranks[:a].sum() - a * (a + 1) / 2
    ties = ((counts**3 - counts).sum()) / ((a + b) * (a + b - 1))
    spread = sqrt(a * b / 12 * ((a + b + 1) - ties))
    return float(erfc(abs(u - a * b / 2) / spread / sqrt(2)))
