"""Above how many matches from one address votes need a proof of work: shown, and set."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arena.arena_settings import change_setting, current_settings
from arena.errors import NothingToDo
from arena.roles import Right, require
from leaderboard.desk.forms import WorkForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other

NAME = "proof_above_matches_per_minute"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def work(request: HttpRequest) -> HttpResponseBase:
    """What the environment sets can be read here and not changed."""
    matches = current_settings().proof_above_matches_per_minute
    is_fixed = getattr(settings, NAME.upper()) is not None
    form = WorkForm(
        request.POST if request.method == "POST" else None, initial={"matches": matches}
    )
    if form.is_bound:
        require(staff_of(request), Right.JUDGE_VOTERS)
        if is_fixed:
            raise NothingToDo(_("The environment of the server sets this, so it stays as it is."))
        if form.is_valid():
            value = str(form.cleaned_data["matches"])
            change_setting(name=NAME, value=value, **signed(request))
            messages.success(request, _("Saved."))
            return see_other("desk:work")
    context: dict[str, Any] = {
        "place": "votes",
        "form": form,
        "matches": matches,
        "is_fixed": is_fixed,
        "may_change": staff_of(request).has_perm(Right.JUDGE_VOTERS.value),
    }
    return render(request, "desk/work.html", context, status=400 if form.errors else 200)
