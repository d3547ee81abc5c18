"""Queries on challenges: the filtered list, and the board of one."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from arena.models import Category, Challenge, Difficulty, Kind, Tag
from leaderboard.catalogue import totals
from leaderboard.models import Entry, RatingRun


@dataclass(frozen=True, slots=True)
class ChallengeFilter:
    """Filter of the list of challenges; an empty field matches anything."""

    text: str = ""
    category: str = ""
    difficulty: str = ""
    kind: str = ""
    tag: str = ""

    def __bool__(self) -> bool:
        return any((self.text, self.category, self.difficulty, self.kind, self.tag))


def find_challenges(wanted: ChallengeFilter) -> QuerySet[Challenge]:
    """Published challenges that match, the newest first, with `answer_count`."""
    found = matching_challenges(Challenge.objects.published(), wanted)
    listed = totals.with_answers(found).select_related("category").defer("description", "note")
    return listed.order_by("-published_at", "title", "pk")


def matching_challenges(found: QuerySet[Challenge], wanted: ChallengeFilter) -> QuerySet[Challenge]:
    """Those of these challenges that match."""
    if wanted.text:
        found = found.filter(Q(title__icontains=wanted.text) | Q(prompt__icontains=wanted.text))
    if wanted.category:
        found = found.filter(category__slug=wanted.category)
    if wanted.difficulty in Difficulty.values:
        found = found.filter(difficulty=wanted.difficulty)
    if wanted.kind in Kind.values:
        found = found.filter(kind=wanted.kind)
    if wanted.tag:
        found = found.filter(tags__slug=wanted.tag)
    return found


def categories() -> QuerySet[Category]:
    return Category.objects.filter(challenges__in=Challenge.objects.published()).distinct()


def tags() -> QuerySet[Tag]:
    return Tag.objects.filter(challenges__in=Challenge.objects.published()).distinct()


def board_of(challenge: Challenge) -> QuerySet[Entry]:
    """The rows of the newest run of the challenge's own board; empty if it has no board."""
    runs = RatingRun.objects.filter(board__challenge=challenge).order_by("-id")
    rows = Entry.objects.filter(run__in=runs.values("pk")[:1])
    return rows.select_related("competitor", "run__board").order_by("position")
