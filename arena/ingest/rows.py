"""The rows that readers of all formats yield, each with its place in the file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arena.models import Difficulty, Kind, Outcome, PromptFormat
from arena.text import Turns

if TYPE_CHECKING:
    from arena.ingest.contents import Content


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file and a line; line 0 stands for the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class CategoryRow:
    place: Place
    slug: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CompetitorRow:
    """A competitor; `outside_id` is its id in the source, if the slug was made from it."""

    place: Place
    slug: str
    name: str
    provider: str = ""
    description: str = ""
    released_on: date | None = None
    specs: dict[str, Any] = field(default_factory=dict)
    outside_id: str = ""


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    place: Place
    slug: str
    title: str
    prompt: str
    category: str
    kind: Kind
    difficulty: Difficulty = Difficulty.MEDIUM
    tags: tuple[str, ...] = ()
    description: str = ""
    language: str = ""
    prompt_format: PromptFormat = PromptFormat.TEXT
    # If the prompt is a conversation: its turns, and the files in them.
    turns: Turns | None = None
    files: "tuple[Content, ...]" = ()
    hides_system: bool = False


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A response, as text or as the path of a file; kind None is that of its challenge.

    An empty text is refused unless `may_be_empty`.
    """

    place: Place
    challenge: str
    competitor: str
    kind: Kind | None
    content: str = ""
    path: Path | None = None
    language: str = ""
    sample: int = 0
    generated_at: datetime | None = None
    sent: dict[str, Any] = field(default_factory=dict)
    returned: dict[str, Any] = field(default_factory=dict)
    content_field: str = "content"
    may_be_empty: bool = False
    turns: Turns | None = None
    files: "tuple[Content, ...]" = ()


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote cast elsewhere.

    Competitors go by name or slug, the challenge by slug or prompt. `key` identifies the vote in
    its source; `cast_at` None is the time of the import.
    """

    challenge: str | None
    left: str
    right: str
    outcome: Outcome
    voter: str | None
    cast_at: datetime | None
    key: str
    place: Place = Place("votes")
    # Whether the challenge may be none of the arena's, because nobody said that it is one.
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a file that are no votes, by reason."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Note:
    """What an import has to say beside its counts."""

    sentence: str


type DatasetRow = CategoryRow | CompetitorRow | ChallengeRow | ResponseRow
