"""What a run says readers should know, in the reader's language.

Runs keep it in English, as the mathematics says it, which knows no languages.
"""

import re
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop, ngettext_lazy

_SENTENCES = (
    gettext_noop("Models that no votes connect cannot be ranked against each other."),
    gettext_noop(
        "Some models never lost or never won outside their group: one-sided bounds, estimated with "
        "%(win)s of a win added to each side of every compared pair."
    ),
    gettext_noop(
        "The votes on some models are all ties: their errors are as if %(ties)s of these, or all "
        "if there are fewer, had not been."
    ),
    gettext_noop(
        "A model of ties needs ties and wins both ways, which these votes lack; "
        "a tie is half a win."
    ),
    gettext_noop("A model of ties needs ties, which these votes lack; a tie is half a win."),
    gettext_noop("These votes do not determine the effect of %(effects)s, so it is left out."),
    "%(number)s votes on responses nobody knows do not count here.",
    gettext_noop(
        "One voter cast all votes, so nothing can be said of what other voters would prefer."
    ),
    gettext_noop(
        "All votes are on one challenge, so intervals speak of this challenge and of no other."
    ),
    gettext_noop(
        "All or nearly all votes on some models are by one voter: their intervals are as wide as "
        "if voters differed about them as much as about the others."
    ),
    gettext_noop(
        "All or nearly all votes on some models are on one challenge: their intervals are as wide "
        "as if challenges differed about them as much as about the others."
    ),
    gettext_noop(
        "A few voters cast most of the votes on some models, so their intervals are wide."
    ),
    gettext_noop(
        "Most of the votes on some models are on a few challenges, so their intervals are wide."
    ),
    gettext_noop(
        "All votes are by %(number)s voters, so intervals are wide: others may differ more than "
        "these."
    ),
    gettext_noop(
        "All votes are on %(number)s challenges, so intervals are wide: others may differ more "
        "than these."
    ),
    "%(number)s votes name no voter: each counts as if another voter had cast it.",
    "%(number)s votes name no challenge: each counts as if it were on another one.",
)
_BY_NUMBER = (
    ngettext_lazy(
        "%(number)s vote on responses nobody knows does not count here.",
        "%(number)s votes on responses nobody knows do not count here.",
        "counted",
    ),
    ngettext_lazy(
        "%(number)s vote names no voter: it counts as if another voter had cast it.",
        "%(number)s votes name no voter: each counts as if another voter had cast it.",
        "counted",
    ),
    ngettext_lazy(
        "%(number)s vote names no challenge: it counts as if it were on another one.",
        "%(number)s votes name no challenge: each counts as if it were on another one.",
        "counted",
    ),
)
_PLURALS = dict(zip((_SENTENCES[6], *_SENTENCES[-2:]), _BY_NUMBER, strict=True))

# How release 0.1 worded two of them, in runs that are kept.
_FORMER_WORDINGS = {
    "Some models are joined by no chain of votes; islands have no order.": _SENTENCES[0],
    "These votes do not tell the effect of %(effects)s, so it is left out.": _SENTENCES[5],
}


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    wordings = {**{each: each for each in _SENTENCES}, **_FORMER_WORDINGS}
    return [
        (re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(wording))), sentence)
        for wording, sentence in wordings.items()
    ]


def in_own_language(warning: str) -> str:
    """As it was stored where it is none of those known."""
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(warning):
            return _written(sentence, found.groupdict())
    return warning


def _written(sentence: str, values: dict[str, str]) -> str:
    number = values.get("number", "").replace(",", "")
    if not number.isdecimal():
        return gettext(sentence) % values
    shown = number_format(int(number), force_grouping=True)
    if sentence in _PLURALS:
        return str(_PLURALS[sentence] % {"counted": int(number), "number": shown})
    return gettext(sentence) % {"number": shown}
