"""What a voter would like to judge: chosen by a form, kept in a cookie, and shown on pages."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from arena.matches import (
    ANYTHING,
    Choice,
    Options,
    known_part_of,
    left_for,
    options,
    require_known,
)
from arena.models import Kind, Known, Response, known_to
from arena.site import require_own_page
from arena.views.refusing import refusing
from arena.views.visitor import voter_of
from arena.visitors import sightings

COOKIE = "choice"
KEPT_FOR = timedelta(days=365)
# Of a form that chooses, also if it chooses anything.
MARK = "chosen"
# What is remembered; a challenge is chosen for one match.
REMEMBERED = ("category", "kind", "language")


@dataclass(frozen=True, slots=True)
class Chooser:
    """The form in which one chooses.

    Args:
        options: what there is.
        choice: what is chosen.
        names: of what is chosen, for people.
        languages: tags with their names.
    """

    options: Options
    choice: Choice
    names: list[str]
    languages: list[tuple[str, str]]

    @property
    def is_needed(self) -> bool:
        there = self.options
        return any(len(each) > 1 for each in (there.categories, there.kinds, there.languages))


@csrf_exempt  # as the switch of languages: a page that caches keep may have this form
@require_POST
@refusing
def choose(request: HttpRequest) -> HttpResponse:
    """Remember a choice for the matches that come next, and return to the match on the screen."""
    require_own_page(request)
    choice = _sent(request)
    try:
        response = redirect("arena:match", UUID(request.POST.get("match", "")))
    except ValueError:
        response = redirect("site:home")
    response.status_code = 303
    remember(response, choice)
    return response


def chosen_in(request: HttpRequest) -> Choice:
    """What this form chooses, or what the browser's cookie says.

    Raises:
        ChoiceNotKnown: the form has something that is not there.
    """
    if challenge := request.POST.get("challenge", ""):
        return require_known(Choice(challenge=challenge))
    return _sent(request) if MARK in request.POST else remembered(request)


def named_in(request: HttpRequest) -> Choice:
    """The challenge that an address names, if it is there."""
    return known_part_of(Choice(challenge=request.GET.get("challenge", "")))


def remembered(request: HttpRequest) -> Choice:
    if COOKIE not in request.COOKIES:
        return ANYTHING
    return known_part_of(replace(Choice.read(request.COOKIES[COOKIE]), challenge=""))


def remember(response: HttpResponseBase, choice: Choice) -> None:
    if not choice:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    flags: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
    response.set_cookie(COOKIE, str(choice), max_age=KEPT_FOR, **flags)


def chooser_of(request: HttpRequest) -> Chooser:
    return chooser(remembered(request))


def chooser(choice: Choice) -> Chooser:
    there = options.current()
    named = sorted((language_name(tag), tag) for tag in there.languages)
    return Chooser(there, choice, names_of(choice), [(tag, name) for name, tag in named])


def names_of(choice: Choice) -> list[str]:
    """Of the parts of a choice, in the reader's language."""
    categories = options.current().categories
    names = [
        categories.get(choice.category, choice.category),
        str(Kind(choice.kind).label) if choice.kind else "",
        language_name(choice.language) if choice.language else "",
    ]
    return [name for name in names if name]


def language_name(tag: str) -> str:
    """In the reader's language; the tag itself where Django does not know the language."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag


def can_judge(request: HttpRequest, choice: Choice, *, is_there: bool) -> bool:
    """Whether something of a choice is left for this browser; `is_there` says whether there is
    anything for one that comes without cookies, which asks nothing."""
    voter_id, sighted = voter_of(request), sightings.read_sightings(request)
    if voter_id is None and not sighted:
        return is_there
    left = left_for(_known(voter_id, sighted), now=timezone.now(), choice=choice)
    return bool(left.pairs or left.still_open)


def _known(voter_id: UUID | None, sighted: sightings.Sighted) -> Known:
    """What a browser knows, also by what its cookie says it has read."""
    known = known_to(voter_id) if voter_id else Known()
    if sighted.responses:
        rows = Response.objects.filter(id__in=sighted.responses).order_by()
        seen = rows.values_list("competitor_id", "challenge_id")
        known = replace(known, told={*known.told, *seen})
    if sighted.challenges:
        ranges = [*known.told_challenges, *sighted.challenges]
        known = replace(known, told_challenges=ranges)
    return known


def _sent(request: HttpRequest) -> Choice:
    sent = {name: request.POST.get(name, "").strip() for name in REMEMBERED}
    return require_known(Choice(**sent))
