"""The challenges as the staff sees them: found, moved from state to state, and worded anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arena.errors import ArenaError
from arena.models import PUBLIC_STATES, Challenge
from arena.moderation import revise_challenge, set_responses_public
from arena.refusals import status_of
from arena.rendering import show_prompt
from arena.roles import Right
from arena.visibility import OUTSIDER, shows_responses
from leaderboard.desk.forms import ResponsesPublicForm, RevisionForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other
from leaderboard.desk.views.acting import act_on, context_of_actions
from leaderboard.desk.views.tables import show_table
from leaderboard.queue import CHALLENGE_ACTIONS


@require_safe
@desk
def challenges(request: HttpRequest) -> HttpResponse:
    return show_table(request, "challenges")


@require_safe
@desk
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _find(slug))


@require_POST
@desk
def challenge_action(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = _find(slug)
    refusal = act_on(request, found, CHALLENGE_ACTIONS)
    return _show(request, found, refusal) if refusal else see_other("desk:challenge", slug)


@require_POST
@desk
def responses_public(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Choose when its responses are public."""
    found, form = _find(slug), ResponsesPublicForm(request.POST)
    if not form.is_valid():
        return _show(request, found, rule_form=form, status=400)
    try:
        rule = form.cleaned_data["rule"]
        set_responses_public(challenge=found, rule=rule, **signed(request))
    except ArenaError as refusal:
        return _show(request, found, refusal)
    messages.success(request, _("Done."))
    return see_other("desk:challenge", slug)


def _find(slug: str) -> Challenge:
    rows = Challenge.objects.select_related("category", "submitted_by", "supersedes", "submission")
    return get_object_or_404(rows, slug=slug)


def _show(
    request: HttpRequest,
    found: Challenge,
    refusal: ArenaError | None = None,
    *,
    rule_form: ResponsesPublicForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": "challenges",
        "challenge": found,
        "prompt": show_prompt(found, shows_hidden=True),
        "submission": getattr(found, "submission", None),
        "is_public": found.state in PUBLIC_STATES,
        "response_count": found.responses.count(),
        "versions": found.versions.all(),
        "may_review": staff_of(request).has_perm(Right.REVIEW_CHALLENGES.value),
        "rule_form": rule_form or ResponsesPublicForm({"rule": found.responses_public}),
        "shows_responses": shows_responses(found, OUTSIDER),
        "refusal": refusal,
        **context_of_actions(request, found, CHALLENGE_ACTIONS),
    }
    status = status_of(refusal) if refusal else status
    return render(request, "desk/challenge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def revise(request: HttpRequest, slug: str) -> HttpResponseBase:
    public = Challenge.objects.filter(state__in=PUBLIC_STATES)
    challenge = get_object_or_404(public, slug=slug)
    told = {"title": challenge.title, "prompt": challenge.prompt}
    form = RevisionForm(request.POST or None, initial=told)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            version = revise_challenge(
                challenge=challenge,
                title=form.cleaned_data["title"],
                prompt=form.cleaned_data["prompt"],
                **signed(request),
            )
        except ArenaError as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, _("Submitted; somebody else has to publish it."))
            return see_other("desk:item", "submission", version.pk)
    context = {"place": "challenges", "challenge": challenge, "form": form}
    return render(request, "desk/revise.html", context, status=status)
