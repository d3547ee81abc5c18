"""Codes of the second step: which device one is for, and how long wrong ones have to wait.

django-otp waits after the first wrong code, and has a code counted as wrong by every device it is
not for, so its throttling is off and its counts are used here.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice

# So many wrong codes in a row cost no wait; then it doubles from a second.
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)


@transaction.atomic
def accept_code(user: User, code: str) -> Any:
    """The confirmed device that this code is of, which takes it once; None if it is wrong, or comes
    too soon after many that were."""
    for device in devices_for_user(user, for_verify=True):
        may_try = _is_for(device, code) and not _must_wait(device, timezone.now())
        if may_try and device.verify_token(code):
            return device
    return None


def _is_for(device: Any, code: str) -> bool:
    """An app shows digits; backup codes are longer."""
    looks_timed = code.isdecimal() and len(code) <= 8  # noqa: PLR2004 - the most an app shows
    return isinstance(device, TOTPDevice) == looks_timed


def _must_wait(device: Any, now: datetime) -> bool:
    over = device.throttling_failure_count - FREE_FAILURES
    if over < 0 or device.throttling_failure_timestamp is None:
        return False
    wait = min(timedelta(seconds=2 ** min(over, 20)), LONGEST_WAIT)
    return bool(now < device.throttling_failure_timestamp + wait)
