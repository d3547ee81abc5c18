"""Find what arguments name, or refuse with a sentence that says how to go on."""

from django.db.models import Model, QuerySet
from django_mcpz.server import ToolError

from arena.models import Challenge, Competitor
from leaderboard.models import Board

# Names of a refusal's list.
MOST_NAMED = 20


def text_of(name: str, value: str) -> str:
    """The text, which no database refuses.

    Raises:
        ToolError: it has a NUL character.
    """
    if "\0" in value:
        raise ToolError(f"`{name}` has a NUL character; send it without.")
    return value.strip()


def board_of(slug: str) -> Board:
    named = Board.objects.select_related("category", "challenge")
    found = named.filter(slug=text_of("board", slug)).first()
    if found is None:
        known = ", ".join(boards()[:MOST_NAMED]) or "none before the first votes"
        raise ToolError(f"There is no board {slug!r}. The boards are: {known}.")
    return found


def boards() -> list[str]:
    """Without those of single challenges, which can be many."""
    return [board.slug for board in Board.objects.in_groups() if board.challenge_id is None]


def model_of(slug: str, *, argument: str = "model") -> Competitor:
    rows = Competitor.objects.select_related("merged_into")
    found = rows.filter(slug=text_of(argument, slug)).first()
    if found is None:
        raise ToolError(
            f"There is no model {slug!r}. The tool `leaderboard` lists models by `model`."
        )
    return found


def challenge_of(slug: str) -> Challenge:
    found = Challenge.objects.public().filter(slug=text_of("challenge", slug)).first()
    if found is None:
        raise ToolError(f"There is no challenge {slug!r}. The tool `search_challenges` finds them.")
    return found


def page_of[Item: Model](rows: "QuerySet[Item]", page: int, limit: int, total: int) -> list[Item]:
    """One page of them; an empty one where there are none at all.

    Raises:
        ToolError: there are fewer pages.
    """
    pages = max(-(-total // limit), 1)
    if page > pages:
        raise ToolError(f"There is no page {page}; the last one is {pages}.")
    return list(rows[(page - 1) * limit : page * limit])


def next_of(page: int, limit: int, total: int) -> int | None:
    return page + 1 if page * limit < total else None
