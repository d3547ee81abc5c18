"""Lists of challenges, responses and models, and doing something to many rows of one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from arena.roles import require
from leaderboard.desk.forms import ManyForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.many import TABLES, DeskTable, Plan, do_to_each, plan
from leaderboard.desk.redirects import see_other
from leaderboard.desk.searches import SearchForm
from leaderboard.queue import Action

PER_PAGE = 100


def show_table(request: HttpRequest, name: str) -> HttpResponse:
    """The list of this name, searched, with what can be done to its rows."""
    table, person = TABLES[name], staff_of(request)
    form = table.search(request.GET)
    rows: QuerySet[Any] | list[Any] = form.rows() if form.is_valid() else []
    context = {
        "place": name,
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "asked": request.GET.urlencode(),
        "actions": [(each, person.has_perm(each.right.value)) for each in table.actions],
    }
    return render(request, f"desk/{name}.html", context, status=200 if form.is_valid() else 400)


@require_POST
@desk
def many(request: HttpRequest, table: str) -> HttpResponseBase:
    """Show what would be done to the chosen rows; confirmed, do it."""
    if table not in TABLES:
        raise Http404
    listed = TABLES[table]
    form, search = ManyForm(request.POST, actions=listed.actions), listed.search(request.GET)
    if not (form.is_valid() and search.is_valid()):
        messages.warning(request, _("Choose rows of the list, and what to do with them."))
        return _back(request, listed)
    action: Action = form.cleaned_data["do"]
    require(staff_of(request), action.right)
    planned = plan(action, _chosen(form, search, listed))
    if not form.confirms(planned.number):
        return _ask(request, listed, planned, form)
    _do(request, planned, form.cleaned_data["reason"])
    return _back(request, listed)


def _chosen(form: ManyForm, search: SearchForm, listed: DeskTable) -> QuerySet[Any]:
    if form.cleaned_data["everything"]:
        return search.rows()
    anything = listed.search({})
    anything.full_clean()
    return anything.rows().filter(pk__in=form.cleaned_data["chosen"])


def _ask(request: HttpRequest, listed: DeskTable, planned: Plan, form: ManyForm) -> HttpResponse:
    context = {
        "place": listed.name,
        "planned": planned,
        "form": form,
        "address": f"{reverse('desk:many', args=[listed.name])}?{request.GET.urlencode()}",
        "back": f"{reverse(listed.address)}?{request.GET.urlencode()}",
    }
    return render(request, "desk/many.html", context, status=400 if form.errors else 200)


def _do(request: HttpRequest, planned: Plan, reason: str) -> None:
    rows = list(planned.rows[: planned.at_once])
    done = do_to_each(planned.action, rows, reason=reason, by=signed(request))
    if done.changed:
        sentence = ngettext(
            "%(action)s: %(number)d row changed.",
            "%(action)s: %(number)d rows changed.",
            done.changed,
        )
        told = {"action": planned.action.label, "number": done.changed}
        messages.success(request, sentence % told)
    for sentence in done.refusals():
        messages.error(request, sentence)


def _back(request: HttpRequest, listed: DeskTable) -> HttpResponseBase:
    return see_other(f"{reverse(listed.address)}?{request.GET.urlencode()}")
