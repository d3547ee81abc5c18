"""Loading content: files are checked, what would come in is shown, then it is written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arena.content import imports
from arena.errors import ArenaError
from arena.models import ChallengeState, ContentImport, ImportState
from arena.moderation import drop_import
from arena.refusals import status_of
from arena.roles import Right
from arena.tasks import wake, work_on_imports
from leaderboard.desk.forms import UploadForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other

MOST_SHOWN = 50
_AT_WORK = {ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING}


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def content(request: HttpRequest) -> HttpResponseBase:
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        clean = form.cleaned_data
        try:
            begun = imports.begin_import(
                files=clean["upload"],
                data_format=clean["format"],
                source=clean["source"],
                state=ChallengeState(clean["state"]),
                keep_going=clean["keep_going"],
                splits_templates=clean["splits_templates"],
                **signed(request),
            )
        except ArenaError as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            return _work(begun)
    context = {
        "place": "content",
        "form": form,
        "imports": ContentImport.objects.select_related("begun_by")[:MOST_SHOWN],
        "may_load": staff_of(request).has_perm(Right.LOAD_CONTENT.value),
    }
    return render(request, "desk/content.html", context, status=status)


@require_safe
@desk
def content_import(request: HttpRequest, number: int) -> HttpResponse:
    found = _find(number)
    context: dict[str, Any] = {
        "place": "content",
        "content_import": found,
        "is_at_work": found.state in _AT_WORK,
        "progress": imports.progress_of(found),
        "may_load": staff_of(request).has_perm(Right.LOAD_CONTENT.value),
    }
    part = "desk/content_import.html#state" if request.headers.get("HX-Request") else ""
    return render(request, part or "desk/content_import.html", context)


@require_POST
@desk
def content_action(request: HttpRequest, number: int) -> HttpResponseBase:
    found, action = _find(number), request.POST.get("do")
    reason = request.POST.get("reason", "")
    if action == "write":
        return _work(imports.write_import(content_import=found, **signed(request)))
    if action == "undo":
        return _work(imports.undo_import(content_import=found, reason=reason, **signed(request)))
    if action == "drop":
        drop_import(content_import=found, reason=reason, **signed(request))
        messages.success(request, f"{found}")
        return redirect("desk:content")
    raise Http404


def _find(number: int) -> ContentImport:
    found = ContentImport.objects.select_related("begun_by").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _work(content_import: ContentImport) -> HttpResponseBase:
    wake(work_on_imports)
    return see_other("desk:import", content_import.pk)
