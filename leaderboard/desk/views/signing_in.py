"""Signing in, with a second step for whoever has set one up."""

from base64 import b32encode
from http import HTTPStatus
from typing import Any

import segno
from axes.helpers import get_cool_off
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import login as take_second_step
from django_otp import user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from arena import audit
from arena.errors import NotPermitted
from arena.roles import needs_second_step
from leaderboard.desk.codes import accept_code
from leaderboard.desk.confirming import ask_again, is_confirmed, note_confirmed
from leaderboard.desk.forms import CodeForm, PasswordForm, SignInForm
from leaderboard.desk.gate import (
    lacks_second_step,
    signed,
    signed_in,
    staff_of,
    waits_for_code,
)

BACKUP_CODES = 10
_page = require_http_methods(["GET", "HEAD", "POST"])

sign_in = LoginView.as_view(template_name="desk/sign_in.html", authentication_form=SignInForm)
sign_out = LogoutView.as_view()


@require_safe
def admin_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The admin has no door of its own."""
    following = request.GET.get("next") or reverse("admin:index")
    if request.user.is_authenticated and request.user.is_staff and lacks_second_step(request):
        return redirect("desk:second_step")
    is_half_in = request.user.is_authenticated and waits_for_code(request)
    door = reverse("desk:code" if is_half_in else "desk:sign_in")
    return redirect(f"{door}?{urlencode({'next': following})}")


def locked_out(request: HttpRequest, *_args: Any, **_more: Any) -> HttpResponse:
    """What somebody sees after too many wrong passwords."""
    wait = get_cool_off(request)
    context = {
        "form": SignInForm(request),
        "minutes": int(wait.total_seconds() // 60) if wait else 0,
        "is_locked_out": True,
    }
    status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "desk/sign_in.html", context, status=status)


@_page
@never_cache
@login_required
def code(request: HttpRequest) -> HttpResponseBase:
    """Asks for the code of the second step."""
    if not waits_for_code(request):
        return redirect(_following(request))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = accept_code(staff_of(request), form.cleaned_data["code"])
        if device is not None:
            take_second_step(request, device)
            return redirect(_following(request))
        form.refuse()
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"form": form, "next": _following(request)}
    return render(request, "desk/code.html", context, status=status)


@_page
@signed_in
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Asks for the code, or for the password of who has no second step, and leads back."""
    person = staff_of(request)
    asks_for_code = user_has_device(person)
    form: CodeForm | PasswordForm = (CodeForm if asks_for_code else PasswordForm)(
        request.POST or None
    )
    if form.is_valid():
        if _proves(request, person, **form.cleaned_data):
            note_confirmed(request)
            return redirect(_following(request))
        form.refuse()
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"form": form, "asks_for_code": asks_for_code, "next": _following(request)}
    return render(request, "desk/confirm.html", context, status=status)


def _proves(request: HttpRequest, person: User, *, code: str = "", password: str = "") -> bool:
    if code:
        return accept_code(person, code) is not None
    return authenticate(request, username=person.get_username(), password=password) == person


@_page
@signed_in
def second_step(request: HttpRequest) -> HttpResponseBase:
    """Set up the second step of one's own account, or take it away."""
    user = staff_of(request)
    there = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    if there is None and not is_confirmed(request):
        # The page shows the key: with a stolen session alone it would be a thief's second step.
        return ask_again(request)
    if request.method == "POST" and request.POST.get("remove") and there:
        if needs_second_step(user):
            raise NotPermitted
        if not is_confirmed(request):
            return ask_again(request)
        _take_away(request)
        return redirect("desk:second_step")
    context: dict[str, Any] = {
        "place": "second_step",
        "is_there": there is not None,
        "is_required": needs_second_step(user),
    }
    status = HTTPStatus.OK
    if there is None:
        device, _ = TOTPDevice.objects.get_or_create(
            user=user, confirmed=False, defaults={"name": "app"}
        )
        form = CodeForm(request.POST or None)
        if form.is_valid():
            if device.verify_token(form.cleaned_data["code"]):
                context |= {"is_there": True, "backup_codes": _set_up(request, device)}
                return render(request, "desk/second_step.html", context)
            form.refuse()
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        context |= {"form": form, "picture": _picture(device.config_url), "key": _key(device)}
    return render(request, "desk/second_step.html", context, status=status)


@transaction.atomic
def _set_up(request: HttpRequest, device: TOTPDevice) -> list[str]:
    """Confirm the device and give codes for when it is lost, each good once."""
    device.confirmed = True
    device.save()
    user = staff_of(request)
    spare, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "backup"})
    spare.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=each) for each in codes)
    take_second_step(request, device)
    audit.record(action="set up second step", subject=user, **signed(request))
    return codes


@transaction.atomic
def _take_away(request: HttpRequest) -> None:
    user = staff_of(request)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record(action="take away second step", subject=user, **signed(request))


def _picture(address: str) -> SafeString:
    """A QR code, drawn from the address alone."""
    drawn: str = segno.make(address, error="m").svg_inline(scale=5, border=2, light="#fff")
    return mark_safe(drawn)  # noqa: S308 - rectangles drawn by segno, no text of anybody


def _key(device: TOTPDevice) -> str:
    """What is typed where no picture can be taken: Base32 in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _following(request: HttpRequest) -> str:
    asked = str(request.POST.get("next") or request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else resolve_url("desk:queue")
