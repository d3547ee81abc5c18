"""Which failures lock signing in: of a name from an address, of a name, and of an address."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest


class SignInLimits(AxesDatabaseHandler):  # type: ignore[misc]  # carries no types
    """Adds ceilings to django-axes, which has one limit for all that it locks by."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Those of the name from this address; at least the limit if a ceiling is reached."""
        failures: int = super().get_failures(request, credentials)
        name, address = get_client_username(request, credentials), request.axes_ip_address  # type: ignore[attr-defined]  # of its middleware
        ceilings = (
            (Q(username=name), settings.SIGN_IN_FAILURES_PER_NAME),
            (Q(ip_address=address), settings.SIGN_IN_FAILURES_PER_ADDRESS),
        )
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        for rows, ceiling in ceilings:
            total = recent.filter(rows).aggregate(total=Sum("failures_since_start"))["total"] or 0
            if 0 < ceiling <= total:
                return max(failures, int(get_failure_limit(request, credentials)))
        return failures
