"""Every action of the staff: found again, and exported."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arena.models import AuditEntry
from arena.roles import Right, require
from leaderboard.desk.confirming import ask_again, is_confirmed
from leaderboard.desk.forms import AuditForm
from leaderboard.desk.gate import desk, staff_of

PER_PAGE = 50
_COLUMNS = (
    "id",
    "at",
    "actor__username",
    "action",
    "subject_type",
    "subject_id",
    "subject",
    "before",
    "after",
    "reason",
    "key__prefix",
)
# As exports have called them from the first.
_HEAD = ["deed" if name == "action" else name.partition("__")[0] for name in _COLUMNS]


@require_safe
@desk
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    rows = _found(form).select_related("actor", "key")
    context = {
        "place": "audit",
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_export": staff_of(request).has_perm(Right.EXPORT_AUDIT.value),
        "asked": request.GET.urlencode(),
    }
    return render(request, "desk/audit.html", context, status=200 if form.is_valid() else 400)


@require_safe
@desk
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """All rows the search finds, the oldest first."""
    require(staff_of(request), Right.EXPORT_AUDIT)
    if not is_confirmed(request):
        return ask_again(request)
    asked = AuditForm(request.GET)
    if not asked.is_valid():
        raise Http404
    rows = _found(asked).order_by("id").values_list(*_COLUMNS).iterator(chunk_size=2_000)
    lines, media_type = (
        (_as_csv(rows), "text/csv; charset=utf-8")
        if form == "csv"
        else (_as_json(rows), "application/jsonl; charset=utf-8")
    )
    name = f'attachment; filename="podium-audit.{form}"'
    return StreamingHttpResponse(
        lines, content_type=media_type, headers={"Content-Disposition": name}
    )


def _found(form: AuditForm) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.order_by("-id")
    if not form.is_valid():
        return rows.none()
    rows = rows.filter(**form.conditions())
    if text := form.cleaned_data["text"]:
        rows = rows.filter(Q(subject__icontains=text) | Q(reason__icontains=text))
    return rows


class _Line:
    """A file of one line, which `csv` writes to."""

    def write(self, text: str) -> str:
        return text


def _as_csv(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(_HEAD)
    for number, at, *rest in rows:
        yield writer.writerow([number, at.isoformat(), *map(_harmless, rest)])


def _harmless(value: object) -> object:
    """A sheet must not take a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _as_json(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    for number, at, *rest in rows:
        row = dict(zip(_HEAD, [number, at.isoformat(), *rest], strict=True))
        yield f"{json.dumps(row, ensure_ascii=False)}\n"
