"""One's own votes: the pairs with their authors, a ranking of one's own, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from arena.matches import OwnVote, agreement_of, left_by_category, options, own_votes
from arena.models import Outcome
from arena.views.visitor import voter_of
from leaderboard.catalogue import own_ranking

VOTES_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class OwnVoteFilter:
    """What of one's votes is shown; what is empty filters nothing."""

    category: str = ""
    outcome: str = ""
    model: str = ""

    def __bool__(self) -> bool:
        return bool(self.category or self.outcome or self.model)

    def takes(self, vote: OwnVote) -> bool:
        return (
            self.category in {"", vote.category}
            and self.outcome in {"", vote.outcome}
            and (not self.model or self.model in {author.slug for author in vote.authors})
        )


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    voter_id = voter_of(request)
    context: dict[str, Any] = {"section": "me", "chosen": current_settings()}
    if voter_id is not None:
        context |= _context(request, voter_id)
    return render(request, "leaderboard/me.html", context)


def _context(request: HttpRequest, voter_id: UUID) -> dict[str, Any]:
    votes = own_votes(voter_id)
    names = {name: request.GET.get(name, "").strip() for name in OwnVoteFilter.__slots__}
    wanted = OwnVoteFilter(**names)
    shown = [vote for vote in votes if wanted.takes(vote)]
    left = left_by_category(voter_id)
    return {
        "voter": voter_id,
        "number": len(votes),
        "untold": sum(not vote.authors for vote in votes),
        "wanted": wanted,
        "page": Paginator(shown, VOTES_PER_PAGE).get_page(request.GET.get("page")),
        "categories": sorted({(vote.category_name, vote.category) for vote in votes}),
        "models": _models(votes),
        "outcomes": Outcome.choices,
        "ranking": own_ranking(votes),
        "agreement": agreement_of([vote.counted for vote in votes if vote.counted]),
        "left": [
            (name, slug, left[slug])
            for slug, name in options.current().categories.items()
            if slug in left
        ],
    }


def _models(votes: Sequence[OwnVote]) -> list[tuple[str, str]]:
    return sorted({(author.name, author.slug) for vote in votes for author in vote.authors})
