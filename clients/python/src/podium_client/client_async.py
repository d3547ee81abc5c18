"""The client to await."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Self, cast

import httpx

from podium_client import shapes
from podium_client.core import Call, Memory, Pause, Steps, call, following, pushing, request_of
from podium_client.problems import problem_of

TIMEOUT_SECONDS = 30.0
# Between two questions how far an import is.
PAUSE_SECONDS = 1.0


class AsyncClient:
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
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"Accept": "application/json", "User-Agent": "podium-client"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/"), headers=headers, timeout=timeout, transport=transport
        )
        self._memory = Memory()
        self._pause = pause

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    # --- Boards ---------------------------------------------------------------------------------

    async def boards(self, **filters: Any) -> list[shapes.Board]:
        """All boards, or those that `category`, `challenge`, `kind`, `language`, `window` or
        `style_controlled` choose."""
        return cast(list[shapes.Board], await self._send(call("list_boards", **filters)))

    async def board(
        self, slug: str = "overall", *, as_of: Any = None, window: int | None = None
    ) -> shapes.RatedBoard:
        """A board with its newest run, or with the one that stood at a time or a day."""
        asked = call("read_board", {"slug": slug}, as_of=as_of, window=window)
        return cast(shapes.RatedBoard, await self._send(asked))

    def entries(self, slug: str = "overall", **filters: Any) -> AsyncIterator[shapes.Entry]:
        return self._list(call("list_entries", {"slug": slug}, **filters))

    def pairs(self, slug: str = "overall", **filters: Any) -> AsyncIterator[shapes.Pair]:
        return self._list(call("list_pairs", {"slug": slug}, **filters))

    def history(self, slug: str = "overall", **filters: Any) -> AsyncIterator[shapes.DayRating]:
        return self._list(call("list_history", {"slug": slug}, **filters))

    def runs(self, slug: str = "overall", **filters: Any) -> AsyncIterator[shapes.Run]:
        return self._list(call("list_runs", {"slug": slug}, **filters))

    async def run(self, run: int, slug: str = "overall") -> shapes.RatedBoard:
        asked = call("read_run", {"slug": slug, "run": run})
        return cast(shapes.RatedBoard, await self._send(asked))

    # --- Models ---------------------------------------------------------------------------------

    def models(self, **filters: Any) -> AsyncIterator[shapes.Model]:
        return self._list(call("list_models", **filters))

    async def model(self, slug: str) -> shapes.Model:
        return cast(shapes.Model, await self._send(call("read_model", {"slug": slug})))

    def opponents(self, slug: str, **filters: Any) -> AsyncIterator[shapes.Opponent]:
        return self._list(call("list_opponents", {"slug": slug}, **filters))

    async def compare(self, first: str, second: str) -> shapes.Comparison:
        asked = call("compare", {"first": first, "second": second})
        return cast(shapes.Comparison, await self._send(asked))

    # --- Challenges and responses ---------------------------------------------------------------

    def challenges(self, **filters: Any) -> AsyncIterator[shapes.Challenge]:
        return self._list(call("list_challenges", **filters))

    async def challenge(self, slug: str) -> shapes.Challenge:
        return cast(shapes.Challenge, await self._send(call("read_challenge", {"slug": slug})))

    def categories(self, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        return self._list(call("list_categories", **filters))

    def responses(self, **filters: Any) -> AsyncIterator[shapes.Response]:
        return self._list(call("list_responses", **filters))

    async def response(
        self, model: str, challenge: str, *, sample: int | None = None
    ) -> shapes.WholeResponse:
        """A response with its author; who votes with this client is not served it any more."""
        places = {"slug": model, "challenge": challenge}
        found = await self._send(call("read_response", places, sample=sample))
        return cast(shapes.WholeResponse, found)

    # --- What else is public --------------------------------------------------------------------

    def votes(self, **filters: Any) -> AsyncIterator[shapes.Vote]:
        return self._list(call("list_votes", **filters))

    def exclusions(self, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        return self._list(call("list_exclusions", **filters))

    async def methodology(self) -> dict[str, Any]:
        return cast(dict[str, Any], await self._send(call("read_methodology")))

    async def totals(self) -> dict[str, int]:
        return cast(dict[str, int], await self._send(call("read_totals")))

    # --- Voting, by the cookie that this client keeps -------------------------------------------

    async def open_match(self) -> shapes.Match:
        return cast(shapes.Match, await self._send(call("open_match")))

    async def vote(
        self, match: str, outcome: shapes.Outcome, *, work: str | None = None
    ) -> shapes.Verdict:
        """The same vote again is harmless."""
        body = {"outcome": outcome, **({"work": work} if work else {})}
        asked = call("cast_vote", {"match_id": match}, body)
        return cast(shapes.Verdict, await self._send(asked))

    async def skip(self, match: str) -> None:
        await self._send(call("skip_match", {"match_id": match}))

    async def me(self) -> dict[str, Any]:
        """All that the arena keeps about this client."""
        return cast(dict[str, Any], await self._send(call("read_me")))

    def own_votes(self, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        return self._list(call("list_own_votes", **filters))

    # --- Content and data -----------------------------------------------------------------------

    async def push(self, path: str | Path, *, form: str = "jsonl", **about: Any) -> shapes.Import:
        """Import a file with the key, and wait until the worker is done. `about` is what the API
        takes beside the format: `source`, `state`, `keep_going`, `check_only` and so on."""
        path = Path(path)
        size = path.stat().st_size
        told: Mapping[str, Any] = {"format": form, "name": path.name, **about}
        with path.open("rb") as file:
            steps = pushing(file, size=size, about=told, pause=self._pause)
            return cast(shapes.Import, await self._run(steps))

    def refused_lines(self, upload: str) -> AsyncIterator[shapes.RefusedLine]:
        """The lines of an import that were refused."""
        return self._list(call("list_import_lines", {"upload": upload}))

    async def pull_votes(self, form: str = "lmarena", **filters: Any) -> AsyncIterator[bytes]:
        """Votes that may be published, in the format of another program, piece by piece."""
        request = request_of(call("export_votes", format=form, **filters), self._http)
        answer = await self._http.send(request, stream=True)
        try:
            if answer.is_error:
                await answer.aread()
                raise problem_of(answer)
            async for piece in answer.aiter_bytes():
                yield piece
        finally:
            await answer.aclose()

    # --- Sending --------------------------------------------------------------------------------

    async def _send(self, asked: Call) -> Any:
        request = request_of(asked, self._http)
        self._memory.ask(request)
        return self._memory.read(await self._http.send(request))

    async def _list(self, asked: Call) -> AsyncIterator[Any]:
        page: Call | None = asked
        while page is not None:
            found = await self._send(page)
            for row in found["results"]:
                yield row
            page = following(found)

    async def _run(self, steps: Steps[Any]) -> Any:
        step = next(steps)
        while True:
            try:
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    step = steps.send(None)
                    continue
                try:
                    found = await self._send(step)
                except httpx.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(found)
            except StopIteration as end:
                return end.value
