"""The files of the media folder that rows refer to: responses, and parts of turns."""

from collections.abc import Collection, Iterator
from itertools import chain

from django.db.models import QuerySet

from arena.models.challenge import Challenge
from arena.models.response import Response
from arena.text import Turns, media_of

# Rows of turns in memory at a time: some have a megabyte.
_CHUNK = 50


def stored_files() -> list[tuple[str, str]]:
    """The names of all files with their media types, each once, in order."""
    rows = Response.objects.exclude(file="").order_by("file", "media_type")
    found = set(rows.values_list("file", "media_type").distinct())
    parts = (part for turns in _all_turns() for part in media_of(turns))
    found.update((part["file"], part["media_type"]) for part in parts)
    return sorted(found)


def files_of(challenges: QuerySet[Challenge], responses: QuerySet[Response]) -> set[str]:
    """The names of the files of these rows."""
    found = set(responses.exclude(file="").values_list("file", flat=True))
    turns = chain(_turns_of(challenges), _turns_of(responses))
    return found | {part["file"] for each in turns for part in media_of(each)}


def files_in_use(names: Collection[str]) -> set[str]:
    """Those of the names that a row refers to."""
    wanted = set(names)
    if not wanted:
        return set()
    found = set(Response.objects.filter(file__in=wanted).values_list("file", flat=True))
    for turns in _all_turns():
        found.update(wanted & {part["file"] for part in media_of(turns)})
    return found


def _all_turns() -> Iterator[Turns]:
    yield from _turns_of(Response.objects.all())
    yield from _turns_of(Challenge.objects.all())


def _turns_of(rows: QuerySet[Challenge] | QuerySet[Response]) -> Iterator[Turns]:
    found = rows.filter(turns__isnull=False).order_by().values_list("turns", flat=True)
    yield from filter(None, found.iterator(_CHUNK))
