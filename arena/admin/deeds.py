"""Deeds as admin actions: ask why, do it, say what happened."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from arena.admin.desk import Desk
from arena.errors import ArenaError
from arena.models import ExclusionRule

# Rows listed by name on the page that asks why, and in one message.
MOST_LISTED = 20
MOST_NAMED = 3

# What the admin sends to run an action, from a list and from the page of a row.
_ACTION_FIELDS = ("action", "CHANGE_FORM-action", "select_across", "index", ACTION_CHECKBOX_NAME)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=AdminTextareaWidget({"rows": 4}), help_text="It is kept with the deed for good."
    )


class ExclusionForm(ReasonForm):
    rule = forms.ChoiceField(choices=ExclusionRule.choices)
    field_order = ("rule", "reason")


def ask_why[Row: Model, Form: ReasonForm](
    desk: Desk[Row],
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    form_class: type[Form],
    title: str,
) -> Form | TemplateResponse:
    """The filled form, or, until there is one, the page that lists the rows and asks for it."""
    count = rows.count()
    is_answer = "count" in request.POST
    form = form_class(request.POST if is_answer else None)
    if is_answer and request.POST["count"] != str(count):
        form.add_error(None, "The selection has changed meanwhile. Look again, then confirm.")
    if form.is_valid():
        return form
    return TemplateResponse(
        request,
        "admin/ask_why.html",
        {
            **desk.admin_site.each_context(request),
            "opts": desk.opts,
            "media": desk.media,
            "title": title,
            "form": form,
            "count": count,
            "names": model_ngettext(desk.opts, count),
            "listed": [desk.describe(row) for row in rows[:MOST_LISTED]],
            "unlisted": max(count - MOST_LISTED, 0),
            "carried": list(_carried(request)),
        },
    )


def _carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields that ask for this action, to be sent again with the answer."""
    for name in _ACTION_FIELDS:
        for value in request.POST.getlist(name):
            yield name, value


def do_to_each[Row: Model](
    desk: Desk[Row],
    request: HttpRequest,
    rows: Iterable[Row],
    deed: Callable[[Row], object],
    *,
    done: str,
) -> None:
    """Do it to each row by itself, so that one refusal does not hold up the others."""
    refused: defaultdict[str, list[str]] = defaultdict(list)
    count = 0
    for row in rows:
        try:
            deed(row)
        except ArenaError as refusal:
            refused[str(refusal)].append(str(row))
        else:
            count += 1
    if count:
        say_done(desk, request, count, done)
    for sentence, names in refused.items():
        desk.message_user(request, f"{_some_of(names)}: {sentence}", messages.ERROR)


def do_to_each_with_reason[Row: Model](
    desk: Desk[Row],
    request: HttpRequest,
    rows: QuerySet[Row],
    deed: Callable[[Row, str], object],
    *,
    title: str,
    done: str,
) -> TemplateResponse | None:
    form = ask_why(desk, request, rows, form_class=ReasonForm, title=title)
    if isinstance(form, TemplateResponse):
        return form
    reason = form.cleaned_data["reason"]
    do_to_each(desk, request, rows, lambda row: deed(row, reason), done=done)
    return None


def say_done[Row: Model](desk: Desk[Row], request: HttpRequest, count: int, done: str) -> None:
    names = model_ngettext(desk.opts, count)
    level = messages.SUCCESS if count else messages.WARNING
    desk.message_user(request, f"{count:,} {names} {done}.", level)


def _some_of(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
