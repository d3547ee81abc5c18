"""Keys of the API: made, listed with their last use, and revoked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arena.access import make_key, revoke_key, scopes_open_to
from arena.errors import ArenaError
from arena.models import ApiKey
from arena.refusals import status_of
from arena.roles import Right, require
from leaderboard.desk.confirming import ask_again, is_confirmed
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.key_forms import KeyForm
from leaderboard.desk.redirects import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def keys(request: HttpRequest) -> HttpResponseBase:
    person = staff_of(request)
    require(person, Right.MANAGE_KEYS)
    action = request.POST.get("do") if request.method == "POST" else None
    if action == "revoke":
        return _revoke(request)
    if action not in {None, "make"}:
        raise Http404
    form = KeyForm(request.POST if action else None, scopes=scopes_open_to(person))
    if action is None:
        return _show(request, form)
    if not is_confirmed(request):
        return ask_again(request)
    return _make(request, form)


def _make(request: HttpRequest, form: KeyForm) -> HttpResponse:
    """Shown in the answer to the form, and nowhere else: there is no address of it."""
    if not form.is_valid():
        return _show(request, form, status=400)
    by = signed(request)
    try:
        key, text = make_key(
            name=form.cleaned_data["name"],
            scopes=form.chosen,
            expires_at=form.expires_at(by["now"]),
            **by,
        )
    except ArenaError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, status=status_of(refusal))
    scopes = scopes_open_to(by["actor"])
    return _show(request, KeyForm(scopes=scopes), made={"key": key, "text": text})


def _revoke(request: HttpRequest) -> HttpResponseBase:
    number = request.POST.get("key", "")
    is_number = number.isdecimal() and len(number) < 19  # noqa: PLR2004 - fits a bigint
    key = get_object_or_404(ApiKey, pk=int(number) if is_number else 0)
    revoke_key(key=key, **signed(request))
    messages.success(request, _("Revoked: %(key)s is refused from now on.") % {"key": key})
    return see_other("desk:keys")


def _show(
    request: HttpRequest, form: KeyForm, *, made: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "place": "keys",
        "form": form,
        "made": made,
        "keys": ApiKey.objects.newest_first(),
        "now": timezone.now(),
        "is_confirmed": is_confirmed(request),
    }
    return render(request, "desk/keys.html", context, status=status)
