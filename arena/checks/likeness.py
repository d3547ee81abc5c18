"""Find challenges whose prompt is the same as a text, or nearly so (near duplicates).

Signatures of all challenges are compared in memory; the prompts of the few candidates are read and
compared exactly. `likeness` is the Jaccard similarity of trigrams.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from arena.models import Challenge
from arena.text import trigrams

# From this likeness on, a prompt is a near duplicate. Sentences of twelve words that differ in one
# share about 80 to 90 % of the trigrams; unrelated prompts share below 40 %.
LEAST_LIKENESS = 0.6
# Estimates are off by 0.03 (standard error, measured on prompts of AlpacaEval); five times that.
SLACK = 0.15
# Prompts read and compared exactly: those of the highest estimates.
MOST_READ = 20
MOST_FOUND = 5


@dataclass(frozen=True, slots=True)
class SimilarChallenge:
    """A challenge with a similar prompt; `likeness` is from 0 to 1."""

    challenge: Challenge
    likeness: float
    is_same: bool


def find_similar(prompt: str, *, among: QuerySet[Challenge]) -> list[SimilarChallenge]:
    """The challenges with a similar prompt, the most similar first; MOST_FOUND at most."""
    candidates = among.filter(pk__in=_candidates(prompt, among)).defer("prompt_signature")
    compared = (_compare(prompt, challenge) for challenge in candidates)
    alike = [found for found in compared if found.is_same or found.likeness >= LEAST_LIKENESS]
    alike.sort(key=lambda found: (not found.is_same, -found.likeness, found.challenge.pk))
    return alike[:MOST_FOUND]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A new challenge and a similar one, existing or new."""

    new: Challenge
    other: Challenge
    likeness: float
    is_same: bool


def find_near_duplicates(new: Sequence[Challenge]) -> list[NearDuplicate]:
    """The new challenges that nearly duplicate an existing or an earlier new one, each with the
    most similar one."""
    signed = Challenge.objects.filter(prompt_signature__isnull=False).order_by("pk")
    rows = list(signed.values_list("pk", "prompt_signature"))
    signatures = [bytes(signature or b"") for _, signature in rows]
    signatures += [trigrams.signature(challenge.prompt) for challenge in new]
    if not signatures:
        return []
    table = trigrams.as_table(signatures)
    challenges = [(pk, None) for pk, _ in rows] + [(None, challenge) for challenge in new]
    found = []
    for place, challenge in enumerate(new, len(rows)):
        estimates = trigrams.estimate(signatures[place], table[:place])
        best = np.argsort(-estimates, kind="stable")[:MOST_READ]
        places = [challenges[index] for index in best if estimates[index] >= LEAST_LIKENESS - SLACK]
        if duplicate := _nearest(challenge, places):
            found.append(duplicate)
    return found


def _nearest(
    challenge: Challenge, places: Sequence[tuple[int | None, Challenge | None]]
) -> NearDuplicate | None:
    there = Challenge.objects.in_bulk([pk for pk, _ in places if pk is not None])
    others = [each or there[pk or 0] for pk, each in places]
    compared = [_compare(challenge.prompt, other) for other in others]
    alike = [each for each in compared if each.is_same or each.likeness >= LEAST_LIKENESS]
    if not alike:
        return None
    best = max(alike, key=lambda each: (each.is_same, each.likeness))
    return NearDuplicate(challenge, best.challenge, best.likeness, best.is_same)


def _candidates(prompt: str, among: QuerySet[Challenge]) -> list[int]:
    signed = among.filter(prompt_signature__isnull=False).order_by("pk")
    rows = list(signed.values_list("pk", "prompt_signature"))
    if not rows:
        return []
    keys, signatures = zip(*rows, strict=True)
    table = trigrams.as_table(signatures)
    estimates = trigrams.estimate(trigrams.signature(prompt), table)
    best = np.argsort(-estimates, kind="stable")[:MOST_READ]
    return [keys[index] for index in best if estimates[index] >= LEAST_LIKENESS - SLACK]


def _compare(prompt: str, challenge: Challenge) -> SimilarChallenge:
    is_same = trigrams.normalised(prompt) == trigrams.normalised(challenge.prompt)
    return SimilarChallenge(challenge, trigrams.likeness(prompt, challenge.prompt), is_same)
