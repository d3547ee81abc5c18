from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from arena.models import LANGUAGE_TAG, Category, Challenge, Competitor, Kind

OVERALL = "overall"
# Days of the windows every arena has.
WINDOWS = (7, 30, 90)
# Kinds or languages have boards of their own once there are so many of them.
ENOUGH_TO_COMPARE = 2
# Stands for the slug in SQL that is kept; no slug looks like it.
_ANY_SLUG = "?"


class TieModel(models.TextChoices):
    """How a tie is understood; `leaderboard.ratings.Ties` knows the mathematics."""

    HALF_WIN = "half_win", _("Half a win for each")
    DAVIDSON = "davidson", _("Davidson")
    RAO_KUPPER = "rao_kupper", _("Rao and Kupper")


class SpeaksOf(models.TextChoices):
    """What the intervals of a board speak of."""

    LIKE_THESE = "like_these", _("Challenges like these")
    THESE = "these", _("These challenges alone")


class BoardQuerySet(models.QuerySet["Board"]):
    def overall(self) -> "Board":
        return self.get_or_create(slug=OVERALL, defaults={"name": "Overall"})[0]

    def stale(self) -> Self:
        """Boards that are not as they were when their newest run was published, or whose errors
        were measured since."""
        runs = apps.get_model("leaderboard", "RatingRun").objects.filter(board=OuterRef("pk"))
        newest = runs.order_by("-id")
        rated = self.alias(
            rated=Subquery(newest.values("sequence")[:1]),
            rated_generation=Subquery(newest.values("generation")[:1]),
            rated_passes=Subquery(newest.values("pass_number")[:1]),
        )
        return rated.filter(filled=True, sequence__gt=0).exclude(
            rated__isnull=False,
            rated_generation__isnull=False,
            rated__gte=F("sequence"),
            rated_generation=F("generation"),
            rated_passes=F("passes"),
        )

    def complete(self) -> Self:
        """All boards, after making those that every arena has and this one lacks."""
        boards = self.values_list("slug", *Board.FILTERS)
        # Another board of all votes may be rated in another way; it does not stand for this one.
        there = {tuple(values) for slug, *values in boards if any(values) or slug == OVERALL}
        missing = [board for board in _of_every_arena() if board.filter_values not in there]
        # A slug that the staff took for another board is theirs.
        self.bulk_create(missing, ignore_conflicts=True)
        return self.all()

    @staticmethod
    def newest_run_of(slug: str) -> tuple[int | None, int | None] | None:
        """The newest run of a board and the newest board of all, None if there is no such board.

        Every request for a board's page uses it, and Django would take longer to write the SQL than
        the database takes to answer, so what Django wrote once is kept.
        """
        sql, parameters = _newest_run_as_sql()
        with connection.cursor() as cursor:
            cursor.execute(sql, [slug if each == _ANY_SLUG else each for each in parameters])
            found: tuple[int | None, int | None] | None = cursor.fetchone()
        return found

    def in_groups(self) -> list["Board"]:
        """With the names of what they are filtered by, in the order of a list of all boards."""
        boards = self.select_related("category", "challenge", "anchor")
        return sorted(boards, key=lambda board: board.place)


@cache
def _newest_run_as_sql() -> tuple[str, tuple[Any, ...]]:
    runs = apps.get_model("leaderboard", "RatingRun").objects.filter(board=OuterRef("pk"))
    boards = Board.objects.order_by("-pk")
    newest = (Subquery(runs.order_by("-id").values("pk")[:1]), Subquery(boards.values("pk")[:1]))
    asked = Board.objects.filter(slug=_ANY_SLUG).order_by().values_list(*newest)
    return asked.query.sql_with_params()


class Board(models.Model):
    """A named slice of the votes with its own ratings.

    What it is filtered by never changes, so all its runs speak of the same thing; how it is rated
    may. A vote counts on a board if it passes every filter that is set.
    """

    FILTERS: ClassVar[tuple[str, ...]] = (
        "category_id",
        "challenge_id",
        "kind",
        "language",
        "window_days",
        "style_controlled",
    )

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="boards"
    )
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, blank=True, related_name="boards"
    )
    kind = models.CharField(max_length=10, choices=Kind, blank=True, db_default="", default="")
    language = models.CharField(
        max_length=35,
        blank=True,
        db_default="",
        default="",
        help_text="A tag such as en or pt-BR.",
    )
    window_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Today and the days before it, in UTC; empty is all time."
    )
    style_controlled = models.BooleanField(
        db_default=False,
        default=False,
        help_text="Hold length and formatting of the responses constant. Votes without responses "
        "do not count here.",
    )
    ties = models.CharField(
        max_length=10, choices=TieModel, db_default=TieModel.HALF_WIN, default=TieModel.HALF_WIN
    )
    side_effect = models.BooleanField(
        db_default=False, default=False, help_text="Estimate what being shown on the left does."
    )
    anchor = models.ForeignKey(
        Competitor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The model whose rating is 1000; if empty, the mean of the board is.",
    )
    speaks_of = models.CharField(
        max_length=10,
        choices=SpeaksOf,
        db_default=SpeaksOf.LIKE_THESE,
        default=SpeaksOf.LIKE_THESE,
        verbose_name="intervals speak of",
        help_text="Challenges like these: intervals are as wide as other challenges of the same "
        "kind ask for. These alone: as wide as other voters ask for.",
    )
    minimum_votes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Votes a model needs to be established; empty means the site's setting.",
    )

    # Whether the tallies hold what the ledger held before the board was there.
    filled = models.BooleanField(db_default=False, default=False, editable=False)

    # The first day whose votes the tallies of a window hold.
    window_start = models.DateField(null=True, editable=False)

    # The ledger up to here is counted; what came later does not count on this board.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)

    # Grows when the tallies are written anew or the board is to be rated in another way, so that
    # counts kept in memory and runs know that they are no longer right.
    generation = models.PositiveIntegerField(default=0, editable=False)

    # How often its errors were measured; the ratings are published with those of the last time.
    passes = models.PositiveIntegerField(db_default=0, default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="board_has_a_slug"),
            models.CheckConstraint(
                condition=~Q(slug=OVERALL)
                | Q(
                    category__isnull=True,
                    challenge__isnull=True,
                    kind="",
                    language="",
                    window_days__isnull=True,
                    style_controlled=False,
                ),
                name="board_overall_counts_every_vote",
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=Kind.values), name="board_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language="") | Q(language__regex=LANGUAGE_TAG),
                name="board_language_is_a_tag",
            ),
            models.CheckConstraint(
                condition=Q(ties__in=TieModel.values), name="board_tie_model_is_known"
            ),
            models.CheckConstraint(
                condition=Q(speaks_of__in=SpeaksOf.values),
                name="board_intervals_speak_of_something_known",
            ),
            models.CheckConstraint(
                # A CHECK takes NULL for yes, as is meant here.
                condition=Q(window_days__gte=1),
                name="board_window_is_a_day_or_more",
            ),
            models.CheckConstraint(
                condition=Q(style_controlled=False)
                | Q(window_days__isnull=True, ties=TieModel.HALF_WIN),
                name="board_style_is_of_all_time_with_half_wins",
            ),
            models.CheckConstraint(
                condition=Q(window_start__isnull=True) | Q(window_days__isnull=False),
                name="board_start_is_that_of_a_window",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name in the reader's language, where it is one that every arena has."""
        return gettext(self.name) if self.name else self.slug

    @property
    def filter_values(self) -> tuple[object, ...]:
        """What it is filtered by, in the order of `FILTERS`."""
        return tuple(getattr(self, name) for name in self.FILTERS)

    @property
    def version(self) -> tuple[int, int]:
        """Changes whenever the tallies do."""
        return self.generation, self.sequence

    @property
    def group(self) -> str:
        """Under which heading a list of all boards has it."""
        return str(_GROUPS[self.place[0]])

    @property
    def place(self) -> tuple[int, int, str]:
        """In a list of all boards."""
        filters = [
            self.slug == OVERALL,
            self.window_days is not None,
            self.style_controlled,
            self.category_id is not None,
            bool(self.kind),
            bool(self.language),
        ]
        alone = sum(filters) == 1 and self.challenge_id is None
        group = filters.index(True) if alone else len(filters)
        return group, self.window_days or 0, self.name

    @property
    def votes_to_establish(self) -> int:
        return settings.MINIMUM_VOTES if self.minimum_votes is None else self.minimum_votes


_GROUPS = (
    _("All votes"),
    _("Recent votes"),
    _("Style held constant"),
    _("Categories"),
    _("Kinds"),
    _("Languages"),
    _("More"),
)


# What `title` translates beside the names of kinds, for those who look for words to translate.
_NAMES = (
    gettext_noop("Overall"),
    gettext_noop("Last 7 days"),
    gettext_noop("Last 30 days"),
    gettext_noop("Last 90 days"),
    gettext_noop("Style held constant"),
)


def _of_every_arena() -> Iterator[Board]:
    """The boards that are there without anybody adding them."""
    yield Board(slug=OVERALL, name="Overall")
    for days in WINDOWS:
        yield Board(slug=f"last-{days}-days", name=f"Last {days} days", window_days=days)
    yield Board(slug="style-controlled", name="Style held constant", style_controlled=True)
    for pk, slug, name in Category.objects.values_list("pk", "slug", "name"):
        yield Board(slug=f"category-{slug}", name=name, category_id=pk)
    published = Challenge.objects.published().order_by()
    pairs = published.values_list("kind", "language").distinct()
    kinds, languages = zip(*pairs, strict=True) if pairs else ((), ())
    for kind in _if_enough(kinds):
        yield Board(slug=f"kind-{kind}", name=str(Kind(kind).label), kind=kind)
    for language in _if_enough(languages):
        yield Board(slug=f"language-{language.lower()}", name=language, language=language)


def _if_enough(values: Iterable[str]) -> Sequence[str]:
    known = sorted(set(values) - {""})
    return known if len(known) >= ENOUGH_TO_COMPARE else ()
