from typing import Self

from django.db import models
from django.db.models import F, Q

from arena.models.content_import import ContentImport


class CompetitorQuerySet(models.QuerySet["Competitor"]):
    def retired(self) -> Self:
        return self.filter(retired_at__isnull=False)

    def merged(self) -> dict[int, int]:
        """The id of the model a competitor is merged into, by its own id."""
        rows = self.filter(merged_into__isnull=False).order_by()
        return dict(rows.values_list("pk", "merged_into_id"))

    def merged_slugs(self) -> dict[str, str]:
        """`merged` by slugs, as runs publish it."""
        rows = self.filter(merged_into__isnull=False).order_by("slug")
        return dict(rows.values_list("slug", "merged_into__slug"))


class Competitor(models.Model):
    """What is ranked: a model, a prompt version, an agent. Pages say "model"."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=160, unique=True)
    provider = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    released_on = models.DateField(null=True, blank=True)
    # In no new match from then on; its votes and pages stay.
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Other names, such as the one it had before it was revealed.
    aliases = models.JSONField(default=list, db_default=[], blank=True)
    # The competitor it was merged into, for which its votes count.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    brought_by = models.ForeignKey(
        ContentImport,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="competitors",
    )
    specs = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompetitorQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        permissions = [
            ("manage_competitor", "Can retire, bring back, reveal and merge competitors"),
            ("load_content", "Can load content and undo it"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="competitor_has_a_slug"),
            models.CheckConstraint(condition=~Q(name=""), name="competitor_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (~Q(merged_into=F("id")) & Q(retired_at__isnull=False)),
                name="competitor_merged_into_another_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name
