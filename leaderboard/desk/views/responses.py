"""The responses as the staff sees them: found, read, withdrawn, restored, and masked."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from arena import framing
from arena.errors import ArenaError
from arena.models import Leak, Mask, Response
from arena.moderation import checked_words, found_words, mask_response, unmask_response
from arena.refusals import status_of
from arena.rendering import show_masked, show_named, show_prompt
from arena.roles import Right
from arena.visibility import STAFF
from arena.visitors import sightings
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.leak_forms import MaskForm
from leaderboard.desk.redirects import see_other
from leaderboard.desk.views.acting import act_on, context_of_actions
from leaderboard.desk.views.tables import show_table
from leaderboard.queue import RESPONSE_ACTIONS


@require_safe
@desk
def responses(request: HttpRequest) -> HttpResponse:
    return show_table(request, "responses")


@require_safe
@desk
def response(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, _find(number))


@require_POST
@desk
def response_action(request: HttpRequest, number: int) -> HttpResponseBase:
    found = _find(number)
    refusal = act_on(request, found, RESPONSE_ACTIONS)
    return _show(request, found, refusal) if refusal else see_other("desk:response", number)


@require_POST
@desk
def mask(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show what voters would see with words masked; mask them, or undo that."""
    found, form = _find(number), MaskForm(request.POST)
    reason, action = request.POST.get("reason", ""), request.POST.get("do")
    try:
        if action == "unmask":
            unmask_response(response=found, reason=reason, **signed(request))
            return see_other("desk:response", number)
        if not form.is_valid():
            return _show(request, found, form=form)
        words = checked_words(found, form.lines)
        if action == "mask":
            mask_response(response=found, words=words, reason=reason, **signed(request))
            return see_other("desk:response", number)
    except ArenaError as refusal:
        return _show(request, found, refusal, form=form)
    return _show(request, found, form=form, words=words)


def _find(number: int) -> Response:
    rows = Response.objects.select_related("challenge__category", "competitor", "withdrawal")
    return get_object_or_404(rows, pk=number)


def _show(
    request: HttpRequest,
    found: Response,
    refusal: ArenaError | None = None,
    *,
    form: MaskForm | None = None,
    words: Sequence[str] = (),
) -> HttpResponse:
    origin = framing.frame_origin(request)
    mask = Mask.objects.filter(response=found).first()
    masked = words or (mask.words if mask else ())
    context = {
        "place": "responses",
        "response": found,
        "challenge": found.challenge,
        "prompt": show_prompt(found.challenge, shows_hidden=True),
        "shown": show_named(found, frame_origin=origin, reader=STAFF),
        "mask": mask,
        "masked": show_masked(found, masked, frame_origin=origin) if masked else None,
        "is_preview": bool(words),
        "mask_form": form or MaskForm(initial={"words": "\n".join(_words_to_mask(found, mask))}),
        "may_mask": staff_of(request).has_perm(Right.JUDGE_RESPONSES.value),
        "refusal": refusal,
        **context_of_actions(request, found, RESPONSE_ACTIONS),
    }
    status = status_of(refusal) if refusal else 400 if form and form.errors else 200
    page = render(request, "desk/response.html", context, status=status)
    framing.allow_frames(page, request)
    sightings.add_sightings(page, request, [found.pk])
    return page


def _words_to_mask(found: Response, mask: Mask | None) -> Sequence[str]:
    """What the form begins with: what is masked already, or what the search has found."""
    if mask is not None:
        return [str(word) for word in mask.words]
    leak = Leak.objects.filter(response=found).first()
    return found_words(leak) if leak else ()
