"""Tables of a dump: challenges, competitors and the responses that are public."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Q

from arena.models import Challenge, Competitor, Response
from arena.text import Turns
from arena.visibility import OUTSIDER, are_public, visible_to
from leaderboard.models import FEATURES
from leaderboard.open_data.tables import DataTable, Moment, columns
from leaderboard.open_data.told import told_votes

# Rows in memory at a time; contents may be long.
_CHUNK, _CONTENTS = 1_000, 100

type Rows = Iterator[Sequence[Any]]


def _challenges(moment: Moment) -> Rows:
    """Published and retired ones: a prompt that nobody may read yet is not among them."""
    del moment
    rows = Challenge.objects.public().order_by("id").values_list(
        "id", "slug", "title", "prompt", "prompt_format", "turns", "category__slug", "kind",
        "language", "difficulty", "state", "source", "supersedes__slug", "published_at",
        "responses_public",
    )  # fmt: skip
    for some in batched(rows.iterator(chunk_size=_CONTENTS), _CONTENTS):
        tags = _tags_of([row[0] for row in some])
        for row in some:
            yield (*row[:5], without_hidden(row[5]), *row[6:], tags[row[0]])


def _tags_of(challenges: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Challenge.objects.filter(pk__in=challenges, tags__isnull=False)
    for challenge, tag in pairs.order_by("tags__slug").values_list("pk", "tags__slug"):
        found[challenge].append(tag)
    return found


def without_hidden(turns: Turns | None) -> Turns | None:
    """The turns that everybody may read: system prompts may be for staff alone."""
    if turns is None:
        return None
    return [turn for turn in turns if not turn.get("hidden")]


def _competitors(moment: Moment) -> Rows:
    del moment
    rows = Competitor.objects.order_by("id").values_list(
        "id", "slug", "name", "provider", "description", "released_on", "retired_at",
        "merged_into__slug", "source",
    )  # fmt: skip
    for *values, released, retired, merged, source in rows.iterator(chunk_size=_CHUNK):
        day = None if released is None else released.isoformat()
        yield (*values, day, retired, merged, source)


def _responses(moment: Moment) -> Rows:
    """Public ones, and without what they say those that were withdrawn after votes on them."""
    del moment
    public = visible_to(OUTSIDER).values("pk")
    votes = told_votes()
    judged = Exists(votes.filter(left=OuterRef("pk")).order_by()) | Exists(
        votes.filter(right=OuterRef("pk")).order_by()
    )
    withdrawn = Q(judged, are_public(OUTSIDER, "challenge__"), withdrawal__isnull=False)
    rows = Response.objects.filter(Q(pk__in=public) | withdrawn).order_by("id").values_list(
        "id", "challenge__slug", "competitor__slug", "sample", "kind", "language", "content",
        "turns", "file", "media_type", "sha256", "source", "generated_at",
        "withdrawal", *(f"style__{name}" for name in FEATURES),
    )  # fmt: skip
    for row in rows.iterator(chunk_size=_CONTENTS):
        before, (content, turns, file), after = row[:6], row[6:9], row[9:13]
        is_public = row[13] is None
        said = (content, without_hidden(turns), file) if is_public else (None, None, None)
        yield (*before, *said, *after, is_public, *row[14:])


CHALLENGES = DataTable(
    "challenges",
    "Prompts that are published or retired.",
    columns(
        id=("integer", "Number of the challenge."),
        slug=("text", "Its name in addresses, and in the other tables."),
        title=("text", "Title."),
        prompt=("text", "The prompt; of a conversation, the text of all its turns."),
        prompt_format=("text", "`text` or `markdown`."),
        turns=("json", "The conversation, as `docs/importing.md` describes it; null for a text."),
        category=("text", "Slug of its category."),
        kind=("text", "Kind of the responses: `text`, `code`, `web`, `svg`, `image`, …"),
        language=("text", "Language of the prompt, such as `en`; empty if unknown."),
        difficulty=("text", "`easy`, `medium` or `hard`."),
        state=("text", "`published` or `retired`."),
        source=("text", "Where it was imported from; empty if it was written here."),
        supersedes=("text", "Slug of the challenge of which it is a new wording."),
        published_at=("time", "When it was published."),
        responses_public=(
            "text",
            "When its responses are public, `now` or `when_retired`; null as the arena says.",
        ),
        tags=("json", "List of tags."),
    ),
    _challenges,
)

COMPETITORS = DataTable(
    "competitors",
    "What is ranked: models, versions of prompts, agents.",
    columns(
        id=("integer", "Number of the competitor."),
        slug=("text", "Its name in addresses, and in the other tables."),
        name=("text", "Name."),
        provider=("text", "Who makes it; empty if unknown."),
        description=("text", "Description."),
        released_on=("text", "Day of its release, as `2026-11-29`."),
        retired_at=("time", "Since when it is in no new match."),
        merged_into=("text", "Slug of the competitor for which its votes count."),
        source=("text", "Where it was imported from."),
    ),
    _competitors,
)

RESPONSES = DataTable(
    "responses",
    "Responses that anybody may read with their authors.",
    columns(
        id=("integer", "Number of the response."),
        challenge=("text", "Slug of the challenge."),
        competitor=("text", "Slug of the competitor that wrote it."),
        sample=("integer", "0 for the first response of a competitor to a challenge."),
        kind=("text", "Kind, as of its challenge."),
        language=("text", "Programming language of code."),
        content=("text", "What it says; null if it was withdrawn, empty for a file."),
        turns=("json", "The conversation, as `docs/importing.md` describes it; null for a text."),
        file=("text", "Path of the file below the arena's media folder; files are not in dumps."),
        media_type=("text", "Media type of the file."),
        sha256=("text", "SHA-256 of the bytes as received; the ledger names responses by it."),
        source=("text", "Where it was imported from."),
        generated_at=("time", "When it was generated."),
        is_public=("boolean", "False if it was withdrawn after votes on it."),
        length=(
            "integer",
            "Characters; what style-controlled boards count. Null if never voted on.",
        ),
        headers=("integer", "Headings."),
        bold=("integer", "Passages set in bold."),
        lists=("integer", "Items of lists."),
    ),
    _responses,
)
