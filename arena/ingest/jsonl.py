"""Reader of Podium's own format, JSON Lines with a `type` field; see `docs/importing.md`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from arena.ingest.contents import resolve_inside
from arena.ingest.fields import Fields, length_of
from arena.ingest.json_text import read_value
from arena.ingest.messages import SystemPrompt, prompt_in, response_in
from arena.ingest.report import Refusal, Refused, in_field, quoted
from arena.ingest.rows import (
    CategoryRow,
    ChallengeRow,
    CompetitorRow,
    DatasetRow,
    Place,
    ResponseRow,
)
from arena.ingest.sources import lines_of
from arena.models import (
    Category,
    Challenge,
    Competitor,
    Difficulty,
    Kind,
    PromptFormat,
    Response,
    Tag,
)


def read(text: str, path: Path) -> Iterator[DatasetRow | Refusal]:
    for number, line in lines_of(text):
        place = Place(str(path), number)
        try:
            yield _row(line, place, path.parent)
        except Refused as refused:
            yield Refusal(place, refused.field, refused.reason)


def read_object(noun: str, values: object, *, folder: Path) -> DatasetRow:
    """An object that came without a file; `noun` is what `type` says in one.

    Raises:
        Refused: it is not such an object.
    """
    fields = Fields(values)
    row = _READERS[noun](fields, Place(noun), folder)
    fields.refuse_others()
    return row


def _row(line: str, place: Place, folder: Path) -> DatasetRow:
    fields = Fields(read_value(line))
    name = fields.text("type")
    if name not in _READERS:
        raise Refused(f"{quoted(name)} is none of {', '.join(_READERS)}", field="type")
    row = _READERS[name](fields, place, folder)
    fields.refuse_others()
    return row


def _category(fields: Fields, place: Place, folder: Path) -> CategoryRow:
    del folder
    return CategoryRow(
        place=place,
        slug=fields.slug("slug", limit=length_of(Category, "slug")),
        name=fields.text("name", limit=length_of(Category, "name")),
        description=fields.optional_text("description"),
    )


def _competitor(fields: Fields, place: Place, folder: Path) -> CompetitorRow:
    del folder
    return CompetitorRow(
        place=place,
        slug=fields.slug("slug", limit=length_of(Competitor, "slug")),
        name=fields.text("name", limit=length_of(Competitor, "name")),
        provider=fields.optional_text("provider", limit=length_of(Competitor, "provider")),
        description=fields.optional_text("description"),
        released_on=fields.day("released_on"),
        specs=fields.mapping("specs"),
    )


def _challenge(fields: Fields, place: Place, folder: Path) -> ChallengeRow:
    prompt_format = fields.optional_choice("prompt_format", PromptFormat, default=PromptFormat.TEXT)
    system = fields.optional_choice("system_prompt", SystemPrompt, default=SystemPrompt.SHOWN)
    prompt = prompt_in(
        fields,
        folder=folder,
        prompt_format=prompt_format,
        hides_system=system == SystemPrompt.HIDDEN,
    )
    return ChallengeRow(
        place=place,
        slug=fields.slug("slug", limit=length_of(Challenge, "slug")),
        title=fields.text("title", limit=length_of(Challenge, "title")),
        prompt=prompt.text,
        prompt_format=prompt.format,
        turns=prompt.turns,
        files=prompt.files,
        hides_system=system == SystemPrompt.HIDDEN,
        category=fields.slug("category", limit=length_of(Category, "slug")),
        kind=fields.choice("kind", Kind),
        difficulty=fields.optional_choice("difficulty", Difficulty, default=Difficulty.MEDIUM),
        tags=fields.slugs("tags", limit=length_of(Tag, "slug")),
        description=fields.optional_text("description"),
        language=fields.language("language", limit=length_of(Challenge, "language")),
    )


def _response(fields: Fields, place: Place, folder: Path) -> ResponseRow:
    conversation = response_in(fields, folder=folder)
    path = None if conversation else _path(fields, folder)
    return ResponseRow(
        place=place,
        challenge=fields.slug("challenge", limit=length_of(Challenge, "slug")),
        competitor=fields.slug("competitor", limit=length_of(Competitor, "slug")),
        kind=fields.optional_choice("kind", Kind, default=None),
        content=conversation.text if conversation else fields.optional_text("content"),
        turns=conversation.turns if conversation else None,
        files=conversation.files if conversation else (),
        path=path,
        content_field=_content_field(fields),
        language=fields.optional_text("language", limit=length_of(Response, "language")),
        sample=fields.number("sample"),
        generated_at=fields.time("generated_at"),
        sent=fields.mapping("sent"),
        returned=fields.mapping("returned"),
    )


def _content_field(fields: Fields) -> str:
    return next(filter(fields.has, ("path", "messages", "content")), "content")


def _path(fields: Fields, folder: Path) -> Path | None:
    name = fields.optional_text("path")
    has_content = bool(fields.optional_text("content"))
    if not name and not has_content:
        raise Refused("is missing or empty, and so is path", field="content")
    if name and has_content:
        raise Refused("stands beside content; a response has one of them", field="path")
    with in_field("path"):
        return resolve_inside(folder, name) if name else None


_READERS: Mapping[str, Callable[[Fields, Place, Path], DatasetRow]] = {
    "category": _category,
    "competitor": _competitor,
    "challenge": _challenge,
    "response": _response,
}
