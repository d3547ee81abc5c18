"""The client to call."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self, cast

import httpx

from podium_client import shapes
from podium_client.core import Call, Memory, Pause, Steps, call, following, pushing, request_of
from podium_client.problems import problem_of

TIMEOUT_SECONDS = 30.0
# Between two questions how far an import is.
PAUSE_SECONDS = 1.0


class Client:
    """An arena, at its address; `key` is one that its staff made, for content alone.

    Raises, whatever is called:
        ProblemError: the API refused it.
        httpx.TransportError: it was not reached.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
        pause: float = PAUSE_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept": "application/json", "User-Agent": "podium-client"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(
            base_url=url.rstrip("/"), headers=headers, timeout=timeout, transport=transport
        )
        self._memory = Memory()
        self._pause = pause

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # --- Boards ---------------------------------------------------------------------------------

    def boards(self, **filters: Any) -> list[shapes.Board]:
        """All boards, or those that `category`, `challenge`, `kind`, `language`, `window` or
        `style_controlled` choose."""
        return cast(list[shapes.Board], self._send(call("list_boards", **filters)))

    def board(
        self, slug: str = "overall", *, as_of: Any = None, window: int | None = None
    ) -> shapes.RatedBoard:
        """A board with its newest run, or with the one that stood at a time or a day."""
        asked = call("read_board", {"slug": slug}, as_of=as_of, window=window)
        return cast(shapes.RatedBoard, self._send(asked))

    def entries(self, slug: str = "overall", **filters: Any) -> Iterator[shapes.Entry]:
        return self._list(call("list_entries", {"slug": slug}, **filters))

    def pairs(self, slug: str = "overall", **filters: Any) -> Iterator[shapes.Pair]:
        return self._list(call("list_pairs", {"slug": slug}, **filters))

    def history(self, slug: str = "overall", **filters: Any) -> Iterator[shapes.DayRating]:
        return self._list(call("list_history", {"slug": slug}, **filters))

    def runs(self, slug: str = "overall", **filters: Any) -> Iterator[shapes.Run]:
        return self._list(call("list_runs", {"slug": slug}, **filters))

    def run(self, run: int, slug: str = "overall") -> shapes.RatedBoard:
        asked = call("read_run", {"slug": slug, "run": run})
        return cast(shapes.RatedBoard, self._send(asked))

    # --- Models ---------------------------------------------------------------------------------

    def models(self, **filters: Any) -> Iterator[shapes.Model]:
        return self._list(call("list_models", **filters))

    def model(self, slug: str) -> shapes.Model:
        return cast(shapes.Model, self._send(call("read_model", {"slug": slug})))

    def opponents(self, slug: str, **filters: Any) -> Iterator[shapes.Opponent]:
        return self._list(call("list_opponents", {"slug": slug}, **filters))

    def compare(self, first: str, second: str) -> shapes.Comparison:
        asked = call("compare", {"first": first, "second": second})
        return cast(shapes.Comparison, self._send(asked))

    # --- Challenges and responses ---------------------------------------------------------------

    def challenges(self, **filters: Any) -> Iterator[shapes.Challenge]:
        return self._list(call("list_challenges", **filters))

    def challenge(self, slug: str) -> shapes.Challenge:
        return cast(shapes.Challenge, self._send(call("read_challenge", {"slug": slug})))

    def categories(self, **filters: Any) -> Iterator[dict[str, Any]]:
        return self._list(call("list_categories", **filters))

    def responses(self, **filters: Any) -> Iterator[shapes.Response]:
        return self._list(call("list_responses", **filters))

    def response(
        self, model: str, challenge: str, *, sample: int | None = None
    ) -> shapes.WholeResponse:
        """A response with its author; who votes with this client is not served it any more."""
        places = {"slug": model, "challenge": challenge}
        found = self._send(call("read_response", places, sample=sample))
        return cast(shapes.WholeResponse, found)

    # --- What else is public --------------------------------------------------------------------

    def votes(self, **filters: Any) -> Iterator[shapes.Vote]:
        return self._list(call("list_votes", **filters))

    def exclusions(self, **filters: Any) -> Iterator[dict[str, Any]]:
        return self._list(call("list_exclusions", **filters))

    def methodology(self) -> dict[str, Any]:
        return cast(dict[str, Any], self._send(call("read_methodology")))

    def totals(self) -> dict[str, int]:
        return cast(dict[str, int], self._send(call("read_totals")))

    # --- Voting, by the cookie that this client keeps -------------------------------------------

    def open_match(self) -> shapes.Match:
        return cast(shapes.Match, self._send(call("open_match")))

    def vote(
        self, match: str, outcome: shapes.Outcome, *, work: str | None = None
    ) -> shapes.Verdict:
        """The same vote again is harmless."""
        body = {"outcome": outcome, **({"work": work} if work else {})}
        asked = call("cast_vote", {"match_id": match}, body)
        return cast(shapes.Verdict, self._send(asked))

    def skip(self, match: str) -> None:
        self._send(call("skip_match", {"match_id": match}))

    def me(self) -> dict[str, Any]:
        """All that the arena keeps about this client."""
        return cast(dict[str, Any], self._send(call("read_me")))

    def own_votes(self, **filters: Any) -> Iterator[dict[str, Any]]:
        return self._list(call("list_own_votes", **filters))

    # --- Content and data -----------------------------------------------------------------------

    def push(self, path: str | Path, *, form: str = "jsonl", **about: Any) -> shapes.Import:
        """Import a file with the key, and wait until the worker is done. `about` is what the API
        takes beside the format: `source`, `state`, `keep_going`, `check_only` and so on."""
        path = Path(path)
        size = path.stat().st_size
        told: Mapping[str, Any] = {"format": form, "name": path.name, **about}
        with path.open("rb") as file:
            steps = pushing(file, size=size, about=told, pause=self._pause)
            return cast(shapes.Import, self._run(steps))

    def refused_lines(self, upload: str) -> Iterator[shapes.RefusedLine]:
        """The lines of an import that were refused."""
        return self._list(call("list_import_lines", {"upload": upload}))

    def pull_votes(self, form: str = "lmarena", **filters: Any) -> Iterator[bytes]:
        """Votes that may be published, in the format of another program, piece by piece."""
        request = request_of(call("export_votes", format=form, **filters), self._http)
        answer = self._http.send(request, stream=True)
        try:
            if answer.is_error:
                answer.read()
                raise problem_of(answer)
            for piece in answer.iter_bytes():
                yield piece
        finally:
            answer.close()

    # --- Sending --------------------------------------------------------------------------------

    def _send(self, asked: Call) -> Any:
        request = request_of(asked, self._http)
        self._memory.ask(request)
        return self._memory.read(self._http.send(request))

    def _list(self, asked: Call) -> Iterator[Any]:
        page: Call | None = asked
        while page is not None:
            found = self._send(page)
            for row in found["results"]:
                yield row
            page = following(found)

    def _run(self, steps: Steps[Any]) -> Any:
        step = next(steps)
        while True:
            try:
                if isinstance(step, Pause):
                    time.sleep(step.seconds)
                    step = steps.send(None)
                    continue
                try:
                    found = self._send(step)
                except httpx.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(found)
            except StopIteration as end:
                return end.value
