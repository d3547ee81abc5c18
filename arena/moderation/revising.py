"""Another wording of a published challenge: a challenge of its own, in place of the earlier."""

import re
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import MoveNotAllowed, NothingToDo
from arena.models import PUBLIC_STATES, Challenge
from arena.moderation.challenge import submit_challenge
from arena.roles import Right, require

_VERSION = re.compile(r"-v(\d+)$")
_LONGEST_STEM = 110


@transaction.atomic
def revise_challenge(
    *, challenge: Challenge, title: str, prompt: str, actor: User, now: datetime
) -> Challenge:
    """Submit another wording of a challenge that was published.

    The earlier challenge keeps its prompt, its responses and its votes, and retires when somebody
    else publishes the new one.

    Raises:
        NotPermitted: the actor's role does not allow it.
        MoveNotAllowed: it was never published, so it can be edited as it is; or it is a
            conversation.
        NothingToDo: nothing is different.
    """
    require(actor, Right.REVIEW_CHALLENGES)
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)
    if challenge.state not in PUBLIC_STATES:
        raise MoveNotAllowed(gettext("Only a challenge that was published gets a new version."))
    if challenge.turns:
        raise MoveNotAllowed(
            gettext("A conversation gets a new version by importing it under another slug.")
        )
    if prompt.strip() == challenge.prompt.strip():
        raise NothingToDo(gettext("The prompt is the same."))
    version = _create_version(challenge, title, prompt)
    audit.record(
        actor=actor,
        action="revise",
        subject=challenge,
        after=f"new version: {version.slug}"[:120],
        now=now,
    )
    return submit_challenge(challenge=version, actor=actor, now=now)


def _create_version(challenge: Challenge, title: str, prompt: str) -> Challenge:
    """A draft that is as the challenge but for its wording."""
    version = Challenge.objects.create(
        slug=_next_slug(challenge.slug),
        title=title,
        prompt=prompt,
        prompt_format=challenge.prompt_format,
        description=challenge.description,
        category_id=challenge.category_id,
        kind=challenge.kind,
        language=challenge.language,
        difficulty=challenge.difficulty,
        responses_public=challenge.responses_public,
        supersedes=challenge,
    )
    version.tags.set(challenge.tags.all())
    return version


def _next_slug(slug: str) -> str:
    """The slug with the lowest number that no challenge has."""
    stem = _VERSION.sub("", slug)[:_LONGEST_STEM]
    taken = Challenge.objects.filter(slug__startswith=f"{stem}-v").values_list("slug", flat=True)
    numbers = (_VERSION.search(each) for each in taken)
    last = max((int(found[1]) for found in numbers if found), default=1)
    return f"{stem}-v{last + 1}"
