"""Which of the selected voters are so certain that their votes wait until a person decides."""

import numpy as np

from leaderboard.integrity.multiplicity import Selected
from leaderboard.integrity.tested import Ground
from leaderboard.ratings import Floats

# The most that an honest voter's chance of quarantine may be, by each of the two rules.
QUARANTINE_P = 1e-4


def to_quarantine(p: Floats, selected: Selected) -> np.ndarray:
    """(V,) voters selected for haste, or for a burst together with a second ground.

    The false discovery rate bounds the share of honest voters among those selected, so the more
    dishonest ones there are, the more honest ones may be selected with them. Quarantine acts before
    anybody has looked, so each honest voter's own chance is bounded too: haste, or all second
    grounds of a burst together (Bonferroni), have p-values up to `QUARANTINE_P`. That a class comes
    in a burst is no error, so its p-value protects nobody and the second ground alone does.

    Args:
        p: (V, T) p-values, in the order of `Ground`, NaN where a test was not made.
        selected: of these.
    """
    grounds = list(Ground)
    haste, burst = grounds.index(Ground.TOO_FAST), grounds.index(Ground.BURST)
    is_found = selected.tests & (np.nan_to_num(p, nan=1.0) <= QUARANTINE_P)
    others = np.delete(p, burst, axis=1)
    made = np.maximum((~np.isnan(others)).sum(axis=1), 1)
    least = np.nan_to_num(others, nan=1.0).min(axis=1)
    has_second = np.delete(selected.tests, burst, axis=1).any(axis=1)
    second = has_second & (least * made <= QUARANTINE_P)
    return np.asarray(is_found[:, haste] | (is_found[:, burst] & second))
