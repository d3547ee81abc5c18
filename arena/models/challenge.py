from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models.arena_settings import ResponsesPublic
from arena.models.category import Category, Tag
from arena.models.content_import import ContentImport
from arena.models.kind import Kind
from arena.models.signature import SignatureField
from arena.text import Turns

# The shape of BCP 47: a language, then what narrows it.
LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class ChallengeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")
    REJECTED = "rejected", _("Rejected")


# Allowed transitions of state, made only by the operations of `arena.moderation`.
ALLOWED_MOVES: Mapping[ChallengeState, frozenset[ChallengeState]] = {
    ChallengeState.DRAFT: frozenset({ChallengeState.SUBMITTED}),
    ChallengeState.SUBMITTED: frozenset(
        {ChallengeState.PUBLISHED, ChallengeState.DRAFT, ChallengeState.REJECTED}
    ),
    ChallengeState.PUBLISHED: frozenset({ChallengeState.RETIRED}),
    ChallengeState.RETIRED: frozenset({ChallengeState.PUBLISHED}),
    ChallengeState.REJECTED: frozenset({ChallengeState.DRAFT}),
}


# States in which anybody may read a challenge.
PUBLIC_STATES = (ChallengeState.PUBLISHED, ChallengeState.RETIRED)


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class PromptFormat(models.TextChoices):
    """What a prompt is written in; one that is text is shown as it stands."""

    TEXT = "text", _("Text")
    MARKDOWN = "markdown", _("Markdown")


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def published(self) -> Self:
        return self.filter(state=ChallengeState.PUBLISHED)

    def published_or_waiting(self) -> Self:
        return self.filter(state__in=(ChallengeState.PUBLISHED, ChallengeState.SUBMITTED))

    def public(self) -> Self:
        """Challenges with a page: published or retired."""
        return self.filter(state__in=PUBLIC_STATES)


class Challenge(models.Model):
    """A prompt that every competitor answers."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    prompt = models.TextField()
    prompt_signature = SignatureField(of="prompt", null=True)  # in rows older than the column
    # Rows older than the column, and those of code that does not know it, are Markdown.
    prompt_format = models.CharField(
        max_length=10,
        choices=PromptFormat,
        default=PromptFormat.TEXT,
        db_default=PromptFormat.MARKDOWN,
        help_text="Whether the prompt is shown as it is written, or formatted as Markdown.",
    )
    # A conversation, whose text is `prompt` (see `arena.text.turns`); None for a text alone.
    turns: "models.JSONField[Turns | None, Turns | None]" = models.JSONField(
        null=True, blank=True, editable=False
    )
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="challenges")
    tags = models.ManyToManyField(Tag, blank=True, related_name="challenges")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    language = models.CharField(
        max_length=35,
        blank=True,
        db_default="",
        default="",
        help_text="Of the prompt, as a tag such as en or pt-BR; empty means unknown.",
        validators=[RegexValidator(LANGUAGE_TAG, "Enter a language tag such as en or pt-BR.")],
    )
    difficulty = models.CharField(max_length=10, choices=Difficulty, default=Difficulty.MEDIUM)
    state = models.CharField(
        max_length=10, choices=ChallengeState, default=ChallengeState.DRAFT, editable=False
    )
    responses_public = models.CharField(
        max_length=20,
        choices=ResponsesPublic,
        null=True,
        blank=True,
        help_text="When its responses are shown with their authors; empty leaves it to the arena.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True, help_text="What the reviewer last said to the submitter.")
    source = models.CharField(max_length=120, blank=True, editable=False)
    brought_by = models.ForeignKey(
        ContentImport,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="challenges",
    )
    # A published prompt is never edited: a new wording is a new challenge.
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="versions",
        help_text="The challenge this is a new wording of; it retires when this is published.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        permissions = [("review_challenge", "Can publish, send back, reject and retire")]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="challenge_has_a_slug"),
            models.CheckConstraint(condition=~Q(title=""), name="challenge_has_a_title"),
            models.CheckConstraint(condition=~Q(prompt=""), name="challenge_has_a_prompt"),
            models.CheckConstraint(
                condition=Q(state__in=ChallengeState.values), name="challenge_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="challenge_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language="") | Q(language__regex=LANGUAGE_TAG),
                name="challenge_language_is_a_tag",
            ),
            models.CheckConstraint(
                condition=Q(difficulty__in=Difficulty.values), name="challenge_difficulty_is_known"
            ),
            models.CheckConstraint(
                condition=Q(prompt_format__in=PromptFormat.values),
                name="challenge_prompt_format_is_known",
            ),
            models.CheckConstraint(
                condition=Q(responses_public__isnull=True)
                | Q(responses_public__in=ResponsesPublic.values),
                name="challenge_responses_public_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChallengeState.PUBLISHED) | Q(published_at__isnull=False),
                name="challenge_published_at_is_set_once_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title
