"""What the ids in events stand for, kept in memory, since reading it each time would take longest
of all.

None of it changes once it was voted on, so what is kept stays right.
"""

import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.db import connection, models

from arena.models import Challenge, Competitor, Exclusion, Response, with_ids

# What the filters of a board look at: category, challenge, kind and language of the challenge; all
# None where the vote has no challenge.
type ChallengeFacts = tuple[int | None, int | None, str | None, str | None]

# Of responses and exclusions, which grow with the votes: those kept at most, some 100 bytes each.
MOST = 200_000


class References(Protocol):
    """The ids in an event."""

    @property
    def exclusion(self) -> int | None: ...
    @property
    def left_response(self) -> int | None: ...
    @property
    def right_response(self) -> int | None: ...
    @property
    def left_competitor(self) -> int: ...
    @property
    def right_competitor(self) -> int: ...
    @property
    def challenge(self) -> int | None: ...


class EventFacts:
    """By id: what the boards' filters look at (`of_challenge`), and, as JSON, what the bytes of an
    event hold (slugs of challenges and competitors, digests of responses, rules of exclusions)."""

    def __init__(self) -> None:
        self.of_challenge: dict[int | None, ChallengeFacts] = {None: (None, None, None, None)}
        self.challenges: dict[int | None, str] = {None: "null"}
        self.competitors: dict[int | None, str] = {}
        self.responses: dict[int | None, str] = {None: "null"}
        self.rules: dict[int | None, str] = {None: "null"}

    def learn(self, events: Collection[References]) -> None:
        """Read what these events refer to and is not known."""
        for known in (self.responses, self.rules):
            if len(known) > MOST:
                known.clear()
                known[None] = "null"
        self._learn_challenges({event.challenge for event in events})
        competitors = {event.left_competitor for event in events}
        competitors |= {event.right_competitor for event in events}
        _learn(self.competitors, Competitor, "slug", competitors)
        responses = {event.left_response for event in events}
        responses |= {event.right_response for event in events}
        _learn(self.responses, Response, "sha256", responses)
        _learn(self.rules, Exclusion, "rule", {event.exclusion for event in events})

    def _learn_challenges(self, wanted: set[int | None]) -> None:
        new = {pk for pk in wanted - self.challenges.keys() if pk is not None}
        if not new:
            return
        rows = Challenge.objects.filter(pk__in=new).order_by()
        for pk, slug, category, kind, language in rows.values_list(
            "pk", "slug", "category_id", "kind", "language"
        ):
            self.of_challenge[pk] = (category, pk, kind, language)
            self.challenges[pk] = as_json(slug)


def _learn(
    known: dict[int | None, str],
    model: type[models.Model],
    column: str,
    wanted: Iterable[int | None],
) -> None:
    new = sorted(pk for pk in wanted if pk not in known and pk is not None)
    # SQLite takes no more parameters than this.
    most = connection.features.max_query_params or len(new)
    for start in range(0, len(new), max(most, 1)):
        some = np.array(new[start : start + most], dtype=np.int64)
        rows = with_ids(model._default_manager.order_by(), some)
        known |= {pk: as_json(value) for pk, value in rows.values_list("pk", column)}


@lru_cache(maxsize=10_000)
def as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
