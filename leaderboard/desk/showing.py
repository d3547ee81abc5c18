"""What the page of an item shows beside its title: one function a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from arena import framing
from arena.checks import find_similar, known_names, names_in
from arena.models import (
    Challenge,
    Competitor,
    ExclusionRule,
    Item,
    Match,
    Response,
    Vote,
    Voter,
)
from arena.moderation import VoteSearch
from arena.rendering import show_named, show_prompt
from arena.text import find_personal_data, text_of_turns
from arena.visibility import STAFF
from leaderboard.models import Suspicion
from leaderboard.queue import Opened
from leaderboard.reviews import bursts

MOST_VOTES = 50


def context_of(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    return _CONTEXTS[opened.item](request, opened)


def _submission(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    del request
    challenge: Challenge = opened.subject
    others = Challenge.objects.exclude(pk=challenge.pk)
    return {
        "challenge": challenge,
        "prompt": show_prompt(challenge, shows_hidden=True),
        "submission": getattr(challenge, "submission", None),
        "alike": find_similar(challenge.prompt, among=others),
        "personal": find_personal_data(f"{challenge.title}\n{_whole_prompt(challenge)}"),
        "names": names_in(f"{challenge.title}\n{_whole_prompt(challenge)}", known_names()),
    }


def _whole_prompt(challenge: Challenge) -> str:
    """With a system prompt that voters do not see."""
    turns = challenge.turns
    return text_of_turns(turns, with_hidden=True) if turns else challenge.prompt


def _report(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    subject = opened.subject
    context = {"reports": subject.reports, "challenge": subject.challenge}
    context["prompt"] = show_prompt(subject.challenge, shows_hidden=True)
    if subject.response is not None:
        context |= _shown(request, subject.response)
    return context


def _leak(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    leak = opened.subject
    pieces = [
        {
            "before": found["text"][: found["start"]],
            "words": found["text"][found["start"] : found["end"]],
            "after": found["text"][found["end"] :],
            "why": found["why"],
        }
        for found in leak.found
    ]
    context = {"challenge": leak.response.challenge, "pieces": pieces}
    context["prompt"] = show_prompt(leak.response.challenge, shows_hidden=True)
    return context | _shown(request, leak.response)


def _shown(request: HttpRequest, response: Response) -> dict[str, Any]:
    origin = framing.frame_origin(request)
    shown = show_named(response, frame_origin=origin, reader=STAFF)
    return {"response": response, "shown": shown}


def _voter(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    del request
    voter = opened.subject
    votes = Vote.objects.filter(voter=voter).order_by("-id")
    addresses = Match.objects.of(voter.pk).exclude(address_hash="").order_by()
    shown = votes.select_related("left_competitor", "right_competitor", "challenge", "match")
    slugs = Suspicion.objects.filter(voter=voter).order_by("-id").select_related("decided_by")
    suspicions = list(slugs)
    named = {each.evidence.get("competitor") for each in suspicions}
    return {
        "voter": voter,
        "suspicions": suspicions,
        "competitors": dict(
            Competitor.objects.filter(slug__in=named - {None}).values_list("slug", "name")
        ),
        "votes": shown.defer("challenge__prompt").prefetch_related("exclusions")[:MOST_VOTES],
        "vote_count": votes.count(),
        "quarantined_votes": _in_quarantine(voter),
        "bursts": bursts.bursts_waiting(with_voter=voter.pk),
        "addresses": sorted(set(addresses.values_list("address_hash", flat=True))),
    }


def _in_quarantine(voter: Voter) -> int:
    """How many votes the voter's quarantine excludes."""
    search = VoteSearch(voter=str(voter.pk), rule=ExclusionRule.SUSPICION.value)
    return search.votes().count() if voter.quarantined_at else 0


def _content(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    del request
    return {"content_import": opened.subject}


_CONTEXTS: Mapping[Item, Callable[[HttpRequest, Opened], dict[str, Any]]] = {
    Item.SUBMISSION: _submission,
    Item.REPORT: _report,
    Item.LEAK: _leak,
    Item.VOTER: _voter,
    Item.CONTENT: _content,
}
