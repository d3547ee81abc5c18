from django.core.validators import MaxLengthValidator
from django.db import models

from arena.models.arena_settings import MOST_INSTRUCTIONS


class Category(models.Model):
    """The topic of a challenge; each category has its own board."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    instructions = models.TextField(
        blank=True,
        db_default="",
        default="",
        validators=[MaxLengthValidator(MOST_INSTRUCTIONS)],
        help_text="What voters should look at in this category, in Markdown: shown beside each "
        "match when they ask for it, below the instructions of the arena.",
    )

    class Meta:
        verbose_name_plural = "categories"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="category_has_a_slug"),
            models.CheckConstraint(condition=~models.Q(name=""), name="category_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A tag for filtering challenges."""

    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        ordering = ("slug",)
        constraints = [models.CheckConstraint(condition=~models.Q(slug=""), name="tag_has_a_slug")]

    def __str__(self) -> str:
        return self.slug
