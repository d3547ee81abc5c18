import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from arena.measures import Measure, count
from arena.models.arena_settings import NameAuthors
from arena.models.challenge import Challenge
from arena.models.competitor import Competitor
from arena.models.prepared import Placeholder, PreparedObjects, adapted
from arena.models.response import Response
from arena.models.voter import Voter
from arena.models.voting_session import VotingSession

# The match on the screen and the next one, prepared.
OPEN_MATCHES_PER_VOTER = 2
# Of a choice as text: four names, two slugs, a kind and a language tag, percent-encoded.
LONGEST_CHOICE = 400
# Of a digest of an address, hexadecimal.
ADDRESS_DIGITS = 24


class Side(models.TextChoices):
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")


class Ending(models.TextChoices):
    """What consumed a match."""

    VOTE = "vote", _("Vote")
    SKIP = "skip", _("Skip")
    EXPIRY = "expiry", _("Expiry")
    WITHDRAWAL = "withdrawal", _("Withdrawal")


@dataclass(frozen=True, slots=True)
class Consumed:
    """What was shown in a match that has just ended, when its authors are named, and the rule under
    which its vote is excluded as it comes, if any: its voter is blocked or in quarantine."""

    challenge_id: int
    left_id: int
    right_id: int
    left_competitor_id: int
    right_competitor_id: int
    name_authors: str
    excluded_under: str | None


def authors_named(path: str = "") -> Q:
    """A condition on rows: the authors of their match were told to its voter.

    Args:
        path: from a row to its match, such as `match__`; empty for matches themselves.
    """
    at_once = Q(**{f"{path}name_authors": NameAuthors.AFTER_EACH_VOTE})
    since_session = Q(**{f"{path}session__isnull": False})
    return Q(**{f"{path}ending": Ending.VOTE}) & (at_once | since_session)


def authors_unnamed(path: str = "") -> Q:
    """A condition on rows: they have a match, and its rule has not had its authors named.

    It is not the contrary of `authors_named`, which takes a vote, too.
    """
    rule = f"{path}name_authors"
    waits = Q(**{rule: NameAuthors.AFTER_SESSION, f"{path}session__isnull": True})
    return Q(**{rule: NameAuthors.NEVER}) | waits


# Raw, because the ORM has no UPDATE that returns columns of what it changed.
_CONSUME = """
    UPDATE arena_match SET ending = %s, ended_at = %s
    WHERE id = %s AND voter_id = %s AND ending IS NULL AND expires_at > %s
    RETURNING challenge_id, left_id, right_id, left_competitor_id, right_competitor_id,
        name_authors, (
            SELECT CASE
                WHEN blocked_at IS NOT NULL THEN 'quarantine'
                WHEN quarantined_at IS NOT NULL THEN 'suspicion'
            END
            FROM arena_voter WHERE arena_voter.id = arena_match.voter_id
        )
"""
# Of these kinds are the values that statements are given.
_KEY, _TIME = models.UUIDField(), models.DateTimeField()


class MatchQuerySet(models.QuerySet["Match"]):
    def open(self) -> Self:
        return self.filter(ending__isnull=True)

    def of(self, voter_id: UUID) -> Self:
        return self.filter(voter_id=voter_id)

    def named(self) -> Self:
        """Whose authors the voter was told."""
        return self.filter(authors_named())

    def waiting_for_names(self) -> Self:
        """Whose authors the voter is told at the end of the session that is under way."""
        rule = NameAuthors.AFTER_SESSION
        return self.filter(ending=Ending.VOTE, name_authors=rule, session__isnull=True)

    def consume(
        self, match_id: UUID, *, voter_id: UUID, ending: Ending, now: datetime
    ) -> "Consumed | None":
        """End the voter's match if it is open and in time; None if this call is not what did."""
        at = adapted(_TIME, now)
        values = [ending.value, at, adapted(_KEY, match_id), adapted(_KEY, voter_id), at]
        with connection.cursor() as cursor:
            cursor.execute(_CONSUME, values)
            row = cursor.fetchone()
        return None if row is None else Consumed(*row)

    def expire(self, voter_id: UUID, *, now: datetime, spoiled: Collection["Match"] = ()) -> int:
        """End the voter's open matches whose time is over, and those that are `spoiled`."""
        over = Q(expires_at__lte=now) | Q(id__in=[match.id for match in spoiled])
        late = self.of(voter_id).open().filter(over)
        expired = late.update(ending=Ending.EXPIRY, ended_at=now)
        count(Measure.MATCH_EXPIRED, times=expired)
        return expired

    def whole(self, match_id: UUID, *, voter_id: UUID) -> "Match | None":
        """The voter's match with all that a page of it shows."""
        found = _whole(id=match_id, voter=voter_id)
        return found[0] if found else None


class Match(models.Model):
    """One serving: two responses to one challenge, shown left and right to one voter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="matches")
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    left = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+", db_index=False)
    right = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Beside their responses, so that a rule on the pair is a constraint and a count needs no join.
    left_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    right_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    probability = models.FloatField(
        help_text="Of serving these two responses to this voter then, given the choice."
    )
    choice = models.CharField(
        max_length=LONGEST_CHOICE,
        blank=True,
        db_default="",
        default="",
        editable=False,
        help_text="What the voter had chosen to judge, such as category=coding; empty is anything.",
    )
    name_authors = models.CharField(
        max_length=20,
        choices=NameAuthors,
        db_default=NameAuthors.AFTER_EACH_VOTE,
        default=NameAuthors.AFTER_EACH_VOTE,
        help_text="When the voter is told who wrote the responses: the rule it was served under.",
    )
    session = models.ForeignKey(
        VotingSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        db_index=False,
        help_text="At whose end the authors were named.",
    )
    slot = models.PositiveSmallIntegerField(help_text="Which of the voter's open matches it is.")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address_hash = models.CharField(
        max_length=ADDRESS_DIGITS,
        blank=True,
        db_default="",
        default="",
        editable=False,
        help_text="From where it was opened: a keyed digest that is good for one day.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "matches"
        ordering = ("-opened_at",)
        indexes = [
            models.Index(fields=("opened_at",), name="match_by_time"),
            # The database asks for these at each response or challenge that is deleted.
            models.Index(fields=("challenge",), name="match_by_challenge"),
            models.Index(fields=("left",), name="match_by_left"),
            models.Index(fields=("right",), name="match_by_right"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(left_competitor=F("right_competitor")),
                name="match_is_between_two_competitors",
            ),
            models.CheckConstraint(
                condition=~Q(left=F("right")), name="match_is_between_two_responses"
            ),
            models.CheckConstraint(
                condition=Q(probability__gt=0, probability__lte=1),
                name="match_probability_is_a_probability",
            ),
            models.CheckConstraint(
                condition=Q(ending__isnull=True, ended_at__isnull=True)
                # A CHECK takes NULL for yes, so the absence of each is asked for.
                | Q(ending__isnull=False, ending__in=Ending.values, ended_at__isnull=False),
                name="match_ends_at_a_time_by_a_known_ending",
            ),
            models.CheckConstraint(
                condition=Q(name_authors__in=NameAuthors.values),
                name="match_name_authors_is_known",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True)
                | Q(
                    ending__isnull=False,
                    ending=Ending.VOTE,
                    name_authors=NameAuthors.AFTER_SESSION,
                ),
                name="match_of_a_session_was_voted_on",
            ),
            models.CheckConstraint(
                condition=Q(slot__lt=OPEN_MATCHES_PER_VOTER), name="match_slot_is_one_of_two"
            ),
            models.UniqueConstraint(
                fields=("voter", "slot"),
                condition=Q(ending__isnull=True),
                name="match_slot_holds_one_open_match",
            ),
            models.UniqueConstraint(
                F("voter"),
                Least("left", "right"),
                Greatest("left", "right"),
                condition=Q(ending__isnull=True) | Q(ending=Ending.VOTE),
                name="match_pair_is_voted_on_once_per_voter",
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.id}"

    def has_expired(self, now: datetime) -> bool:
        return self.ending == Ending.EXPIRY or (self.ending is None and self.expires_at <= now)

    @property
    def names_authors(self) -> bool:
        """Whether the voter was told who wrote the responses; as `authors_named` has it of rows."""
        is_at_once = self.name_authors == NameAuthors.AFTER_EACH_VOTE
        return self.ending == Ending.VOTE and (is_at_once or self.session_id is not None)

    def response_on(self, side: Side) -> Response:
        return self.left if side == Side.LEFT else self.right


def _whole_match() -> MatchQuerySet:
    return Match.objects.filter(
        id=Placeholder("id", _KEY), voter=Placeholder("voter", _KEY)
    ).order_by()


_whole = PreparedObjects(
    _whole_match,
    related=(
        "challenge",
        "challenge__category",
        "left",
        "left__competitor",
        "right",
        "right__competitor",
        "vote",
    ),
    # What no page of a match shows.
    without=("sent", "returned", "specs", "aliases"),
)
