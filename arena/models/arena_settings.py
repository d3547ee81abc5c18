from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# A setting of a row that says nothing about it.
UNSET = ("", None)
MOST_SESSION_VOTES = 1_000
# Characters; voters read them beside a match.
MOST_INSTRUCTIONS = 4_000
MOST_MATCHES_PER_MINUTE = 1_000_000


class NameAuthors(models.TextChoices):
    """When a voter is shown who wrote the two responses of a match."""

    AFTER_EACH_VOTE = "after_each_vote", _("After each vote")
    AFTER_SESSION = "after_session", _("At the end of a session")
    NEVER = "never", _("Never")


class ResponsesPublic(models.TextChoices):
    """When pages, API and files show responses with their authors."""

    NOW = "now", _("Now")
    WHEN_RETIRED = "when_retired", _("When their challenge is retired")


class ReasoningTraces(models.TextChoices):
    """How a match shows the reasoning that came with a response."""

    FOLDED = "folded", _("Folded")
    HIDDEN = "hidden", _("Hidden")
    IN_TEXT = "in_text", _("In the text, as received")


class PublishDumps(models.TextChoices):
    """Whether everybody may download dumps of the data, and votes in the formats of others."""

    NIGHTLY = "nightly", _("Every night")
    OFF = "off", _("Never")


class ArenaSettingsManager(models.Manager["ArenaSettings"]):
    def stored(self) -> Mapping[str, Any]:
        """The settings that have a value in the database."""
        row = self.filter(id=ArenaSettings.ONLY).values(*ArenaSettings.NAMES).first() or {}
        return {name: value for name, value in row.items() if value not in UNSET}


class ArenaSettings(models.Model):
    """One row with what this arena has chosen; what is empty has the default of its setting."""

    ONLY: ClassVar[int] = 1
    NAMES: ClassVar = (
        "name_authors",
        "session_votes",
        "responses_public",
        "reasoning_traces",
        "proof_above_matches_per_minute",
        "instructions",
        "publish_dumps",
    )

    name_authors = models.CharField(
        max_length=20,
        choices=NameAuthors,
        blank=True,
        default="",
        help_text="When a voter is shown who wrote the responses: after each vote, at the end of a "
        "session for all its votes at once, or never.",
    )
    session_votes = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSION_VOTES)],
        help_text="After how many votes a session ends, if authors are named at its end; the voter "
        "may end it earlier.",
    )
    responses_public = models.CharField(
        max_length=20,
        choices=ResponsesPublic,
        blank=True,
        default="",
        help_text="When responses are shown with their authors, unless their challenge says "
        "otherwise: now, or once the challenge is retired.",
    )
    reasoning_traces = models.CharField(
        max_length=20,
        choices=ReasoningTraces,
        blank=True,
        default="",
        help_text="How a match shows reasoning traces: folded alike on both sides, hidden on both, "
        "or left in the text as received, which tells models that have one from others.",
    )
    proof_above_matches_per_minute = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_MATCHES_PER_MINUTE)],
        help_text="A vote counts at once only with a proof of work while more matches than this "
        "are opened from one address in a minute; 0 never asks for one.",
    )
    publish_dumps = models.CharField(
        max_length=10,
        choices=PublishDumps,
        blank=True,
        db_default="",
        default="",
        help_text="Whether everybody may download a dump of all that may be told, made every "
        "night, and votes in other formats; off offers neither.",
    )

    instructions = models.TextField(
        blank=True,
        db_default="",
        default="",
        validators=[MaxLengthValidator(MOST_INSTRUCTIONS)],
        help_text="What voters of this arena should look at, in Markdown: shown beside each match "
        "when they ask for it. A category may have more of its own.",
    )

    objects = ArenaSettingsManager()

    class Meta:
        verbose_name_plural = "arena settings"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="arena_settings_is_one_row"),
            models.CheckConstraint(
                condition=Q(name_authors__in=["", *NameAuthors.values]),
                name="arena_settings_name_authors_is_known",
            ),
            models.CheckConstraint(
                condition=Q(session_votes__isnull=True)
                | Q(session_votes__gte=1, session_votes__lte=MOST_SESSION_VOTES),
                name="arena_settings_session_has_some_votes",
            ),
            models.CheckConstraint(
                condition=Q(responses_public__in=["", *ResponsesPublic.values]),
                name="arena_settings_responses_public_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reasoning_traces__in=["", *ReasoningTraces.values]),
                name="arena_settings_reasoning_traces_is_known",
            ),
            models.CheckConstraint(
                condition=Q(publish_dumps__in=["", *PublishDumps.values]),
                name="arena_settings_publish_dumps_is_known",
            ),
        ]

    def __str__(self) -> str:
        return "arena settings"
