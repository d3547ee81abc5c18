"""A client of the API of Podium arenas, to call or to await."""

from podium_client.client import Client
from podium_client.client_async import AsyncClient
from podium_client.problems import ProblemError
from podium_client.shapes import (
    Board,
    Challenge,
    Comparison,
    Competitor,
    Entry,
    Import,
    Match,
    Model,
    RatedBoard,
    Record,
    Response,
    Run,
    Verdict,
    Vote,
)

__all__ = [
    "AsyncClient",
    "Board",
    "Challenge",
    "Client",
    "Comparison",
    "Competitor",
    "Entry",
    "Import",
    "Match",
    "Model",
    "ProblemError",
    "RatedBoard",
    "Record",
    "Response",
    "Run",
    "Verdict",
    "Vote",
]
