"""The page of one response, which names its author."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena import framing
from arena.models import PUBLIC_STATES, Response
from arena.rendering import show_named
from arena.text import numbers
from arena.views.visitor import voter_of
from arena.visitors import sightings
from leaderboard.catalogue import competitors, records
from leaderboard.views.board.rows import axis_of, row_of
from leaderboard.views.crumbs import to_response
from leaderboard.views.provenance import provenance_of


@require_safe
@never_cache
def response(request: HttpRequest, slug: str, challenge: str) -> HttpResponse:
    found = _find(slug, challenge, request.GET.get("sample", ""))
    if hasattr(found, "withdrawal"):
        return render(
            request, "leaderboard/response_withdrawn.html", {"response": found}, status=410
        )
    is_held_back = found.challenge_id in sightings.challenges_of_open_matches(voter_of(request))
    context = _about(found) | {"is_held_back": is_held_back}
    if is_held_back:
        return render(request, "leaderboard/response.html", context)
    context["shown"] = show_named(found, frame_origin=framing.frame_origin(request))
    context["provenance"] = provenance_of(found)
    answer = render(request, "leaderboard/response.html", context)
    framing.allow_frames(answer, request)
    sightings.add_sightings(answer, request, [found.pk])
    return answer


def _find(slug: str, challenge: str, sample: str) -> Response:
    """The requested sample, else the first one."""
    rows = Response.objects.filter(
        competitor__slug=slug, challenge__slug=challenge, challenge__state__in=PUBLIC_STATES
    ).select_related("challenge__category", "competitor", "withdrawal")
    if sample.isdecimal():
        rows = rows.filter(sample=numbers.at_most(sample, 32_767))
    found = rows.order_by("sample").first()
    if found is None:
        raise Http404
    return found


def _about(found: Response) -> dict[str, object]:
    answers = records.records_of(Response.objects.public().filter(challenge=found.challenge_id))
    slug = found.competitor.slug
    entry = competitors.entries_of([found.competitor]).get(found.competitor_id)
    samples = [each for each in answers if each.competitor == slug]
    return {
        "section": "models",
        "crumbs": to_response(found.competitor, found.challenge),
        "response": found,
        "record": next(each.record for each in samples if each.id == found.pk),
        "samples": sorted(samples, key=lambda each: each.sample),
        "others": sorted(
            (each for each in answers if each.competitor != slug),
            key=lambda each: (each.competitor_name.lower(), each.sample),
        ),
        "row": row_of(entry, axis_of([entry])) if entry else None,
    }
