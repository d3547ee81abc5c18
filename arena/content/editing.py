"""Adding one row, and editing what is there, by the rules of imports and of Django's admin."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext

from arena import audit
from arena.content.uploads import uploads
from arena.errors import FieldFixed, NothingToDo
from arena.ingest import ImportReport, Refused, Terms, import_dataset, read_object
from arena.models import Category, Challenge, ChallengeState, Competitor, PoolVersion, Tag, Vote
from arena.roles import Right, require

type Noun = Literal["category", "competitor", "challenge", "response"]

_LONGEST_AFTER = 120


def add_one(
    *,
    noun: Noun,
    values: Mapping[str, Any],
    state: ChallengeState,
    source: str,
    actor: User,
    now: datetime,
) -> ImportReport:
    """Import one object as if it were the line of a file; what is there already stays as it is.

    Raises:
        NotPermitted: the actor's role does not allow it.
        Refused: it cannot be imported.
        NothingToDo: somebody else added it at the same time.
    """
    require(actor, Right.LOAD_CONTENT)
    nowhere = uploads() / uuid4().hex  # no file is beside it, so none can be named
    row = read_object(noun, values, folder=nowhere)
    terms = Terms(source=source, state=state, actor=actor, now=now, format=source[:20])
    try:
        report = import_dataset([row], terms=terms)
    except IntegrityError as error:
        raise NothingToDo(gettext("Somebody else added this at the same time.")) from error
    for refusal in report.refusals:
        raise Refused(refusal.reason, field=refusal.field)
    return report


def fixed_fields_of(challenge: Challenge) -> tuple[str, ...]:
    """What may not change any more: who voted saw this prompt; the ledger's digests name the slug;
    boards counted the votes by category, kind and language."""
    has_votes = Vote.objects.filter(challenge=challenge).exists()
    is_shown = has_votes or challenge.published_at
    fixed = ("slug", "prompt", "prompt_format", "kind") if is_shown else ()
    if challenge.turns:  # which the prompt is the text of
        fixed = (*fixed, "prompt", "prompt_format")
    return (*fixed, "category", "language") if has_votes else fixed


@transaction.atomic
def edit_challenge(
    *, challenge: Challenge, changes: Mapping[str, Any], actor: User, now: datetime
) -> Challenge:
    """Change these fields; `tags` are slugs.

    Raises:
        NotPermitted: the actor's role does not allow it.
        FieldFixed: one of them may not change any more.
        NothingToDo: they are so already.
        ValidationError: a value is none for its field.
    """
    require(actor, Right.REVIEW_CHALLENGES)
    # A vote on it is committed before we look for votes, or after this, and only then counted.
    challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
    tags: list[str] | None = changes.get("tags")
    plain = {name: value for name, value in changes.items() if name != "tags"}
    changed = _differing(challenge, plain)
    if fixed := sorted(changed.keys() & set(fixed_fields_of(challenge))):
        raise FieldFixed(fixed[0])
    also: tuple[str, ...] = ()
    if tags is not None and set(tags) != {tag.slug for tag in challenge.tags.all()}:
        challenge.tags.set(_tags(tags))
        also = ("tags",)
    _save(challenge, changed, also=also, actor=actor, now=now)
    PoolVersion.objects.advance()
    return challenge


@transaction.atomic
def edit_category(
    *, category: Category, changes: Mapping[str, Any], actor: User, now: datetime
) -> Category:
    """Change name or description; the slug names its board.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: they are so already.
        ValidationError: a value is none for its field.
    """
    require(actor, Right.REVIEW_CHALLENGES)
    category = Category.objects.select_for_update().get(pk=category.pk)
    return _save(category, _differing(category, changes), actor=actor, now=now)


@transaction.atomic
def edit_competitor(
    *, competitor: Competitor, changes: Mapping[str, Any], actor: User, now: datetime
) -> Competitor:
    """Change provider, description, day of release or specs. Names and states have actions of their
    own.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: they are so already.
        ValidationError: a value is none for its field.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    competitor = Competitor.objects.select_for_update(no_key=True).get(pk=competitor.pk)
    return _save(competitor, _differing(competitor, changes), actor=actor, now=now)


def _differing(row: Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if getattr(row, name) != value}


def _save[Row: Model](
    row: Row,
    changed: Mapping[str, Any],
    *,
    also: Iterable[str] = (),
    actor: User,
    now: datetime,
) -> Row:
    names = [*changed, *also]
    if not names:
        raise NothingToDo
    for name, value in changed.items():
        setattr(row, name, value)
    others = {field.name for field in row._meta.fields} - changed.keys()
    row.full_clean(exclude=others)
    signed = ("prompt_signature",) if "prompt" in changed else ()
    if changed:
        row.save(update_fields=[*changed, *signed])
    after = f"changed: {', '.join(names)}"[:_LONGEST_AFTER]
    audit.record(actor=actor, action="edit", subject=row, after=after, now=now)
    return row


def _tags(slugs: Iterable[str]) -> list[Tag]:
    tags = [Tag(slug=slug) for slug in dict.fromkeys(slugs)]
    for tag in tags:
        try:
            tag.clean_fields()
        except ValidationError as error:
            raise ValidationError({"tags": error.messages}) from error
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    return list(Tag.objects.filter(slug__in=[tag.slug for tag in tags]))
