"""What the intervals of a run cover, in the reader's language."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from leaderboard.models import Interval, RatingRun, SpeaksOf

# From so many challenges on, they stand for others like them without further words.
MANY_CHALLENGES = 50


def covers(run: RatingRun) -> Sequence[str]:
    """Sentences: over whom and what the intervals are, and of which challenges they speak."""
    return [_over(run), *_of_challenges(run)]


def _over(run: RatingRun) -> str:
    if not run.pass_number:
        return gettext(
            "The intervals still take votes for independent; those over voters and challenges "
            "follow when the votes are next gone through, in seconds as a rule."
        )
    if run.interval == Interval.INDEPENDENT:
        return gettext(
            "No vote names its voter or its challenge, so the intervals take votes for independent."
        )
    if run.voters == 1:
        return gettext(
            "One voter cast all votes, so nothing can be said of what other voters would prefer."
        )
    return _words(run.interval) % {
        "voters": _counted(run.voters),
        "challenges": _counted(run.challenges),
    }


def _words(interval: str) -> str:
    if interval == Interval.BOTH:
        return gettext(
            "The intervals count people and prompts, not votes: where ratings would lie with other "
            "voters and other challenges like these (%(voters)s and %(challenges)s here)."
        )
    if interval == Interval.VOTER:
        return gettext(
            "The intervals count people, not votes: where ratings would lie with other voters like "
            "these (%(voters)s here)."
        )
    return gettext(
        "The intervals count prompts, not votes: where ratings would lie with other challenges "
        "like these (%(challenges)s here)."
    )


def _of_challenges(run: RatingRun) -> Sequence[str]:
    if not run.pass_number:
        return []
    if run.speaks_of == SpeaksOf.THESE:
        return [gettext("They speak of these challenges alone, and say nothing of others.")]
    if run.challenges == 1:
        return [
            gettext(
                "All votes are on one challenge, so intervals speak of this challenge and of no "
                "other."
            )
        ]
    if run.challenges is None or run.challenges >= MANY_CHALLENGES:
        return []
    sentence = ngettext(
        "They speak of challenges like these, as far as %(number)s can tell.",
        "They speak of challenges like these, as far as %(number)s can tell.",
        run.challenges,
    )
    return [sentence % {"number": _counted(run.challenges)}]


def _counted(number: int | None) -> str:
    return number_format(number or 0, force_grouping=True)
