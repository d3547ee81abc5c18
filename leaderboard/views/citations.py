"""How a run is cited, in words and as BibTeX."""

from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from arena.text import at_time
from leaderboard.models import RatingRun


@dataclass(frozen=True, slots=True)
class Citation:
    text: str
    bibtex: str


def address_of(run: RatingRun, *, origin: str) -> str:
    return f"{origin}{reverse('site:run', args=[run.pk])}"


def citation_of(run: RatingRun, *, origin: str) -> Citation:
    address = address_of(run, origin=origin)
    text = gettext("Podium: %(board)s leaderboard, run %(number)s of %(time)s, %(votes)s.") % {
        "board": run.board.title,
        "number": run.pk,
        "time": at_time(run.finished_at),
        "votes": _votes(run.votes),
    }
    licence = f" {settings.DATA_LICENCE}." if settings.DATA_LICENCE else ""
    return Citation(f"{text}{licence} {address}", _bibtex(run, address))


def _votes(number: int) -> str:
    shown = number_format(number, force_grouping=True)
    return ngettext("%(number)s vote", "%(number)s votes", number) % {"number": shown}


def _bibtex(run: RatingRun, address: str) -> str:
    """In English, whatever the reader's language: styles of bibliographies translate its parts."""
    at = run.finished_at.astimezone(UTC)
    note = f"Run {run.pk}, {at:%Y-%m-%d %H:%M} UTC, {run.votes} votes, ledger head {run.head}"
    if settings.DATA_LICENCE:
        note += f", licence {settings.DATA_LICENCE}"
    fields = {
        "title": f"{_plain(run.board.name)} leaderboard",
        "author": "{Podium}",
        "year": f"{at:%Y}",
        "month": str(at.month),
        "url": address,
        "note": _plain(note),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{podium-run-{run.pk},\n{lines}}}"


def _plain(text: str) -> str:
    """Without what BibTeX or TeX would take for a command."""
    return "".join(
        f"\\{each}" if each in "&%$#_" else "" if each in "{}\\" else each for each in text
    )
