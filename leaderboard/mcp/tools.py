"""What each tool does: read what pages and the API read, as somebody from outside."""

from dataclasses import asdict
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django_mcpz.server import ToolError
from msgspec import Meta, Struct

from arena.arena_settings import current_settings
from arena.models import Challenge, Competitor, Difficulty, Kind
from arena.models import Response as StoredResponse
from arena.visibility import OUTSIDER, shows_responses, visible_to
from leaderboard.catalogue import (
    ChallengeFilter,
    Record,
    competitors,
    counts_at,
    find_challenges,
    measured,
    totals,
    versus,
)
from leaderboard.mcp import refusing, results, shaping
from leaderboard.models import OVERALL, Entry, RatingRun
from leaderboard.runs import say_read

MOST_ROWS = 200
MOST_CHALLENGES = 100
MOST_RESPONSES = 20
MOST_RIVALS = 100
LONGEST_SLUG = 120
LONGEST_TEXT = 200
# Of a prompt or a response; the rest is on its page.
MOST_CHARACTERS = 50_000
PROMPT_CHARACTERS = 600

type Slug = Annotated[str, Meta(max_length=LONGEST_SLUG)]
type Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
type Page = Annotated[int, Meta(ge=1, le=100_000)]

SENTENCES = {
    versus.Conclusion.UNRATED: "At least one of them has no votes yet.",
    versus.Conclusion.NOT_JOINED: "No chain of votes connects them, so they cannot be ranked "
    "against each other.",
    versus.Conclusion.UNKNOWN: "The votes do not say how certain a difference would be.",
    versus.Conclusion.UNBOUNDED: "One of them has only won or only lost, so a difference has no "
    "bound.",
    versus.Conclusion.BETTER: "The votes tell them apart.",
    versus.Conclusion.OPEN: "The votes do not tell them apart yet.",
    versus.Conclusion.ALIKE: "The votes do not tell them apart, and more would not soon.",
}
SUMMARY = (
    "Visitors vote blind between two anonymous responses to one challenge. Ratings are "
    "Bradley-Terry log-strengths on the scale of Elo with a mean of 1000; intervals are 95 %; a "
    "rank is the set of places that the votes cannot tell apart. Excluded votes stay in the "
    "ledger, with the rule that excluded them."
)
VERIFY = (
    "`verify/podium_verify.py` of the source recomputes every board of a dump from its ledger, "
    "with Python and NumPy alone, and compares its head with one that was published before."
)


class LeaderboardOf(Struct, frozen=True):
    board: Slug = OVERALL
    provider: Text = ""
    page: Page = 1
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 50


class ModelOf(Struct, frozen=True):
    model: Slug


class CompareOf(Struct, frozen=True):
    first: Slug
    second: Slug


class ChallengesOf(Struct, frozen=True):
    text: Text = ""
    category: Slug = ""
    kind: Slug = ""
    difficulty: Slug = ""
    tag: Slug = ""
    page: Page = 1
    limit: Annotated[int, Meta(ge=1, le=MOST_CHALLENGES)] = 20


class ResponsesOf(Struct, frozen=True):
    challenge: Slug = ""
    model: Slug = ""
    page: Page = 1
    limit: Annotated[int, Meta(ge=1, le=MOST_RESPONSES)] = 5
    max_characters: Annotated[int, Meta(ge=1, le=MOST_CHARACTERS)] = 4_000


def leaderboard(request: HttpRequest, asked: LeaderboardOf) -> results.LeaderboardFacts:
    board = refusing.board_of(asked.board)
    say_read(board.slug)
    run = RatingRun.objects.newest(board)
    listed = Entry.objects.filter(run=run).select_related("competitor").order_by("position")
    if provider := refusing.text_of("provider", asked.provider):
        listed = listed.filter(competitor__provider=provider)
    total = listed.count()
    entries = refusing.page_of(listed, asked.page, asked.limit, total)
    return results.LeaderboardFacts(
        board=shaping.board_facts(board, request),
        run=shaping.run_facts(run) if run else None,
        total=total,
        rows=shaping.rows(entries),
        next_page=refusing.next_of(asked.page, asked.limit, total),
        boards=refusing.boards(),
    )


def model(request: HttpRequest, asked: ModelOf) -> results.ModelFacts:
    found = refusing.model_of(asked.model)
    boards = competitors.ranked(found).boards
    for entry in boards:
        entry.competitor = found
    rivals = versus.head_to_head(found)[:MOST_RIVALS]
    return results.ModelFacts(
        model=found.slug,
        name=found.name,
        provider=found.provider,
        description=found.description,
        released_on=found.released_on,
        retired_at=found.retired_at,
        merged_into=found.merged_into.slug if found.merged_into else None,
        specs=found.specs if isinstance(found.specs, dict) else {},
        standings=[
            results.StandingFacts(each.run.board.slug, shaping.row(each)) for each in boards
        ],
        head_to_head=[_against(each.slug, each.name, each.record) for each in rivals],
        url=shaping.address(request, "site:model", found.slug),
    )


def _against(slug: str, name: str, record: Record) -> results.AgainstFacts:
    return results.AgainstFacts(
        slug, name, record.wins, record.losses, record.ties, record.both_bad
    )


def compare(request: HttpRequest, asked: CompareOf) -> results.ComparisonFacts:
    one = refusing.model_of(asked.first, argument="first")
    other = refusing.model_of(asked.second, argument="second")
    if one == other:
        raise ToolError("`first` and `second` are the same model; name two.")
    found = versus.compare(one, other)
    for entry, competitor in zip(found.entries, (one, other), strict=True):
        if entry is not None:
            entry.competitor = competitor
    has_chance = found.answer != versus.Conclusion.UNBOUNDED and found.contrast is not None
    chance = found.contrast if has_chance else None
    first, second = (None if each is None else shaping.row(each) for each in found.entries)
    shared = Competitor.objects.filter(pk=one.pk)
    [counted] = totals.with_shared(shared, one.slug, other.slug, reader=OUTSIDER)
    return results.ComparisonFacts(
        first=first,
        second=second,
        conclusion=str(found.answer),
        sentence=SENTENCES[found.answer],
        chance=100 * chance.chance if chance else None,
        chance_lower=100 * chance.chance_lower if chance else None,
        chance_upper=100 * chance.chance_upper if chance else None,
        more_votes=found.more_votes,
        record=_against(other.slug, other.name, versus.record_between(one, other)),
        shared_challenges=getattr(counted, "shared_count", 0),
        url=shaping.address(request, "site:compare", one.slug, other.slug),
    )


def search_challenges(request: HttpRequest, asked: ChallengesOf) -> results.ChallengesFacts:
    wanted = {
        name: refusing.text_of(name, getattr(asked, name)) for name in ChallengeFilter.__slots__
    }
    for name, choices in (("kind", Kind.values), ("difficulty", Difficulty.values)):
        if wanted[name] and wanted[name] not in choices:
            raise ToolError(f"There is no {name} {wanted[name]!r}: it is {', '.join(choices)}.")
    found = find_challenges(ChallengeFilter(**wanted))
    total = found.count()
    page = refusing.page_of(found, asked.page, asked.limit, total)
    return results.ChallengesFacts(
        total=total,
        challenges=[_challenge(each, request) for each in page],
        next_page=refusing.next_of(asked.page, asked.limit, total),
    )


def _challenge(found: Challenge, request: HttpRequest) -> results.ChallengeFacts:
    prompt, is_shortened = shaping.shortened(found.prompt, PROMPT_CHARACTERS)
    return results.ChallengeFacts(
        challenge=found.slug,
        title=found.title,
        prompt=prompt,
        is_shortened=is_shortened,
        category=found.category.slug,
        kind=found.kind,
        language=found.language,
        difficulty=found.difficulty,
        responses=getattr(found, "answer_count", 0),
        url=shaping.address(request, "site:challenge", found.slug),
    )


def responses(request: HttpRequest, asked: ResponsesOf) -> results.ResponsesFacts:
    if not asked.challenge and not asked.model:
        raise ToolError("Name a `challenge`, a `model` or both.")
    rows, withheld = visible_to(OUTSIDER), ""
    if asked.challenge:
        challenge = refusing.challenge_of(asked.challenge)
        rows = rows.filter(challenge=challenge)
        if not shows_responses(challenge, OUTSIDER):
            withheld = "Its responses are shown with their authors once it is retired."
    if asked.model:
        rows = rows.filter(competitor=refusing.model_of(asked.model))
    total = rows.count()
    ordered = rows.select_related("challenge", "competitor").defer("sent", "returned", "turns")
    ordered = ordered.order_by("challenge__title", "challenge", "competitor__name", "sample")
    page = refusing.page_of(ordered, asked.page, asked.limit, total)
    return results.ResponsesFacts(
        total=total,
        responses=[_response(each, asked.max_characters, request) for each in page],
        next_page=refusing.next_of(asked.page, asked.limit, total),
        withheld=withheld,
    )


def _response(found: StoredResponse, most: int, request: HttpRequest) -> results.ResponseFacts:
    content, is_shortened = shaping.shortened(found.content, most)
    page = shaping.address(request, "site:response", found.competitor.slug, found.challenge.slug)
    return results.ResponseFacts(
        model=found.competitor.slug,
        name=found.competitor.name,
        challenge=found.challenge.slug,
        sample=found.sample,
        kind=found.kind,
        language=found.language,
        content=content,
        is_shortened=is_shortened,
        media_type=found.media_type,
        sha256=found.sha256,
        url=f"{page}?sample={found.sample}" if found.sample else page,
    )


def methodology(request: HttpRequest) -> results.MethodologyFacts:
    chosen = current_settings()
    found = measured.measured()
    return results.MethodologyFacts(
        summary=SUMMARY,
        constants=asdict(measured.Constants()),
        limits=asdict(measured.limits()),
        measured=_measured(found) if found else None,
        exclusions=totals.standing_exclusions(now=timezone.now()),
        name_authors=str(chosen.name_authors),
        responses_public=str(chosen.responses_public),
        url=shaping.address(request, "site:methodology"),
    )


def _measured(found: measured.Measured) -> results.MeasuredFacts:
    left = found.left_share
    return results.MeasuredFacts(
        run=found.run.pk,
        votes=found.run.votes,
        tie_share=found.tie_share,
        both_bad_share=found.both_bad_share,
        left_share=left.value if left else None,
        left_lower=left.lower if left else None,
        left_upper=left.upper if left else None,
        losses=[results.LossFacts(each.name, each.value, each.is_best) for each in found.losses],
    )


def dataset(request: HttpRequest) -> results.DatasetFacts:
    run = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
    counts = counts_at(run)
    return results.DatasetFacts(
        licence=settings.DATA_LICENCE,
        votes=counts.votes,
        voters=counts.voters,
        models=counts.competitors,
        challenges=counts.challenges,
        sequence=run.sequence if run else 0,
        head=run.head if run else "",
        verify=VERIFY,
        files=list(_files(request)),
    )


def _files(request: HttpRequest) -> "list[results.FileFacts]":
    kinds = {"csv": "text/csv", "json": "application/json"}
    tables = {
        "ratings": "The rows of the overall board",
        "pairs": "Votes and win rates of each pair of models",
        "history": "The rating of each model at the end of each day",
    }
    return [
        results.FileFacts(
            what, kind, shaping.address(request, f"leaderboard:{table}_{form}", OVERALL)
        )
        for table, what in tables.items()
        for form, kind in kinds.items()
    ]
