"""Rows of the database as what tools return."""

from collections.abc import Iterable
from datetime import UTC

from django.http import HttpRequest
from django.urls import reverse

from arena import site
from leaderboard.mcp import results
from leaderboard.models import OVERALL, Board, Entry, RatingRun


def address(request: HttpRequest, name: str, *arguments: str) -> str:
    """The whole address of a page."""
    return site.origin_of(request) + reverse(name, args=arguments)


def board_facts(board: Board, request: HttpRequest) -> results.BoardFacts:
    is_overall = board.slug == OVERALL
    page = ("site:leaderboard",) if is_overall else ("leaderboard:board", board.slug)
    return results.BoardFacts(
        slug=board.slug,
        name=board.name or board.slug,
        category=board.category.slug if board.category else None,
        challenge=board.challenge.slug if board.challenge else None,
        kind=board.kind,
        language=board.language,
        window_days=board.window_days,
        style_controlled=board.style_controlled,
        url=address(request, *page),
    )


def run_facts(run: RatingRun) -> results.RunFacts:
    return results.RunFacts(
        id=run.pk,
        finished_at=run.finished_at.astimezone(UTC),
        votes=run.votes,
        excluded=run.excluded,
        imported=run.imported,
        simulated=run.simulated,
        sequence=run.sequence,
        head=run.head,
        warnings=[str(warning) for warning in run.warnings],
    )


def row(entry: Entry) -> results.RowFacts:
    about = entry.competitor
    same = (each for each in results.RowFacts.__struct_fields__ if each not in {"model", "name"})
    numbers = {name: getattr(entry, name) for name in same if name != "provider"}
    return results.RowFacts(model=about.slug, name=about.name, provider=about.provider, **numbers)


def rows(entries: Iterable[Entry]) -> list[results.RowFacts]:
    return [row(entry) for entry in entries]


def shortened(text: str, most: int) -> tuple[str, bool]:
    """The text and whether its end is missing."""
    return text[:most], len(text) > most
