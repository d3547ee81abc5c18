from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    """The state of something that a person reviews."""

    OPEN = "open", _("Open")
    DISMISSED = "dismissed", _("Dismissed")
    UPHELD = "upheld", _("Upheld")


def is_decided_in_full(name: str) -> models.CheckConstraint:
    """Constraint: a decided review has a time and a reason, an open one neither."""
    return models.CheckConstraint(
        condition=Q(state=ReviewState.OPEN, decided_at__isnull=True, decision="")
        | (
            Q(state__in=(ReviewState.DISMISSED, ReviewState.UPHELD), decided_at__isnull=False)
            & ~Q(decision="")
        ),
        name=name,
    )
