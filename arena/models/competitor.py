from typing import Self

from django.db import models
from django.db.models import Q


class CompetitorQuerySet(models.QuerySet["Competitor"]):
    def retired(self) -> Self:
        return self.filter(retired_at__isnull=False)


class Competitor(models.Model):
    """What is ranked: a model, a prompt version, an agent. Pages say "model"."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=160, unique=True)
    provider = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    released_on = models.DateField(null=True, blank=True)
    # Shown in no new match from then on; its votes and its pages stay.
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    specs = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompetitorQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="competitor_has_a_slug"),
            models.CheckConstraint(condition=~Q(name=""), name="competitor_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
