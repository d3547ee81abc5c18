"""Reader of Rival's data: one JSON object of challenges, models and responses, with image files.

A response has no field for its challenge: its id is `<modelId>-<challenge id>`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from arena.ingest.contents import resolve_inside
from arena.ingest.fields import Fields, length_of
from arena.ingest.json_text import Element, walk
from arena.ingest.messages import prompt_in, response_in
from arena.ingest.report import Refusal, Refused, in_field, quoted
from arena.ingest.rows import ChallengeRow, CompetitorRow, DatasetRow, Place, ResponseRow
from arena.ingest.slugs import slug_from
from arena.models import Challenge, Competitor, Difficulty, Kind

_KINDS: Mapping[str, Kind] = {"website": Kind.WEB_PAGE} | {kind.value: kind for kind in Kind}

# Fields that only style the models on the original site.
_DECORATION = frozenset({"color", "gradientColors", "logo", "logoUrl", "featured"})


def read(text: str, path: Path) -> Iterator[DatasetRow | Refusal]:
    for element in walk(text):
        place = Place(str(path), element.line)
        try:
            with in_field(element.section):
                row = _row(element, place, path.parent)
        except Refused as refused:
            yield Refusal(place, refused.field, refused.reason)
        else:
            yield row


def _row(element: Element, place: Place, folder: Path) -> DatasetRow:
    if element.section not in _READERS or not element.is_listed:
        raise Refused(f"must be an object with arrays named {', '.join(_READERS)}")
    return _READERS[element.section](Fields(element.value), place, folder)


def _challenge(fields: Fields, place: Place, folder: Path) -> ChallengeRow:
    prompt = prompt_in(fields, folder=folder)
    return ChallengeRow(
        place=place,
        slug=slug_from(fields.text("id"), limit=length_of(Challenge, "slug")),
        title=fields.text("title", limit=length_of(Challenge, "title")),
        prompt=prompt.text,
        prompt_format=prompt.format,
        turns=prompt.turns,
        files=prompt.files,
        category=slug_from(fields.text("category", limit=80), limit=80),
        kind=_kind(fields, "expectedOutputType"),
        difficulty=fields.optional_choice("difficulty", Difficulty, default=Difficulty.MEDIUM),
        description=fields.optional_text("description"),
    )


def _competitor(fields: Fields, place: Place, folder: Path) -> CompetitorRow:
    del folder
    outside_id = fields.text("id")
    slug = slug_from(outside_id)
    released = fields.optional_text("releaseDate")
    released_on = _day(released)
    row = CompetitorRow(
        place=place,
        slug=slug,
        name=fields.text("name", limit=length_of(Competitor, "name")),
        provider=fields.optional_text("provider", limit=length_of(Competitor, "provider")),
        description=fields.optional_text("description"),
        released_on=released_on,
        outside_id="" if slug == outside_id else outside_id,
    )
    row.specs.update(
        {_snake(name): value for name, value in fields.rest(without=_DECORATION).items()}
    )
    if released and released_on is None:
        row.specs["release_date"] = released
    return row


def _response(fields: Fields, place: Place, folder: Path) -> ResponseRow:
    competitor = fields.text("modelId")
    challenge = _challenge_of(fields, competitor)
    kind = _kind(fields, "type")
    conversation = response_in(fields, folder=folder)
    content = conversation.text if conversation else fields.text("content")
    with in_field("content"):
        path = resolve_inside(folder, content) if kind.is_file else None
    return ResponseRow(
        place=place,
        challenge=slug_from(challenge, limit=length_of(Challenge, "slug")),
        competitor=slug_from(competitor),
        kind=kind,
        content="" if kind.is_file else content,
        turns=conversation.turns if conversation else None,
        files=conversation.files if conversation else (),
        path=path,
        generated_at=fields.time("responseDate"),
        sent=_present(prompt=fields.optional_text("prompt")),
        returned=_present(
            id=fields.text("id"),
            **{_snake(name): value for name, value in fields.rest().items()},
        ),
    )


def _challenge_of(fields: Fields, competitor: str) -> str:
    identity = fields.text("id")
    if named := fields.optional_text("challengeId"):
        return named
    if not identity.startswith(f"{competitor}-"):
        raise Refused(f"{quoted(identity)} does not begin with its modelId", field="id")
    return identity.removeprefix(f"{competitor}-")


def _kind(fields: Fields, name: str) -> Kind:
    text = fields.text(name)
    if text not in _KINDS:
        raise Refused(f"{quoted(text)} is none of {', '.join(_KINDS)}", field=name)
    return _KINDS[text]


def _day(text: str) -> date | None:
    """`February 18, 2025`; None without a day (`February 2022`, `Coming Soon`)."""
    try:
        return datetime.strptime(text, "%B %d, %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _present(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


_READERS: Mapping[str, Callable[[Fields, Place, Path], DatasetRow]] = {
    "models": _competitor,
    "challenges": _challenge,
    "responses": _response,
}
