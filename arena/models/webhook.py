from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HookEvent(models.TextChoices):
    """What a webhook can be told of, as its messages name it."""

    RUN_PUBLISHED = "run.published", _("A run of the overall board was published")
    RANK_MOVED = "rank.moved", _("A model moved beyond the ranks of the day before")
    SUBMISSION_WAITING = "submission.waiting", _("A submitted challenge waits for review")
    TEST = "webhook.test", _("A test from the desk")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def standing(self) -> Self:
        return self.filter(removed_at__isnull=True)


class Webhook(models.Model):
    """An address that messages are sent to. Removed ones stay, since deliveries refer to them."""

    address = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    # The secret is derived of it and of SECRET_KEY: the database alone signs nothing.
    seed = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = [("manage_webhook", "Can add, test and remove webhooks")]
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="webhook_has_an_address"),
            models.CheckConstraint(condition=~Q(seed=""), name="webhook_has_a_seed"),
        ]

    def __str__(self) -> str:
        return self.address


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def due(self, now: datetime) -> Self:
        """Those to be sent now, the longest waiting first."""
        waiting = self.filter(state=DeliveryState.WAITING, next_at__lte=now)
        return waiting.filter(webhook__removed_at__isnull=True).order_by("next_at", "id")

    def superseded(self) -> Self:
        """Runs that were never sent, and after which the same webhook is to hear of another."""
        untried = self.filter(
            event=HookEvent.RUN_PUBLISHED, state=DeliveryState.WAITING, attempts=0
        )
        later = untried.filter(webhook=models.OuterRef("webhook"), id__gt=models.OuterRef("id"))
        return untried.filter(models.Exists(later.order_by()))


class WebhookDelivery(models.Model):
    """A message to a webhook, and what came of the last attempt to send it. The rows that wait are
    the queue; they are written in the transaction of what they tell of."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    message = models.CharField(max_length=40, unique=True, help_text="Sent as webhook-id.")
    event = models.CharField(max_length=40, choices=HookEvent)
    # What is told once alone is known by it.
    key = models.CharField(max_length=200, blank=True)
    body = models.TextField(help_text="As sent.")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="The beginning of it.")
    error = models.CharField(max_length=200, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("next_at",),
                condition=Q(state=DeliveryState.WAITING),
                name="delivery_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("webhook", "key"), condition=~Q(key=""), name="delivery_tells_once"
            ),
            models.CheckConstraint(
                condition=Q(event__in=HookEvent.values), name="delivery_event_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, next_at__isnull=False)
                | Q(
                    state__in=(DeliveryState.DELIVERED, DeliveryState.GIVEN_UP),
                    next_at__isnull=True,
                ),
                name="delivery_waits_for_a_time_or_not_at_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
