"""Who may open a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_otp import user_has_device

from arena.errors import ArenaError, NotPermitted
from arena.roles import Right, needs_second_step, require
from arena.views.refusing import refusal_page
from leaderboard.queue import Signed

type View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A page for members of the staff; refusals become pages that say so."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated and request.user.is_staff):
            return redirect_to_login(request.get_full_path())
        if waits_for_code(request):
            return redirect_to_login(request.get_full_path(), reverse("desk:code"))
        try:
            return view(request, *args, **kwargs)
        except ArenaError as refusal:
            return refusal_page(request, refusal)

    return opened


def desk(view: View) -> View:
    """The same for those with a role, once they have the second step it requires."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if lacks_second_step(request):
            return redirect("desk:second_step")
        require(staff_of(request), Right.READ_DESK)
        return view(request, *args, **kwargs)

    return signed_in(opened)


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether the person has to set up a second step first."""
    return needs_second_step(staff_of(request)) and not user_has_device(request.user)


def waits_for_code(request: HttpRequest) -> bool:
    """Whether the person has set up a second step and has not taken it in this session."""
    user: Any = request.user
    return not user.is_verified() and user_has_device(user)


def staff_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user


def signed(request: HttpRequest) -> Signed:
    return {"actor": staff_of(request), "now": timezone.now()}
