"""Whose uploads may be larger than other bodies, asked before the body is read."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, parse_cookie
from django.utils import timezone


def may_upload(cookies: str) -> bool:
    """Whether a request with these cookies is of somebody of the staff who is signed in."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        user = get_user(request)
        return user.is_active and getattr(user, "is_staff", False)
    finally:
        connections.close_all()  # no request ends here, which would give it back


def may_send_parts(authorization: str) -> bool:
    """Whether a request with these credentials is of a program that may import files."""
    from arena.access import Scope, find_key, require_scope  # noqa: PLC0415 - once apps are ready
    from arena.errors import ArenaError  # noqa: PLC0415

    scheme, _, text = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        return False
    try:
        require_scope(find_key(text.strip(), now=timezone.now()), Scope.CONTENT_WRITE)
    except ArenaError:
        return False
    finally:
        connections.close_all()
    return True
