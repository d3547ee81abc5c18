"""Views of cards (social preview images), drawn once per run and cached in memory."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from arena.models import Competitor
from leaderboard.cards import DRAWING, Card, draw_card
from leaderboard.catalogue import newest_overall
from leaderboard.kept import kept
from leaderboard.models import RatingRun
from leaderboard.views.card_contents import of_both, of_model, of_site
from leaderboard.views.compare import both_of

# Some 60 kB each.
MOST_CARDS = 128
# Cache lifetime of a card, in seconds.
FRESH_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class CardEdition:
    """What a card depends on: up to two models, the run and the language."""

    competitors: tuple[int, ...]
    run: int | None
    language: str

    @property
    def etag(self) -> str:
        whom = "-".join(map(str, self.competitors))
        return quote_etag(f"card.{whom}.{self.run or 0}.{self.language}.{DRAWING}")


@require_safe
def site_card(request: HttpRequest) -> HttpResponseBase:
    return _answer(request)


@require_safe
def model_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _answer(request, get_object_or_404(Competitor, slug=slug))


@require_safe
def compare_card(request: HttpRequest, first: str, second: str) -> HttpResponseBase:
    return _answer(request, *both_of(first, second))


def _answer(request: HttpRequest, *competitors: Competitor) -> HttpResponseBase:
    run = newest_overall().values_list("pk", flat=True).first()
    whom = tuple(each.pk for each in competitors)
    edition = CardEdition(whom, run, get_language() or "")
    response = get_conditional_response(request, etag=edition.etag)
    if response is None:
        response = HttpResponse(_drawn(edition), content_type="image/png")
    response.headers["ETag"] = edition.etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    # Other sites show it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@kept.at_most(MOST_CARDS)
def _drawn(edition: CardEdition) -> bytes:
    return draw_card(_card_of(edition))


def _card_of(edition: CardEdition) -> Card:
    found = Competitor.objects.in_bulk(edition.competitors)
    competitors = [found[each] for each in edition.competitors]
    run = RatingRun.objects.select_related("board").filter(pk=edition.run or 0).first()
    if len(competitors) == 2:  # noqa: PLR2004 - a comparison is of two
        return of_both(*competitors)
    return of_model(competitors[0], run) if competitors else of_site(run)
