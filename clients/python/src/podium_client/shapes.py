"""What the API answers, as types. Members that are not listed here are there all the same."""

from typing import Any, Literal, TypedDict

type Outcome = Literal["left", "right", "tie", "both_bad"]


class Competitor(TypedDict):
    slug: str
    name: str
    provider: str


class Board(TypedDict):
    slug: str
    name: str
    category: str | None
    challenge: str | None
    kind: str
    language: str
    window_days: int | None
    style_controlled: bool


class Run(TypedDict):
    id: int
    finished_at: str
    votes: int
    imported: int
    simulated: int
    excluded: int
    sequence: int
    head: str
    method: dict[str, Any]


class Entry(TypedDict):
    competitor: Competitor
    position: int
    rating: float
    lower: float | None
    upper: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    status: str


class RatedBoard(TypedDict):
    board: Board
    run: Run | None
    entries: list[Entry]


class Pair(TypedDict):
    first: Competitor
    second: Competitor
    predicted: float | None
    lower: float | None
    upper: float | None
    observed: float | None
    votes: int
    wins: int
    losses: int
    ties: int


class DayRating(TypedDict):
    model: str
    day: str
    rating: float
    lower: float | None
    upper: float | None
    votes: int


class Model(TypedDict):
    slug: str
    name: str
    provider: str
    description: str
    released_on: str | None
    retired_at: str | None
    position: int | None
    specs: Any


class Record(TypedDict):
    wins: int
    losses: int
    ties: int
    both_bad: int
    votes: int
    score: float | None


class Opponent(TypedDict):
    opponent: Competitor
    position: int | None
    record: Record


class Challenge(TypedDict):
    slug: str
    title: str
    prompt: str
    category: str
    tags: list[str]
    kind: str
    difficulty: str
    state: str
    answers: int


class Response(TypedDict):
    model: str
    challenge: str
    sample: int
    kind: str
    record: Record


class WholeResponse(Response):
    language: str
    content: str
    turns: list[dict[str, Any]] | None
    html: str | None
    media_url: str | None
    provenance: dict[str, Any]


class Chance(TypedDict):
    value: float
    lower: float
    upper: float


class Comparison(TypedDict):
    conclusion: str
    better: str | None
    chance: Chance | None
    more_votes: int | None
    record: Record
    shared: int


class Vote(TypedDict):
    id: int
    challenge: str | None
    left: str
    right: str
    outcome: Outcome
    origin: str
    cast_at: str
    counts: bool


class Side(TypedDict):
    kind: str
    language: str
    html: str | None
    frame_url: str | None
    media_url: str | None


class Asked(TypedDict):
    slug: str
    title: str
    prompt: str


class Match(TypedDict):
    id: str
    expires_at: str
    challenge: Asked
    left: Side
    right: Side


class Revealed(TypedDict):
    competitor: Competitor
    rating: float | None


class Verdict(TypedDict):
    outcome: Outcome
    left: Revealed | None
    right: Revealed | None


class ImportReport(TypedDict):
    added: dict[str, int]
    there: dict[str, int]
    refused: int
    error: str | None


class Import(TypedDict):
    id: str
    state: str
    size: int
    received: int
    progress: str
    report: ImportReport | None


class RefusedLine(TypedDict):
    file: str
    line: int
    field: str
    reason: str
