"""Who a competitor is: its other names, the name behind a stealthy one, and two that are one.

The ratings follow by `leaderboard.merging`, which is what pages and commands call.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import AuditEntry, Competitor, PoolVersion
from arena.moderation.reason import stated
from arena.roles import Right, require

LONGEST_NAME = 160
MOST_ALIASES = 50


@transaction.atomic
def set_aliases(
    *, competitor: Competitor, aliases: Sequence[str], actor: User | None, now: datetime
) -> Competitor:
    """Keep these other names, each once; empty ones and its own name are left out.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: they are kept already, too many, too long, or names of another competitor.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    competitor = _locked(competitor)
    wanted = list(dict.fromkeys(name for each in aliases if (name := " ".join(each.split()))))
    wanted = [name for name in wanted if name != competitor.name]
    if len(wanted) > MOST_ALIASES or any(len(name) > LONGEST_NAME for name in wanted):
        raise NothingToDo(gettext("These are too many names, or one is too long."))
    for name in wanted:
        _refuse_taken(name, competitor)
    if wanted == competitor.aliases:
        raise NothingToDo
    before, competitor.aliases = competitor.aliases, wanted
    competitor.save(update_fields=["aliases"])
    _record(competitor, "name", ", ".join(before), ", ".join(wanted), "", actor, now)
    return competitor


@transaction.atomic
def reveal_competitor(
    *,
    competitor: Competitor,
    name: str,
    provider: str,
    reason: str,
    actor: User | None,
    now: datetime,
) -> Competitor:
    """Give it the name it really has. Its address stays, and the old name becomes an alias.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it has this name, or another competitor has.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    reason, name = stated(reason), " ".join(name.split())
    competitor = _locked(competitor)
    before = competitor.name
    if not name or name == before or len(name) > LONGEST_NAME:
        raise NothingToDo(gettext("Give it another name, of at most 160 characters."))
    _refuse_taken(name, competitor)
    competitor.aliases = [each for each in competitor.aliases if each != name] + [before]
    competitor.name, competitor.provider = name, " ".join(provider.split())
    try:
        with transaction.atomic():
            competitor.save(update_fields=["name", "provider", "aliases"])
    except IntegrityError as error:
        raise NothingToDo(gettext("Another model has this name.")) from error
    _record(competitor, "reveal", before, name, reason, actor, now)
    return competitor


@transaction.atomic
def merge_competitors(
    *, competitor: Competitor, into: Competitor, reason: str, actor: User | None, now: datetime
) -> Competitor:
    """Count the votes of one competitor as those of another, which it turned out to be. It retires;
    votes between the two count for neither.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: either is merged already, or both are the same.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    reason = stated(reason)
    pair = Competitor.objects.select_for_update(no_key=True).order_by("pk")
    there = {each.pk: each for each in pair.filter(pk__in=(competitor.pk, into.pk))}
    competitor, into = there[competitor.pk], there[into.pk]
    if competitor.pk == into.pk or competitor.merged_into_id or into.merged_into_id:
        raise NothingToDo(gettext("Choose two models of which neither is merged already."))
    if competitor.merged.exists():
        raise NothingToDo(gettext("Others are merged into this one: unmerge them first."))
    competitor.merged_into = into
    competitor.retired_at = competitor.retired_at or now
    competitor.save(update_fields=["merged_into", "retired_at"])
    PoolVersion.objects.advance()
    _record(competitor, "merge", "", f"merged into {into.slug}", reason, actor, now)
    return competitor


@transaction.atomic
def unmerge_competitor(
    *, competitor: Competitor, reason: str, actor: User | None, now: datetime
) -> Competitor:
    """Take a merge back. What the merge retired is in matches again; what was retired before stays
    retired.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is not merged.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    reason = stated(reason)
    competitor = _locked(competitor)
    if competitor.merged_into is None:
        raise NothingToDo(gettext("This model is not merged into another."))
    before = f"merged into {competitor.merged_into.slug}"
    competitor.merged_into = None
    if _retired_by_merge(competitor):
        competitor.retired_at = None
    competitor.save(update_fields=["merged_into", "retired_at"])
    PoolVersion.objects.advance()
    _record(competitor, "part", before, "", reason, actor, now)
    return competitor


def _retired_by_merge(competitor: Competitor) -> bool:
    """Whether its last merge retired it: both are of the same time."""
    merges = AuditEntry.objects.filter(
        action="merge",
        subject_type=competitor._meta.model_name,
        subject_id=str(competitor.pk),
    )
    last = merges.order_by("-id").values_list("at", flat=True).first()
    return last is not None and last == competitor.retired_at


def _locked(competitor: Competitor) -> Competitor:
    return Competitor.objects.select_for_update(no_key=True).get(pk=competitor.pk)


def _refuse_taken(name: str, competitor: Competitor) -> None:
    others = Competitor.objects.exclude(pk=competitor.pk)
    if others.filter(Q(name__iexact=name) | Q(slug__iexact=name)).exists():
        raise NothingToDo(gettext("Another model has this name."))


def _record(
    competitor: Competitor,
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
        subject=competitor,
        before=before[:120],
        after=after[:120],
        reason=reason,
        now=now,
    )
