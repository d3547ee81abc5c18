"""Read a board's rows one by one, its pairs of models, and how ratings went by day."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import (
    Listing,
    ListRead,
    ParameterNotValid,
    Sort,
    between,
    one_of,
    slug,
    text,
)
from leaderboard.api.runs import (
    AS_OF,
    MOST_DAYS,
    MOST_ID,
    WINDOW,
    in_window,
    named_board,
    run_of,
    standing_at,
)
from leaderboard.api.serializers import CompetitorSerializer, EntrySerializer
from leaderboard.catalogue import DayRating, competitors, histories_of, nan_to_none, pairs_of
from leaderboard.kept import kept
from leaderboard.models import Entry, PairErrors, RatingRun, Status
from leaderboard.runs import say_read

# Runs kept in memory as rows; pairs are as many as rows squared.
MOST_RUNS, MOST_RUNS_OF_PAIRS = 32, 2
# Models of a history, unless some are asked for.
TOP = 10

type Json = dict[str, Any]


def _numbers(*names: str) -> dict[str, Sort]:
    return {name: Sort(key=lambda row, name=name: row[name]) for name in names}  # type: ignore[misc]


def _name(row: Json) -> str:
    return str(row["competitor"]["name"]).casefold()


class Entries(ListRead):
    """The rows of a board: of its newest run, of the one that stood at a time, or of one by number.
    All pages that a cursor leads to are of the same run."""

    operation = "list_entries"
    result = EntrySerializer
    sorts = {
        **_numbers("position"),
        "model": Sort(key=_name),
        **_numbers(
            *("rating", "lower", "upper", "votes", "wins", "losses", "ties", "both_bad"),
            *("expected_wins", "elo", "rank", "rank_low", "rank_high"),
        ),
    }
    parameters = (
        AS_OF,
        WINDOW,
        between("run", 1, MOST_ID, "This run of the board."),
        slug("model", "Only the row of this model."),
        one_of("provider", competitors.providers, "Only models of this provider."),
        one_of("status", Status.values, "Only rows of this status."),
        text("q", "Only models whose name, provider or slug has all these words."),
    )
    refusals = {
        404: "There is no such board, or it had no run by then (`run_not_found`).",
        410: "The run is not kept (`run_not_kept`); `nearest` says which is.",
    }

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        run = self._run(asked, place["slug"])
        rows = [] if run is None else _rows(run.pk)
        wanted = [row for row in rows if _is_asked(row, asked)]
        number = run.pk if run else 0
        return Listing(wanted, list, f"run-{number}", number)

    def _run(self, asked: Json, name: str) -> RatingRun | None:
        board = in_window(named_board(name), asked)
        say_read(board.slug)
        number = asked.get("version", asked.get("run"))
        if "run" in asked and "as_of" in asked:
            raise ParameterNotValid({"run": "run: Ask for a run or for a time, not for both."})
        if number == 0:  # a cursor of a board that had no run
            return None
        if number is not None:
            return run_of(board, number, origin="")
        return standing_at(board, asked.get("as_of"))[0]


@kept.at_most(MOST_RUNS)
def _rows(run: int) -> list[Json]:
    entries = Entry.objects.filter(run=run).select_related("competitor").order_by("position")
    return list(EntrySerializer(entries, many=True).data)


def _is_asked(row: Json, asked: Json) -> bool:
    who: Mapping[str, str] = row["competitor"]
    if "model" in asked and who["slug"] != asked["model"]:
        return False
    if "provider" in asked and who["provider"] != asked["provider"]:
        return False
    if "status" in asked and row["status"] != asked["status"]:
        return False
    about = f"{who['name']} {who['provider']} {who['slug']}".casefold()
    return all(word in about for word in asked.get("q", "").casefold().split())


class PairSerializer(serializers.Serializer[Json]):
    """Two models on a board: `predicted` is the chance that the first is preferred, a tie as half,
    with its bounds; `observed` the same of the votes. Null where nothing is known."""

    first = CompetitorSerializer()
    second = CompetitorSerializer()
    predicted = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    observed = serializers.FloatField(allow_null=True)
    votes = serializers.IntegerField()
    wins = serializers.IntegerField(help_text="Of the first against the second.")
    losses = serializers.IntegerField()
    ties = serializers.IntegerField(help_text="Without those that found both bad.")
    both_bad = serializers.IntegerField()


class BoardPairs(ListRead):
    """Every pair of models of a board, by rank: as many votes as there are, and as many wins as the
    ratings predict. Models without votes are left out."""

    operation = "list_pairs"
    result = PairSerializer
    sorts = {"rank": Sort(), **_numbers("votes", "predicted", "observed")}
    parameters = (
        WINDOW,
        slug("model", "Only pairs with this model."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        board = in_window(named_board(place["slug"]), asked)
        say_read(board.slug)
        run, _ = standing_at(board, None)
        pairs = [] if run is None else _pairs(run.pk)
        if "model" in asked:
            pairs = [each for each in pairs if asked["model"] in _slugs(each)]
        return Listing(pairs, list, f"run-{run.pk if run else 0}")


def _slugs(pair: Json) -> tuple[str, str]:
    return pair["first"]["slug"], pair["second"]["slug"]


@kept.at_most(MOST_RUNS_OF_PAIRS)
def _pairs(number: int) -> list[Json]:
    """Tallies are those of now: it is read of the newest run alone, once."""
    run = RatingRun.objects.select_related("board").get(pk=number)
    rows = Entry.objects.filter(run=run, votes__gt=0).select_related("competitor")
    entries = list(rows.order_by("position"))
    if not entries:
        return []
    errors = PairErrors.objects.filter(board=run.board_id).first()
    found = pairs_of(run, entries, errors)
    who = [CompetitorSerializer(entry.competitor).data for entry in entries]
    shares = {
        name: nan_to_none(np.round(getattr(found, name), 4))
        for name in ("predicted", "lower", "upper", "observed")
    }
    counts = {
        "votes": found.votes.tolist(),
        "wins": found.wins.tolist(),
        "losses": found.wins.T.tolist(),
        "ties": found.ties.tolist(),
        "both_bad": found.both_bad.tolist(),
    }
    return list(_above_diagonal(who, shares | counts))


def _above_diagonal(who: list[Any], squares: Mapping[str, Any]) -> Iterator[Json]:
    for i, first in enumerate(who):
        for j in range(i + 1, len(who)):
            numbers = {name: square[i][j] for name, square in squares.items()}
            yield {"first": first, "second": who[j], **numbers}


class DayRatingSerializer(serializers.Serializer[Json]):
    """A model's rating at the end of a day in UTC, or by the newest run."""

    model = serializers.SlugField()
    day = serializers.DateField()
    rating = serializers.FloatField()
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    rank_high = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField()


class BoardHistory(ListRead):
    """Ratings by day: of the first ten models, or of one."""

    operation = "list_history"
    result = DayRatingSerializer
    sorts = {"rank": Sort(), "day": Sort(key=lambda row: row["day"])}
    parameters = (
        WINDOW,
        slug("model", "Of this model."),
        between("days", 1, MOST_DAYS, "How far back; from the beginning if it is left out."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        board = in_window(named_board(place["slug"]), asked)
        say_read(board.slug)
        run, _ = standing_at(board, asked.get("as_of"))
        if run is None:
            return Listing([], list, "run-0")
        chosen = [asked["model"]] if "model" in asked else []
        found = histories_of(run, chosen=chosen, top=TOP, days=asked.get("days"))
        if chosen and not found.ratings:
            raise Http404
        rows = [
            {"model": model, **_as_json(day)}
            for model, days in found.ratings.items()
            for day in days
        ]
        return Listing(rows, list, f"run-{run.pk}")


def _as_json(day: DayRating) -> Json:
    found = {each.name: getattr(day, each.name) for each in fields(day)}
    return found | {"day": day.day.isoformat()}
