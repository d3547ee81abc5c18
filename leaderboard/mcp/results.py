"""What tools return, typed: `msgspec` makes the output schemas of these."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct


class BoardFacts(Struct, frozen=True):
    """Which votes a board counts; null or empty where it takes all."""

    slug: str
    name: str
    category: str | None
    challenge: str | None
    kind: str
    language: str
    window_days: int | None
    style_controlled: bool
    url: str


class RunFacts(Struct, frozen=True):
    """Which votes were counted, and where in the ledger."""

    id: int
    finished_at: datetime
    votes: int
    excluded: int
    imported: int
    simulated: int
    sequence: int
    head: str
    warnings: list[str]


class RowFacts(Struct, frozen=True):
    """A model on a board. A null bound is infinite; without ranks there is no order."""

    model: str
    name: str
    provider: str
    rank_low: int | None
    rank_high: int | None
    rating: float
    lower: float | None
    upper: float | None
    expected_wins: float | None
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    status: str
    island: int


class LeaderboardFacts(Struct, frozen=True):
    board: BoardFacts
    run: RunFacts | None
    total: int
    rows: list[RowFacts]
    next_page: int | None
    boards: list[str]


class RunResource(Struct, frozen=True):
    """A run as a resource: all of its rows."""

    board: BoardFacts
    run: RunFacts
    rows: list[RowFacts]


class StandingFacts(Struct, frozen=True):
    board: str
    row: RowFacts


class AgainstFacts(Struct, frozen=True):
    """Votes on matches with one other model."""

    model: str
    name: str
    wins: int
    losses: int
    ties: int
    both_bad: int


class ModelFacts(Struct, frozen=True):
    model: str
    name: str
    provider: str
    description: str
    released_on: date | None
    retired_at: datetime | None
    merged_into: str | None
    specs: dict[str, Any]
    standings: list[StandingFacts]
    head_to_head: list[AgainstFacts]
    url: str


class ComparisonFacts(Struct, frozen=True):
    """`chance` is that of the first to be preferred, in percent, with its 95 % interval."""

    first: RowFacts | None
    second: RowFacts | None
    conclusion: str
    sentence: str
    chance: float | None
    chance_lower: float | None
    chance_upper: float | None
    more_votes: int | None
    record: AgainstFacts
    shared_challenges: int
    url: str


class ChallengeFacts(Struct, frozen=True):
    challenge: str
    title: str
    prompt: str
    is_shortened: bool
    category: str
    kind: str
    language: str
    difficulty: str
    responses: int
    url: str


class ChallengesFacts(Struct, frozen=True):
    total: int
    challenges: list[ChallengeFacts]
    next_page: int | None


class ResponseFacts(Struct, frozen=True):
    """A response that is public. `content` is empty for a file, which `url` shows."""

    model: str
    name: str
    challenge: str
    sample: int
    kind: str
    language: str
    content: str
    is_shortened: bool
    media_type: str
    sha256: str
    url: str


class ResponsesFacts(Struct, frozen=True):
    total: int
    responses: list[ResponseFacts]
    next_page: int | None
    withheld: str


class LossFacts(Struct, frozen=True):
    """How well a model of ties predicts votes of voters it has not seen, in nats a vote."""

    ties: str
    value: float
    is_best: bool


class MeasuredFacts(Struct, frozen=True):
    """Of the newest run of all votes; shares are in percent."""

    run: int
    votes: int
    tie_share: float | None
    both_bad_share: float | None
    left_share: float | None
    left_lower: float | None
    left_upper: float | None
    losses: list[LossFacts]


class MethodologyFacts(Struct, frozen=True):
    summary: str
    constants: dict[str, float | str]
    limits: dict[str, int]
    measured: MeasuredFacts | None
    exclusions: dict[str, int]
    name_authors: str
    responses_public: str
    url: str


class FileFacts(Struct, frozen=True):
    what: str
    media_type: str
    url: str


class DatasetFacts(Struct, frozen=True):
    licence: str
    votes: int
    voters: int
    models: int
    challenges: int
    sequence: int
    head: str
    verify: str
    files: list[FileFacts]
