"""How far strengths and their differences may be off, with votes alike by voter and challenge.

The variance over voters and that over challenges are added and what both hold is taken away. Where
that is less than if votes were independent, it is that, so an error never shrinks by knowing more
of where votes come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import NormalDist

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.clusters import Clustered, Clusters
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import contrast_errors, inverse
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.known_votes import Known
from leaderboard.ratings.student import t_quantiles
from leaderboard.ratings.votes import Votes

TAIL = 0.025
# Standard errors to each side of a 95 % interval, if they are known for certain.
Z = 1.959963984540054
VOTER, CHALLENGE = "voter", "challenge"
# From this share of its votes on, one cluster is as good as all that judged a competitor.
_ALONE = 0.9
# From so few degrees of freedom on, readers are told why intervals are wide.
_WIDE = 4.0

ONE_VOTER = "One voter cast all votes, so nothing can be said of what other voters would prefer."
ONE_CHALLENGE = (
    "All votes are on one challenge, so intervals speak of this challenge and of no other."
)
BORROWED = {
    VOTER: "All or nearly all votes on some models are by one voter: their intervals are as wide "
    "as if voters differed about them as much as about the others.",
    CHALLENGE: "All or nearly all votes on some models are on one challenge: their intervals are "
    "as wide as if challenges differed about them as much as about the others.",
}
FEW = {
    VOTER: "A few voters cast most of the votes on some models, so their intervals are wide.",
    CHALLENGE: "Most of the votes on some models are on a few challenges, so their intervals are "
    "wide.",
}
FEW_IN_ALL = {
    VOTER: "All votes are by {} voters, so intervals are wide: others may differ more than these.",
    CHALLENGE: "All votes are on {} challenges, so intervals are wide: others may differ more than "
    "these.",
}


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Standard errors in nats, and the degrees of freedom of each.

    `own` and `own_degrees` (P,) of the parameters, strengths as differences from the mean of their
    island; `between` and `between_degrees` (M, M) of differences of strengths. NaN where nothing
    can be said; infinite degrees of freedom where votes are independent. `clusters`: how many there
    are of each kind; `notes`: what readers should know.
    """

    own: Floats
    own_degrees: Floats
    between: Floats
    between_degrees: Floats
    clusters: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def margins(self) -> Floats:
        """(P,) half the width of 95 % intervals of the parameters, in nats."""
        return self.own * t_quantiles(TAIL, self.own_degrees)

    def margins_between(self) -> Floats:
        """(M, M) half the width of 95 % intervals of differences, in nats."""
        return self.between * t_quantiles(TAIL, self.between_degrees)

    def normal_errors_between(self) -> Floats:
        """(M, M) standard errors that, taken as certain, give the same 95 % intervals."""
        return self.margins_between() / Z

    def critical_between(self, joint: float) -> Floats:
        """(M, M), or one number for all: how many standard errors separate, where `joint` would if
        all were certain.

        Ratios are taken to depend on each other as under the normal distribution, each with a t
        distribution of its own: the chance that a single one exceeds is kept, not the number.
        """
        fewest = np.fmin.reduce(self.between_degrees, axis=None, initial=np.inf)
        if np.isinf(fewest):
            return np.asarray(joint)
        return t_quantiles(_tail_of(joint), self.between_degrees)

    def among(self, members: Integers) -> "Uncertainty":
        """Of some competitors alone."""
        block = np.ix_(members, members)
        return Uncertainty(
            self.own[members],
            self.own_degrees[members],
            self.between[block],
            self.between_degrees[block],
            self.clusters,
        )

    def anchored(self, index: int) -> "Uncertainty":
        """With strengths as differences from one competitor's."""
        size = len(self.between)
        own, degrees = self.own.copy(), self.own_degrees.copy()
        own[:size], degrees[:size] = self.between[index], self.between_degrees[index]
        own[index], degrees[index] = 0.0, np.inf
        return replace(self, own=own, own_degrees=degrees)


def _tail_of(joint: float) -> float:
    """The chance that one normal ratio exceeds; to three digits, so that quantiles are kept."""
    return float(f"{max(NormalDist().cdf(-joint), 1e-12):.3g}")


def independent(covariance: Floats, size: int) -> Uncertainty:
    """As if votes were independent.

    Args:
        covariance: (P, P) in nats².
        size: M, how many of the parameters are strengths.
    """
    own = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    between = contrast_errors(covariance[:size, :size])
    certain = np.full(len(own), np.inf), np.full((size, size), np.inf)
    return Uncertainty(own, certain[0], between, certain[1])


def by_clusters(
    plain: Floats, size: int, kinds: Mapping[str, Clustered], crossed: Floats | None
) -> Uncertainty:
    """From covariances over clusters of one or two kinds.

    Args:
        plain: (P, P) covariance of independent votes.
        size: M, how many of the parameters are strengths.
        kinds: by `VOTER`, `CHALLENGE`.
        crossed: (P, P) covariance over clusters of votes of one voter on one challenge; None with
            one kind.

    Source:
        Cameron, Gelbach and Miller, J. Bus. Econ. Stat. 29 (2011); the smaller degrees of freedom
        as they propose. Each variance is at least that of independent votes, instead of their
        clipping of eigenvalues, which widens intervals where clusters are fewer than competitors.
    """
    kinds, notes = _that_vary(kinds)
    base = independent(plain, size)
    clusters = {name: each.clusters for name, each in kinds.items()}
    if not kinds:
        return replace(base, notes=tuple(notes))
    if clusters.get(VOTER) == 1:
        nothing, nowhere = np.full(len(plain), np.nan), np.full((size, size), np.nan)
        return Uncertainty(nothing, nothing, nowhere, nowhere, clusters, (ONE_VOTER,))
    total = -crossed if len(kinds) > 1 and crossed is not None else np.zeros_like(plain)
    own_degrees, between_degrees = base.own_degrees, base.between_degrees
    for name, found in kinds.items():
        covariance, concentration, borrowed = _with_borrowed(found, plain)
        total += covariance
        own, between = _degrees(concentration, np.diagonal(plain)[:size])
        own_degrees = np.minimum(own_degrees, own)
        between_degrees = np.minimum(between_degrees, between)
        notes += _notes(name, found.clusters, own[:size], borrowed=borrowed)
    seen = independent(total, size)
    errors = np.maximum(seen.own, base.own), np.maximum(seen.between, base.between)
    return Uncertainty(errors[0], own_degrees, errors[1], between_degrees, clusters, tuple(notes))


def _notes(name: str, clusters: int, degrees: Floats, *, borrowed: bool) -> list[str]:
    """What readers should know of clusters of one kind."""
    if borrowed:
        return [BORROWED[name]]
    if not np.nanmin(degrees, initial=np.inf) < _WIDE:
        return []
    return [FEW_IN_ALL[name].format(clusters) if clusters <= _WIDE + 1 else FEW[name]]


def _that_vary(kinds: Mapping[str, Clustered]) -> tuple[dict[str, Clustered], list[str]]:
    """A single challenge says nothing of others, but votes on it are what there is to tell of."""
    only = {name: each for name, each in kinds.items() if name != CHALLENGE or each.clusters > 1}
    return only, [ONE_CHALLENGE] * (len(only) < len(kinds))


def _with_borrowed(found: Clustered, plain: Floats) -> tuple[Floats, Floats, bool]:
    """The covariance, the concentration, and whether some competitors borrow.

    What clusters differ by is not seen where a competitor has but one. It is taken from the others:
    `τ²` is the mean of `(V - V₀) / Σ q²` over those that tell; V₀ is of independent votes.
    """
    concentration = found.concentration
    alone = np.flatnonzero(found.largest >= _ALONE)
    if not len(alone):
        return found.covariance, concentration, False
    telling = np.flatnonzero((found.largest > 0) & (found.largest < _ALONE))
    covariance, concentration = found.covariance.copy(), concentration.copy()
    if not len(telling):
        covariance[alone, alone] = np.nan
        concentration[alone] = np.nan
        return covariance, concentration, True
    extra = np.diagonal(found.covariance - plain)[telling] / concentration[telling]
    differing = float(np.maximum(extra, 0.0).mean())
    lent = np.diagonal(plain)[alone] + differing * concentration[alone]
    seen = np.diagonal(covariance)[alone]
    covariance[alone], covariance[:, alone] = plain[alone], plain[:, alone]
    covariance[alone, alone] = np.maximum(lent, seen)
    concentration[alone] = float(np.median(concentration[telling]))
    return covariance, concentration, True


def _degrees(concentration: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """(P,) and (M, M) degrees of freedom: the equal clusters that a variance is worth, less one.

    Of a difference both variances are summed, as if clusters that are large for one were for the
    other, so its degrees of freedom are rather too few.
    """
    size = len(variance)
    own = np.maximum(1 / np.maximum(concentration, 1e-300) - 1, 1.0)
    spread = variance * np.sqrt(concentration[:size])
    both, together = variance[:, None] + variance, spread[:, None] + spread
    with np.errstate(invalid="ignore", divide="ignore"):
        between = np.maximum((both / together) ** 2 - 1, 1.0)
    return own, np.where(together > 0, between, np.where(np.isnan(together), np.nan, np.inf))


def of_votes(
    votes: Votes,
    cells: Cells,
    method: Method,
    at: Parameters,
    *,
    information: Floats,
    plain: Floats,
) -> Uncertainty:
    """By voter, by challenge or by both, as far as the votes know them.

    Args:
        votes: the votes.
        cells: the same, a cell for each, with what the method needs.
        method: the model.
        at: its maximum.
        information: (P, P) pinned information there, any prior included.
        plain: (P, P) covariance of independent votes.
    """
    kinds: dict[str, Clustered] = {}
    known: Known | None = None
    for name, ids in ((VOTER, votes.voter), (CHALLENGE, votes.challenge)):
        if ids is not None:
            clusters = Clusters(cells, ids, method, at, known=known)
            kinds[name], known = clusters.covariance(information, plain), clusters.known
            del clusters
    crossed = None
    if votes.voter is not None and votes.challenge is not None:
        bread, both = inverse(information), _crossed(votes.voter, votes.challenge)
        crossed = bread @ Clusters(cells, both, method, at, known=known).meat() @ bread
    return by_clusters(plain, cells.size, kinds, crossed)


def _crossed(voter: Integers, challenge: Integers) -> Integers:
    """(N,) a number for each voter and challenge, in the order of the voters."""
    challenges = int(challenge.max(initial=0)) + 1
    fits = (int(voter.max(initial=0)) + 1) * challenges < 1 << 31
    both = np.multiply(voter, challenges, dtype=np.int32 if fits else np.int64)
    return np.asarray(np.add(both, challenge))
