"""The page of one response, which names its author."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena import framing
from arena.models import Challenge, Response
from arena.rendering import show_named
from arena.text import numbers
from arena.views.visitor import reader_of, voter_of
from arena.visibility import Reader, are_public, shows_responses, visible_to
from arena.visitors import sightings
from leaderboard.catalogue import competitors, records
from leaderboard.views.board.rows import axis_of, row_of
from leaderboard.views.crumbs import to_response
from leaderboard.views.provenance import provenance_of


@require_safe
@never_cache
def response(request: HttpRequest, slug: str, challenge: str) -> HttpResponse:
    reader = reader_of(request, voter_of(request))
    found = _find(slug, challenge, request.GET.get("sample", ""), reader)
    if found is None:
        return _not_shown(request, challenge, reader)
    if hasattr(found, "withdrawal"):
        return render(
            request, "leaderboard/response_withdrawn.html", {"response": found}, status=410
        )
    table = sightings.challenges_of_open_matches(reader.voter_id)
    is_held_back = found.challenge_id in table
    context = _about(found, reader) | {"is_held_back": is_held_back}
    if is_held_back:
        return render(request, "leaderboard/response.html", context)
    origin = framing.frame_origin(request)
    context["shown"] = show_named(found, frame_origin=origin, reader=reader)
    context["provenance"] = provenance_of(found)
    answer = render(request, "leaderboard/response.html", context)
    framing.allow_frames(answer, request)
    sightings.add_sightings(answer, request, [found.pk])
    return answer


def _find(slug: str, challenge: str, sample: str, reader: Reader) -> Response | None:
    """The requested sample, else the first one; also one that is withdrawn."""
    rows = Response.objects.filter(
        are_public(reader, "challenge__"), competitor__slug=slug, challenge__slug=challenge
    ).select_related("challenge__category", "competitor__merged_into", "withdrawal")
    if sample.isdecimal():
        rows = rows.filter(sample=numbers.at_most(sample, 32_767))
    return rows.order_by("sample").first()


def _not_shown(request: HttpRequest, challenge: str, reader: Reader) -> HttpResponse:
    """404 with the reason, whichever model and sample it is, and whether there is one or not."""
    asked = Challenge.objects.public().filter(slug=challenge).first()
    if asked is None or shows_responses(asked, reader):
        raise Http404
    return render(request, "leaderboard/response_withheld.html", {"challenge": asked}, status=404)


def _about(found: Response, reader: Reader) -> dict[str, object]:
    answers = records.records_of(visible_to(reader).filter(challenge=found.challenge_id))
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
