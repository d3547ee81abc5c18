"""A board as one of its runs had it, to be cited: `/runs/<number>/`."""

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from arena import site
from arena.views.refusing import refusing
from leaderboard.models import OVERALL, RatingRun
from leaderboard.runs import cite_run, is_kept
from leaderboard.views.board import files
from leaderboard.views.board.board import sentence_of
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.covers import covers
from leaderboard.views.board.editions import answer, edition
from leaderboard.views.board.shown import shown_of
from leaderboard.views.board.standing import BoardStanding, as_of
from leaderboard.views.citations import citation_of

MOST_ID = 2**63 - 1


@require_safe
def run(request: HttpRequest, run: int) -> HttpResponse:
    found = _find(run)
    if found is None:
        return _gone(request, run)
    standing, asked = as_of(found), Asked.of(request.GET)
    context = {
        "section": "leaderboard",
        "canonical": reverse("site:run", args=[found.pk]),
        "run": found,
        "board": found.board,
        "sentence": sentence_of(standing),
        "covers": covers(found),
        "table": shown_of(standing, asked),
        "asked": asked,
        "is_kept": is_kept(found, now=timezone.now()),
        "citation": citation_of(found, origin=site.origin_of(request)),
    }
    return render(request, "leaderboard/run.html", context)


@require_safe
def run_file(request: HttpRequest, run: int, form: str) -> HttpResponseBase:
    """The rows of the page, as the files of boards have them."""
    found = _find(run)
    if found is None:
        return _gone(request, run)
    what = edition(request, found.board.slug, found.pk, None)

    def make() -> bytes:
        standing: BoardStanding = as_of(found)
        rows = shown_of(standing, Asked.of(request.GET))
        return files.write(form, files.table(standing, rows), origin=what.origin)

    name = f"{found.board.slug}-ratings-run-{found.pk}"
    return answer(request, what, make, **files.headers(form, name))


@require_POST
@refusing
def cite(request: HttpRequest, run: int) -> HttpResponse:
    """Keep the run for ever, then show how it is cited."""
    found = _find(run)
    if found is None:
        return _gone(request, run)
    cite_run(found, now=timezone.now())
    return redirect(f"{reverse('site:run', args=[found.pk])}#cite")


def _find(number: int) -> RatingRun | None:
    runs = RatingRun.objects.select_related("board", "cited")
    return runs.filter(pk=min(number, MOST_ID)).first()


def _gone(request: HttpRequest, number: int) -> HttpResponse:
    """410 for a number that a run had, naming the nearest of the overall board that is kept.

    Raises:
        Http404: no run had it yet.
    """
    newest = RatingRun.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if not 0 < number <= newest:
        raise Http404
    runs = RatingRun.objects.filter(board__slug=OVERALL)
    before = runs.filter(pk__lt=number).order_by("-pk").first()
    after = runs.filter(pk__gt=number).order_by("pk").first()
    near = [each for each in (before, after) if each]
    nearest = min(near, key=lambda each: abs(each.pk - number), default=None)
    return render(request, "leaderboard/run_gone.html", {"nearest": nearest}, status=410)
