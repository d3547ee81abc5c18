"""What a stolen session must not do alone: it asks for the password or the code again."""

from datetime import timedelta

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

CONFIRMED_FOR = timedelta(minutes=5)
_KEY = "confirmed_at"
# Django's accounts and groups, and the devices of the second step, by the names of their addresses.
_ACCOUNTS = ("auth_", "otp_totp_", "otp_static_")


def note_confirmed(request: HttpRequest) -> None:
    request.session[_KEY] = timezone.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has given the password or code in the last minutes, beside signing in."""
    age = timezone.now().timestamp() - request.session.get(_KEY, 0)
    return bool(0 <= age < CONFIRMED_FOR.total_seconds())


def ask_again(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks, and from there back to this address."""
    return redirect_to_login(request.get_full_path(), reverse("desk:confirm"))


def changes_accounts(request: HttpRequest) -> bool:
    """Whether a page of the admin changes who may do what; lists of accounts only show it."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    only_shows = name.endswith("_changelist") and request.method in {"GET", "HEAD"}
    return name.startswith(_ACCOUNTS) and not only_shows
