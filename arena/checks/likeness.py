"""Finding challenges whose prompt is the same as a text, or nearly so.

Signatures of all challenges are compared at once, in memory; the prompts of the few that may be
alike are read and compared exactly, so what is told is no estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from arena.models import Challenge
from arena.text import trigrams

# From here on a prompt is nearly the same. Of two sentences of twelve words that differ in one,
# 80 to 90 % of the trigrams are shared or so; of unrelated prompts below 40 %.
NEARLY = 0.6
# Estimates are off by 0.03 (standard error, measured on prompts of AlpacaEval); five times that.
SLACK = 0.15
# Prompts read and compared exactly: those of the highest estimates.
MOST_READ = 20
MOST_FOUND = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A challenge whose prompt is like the one asked about; `likeness` is 0 to 1."""

    challenge: Challenge
    likeness: float
    is_same: bool


def find_alike(prompt: str, *, among: QuerySet[Challenge]) -> list[Alike]:
    """The challenges whose prompt is nearly this one, the likest first; MOST_FOUND at most."""
    candidates = among.filter(pk__in=_candidates(prompt, among)).defer("prompt_signature")
    compared = (_compare(prompt, challenge) for challenge in candidates)
    alike = [found for found in compared if found.is_same or found.likeness >= NEARLY]
    alike.sort(key=lambda found: (not found.is_same, -found.likeness, found.challenge.pk))
    return alike[:MOST_FOUND]


@dataclass(frozen=True, slots=True)
class Twins:
    """A challenge that is to come in, and one that is nearly the same, there or coming, too."""

    new: Challenge
    other: Challenge
    likeness: float
    is_same: bool


def find_twins(new: Sequence[Challenge]) -> list[Twins]:
    """Those of the new challenges that are nearly the same as one there or as an earlier new one;
    each at most once, with the likest."""
    signed = Challenge.objects.filter(prompt_signature__isnull=False).order_by("pk")
    rows = list(signed.values_list("pk", "prompt_signature"))
    signatures = [bytes(signature or b"") for _, signature in rows]
    signatures += [trigrams.signature(challenge.prompt) for challenge in new]
    if not signatures:
        return []
    table = trigrams.as_table(signatures)
    told = [(pk, None) for pk, _ in rows] + [(None, challenge) for challenge in new]
    found = []
    for place, challenge in enumerate(new, len(rows)):
        estimates = trigrams.estimate(signatures[place], table[:place])
        likest = np.argsort(-estimates, kind="stable")[:MOST_READ]
        places = [told[index] for index in likest if estimates[index] >= NEARLY - SLACK]
        if twin := _likest(challenge, places):
            found.append(twin)
    return found


def _likest(
    challenge: Challenge, places: Sequence[tuple[int | None, Challenge | None]]
) -> Twins | None:
    there = Challenge.objects.in_bulk([pk for pk, _ in places if pk is not None])
    others = [each or there[pk or 0] for pk, each in places]
    compared = [_compare(challenge.prompt, other) for other in others]
    alike = [each for each in compared if each.is_same or each.likeness >= NEARLY]
    if not alike:
        return None
    best = max(alike, key=lambda each: (each.is_same, each.likeness))
    return Twins(challenge, best.challenge, best.likeness, best.is_same)


def _candidates(prompt: str, among: QuerySet[Challenge]) -> list[int]:
    signed = among.filter(prompt_signature__isnull=False).order_by("pk")
    rows = list(signed.values_list("pk", "prompt_signature"))
    if not rows:
        return []
    keys, signatures = zip(*rows, strict=True)
    table = trigrams.as_table(signatures)
    estimates = trigrams.estimate(trigrams.signature(prompt), table)
    likest = np.argsort(-estimates, kind="stable")[:MOST_READ]
    return [keys[index] for index in likest if estimates[index] >= NEARLY - SLACK]


def _compare(prompt: str, challenge: Challenge) -> Alike:
    is_same = trigrams.normalised(prompt) == trigrams.normalised(challenge.prompt)
    return Alike(challenge, trigrams.likeness(prompt, challenge.prompt), is_same)
