"""How votes are spread over clusters, and how many equal clusters they are worth."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Floats


@dataclass(slots=True)
class Spread:
    """How votes are spread over clusters: (G,) the largest share that each has of any competitor's
    votes; (M,) the largest that any has of each competitor's; (3, P) sums over clusters of the
    second to fourth powers of their votes on each competitor, and of all their votes for each
    effect; (P,) sums of the votes themselves."""

    of_cluster: Floats
    of_competitor: Floats
    powers: Floats
    totals: Floats

    @classmethod
    def of_none(cls, clusters: int, size: int, totals: Floats) -> "Spread":
        """Before any cluster is added."""
        return cls(np.zeros(clusters), np.zeros(size), np.zeros((3, len(totals))), totals)

    def add(self, clusters: slice, number: Floats, totals: Floats) -> None:
        """Add clusters with their (clusters, M) numbers of votes and (clusters,) votes in all."""
        size = len(self.of_competitor)
        # Most clusters have votes on few competitors.
        cluster, competitor = np.divmod(np.flatnonzero(number > 0), max(size, 1))
        some = number[cluster, competitor]
        share = some / self.totals[competitor]
        largest = np.zeros(len(number))
        np.maximum.at(largest, cluster, share)
        if len(self.totals) > size:
            largest = np.maximum(largest, totals / np.maximum(self.totals[size], 1.0))
        self.of_cluster[clusters] = largest
        higher = share > self.of_competitor[competitor]
        np.maximum.at(self.of_competitor, competitor[higher], share[higher])
        power, of_all = some, totals
        for place in range(3):
            power, of_all = power * some, of_all * totals
            self.powers[place, :size] += np.bincount(competitor, power, size)
            self.powers[place, size:] += of_all.sum()

    def add_single(self, number: Floats) -> None:
        """Add clusters of one vote each, by their (P,) number on each."""
        size = len(self.of_competitor)
        share = (number > 0) / np.maximum(self.totals, 1.0)
        self.of_competitor = np.maximum(self.of_competitor, share[:size])
        self.powers += number

    def concentration(self, between: float) -> Floats:
        """(P,) `Σ_g q_g²`, where q_g is the share that cluster g has in a variance: its share of
        the votes as far as votes are independent, of the squares of votes as far as clusters
        differ. NaN without votes.

        Source:
            The effective number of clusters of Carter, Schnepel and Steigerwald, Rev. Econ. Stat.
            99 (2017), under the working covariance of Imbens and Kolesár, Rev. Econ. Stat. 98
            (2016).
        """
        squares, cubes, fourths = self.powers
        has_votes = self.totals > 0
        votes, squares = (np.where(has_votes, each, np.nan) for each in (self.totals, squares))
        within = 1 - between
        found = within**2 * squares / votes**2
        found += 2 * within * between * cubes / (votes * squares)
        found += between**2 * fourths / squares**2
        return np.asarray(np.minimum(found, 1.0))
