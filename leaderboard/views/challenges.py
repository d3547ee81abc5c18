"""The list of published challenges and the page of one."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from arena.matches import Choice
from arena.models import Challenge, ChallengeState, Difficulty, Kind
from arena.views.choosing import can_judge
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
# Models that a match takes.
TO_COMPARE = 2


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    wanted = ChallengeFilter(
        **{name: request.GET.get(name, "").strip() for name in ChallengeFilter.__slots__}
    )
    found = find_challenges(wanted)
    page = totals.page_of(found, page=request.GET.get("page"), size=CHALLENGES_PER_PAGE)
    context = {
        "section": "challenges",
        "wanted": wanted,
        "page": page,
        "categories": categories(),
        "tags": tags(),
        "difficulties": Difficulty.choices,
        "kinds": Kind.choices,
        "votes_on": _votes_in(request, wanted.category, page),
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
        "votes_on": _votes_on(request, found),
    }
    return kept_apart(render(request, "leaderboard/challenge.html", context), reader)


def _votes_on(request: HttpRequest, challenge: Any) -> bool | None:
    """Whether the reader can judge something of a challenge; None if nobody can any more."""
    if challenge.state != ChallengeState.PUBLISHED:
        return None
    has_pair = challenge.answer_count >= TO_COMPARE
    return can_judge(request, Choice(challenge=challenge.slug), is_there=has_pair)


def _votes_in(request: HttpRequest, category: str, page: Page[Any]) -> bool | None:
    """Whether the reader can judge something of the category that is shown; None if none is."""
    if not category or not page.object_list:
        return None
    return can_judge(request, Choice(category=category), is_there=True)


def _place(answer: records.ResponseRecord) -> tuple[float, str, int]:
    """Sort key: the highest lower bound first, responses without votes last."""
    surely = -answer.record.bound(-1) if answer.record.votes else 1.0
    return surely, answer.competitor_name.lower(), answer.sample
