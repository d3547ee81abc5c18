from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class NameKind(models.TextChoices):
    """What a name stands for."""

    FAMILY = "family", _("Family of models")
    VENDOR = "vendor", _("Vendor of models")


class KnownName(models.Model):
    """A family or vendor that staff added to those listed in `arena/checks/families.json`."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=NameKind)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(Lower("name"), "kind", name="known_name_is_there_once"),
            models.CheckConstraint(condition=~Q(name=""), name="known_name_is_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=NameKind.values), name="known_name_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
