"""The families and vendors that staff add to those listed, and searching for them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext

from arena import audit
from arena.checks import Found, Names, find_leaks, known_names
from arena.errors import NothingToDo
from arena.models import (
    Ending,
    Kind,
    KnownName,
    Leak,
    LeakSearch,
    Mask,
    Match,
    NameKind,
    PoolVersion,
    Response,
    ReviewState,
)
from arena.moderation.reason import stated
from arena.roles import Right, require
from arena.text import file_names, mask_words, notes_in

# Responses searched in one transaction.
CHUNK = 100
_ONLY = 1
_AGAIN = "again"


@transaction.atomic
def add_known_name(
    *, name: str, kind: NameKind, reason: str, actor: User | None, now: datetime
) -> KnownName:
    """Look for this family or vendor from now on; the worker searches all responses for it.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is there already, or is too short to be looked for.
    """
    require(actor, Right.JUDGE_RESPONSES)
    reason, name = stated(reason), " ".join(name.split())
    if len(name) < 2:  # noqa: PLR2004 - one letter is in every text
        raise NothingToDo(gettext("A name has at least two characters."))
    if KnownName.objects.filter(name__iexact=name, kind=kind).exists():
        raise NothingToDo(gettext("This name is there already."))
    row = KnownName.objects.create(name=name, kind=kind, added_by=actor, added_at=now)
    _record(row, "add name", "", str(kind), reason, actor, now)
    return row


@transaction.atomic
def remove_known_name(*, known: KnownName, reason: str, actor: User | None, now: datetime) -> None:
    """Do not look for this name any more. What it found waits or stays as decided.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.JUDGE_RESPONSES)
    _record(known, "remove name", str(known.kind), "", stated(reason), actor, now)
    known.delete()


@transaction.atomic
def search_again(*, reason: str, actor: User | None, now: datetime) -> None:
    """Have the worker search all responses again.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.JUDGE_RESPONSES)
    reason = stated(reason)
    search, _ = LeakSearch.objects.update_or_create(id=_ONLY, defaults={"names": _AGAIN})
    _record(search, "search for leaks", "", "", reason, actor, now)


def carry_on_search(*, now: datetime, is_enough: Callable[[], bool]) -> int:
    """Search the responses for the names known now, from the first whenever these have changed.

    Imports search what they bring, so at first there is nothing to do. Call it in one process at
    a time; returns how many responses were held.
    """
    names, held = known_names(), 0
    search, _ = LeakSearch.objects.get_or_create(id=_ONLY)
    if not search.names:
        last = Response.objects.aggregate(last=Max("id"))["last"] or 0
        LeakSearch.objects.filter(id=_ONLY).update(names=names.digest, done_to=last)
        return 0
    if search.names != names.digest:
        search.names, search.done_to, search.ended_at = names.digest, 0, None
        search.save()
    while not is_enough():
        searched, found = _search_chunk(search, names, now)
        held += found
        if searched < CHUNK:
            break
    return held


@transaction.atomic
def _search_chunk(search: LeakSearch, names: Names, now: datetime) -> tuple[int, int]:
    """How many responses were searched, and how many of them are held now that were not."""
    rows = Response.objects.filter(pk__gt=search.done_to)
    rows = rows.select_related("challenge", "competitor", "leak")
    chunk = list(rows.defer("sent", "returned").order_by("pk")[:CHUNK])
    masks = Mask.objects.words_of([each.pk for each in chunk])
    held = 0
    for response in chunk:
        if found := _leaks_of(response, names, masks.get(response.pk, ())):
            held += _hold(response, found, now)
    if chunk:
        search.done_to = chunk[-1].pk
    search.ended_at = now if len(chunk) < CHUNK else None
    LeakSearch.objects.filter(id=_ONLY, names=search.names).update(
        done_to=search.done_to, ended_at=search.ended_at
    )
    if held:
        PoolVersion.objects.advance()
    return len(chunk), held


def _leaks_of(response: Response, names: Names, masked: Sequence[str]) -> list[Found]:
    """In what voters see of it."""
    text, files, notes = (
        mask_words(words, masked)
        for words in (response.content, file_names(response.turns), notes_in(response.turns))
    )
    return find_leaks(
        text,
        names,
        author=names.author_of(response.competitor),
        prompt=response.challenge.prompt,
        kind=Kind(response.kind),
        file_name=files,
        notes=notes,
    )


def _hold(response: Response, found: Iterable[Found], now: datetime) -> bool:
    """Hold it back until a person decides; what was decided stays unless more is found."""
    pieces = [each.as_json() for each in found]
    leak: Leak | None = getattr(response, "leak", None)
    if leak is None:
        Leak.objects.create(response=response, found=pieces, found_at=now)
    elif leak.state == ReviewState.DISMISSED and _reasons(pieces) - _reasons(leak.found):
        Leak.objects.filter(pk=leak.pk).update(
            state=ReviewState.OPEN,
            found=pieces,
            found_at=now,
            decided_by=None,
            decided_at=None,
            decision="",
        )
    else:
        return False
    showing = Match.objects.open().filter(Q(left=response) | Q(right=response))
    showing.filter(expires_at__gt=now).update(ending=Ending.WITHDRAWAL, ended_at=now)
    why = "; ".join(sorted(_reasons(pieces)))[:500]
    _record(response, "hold as possible leak", "", ReviewState.OPEN.value, why, None, now)
    return True


def _reasons(pieces: Iterable[dict[str, str]]) -> set[str]:
    return {piece["why"].casefold() for piece in pieces}


def _record(
    subject: Response | KnownName | LeakSearch,
    action: str,
    before: str,
    after: str,
    reason: str,
    actor: User | None,
    now: datetime,
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
        now=now,
    )
