"""The models as the staff sees them: names, retirement, and two that are one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arena.errors import ArenaError, NothingToDo
from arena.locks import LockBusy
from arena.models import Competitor
from arena.moderation import set_aliases
from arena.refusals import status_of
from arena.roles import Right
from leaderboard import merging
from leaderboard.desk.forms import AliasesForm, MergeForm, ReasonForm, RevealForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other
from leaderboard.desk.views.acting import history_of
from leaderboard.desk.views.tables import show_table
from leaderboard.queue import BRING_BACK, RETIRE_MODEL, Action, Signed

type Do = Callable[[Competitor, Any, Signed], object]


@require_safe
@desk
def models(request: HttpRequest) -> HttpResponse:
    return show_table(request, "models")


@require_safe
@desk
def model(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _find(slug))


@require_POST
@desk
def model_action(request: HttpRequest, slug: str) -> HttpResponseBase:
    competitor, name = _find(slug), request.POST.get("do", "")
    if name not in _ACTIONS:
        raise Http404
    form_class, do = _ACTIONS[name]
    form = form_class(request.POST)
    if not form.is_valid():
        return _show(request, competitor, forms={name: form}, status=400)
    try:
        do(competitor, form, signed(request))
    except ArenaError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, competitor, forms={name: form}, status=status_of(refusal))
    except LockBusy:
        form.add_error(None, _("The ratings are being computed. Try again in a minute."))
        return _show(request, competitor, forms={name: form}, status=503)
    messages.success(request, _("Done."))
    return see_other("desk:model", slug)


def _find(slug: str) -> Competitor:
    return get_object_or_404(Competitor.objects.select_related("merged_into"), slug=slug)


def _show(
    request: HttpRequest,
    competitor: Competitor,
    *,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    given = forms or {}
    aliases = {"aliases": "\n".join(competitor.aliases)}
    provider = {"provider": competitor.provider}
    context = {
        "place": "models",
        "competitor": competitor,
        "merged": competitor.merged.all(),
        "may_manage": staff_of(request).has_perm(Right.MANAGE_COMPETITORS.value),
        "names_form": given.get("names") or AliasesForm(initial=aliases),
        "reveal_form": given.get("reveal") or RevealForm(initial=provider, auto_id="reveal_%s"),
        "merge_form": given.get("merge") or MergeForm(auto_id="merge_%s"),
        "state_form": given.get("retire")
        or given.get("bring_back")
        or given.get("unmerge")
        or ReasonForm(auto_id="state_%s"),
        "history": history_of(competitor),
    }
    return render(request, "desk/model.html", context, status=status)


def _merge(competitor: Competitor, form: MergeForm, by: Signed) -> None:
    into = Competitor.objects.filter(slug=form.cleaned_data["into"]).first()
    if into is None:
        raise NothingToDo(_("There is no model with this slug."))
    reason = form.cleaned_data["reason"]
    merging.merge(competitor=competitor, into=into, reason=reason, **by)


def _reveal(competitor: Competitor, form: RevealForm, by: Signed) -> None:
    clean = form.cleaned_data
    merging.reveal(
        competitor=competitor,
        name=clean["name"],
        provider=clean["provider"],
        reason=clean["reason"],
        **by,
    )


def _for_a_reason(action: Action) -> Do:
    return lambda who, form, by: action.do(who, form.cleaned_data["reason"], by)


_ACTIONS: dict[str, tuple[type[Any], Do]] = {
    "names": (
        AliasesForm,
        lambda who, form, by: set_aliases(competitor=who, aliases=form.names, **by),
    ),
    "reveal": (RevealForm, _reveal),
    "merge": (MergeForm, _merge),
    "unmerge": (
        ReasonForm,
        lambda who, form, by: merging.unmerge(
            competitor=who, reason=form.cleaned_data["reason"], **by
        ),
    ),
    "retire": (ReasonForm, _for_a_reason(RETIRE_MODEL)),
    "bring_back": (ReasonForm, _for_a_reason(BRING_BACK)),
}
