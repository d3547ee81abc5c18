"""Reader of AlpacaEval: a JSON array a model, `[{dataset, instruction, output, generator}, …]`."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.text import Truncator

from arena.ingest.fields import Fields, length_of
from arena.ingest.json_text import Element, walk
from arena.ingest.messages import prompt_in, response_in
from arena.ingest.report import Refusal, Refused
from arena.ingest.rows import ChallengeRow, CompetitorRow, DatasetRow, Place, ResponseRow
from arena.ingest.slugs import prompt_slug, slug_from
from arena.models import Category, Competitor, Kind

# A line of a list; the prompt itself is one click away.
_TITLE_CHARACTERS = 80


def read(text: str, path: Path) -> Iterator[DatasetRow | Refusal]:
    """Read a file; the first response of a challenge or competitor also yields its row."""
    named: set[tuple[str, str]] = set()
    for element in walk(text):
        place = Place(str(path), element.line)
        try:
            challenge, competitor, response = _rows(element, place, path.parent)
            for row, name in ((challenge, challenge.prompt), (competitor, competitor.name)):
                if (row.slug, name) not in named:
                    named.add((row.slug, name))
                    yield row
            yield response
        except Refused as refused:
            yield Refusal(place, refused.field, refused.reason)


def _rows(
    element: Element, place: Place, folder: Path
) -> tuple[ChallengeRow, CompetitorRow, ResponseRow]:
    if element.section or not element.is_listed:
        raise Refused("must be an array of objects at the top")
    fields = Fields(element.value)
    generator = fields.text("generator", limit=length_of(Competitor, "name"))
    dataset = fields.text("dataset", limit=length_of(Category, "slug"))
    challenge = _challenge(fields, place, folder, dataset)
    slug = slug_from(generator)
    competitor = CompetitorRow(
        place=place,
        slug=slug,
        name=generator,
        outside_id="" if slug == generator else generator,
    )
    answer = response_in(fields, folder=folder, name="output")
    response = ResponseRow(
        place=place,
        challenge=challenge.slug,
        competitor=slug,
        kind=Kind.TEXT,
        content=answer.text if answer else fields.text_or_empty("output"),
        turns=answer.turns if answer else None,
        files=answer.files if answer else (),
        content_field="output",
        # An empty output was judged too.
        may_be_empty=True,
        returned=fields.rest(),
    )
    return challenge, competitor, response


def _challenge(fields: Fields, place: Place, folder: Path, dataset: str) -> ChallengeRow:
    prompt = prompt_in(fields, folder=folder, name="instruction")
    return ChallengeRow(
        place=place,
        slug=prompt_slug(dataset=dataset, prompt=prompt.text),
        title=Truncator(" ".join(prompt.text.split())).chars(_TITLE_CHARACTERS),
        prompt=prompt.text,
        prompt_format=prompt.format,
        turns=prompt.turns,
        files=prompt.files,
        category=slug_from(dataset, limit=length_of(Category, "slug")),
        kind=Kind.TEXT,
    )
