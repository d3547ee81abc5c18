from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from arena.models import Category


class BoardQuerySet(models.QuerySet["Board"]):
    def overall(self) -> "Board":
        return self.get_or_create(category=None, defaults={"slug": "overall", "name": "Overall"})[0]

    def stale(self) -> Self:
        """Boards whose tallies have changed since their newest run."""
        runs = apps.get_model("leaderboard", "RatingRun").objects.filter(board=OuterRef("pk"))
        rated = Subquery(runs.order_by("-id").values("sequence")[:1])
        return self.alias(rated=Coalesce(rated, 0)).filter(sequence__gt=F("rated"))

    def complete(self) -> Self:
        """All boards, after making those that are missing: the overall one, one per category."""
        self.overall()
        for category in Category.objects.filter(board__isnull=True):
            self.create(slug=f"category-{category.slug}", name=category.name, category=category)
        return self.all()


class Board(models.Model):
    """A named slice of the votes with its own ratings: all of them, or one category."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    category = models.OneToOneField(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="board"
    )
    minimum_votes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Votes a model needs to be established; empty means the site's setting.",
    )

    # Where in the ledger the last event stands that changed this board's tallies.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)

    # Grows when the tallies are written anew, so that cubes kept in memory know they are wrong.
    generation = models.PositiveIntegerField(default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = (models.F("category").asc(nulls_first=True), "name")
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="board_has_a_slug"),
            models.UniqueConstraint(
                models.Value(1), condition=Q(category__isnull=True), name="board_overall_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def votes_to_establish(self) -> int:
        return settings.MINIMUM_VOTES if self.minimum_votes is None else self.minimum_votes
