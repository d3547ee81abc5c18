"""A challenge as voters would see it, with those that are like it, before it is sent."""

from dataclasses import dataclass

from django.utils.functional import Promise

from arena.checks import SimilarChallenge, find_similar
from arena.forms import ProposalForm
from arena.models import Challenge, ChallengeState, Difficulty, Kind, Submission
from arena.rendering import Prompt, show_written


@dataclass(frozen=True, slots=True)
class Hint:
    """A challenge that is there already. One that waits for review is told of, not named: neither
    its title nor how alike it is, from which its prompt could be guessed step by step."""

    is_same: bool
    challenge: Challenge | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    title: str
    prompt: Prompt | None
    category: str
    kind: str | Promise
    difficulty: str | Promise
    hints: list[Hint]


def preview_of(form: ProposalForm, submission: Submission | None) -> Preview:
    """What the form would become, as far as it is filled.

    Args:
        form: bound.
        submission: what it changes, if it was sent before; no hint for itself.
    """
    form.is_valid()  # cleans it, and keeps what was said of it already
    clean = form.cleaned_data
    prompt = clean.get("prompt", "")
    return Preview(
        title=clean.get("title", ""),
        prompt=show_written(prompt, clean.get("language", "")) if prompt else None,
        category=str(clean.get("category") or ""),
        kind=Kind(clean.get("kind", Kind.TEXT)).label,
        difficulty=Difficulty(clean.get("difficulty", Difficulty.MEDIUM)).label,
        hints=_hints(prompt, submission) if prompt else [],
    )


def _hints(prompt: str, submission: Submission | None) -> list[Hint]:
    among = Challenge.objects.published_or_waiting()
    if submission is not None:
        among = among.exclude(pk=submission.challenge_id)
    return [_hint(found) for found in find_similar(prompt, among=among)]


def _hint(found: SimilarChallenge) -> Hint:
    if found.challenge.state != ChallengeState.PUBLISHED:
        return Hint(found.is_same)
    percent = 100 if found.is_same else min(int(found.likeness * 100), 99)
    return Hint(found.is_same, found.challenge, percent)
