"""Data stored about this browser: show, download and erase it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arena.arena_settings import current_settings
from arena.matches import count_unnamed
from arena.views import choosing
from arena.views.visitor import voter_of
from arena.visitors import privacy as verbs
from arena.visitors import sightings, voters
from leaderboard.catalogue import totals


@require_safe
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_safe
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    kept = verbs.all_about_browser(
        voter_of(request), cookies=request.COOKIES, sighted=sightings.read_sightings(request)
    )
    response = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = (
        'attachment; filename="podium-about-this-browser.json"'
    )
    return response


@require_POST
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erase the browser's data if the confirmation box is ticked; else show the form again."""
    if request.POST.get("sure") != "yes":
        return _page(request, is_unsure=True)
    voter_id = voter_of(request)
    if voter_id is not None:
        verbs.forget_voter(voter_id=voter_id, now=timezone.now())
    response = redirect("site:erased")
    response.status_code = 303
    for cookie in (voters.COOKIE, sightings.COOKIE, choosing.COOKIE):
        response.delete_cookie(cookie, samesite="Lax")
    return response


@require_safe
@never_cache
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "leaderboard/privacy_erased.html", {"section": "privacy"})


def _page(request: HttpRequest, *, is_unsure: bool = False) -> HttpResponse:
    voter_id = voter_of(request)
    context = {
        "section": "privacy",
        "voter": voter_id,
        "chosen": current_settings(),
        "waiting": count_unnamed(voter_id) if voter_id else 0,
        "kept": totals.stored_counts(voter_id) if voter_id else None,
        "unsettled": len(sightings.read_sightings(request).responses),
        "is_unsure": is_unsure,
        "voter_days": voters.KEPT_FOR.days,
        "address_days": settings.ADDRESS_DAYS,
        "proof_above": current_settings().proof_above_matches_per_minute,
        "seen_days": sightings.KEPT_FOR.days,
        "responses_public": current_settings().responses_public,
    }
    return render(request, "leaderboard/privacy.html", context, status=400 if is_unsure else 200)
