"""The page that compares two models, and the form to choose them."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena import framing, site
from arena.models import Challenge, Competitor, Response
from arena.rendering import ShownResponse, show_named
from arena.views.visitor import reader_of, swaps_a_part, voter_of
from arena.visibility import OUTSIDER, Reader
from arena.visitors import sightings
from leaderboard.catalogue import totals, versus
from leaderboard.views import embed_markup
from leaderboard.views.board.rows import axis_of, row_of
from leaderboard.views.crumbs import to_comparison
from leaderboard.views.specs import aligned

SHARED_PER_PAGE = 3
NEIGHBOURS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shared:
    """A challenge both have answered, with their responses; hidden while the voter votes on it."""

    challenge: Challenge
    is_held_back: bool
    sides: tuple[tuple[Response, ShownResponse], ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that the first beats the second, in percent, with positions on a line to 100 %."""

    value: float
    lower: float
    upper: float

    @property
    def start(self) -> str:
        return f"{self.lower:.2f}%"

    @property
    def middle(self) -> str:
        return f"{self.value:.2f}%"

    @property
    def end(self) -> str:
        return f"{self.upper:.2f}%"


@require_safe
def choose(request: HttpRequest) -> HttpResponseBase:
    first, second = (request.GET.get(name, "") for name in ("a", "b"))
    listed = list(versus.competitors_by_name())
    known = {each.slug for each in listed}
    if first in known and second in known and first != second:
        return redirect("site:compare", first, second)
    context = {
        "section": "compare",
        "competitors": listed,
        "first": first,
        "second": second,
        "is_same": bool(first) and first == second,
        "neighbours": versus.neighbours(listed)[:NEIGHBOURS_SHOWN],
    }
    return render(request, "leaderboard/compare_choose.html", context)


@require_safe
@never_cache
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    reader = reader_of(request, voter_of(request))
    one, other = both_of(first, second, reader=reader)
    rows = versus.shared_responses(one, other, reader=reader)
    number: int = getattr(one, "shared_count", 0)
    requested, size = request.GET.get("page"), 2 * SHARED_PER_PAGE
    page = totals.page_of(rows, page=requested, size=size, number=2 * number)
    context = {
        "section": "compare",
        "crumbs": to_comparison(one, other),
        "canonical": _canonical(one, other),
        "card": reverse("site:compare_card", args=[one.slug, other.slug]),
        "embed": embed_markup.of_comparison(one, other, origin=site.origin_of(request)),
        "first": one,
        "second": other,
        "page": page,
        "shared_count": number,
        "withheld_count": getattr(one, "withheld_count", 0),
        "shared": _shared(page, one, request, reader),
    }
    if not swaps_a_part(request):
        context |= verdict_on(one, other)
    template = "compare_shared.html" if swaps_a_part(request) else "compare.html"
    answer = render(request, f"leaderboard/{template}", context)
    framing.allow_frames(answer, request)
    sightings.add_sightings(answer, request, _named_in(context["shared"]))
    return answer


def both_of(first: str, second: str, *, reader: Reader = OUTSIDER) -> tuple[Competitor, Competitor]:
    """Both models, each with the number of challenges they share."""
    named = Competitor.objects.filter(slug__in=(first, second)).select_related("merged_into")
    both = totals.with_shared(named, first, second, reader=reader)
    found = {each.slug: each for each in both}
    if first == second or not {first, second} <= found.keys():
        raise Http404
    return found[first], found[second]


def _canonical(one: Competitor, other: Competitor) -> str:
    """The address with the slugs in order, since both orders show the same."""
    return reverse("site:compare", args=sorted((one.slug, other.slug)))


def verdict_on(one: Competitor, other: Competitor) -> dict[str, object]:
    """What is said of the two, apart from their responses."""
    comparison = versus.compare(one, other)
    entries = [entry for entry in comparison.entries if entry]
    axis = axis_of(entries)
    ahead = (one, other) if comparison.first_is_better else (other, one)
    return {
        "comparison": comparison,
        "chance": _chance(comparison),
        "record": versus.record_between(one, other),
        "axis": axis,
        "sides": [
            (each, row_of(entry, axis) if entry else None)
            for each, entry in zip((one, other), comparison.entries, strict=True)
        ],
        "better": ahead[0],
        "worse": ahead[1],
        "specs": aligned(one, other),
    }


def _chance(comparison: versus.Comparison) -> Chance | None:
    """None where a bound would come from the prior for models that never lost or never won."""
    found = comparison.contrast
    if found is None or comparison.answer == versus.Conclusion.UNBOUNDED:
        return None
    return Chance(100 * found.chance, 100 * found.chance_lower, 100 * found.chance_upper)


def _shared(
    page: Page[Response], one: Competitor, request: HttpRequest, reader: Reader
) -> list[Shared]:
    table = sightings.challenges_of_open_matches(reader.voter_id)
    origin = framing.frame_origin(request)
    by_challenge: dict[int, list[Response]] = {}
    for response in page:
        by_challenge.setdefault(response.challenge_id, []).append(response)
    shared = []
    for pair in by_challenge.values():
        pair.sort(key=lambda each: each.competitor_id != one.pk)
        is_held_back = pair[0].challenge_id in table
        visible = () if is_held_back else pair
        sides = tuple(
            (each, show_named(each, frame_origin=origin, reader=reader)) for each in visible
        )
        shared.append(Shared(pair[0].challenge, is_held_back, sides))
    return shared


def _named_in(shared: object) -> list[int]:
    assert isinstance(shared, list)
    return [response.pk for each in shared for response, _ in each.sides]
