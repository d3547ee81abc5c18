"""Another wording of a challenge that was published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arena.errors import ArenaError
from arena.models import PUBLIC_STATES, Challenge
from arena.moderation import revise_challenge
from arena.refusals import status_of
from leaderboard.desk.forms import RevisionForm
from leaderboard.desk.gate import desk, signed


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
            response = redirect("desk:item", "submission", version.pk)
            response.status_code = 303
            return response
    context = {"place": "queue", "challenge": challenge, "form": form}
    return render(request, "desk/revise.html", context, status=status)
