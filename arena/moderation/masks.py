"""Masking words in what voters see of a response, and showing them again."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Leak, Mask, PoolVersion, Response, ReviewState, forget_masks
from arena.moderation.reason import stated
from arena.roles import Right, require
from arena.text import mask_words

LONGEST_WORDS = 200
MOST_WORDS = 50


@transaction.atomic
def mask_response(
    *, response: Response, words: Sequence[str], reason: str, actor: User | None, now: datetime
) -> Mask:
    """Show voters these words as ▮▮▮, wherever they occur in the response.

    The response itself stays as it was received. If it was held as a possible leak, it may be
    served from now on. Words masked before are replaced by these.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: there are no words, or one of them does not occur.
    """
    require(actor, Right.JUDGE_RESPONSES)
    reason, words = stated(reason), checked_words(response, words)
    before = Mask.objects.filter(response=response).first()
    values = {"words": words, "reason": reason, "masked_by": actor, "masked_at": now}
    mask, _ = Mask.objects.update_or_create(response=response, defaults=values)
    forget_masks()
    decided = {"decided_by": actor, "decided_at": now, "decision": reason}
    leak = Leak.objects.open().filter(response=response)
    leak.update(state=ReviewState.DISMISSED, **decided)
    _record(response, "mask words", before.words if before else [], words, reason, actor, now)
    return mask


@transaction.atomic
def unmask_response(*, response: Response, reason: str, actor: User | None, now: datetime) -> None:
    """Show voters all words again. If the response was held as a possible leak, it is so again.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: no words of it are masked.
    """
    require(actor, Right.JUDGE_RESPONSES)
    reason = stated(reason)
    mask = Mask.objects.filter(response=response).first()
    if mask is None:
        raise NothingToDo(gettext("No words of this response are masked."))
    words = mask.words
    mask.delete()
    forget_masks()
    Leak.objects.filter(response=response, state=ReviewState.DISMISSED).update(
        state=ReviewState.OPEN, decided_by=None, decided_at=None, decision=""
    )
    _record(response, "unmask words", words, [], reason, actor, now)


def checked_words(response: Response, words: Sequence[str]) -> list[str]:
    """The words, each once, without space around them.

    Raises:
        NothingToDo: there are none or too many, or one of them does not occur in the response.
    """
    kept = list(dict.fromkeys(filter(None, (word.strip() for word in words))))
    if not kept or len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORDS for word in kept):
        raise NothingToDo(gettext("Say which words to mask, one or a few together on each line."))
    for word in kept:
        if mask_words(response.content, [word]) == response.content:
            sentence = gettext("“%(words)s” does not occur in this response.")
            raise NothingToDo(sentence % {"words": word})
    return kept


def found_words(leak: Leak) -> list[str]:
    """The words that were found in a possible leak, as they stand in the response."""
    pieces = (found["text"][found["start"] : found["end"]] for found in leak.found)
    return list(dict.fromkeys(piece.strip() for piece in pieces))


def _record(
    response: Response,
    action: str,
    before: Sequence[str],
    after: Sequence[str],
    reason: str,
    actor: User | None,
    now: datetime,
) -> None:
    PoolVersion.objects.advance()
    audit.record(
        actor=actor,
        action=action,
        subject=response,
        before=", ".join(before),
        after=", ".join(after),
        reason=reason,
        now=now,
    )
