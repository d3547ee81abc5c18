from django.conf import settings
from django.db import models
from django.db.models import Q

from arena.models.api_key import ApiKey

# Of a state before or after an action, in characters.
LONGEST_STATE = 120


class AuditEntry(models.Model):
    """An action of the staff: actor, time, action, subject, states and reason. Append-only."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # With which the actor did it, if not on the desk.
    key = models.ForeignKey(
        ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=40, db_column="deed")
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject = models.CharField(max_length=250)
    before = models.CharField(max_length=LONGEST_STATE, blank=True)
    after = models.CharField(max_length=LONGEST_STATE, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ("-id",)
        permissions = [
            ("read_desk", "Can read the staff's desk"),
            ("export_audit", "Can export the audit"),
        ]
        indexes = [
            models.Index(fields=("subject_type", "subject_id"), name="audit_by_subject"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(action=""), name="audit_names_a_deed")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
