"""The list of published challenges and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from arena.models import Challenge, Difficulty, Kind
from arena.views.visitor import kept_apart, reader_of
from arena.visibility import shows_responses, visible_to
from leaderboard.catalogue import (
    ChallengeFilter,
    board_of,
    categories,
    find_challenges,
    records,
    tags,
    totals,
)
from leaderboard.views.board.rows import table_of
from leaderboard.views.crumbs import to_challenge

CHALLENGES_PER_PAGE = 30


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    wanted = ChallengeFilter(
        **{name: request.GET.get(name, "").strip() for name in ChallengeFilter.__slots__}
    )
    found = find_challenges(wanted)
    context = {
        "section": "challenges",
        "wanted": wanted,
        "page": totals.page_of(found, page=request.GET.get("page"), size=CHALLENGES_PER_PAGE),
        "categories": categories(),
        "tags": tags(),
        "difficulties": Difficulty.choices,
        "kinds": Kind.choices,
    }
    return render(request, "leaderboard/challenges.html", context)


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    reader = reader_of(request)
    public = totals.with_answers(totals.with_votes(Challenge.objects.public()))
    rows = public.select_related("category").prefetch_related("tags")
    found = get_object_or_404(rows, slug=slug)
    answers = records.records_of(visible_to(reader).filter(challenge=found))
    answers.sort(key=_place)
    context = {
        "section": "challenges",
        "crumbs": to_challenge(found),
        "challenge": found,
        "answers": answers,
        "is_withheld": not shows_responses(found, reader),
        "table": table_of(board_of(found)),
    }
    return kept_apart(render(request, "leaderboard/challenge.html", context), reader)


def _place(answer: records.ResponseRecord) -> tuple[float, str, int]:
    """Sort key: the highest lower bound first, responses without votes last."""
    surely = -answer.record.bound(-1) if answer.record.votes else 1.0
    return surely, answer.competitor_name.lower(), answer.sample
