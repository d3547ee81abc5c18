"""The operations of the API that the client calls, as the OpenAPI document names them; a test
compares both."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from podium_client import shapes

LIST = ("cursor", "fields", "limit", "sort")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: where it is, which parameters it takes, and what it answers.

    Args:
        method: of HTTP.
        path: with parameters in braces.
        parameters: of the query.
        shape: of the answer, or of each row of a list; None where there is none.
    """

    method: str
    path: str
    parameters: tuple[str, ...] = ()
    shape: Any = None

    def address(self, **places: str | int) -> str:
        quoted = {name: quote(str(value), safe="") for name, value in places.items()}
        return self.path.format(**quoted)


def _get(path: str, shape: Any, *parameters: str) -> Operation:
    return Operation("GET", f"/api/v1/{path}", ("fields", *parameters), shape)


def _list(path: str, shape: Any, *parameters: str) -> Operation:
    return Operation("GET", f"/api/v1/{path}", (*LIST, *parameters), shape)


_BOARD = "boards/{slug}/"
_MATCH = "/api/v1/matches/{match_id}/"
_IMPORT = "/api/v1/imports/{upload}/"

OPERATIONS = {
    "list_boards": _get(
        "boards/",
        shapes.Board,
        *("category", "challenge", "kind", "language", "style_controlled", "window"),
    ),
    "read_board": _get(_BOARD, shapes.RatedBoard, "as_of", "window"),
    "list_entries": _list(
        f"{_BOARD}entries/",
        shapes.Entry,
        *("as_of", "model", "provider", "q", "run", "status", "window"),
    ),
    "list_pairs": _list(f"{_BOARD}pairs/", shapes.Pair, "model", "window"),
    "list_history": _list(f"{_BOARD}history/", shapes.DayRating, "days", "model", "window"),
    "list_runs": _list(f"{_BOARD}runs/", shapes.Run, "since", "until"),
    "read_run": _get(_BOARD + "runs/{run}/", shapes.RatedBoard),
    "list_models": _list("models/", shapes.Model, "provider", "q", "status"),
    "read_model": _get("models/{slug}/", shapes.Model),
    "list_opponents": _list("models/{slug}/opponents/", shapes.Opponent),
    "read_response": _get("models/{slug}/responses/{challenge}/", shapes.WholeResponse, "sample"),
    "list_challenges": _list(
        "challenges/", shapes.Challenge, *("category", "difficulty", "kind", "q", "state", "tag")
    ),
    "read_challenge": _get("challenges/{slug}/", shapes.Challenge),
    "list_categories": _list("categories/", None),
    "list_responses": _list(
        "responses/", shapes.Response, *("challenge", "kind", "model", "sample")
    ),
    "compare": _get("compare/{first}/{second}/", shapes.Comparison),
    "read_methodology": _get("methodology/", None),
    "read_totals": _get("totals/", None),
    "list_votes": _list(
        "votes/",
        shapes.Vote,
        *("category", "challenge", "counts", "model", "origin", "outcome", "since", "until"),
    ),
    "list_exclusions": _list("exclusions/", None, "rule"),
    "open_match": Operation("POST", "/api/v1/matches/", (), shapes.Match),
    "cast_vote": Operation("POST", f"{_MATCH}vote/", (), shapes.Verdict),
    "skip_match": Operation("POST", f"{_MATCH}skip/"),
    "read_me": _get("me/", None),
    "list_own_votes": _list("me/votes/", None, "challenge", "outcome"),
    "begin_import": Operation("POST", "/api/v1/imports/", (), shapes.Import),
    "read_import": Operation("GET", _IMPORT, ("fields",), shapes.Import),
    "read_import_offset": Operation("GET", f"{_IMPORT}content/"),
    "send_part": Operation("PATCH", f"{_IMPORT}content/"),
    "finish_import": Operation("POST", f"{_IMPORT}finish/", (), shapes.Import),
    "list_import_lines": Operation("GET", f"{_IMPORT}lines/", LIST, shapes.RefusedLine),
    "export_votes": Operation(
        "GET",
        "/api/v1/exports/votes/",
        ("format", "board", "since", "until", "category", "origin", "ties", "unpaired", "majority"),
    ),
}
