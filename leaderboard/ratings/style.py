"""Style features of a vote: the differences that a style-controlled board holds constant."""

import numpy as np

from leaderboard.ratings.counts import Floats


def differences(left: Floats, right: Floats, *, times: Floats | None = None) -> Floats:
    """`(f_left - f_right) / (f_left + f_right)`, standardised over the votes.

    Args:
        left, right: (N, F) of how much each response has of each feature; not negative.
        times: (N,) how many votes each row stands for; None for one.

    Returns:
        (N, F) with standard deviation 1; 0 where neither has anything. The mean stays, since 0 has
        to mean "alike".
    """
    together = left + right
    share = np.divide(left - right, together, out=np.zeros_like(together), where=together > 0)
    mean = np.average(share, axis=0, weights=times) if len(share) else 0.0
    spread = np.sqrt(np.average((share - mean) ** 2, axis=0, weights=times)) if len(share) else 1.0
    return np.asarray(share / np.where(spread > 0, spread, 1.0))
