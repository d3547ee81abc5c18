"""Limits that contradict each other: some that never apply, and votes without any limit."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext

from arena.arena_settings import current_settings
from arena.visitors import throttling
from leaderboard.doctor.finding import Finding, ok, warning

# Each counts a part of what the next one counts. 0 is no limit.
WIDENING = (
    ("VOTES_PER_MINUTE", "VOTES_PER_MINUTE_PER_ADDRESS", "VOTES_PER_MINUTE_PER_NETWORK"),
    (
        "SUBMISSIONS_PER_HOUR",
        "SUBMISSIONS_PER_HOUR_PER_ADDRESS",
        "SUBMISSIONS_PER_HOUR_PER_NETWORK",
    ),
    ("REPORTS_PER_HOUR", "REPORTS_PER_HOUR_PER_ADDRESS", "REPORTS_PER_HOUR_PER_NETWORK"),
    ("AXES_FAILURE_LIMIT", "SIGN_IN_FAILURES_PER_NAME"),
    ("AXES_FAILURE_LIMIT", "SIGN_IN_FAILURES_PER_ADDRESS"),
)
# Settings whose variable has another name.
VARIABLES = {"AXES_FAILURE_LIMIT": "SIGN_IN_FAILURES"}
VOTES = WIDENING[0]


def thresholds(now: datetime) -> Finding:
    del now
    if never := list(_never_applied()):
        advice = gettext("Raise the wider limit or lower the narrower one; 0 is no limit.")
        return warning("thresholds", " ".join(never), advice)
    if not any(getattr(settings, name) for name in VOTES):
        what = gettext("Votes are not limited, neither by voter nor by address or network.")
        return warning("thresholds", what, gettext("Set one of the limits of votes."))
    return ok("thresholds", gettext("Each limit can apply."))


def proof(now: datetime) -> Finding:
    """Whether the threshold of the proof of work, of the database or the environment, is ever
    passed."""
    del now
    asked = current_settings().proof_above_matches_per_minute
    if asked and not settings.ADDRESS_DAYS:
        what = gettext("No proof of work is ever asked for, as ADDRESS_DAYS is 0.")
        return warning("proof", what, gettext("Set ADDRESS_DAYS to 1 or more."))
    limits = [getattr(settings, name) * throttling.MATCHES_PER_VOTE for name in VOTES[1:]]
    most = min((limit for limit in limits if limit), default=0)
    if asked and most and asked >= most:
        what = gettext(
            "A proof of work is asked for above %(asked)d matches a minute from one address, which "
            "may open no more than %(most)d."
        )
        advice = gettext("Lower PROOF_ABOVE_MATCHES_PER_MINUTE.")
        return warning("proof", what % {"asked": asked, "most": most}, advice)
    return ok("proof", gettext("The threshold of the proof of work can be passed."))


def _never_applied() -> Iterator[str]:
    """A sentence for each limit that another one, which counts more, always reaches first."""
    for chain in WIDENING:
        limited = [name for name in chain if getattr(settings, name)]
        for narrow, wide in pairwise(limited):
            if getattr(settings, wide) < getattr(settings, narrow):
                yield gettext(
                    "%(narrow)s (%(larger)d) never applies, as %(wide)s is %(smaller)d."
                ) % {
                    "narrow": VARIABLES.get(narrow, narrow),
                    "wide": VARIABLES.get(wide, wide),
                    "larger": getattr(settings, narrow),
                    "smaller": getattr(settings, wide),
                }
