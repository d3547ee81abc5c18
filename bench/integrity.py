"""Power and false findings of the tests of voters, among simulated voters.

    ./run bench integrity [--replications 20 --honest 1000 --each 20]

Prints a JSON line per measurement; each share has its standard error over the replications:

* 1,000 honest voters with tastes, and 20 of each dishonest kind with 50 votes each, every voter
  with an address of its own: the share found by kind, and the target;
* the same with each dishonest kind behind one address, over a month and on one day;
* the same without records of skipped matches, so that seeking and avoiding cannot be tested;
* honest voters alone, and with a school class that begins at the same time;
* fresh cookies at 600 votes a minute from one address, beside a class that begins at the bell: the
  share of each that is quarantined, with the 95 % limits after Clopper and Pearson;
* the share found after 10, 20, 30, 50, 100 and 200 votes each;
* the time for a million votes.
"""

import argparse
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.electorate import (
    FRESH_COOKIES,
    KINDS,
    MORE_KINDS,
    Electorate,
    add_class,
    add_fresh_cookies,
    add_honest,
    add_kind,
    new_world,
)
from leaderboard.integrity import Findings, Ground, Skips, examine, no_skips, sorted_ballots

LEVEL = 0.05
VOTES = 50
STEPS = (10, 20, 30, 50, 100, 200)
CLASS = 25
PUPILS = 30
BELL_SECONDS = 60.0
COOKIES = 200
# The most that the upper limit of the honest voters quarantined may be, of so many at least.
MOST_QUARANTINED, LEAST_HONEST = 0.001, 30_000
# The targets: the least share of each kind to find, and the most of honest voters.
TO_REACH = {"naive booster": 0.8, "left-clicker": 0.95, "fast bot": 0.95}
MOST_HONEST = 0.01
EVERY_KIND = (*KINDS, *MORE_KINDS)


@dataclass(slots=True)
class Shares:
    """The share of one kind that is found, in all and by ground, in each replication."""

    found: list[float] = field(default_factory=list)
    by: dict[str, list[float]] = field(default_factory=dict)

    def add(self, findings: Findings, chosen: np.ndarray) -> None:
        self.found.append(float(findings.selected.voters[chosen].mean()))
        for place, ground in enumerate(Ground):
            share = float(findings.selected.tests[chosen, place].mean())
            self.by.setdefault(ground.value, []).append(share)

    def summary(self) -> dict[str, object]:
        error = np.std(self.found, ddof=1) / math.sqrt(len(self.found))
        by = {ground: round(float(np.mean(shares)), 4) for ground, shares in self.by.items()}
        return {
            "found": round(float(np.mean(self.found)), 4),
            "error": round(float(error), 4),
            "by_ground": {ground: share for ground, share in by.items() if share},
        }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=20)
    options.add_argument("--honest", type=int, default=1_000)
    options.add_argument("--each", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--million", type=int, default=1_000_000, help="votes that are timed")
    options.add_argument("--quarantine-replications", type=int, default=32)
    options.add_argument("--only-quarantine", action="store_true", help="fresh cookies alone")
    asked = options.parse_args()
    if asked.only_quarantine:
        fresh_cookies(asked)
        return
    as_asked(asked)
    simulate(asked, "one address for each kind", one_address=True)
    simulate(asked, "one address and one day for each kind", one_address=True, one_day=True)
    simulate(asked, "skips unseen", sees_skips=False)
    simulate(asked, "honest alone", kinds=())
    simulate(asked, "honest and a class", kinds=(), pupils=CLASS)
    fresh_cookies(asked)
    for votes in STEPS:
        simulate(asked, f"{votes} votes each", votes=votes)
    a_million(asked.million)


def as_asked(asked: argparse.Namespace) -> None:
    shares = simulate(asked, "as asked", kinds=tuple(KINDS))
    for kind, least in TO_REACH.items():
        found = float(np.mean(shares[kind].found))
        say(kind=kind, found=round(found, 4), to_reach=least, reached=found >= least)
    honest = float(np.mean(shares["honest"].found))
    say(kind="honest", found=round(honest, 4), at_most=MOST_HONEST, reached=honest < MOST_HONEST)


def fresh_cookies(asked: argparse.Namespace) -> None:
    """One line per kind of cookies, for the class and for all honest voters."""
    quarantined: dict[str, int] = {}
    number: dict[str, int] = {}
    for replication in range(asked.quarantine_replications):
        electorate = Electorate(new_world(asked.seed + replication))
        add_honest(electorate, asked.honest)
        add_class(electorate, PUPILS, within=BELL_SECONDS)
        for kind in FRESH_COOKIES:
            add_fresh_cookies(electorate, kind, COOKIES)
        findings = examine(electorate.ballots(), electorate.skips(), level=LEVEL)
        kind_of = np.array(electorate.kinds)
        for kind in dict.fromkeys(electorate.kinds):
            there = findings.quarantined[kind_of == kind]
            quarantined[kind] = quarantined.get(kind, 0) + int(there.sum())
            number[kind] = number.get(kind, 0) + len(there)
    for kind, count in quarantined.items():
        low, high = limits_of(count, number[kind])
        facts = {"voters": number[kind], "quarantined": count, "low": low, "high": high}
        say(scenario="fresh cookies and a class", kind=kind, **facts)
    count, voters = quarantined["honest"], number["honest"]
    reached = voters >= LEAST_HONEST and limits_of(count, voters)[1] <= MOST_QUARANTINED
    say(kind="honest", quarantined=count, at_most=MOST_QUARANTINED, of=voters, reached=reached)


def limits_of(count: int, number: int) -> tuple[float, float]:
    """Both 95 % limits of a share after Clopper and Pearson, each with half of the error."""
    low = 0.0 if count == 0 else _root(lambda p: _at_least(count, number, p) - 0.025)
    high = 1.0 if count == number else _root(lambda p: 0.025 - _at_most(count, number, p))
    return round(low, 6), round(high, 6)


def _at_most(count: int, number: int, chance: float) -> float:
    """P(Bin(number, chance) <= count)."""
    logs = [
        math.lgamma(number + 1)
        - math.lgamma(k + 1)
        - math.lgamma(number - k + 1)
        + k * math.log(chance)
        + (number - k) * math.log1p(-chance)
        for k in range(count + 1)
    ]
    return math.fsum(map(math.exp, logs))


def _at_least(count: int, number: int, chance: float) -> float:
    return 1 - _at_most(count - 1, number, chance)


def _root(rising: Callable[[float], float]) -> float:
    low, high = 1e-12, 1 - 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def simulate(
    asked: argparse.Namespace,
    name: str,
    *,
    kinds: Sequence[str] = EVERY_KIND,
    votes: int = VOTES,
    one_address: bool = False,
    one_day: bool = False,
    sees_skips: bool = True,
    pupils: int = 0,
) -> dict[str, Shares]:
    """Print one line per kind, and one for all that were found."""
    shares: dict[str, Shares] = {}
    false, tastes, totals = [], [], []
    for replication in range(asked.replications):
        electorate = Electorate(new_world(asked.seed + replication))
        add_honest(electorate, asked.honest)
        if pupils:
            add_class(electorate, pupils)
        where = {"one_address": one_address, "one_day": one_day}
        for kind in kinds:
            add_kind(electorate, kind, asked.each, votes=votes, **where)
        ballots = electorate.ballots()
        skips = electorate.skips() if sees_skips else no_skips()
        findings = examine(ballots, skips, level=LEVEL)
        kind_of = np.array(electorate.kinds)
        for kind in dict.fromkeys(electorate.kinds):
            shares.setdefault(kind, Shares()).add(findings, kind_of == kind)
        found = findings.selected.voters
        false.append(found[kind_of == "honest"].sum() / max(found.sum(), 1))
        tastes.append(findings.taste)
        totals.append(len(ballots.voter))
    for kind, share in shares.items():
        votes_each = None if kind == "honest" else votes
        say(scenario=name, kind=kind, votes_each=votes_each, **share.summary())
    say(
        scenario=name,
        replications=asked.replications,
        votes=round(float(np.mean(totals))),
        honest_share_of_found=round(float(np.mean(false)), 4),
        level=LEVEL,
        taste_nats=round(float(np.mean(tastes)), 3),
    )
    return shares


def a_million(votes: int, *, voters: int = 50_000, competitors: int = 100) -> None:
    """Time the tests on equal voters, a few of whom cast most of the votes."""
    rng = np.random.default_rng(0)
    weight = np.arange(1, voters + 1) ** -0.7
    drawn = rng.choice(voters, votes, p=weight / weight.sum())
    voter = np.unique(drawn, return_inverse=True)[1]
    left = rng.integers(0, competitors, votes)
    right = (left + rng.integers(1, competitors, votes)) % competitors
    theta = rng.normal(0, 0.6, competitors)
    left_won = rng.random(votes) < 1 / (1 + np.exp(theta[right] - theta[left]))
    ballots = sorted_ballots(
        competitors,
        voter=voter,
        left=left,
        right=right,
        outcome=np.where(rng.random(votes) < 0.2, 2, np.where(left_won, 0, 1)),
        cast_at=rng.uniform(0, 30 * 86_400, votes),
        seconds=np.exp(rng.normal(3, 0.6, votes)),
        length=rng.uniform(500, 5_000, votes),
        address=voter // 3,
    )
    skipped = rng.random(votes) < 0.1
    skips = Skips(voter[skipped], left[skipped], right[skipped])
    began = time.perf_counter()
    findings = examine(ballots, skips, level=LEVEL)
    say(
        examined_votes=votes,
        voters=ballots.voters,
        competitors=competitors,
        seconds=round(time.perf_counter() - began, 1),
        rounds=findings.rounds,
    )


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
