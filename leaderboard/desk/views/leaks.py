"""Possible leaks as a list, and the names that are looked for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arena.checks import listed_names
from arena.errors import ArenaError
from arena.models import KnownName, LeakSearch, NameKind
from arena.moderation import add_known_name, remove_known_name, search_again
from arena.refusals import status_of
from arena.roles import Right
from arena.tasks import look_for_leaks, wake
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.leak_forms import NameForm
from leaderboard.desk.redirects import see_other
from leaderboard.desk.views.tables import show_table


@require_safe
@desk
def leaks(request: HttpRequest) -> HttpResponse:
    return show_table(request, "leaks")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def names(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _show(request, NameForm())
    form = NameForm(request.POST if request.POST.get("do") == "add" else None)
    try:
        is_done = _change(request, form)
    except ArenaError as refusal:
        return _show(request, form, refusal)
    if not is_done:
        return _show(request, form)
    wake(look_for_leaks)
    messages.success(request, _("Done."))
    return see_other("desk:names")


def _change(request: HttpRequest, form: NameForm) -> bool:
    """Do what was sent; whether it could be read."""
    action, reason = request.POST.get("do"), request.POST.get("reason", "")
    if action == "add":
        if not form.is_valid():
            return False
        clean = form.cleaned_data
        kind = NameKind(clean["kind"])
        add_known_name(name=clean["name"], kind=kind, reason=clean["reason"], **signed(request))
    elif action == "remove":
        key = request.POST.get("row", "")
        known = get_object_or_404(KnownName, pk=int(key) if key.isdecimal() else 0)
        remove_known_name(known=known, reason=reason, **signed(request))
    elif action == "search":
        search_again(reason=reason, **signed(request))
    else:
        raise Http404
    return True


def _show(request: HttpRequest, form: NameForm, refusal: ArenaError | None = None) -> HttpResponse:
    listed = listed_names()
    context = {
        "place": "responses",
        "form": form,
        "refusal": refusal,
        "rows": KnownName.objects.select_related("added_by"),
        "families": sum(not name.is_vendor for name in listed),
        "vendors": sum(name.is_vendor for name in listed),
        "search": LeakSearch.objects.first(),
        "may_change": staff_of(request).has_perm(Right.JUDGE_RESPONSES.value),
    }
    status = status_of(refusal) if refusal else 400 if form.errors else 200
    return render(request, "desk/names.html", context, status=status)
