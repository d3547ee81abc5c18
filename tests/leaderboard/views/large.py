"""Boards of any size, made without casting a vote: tallies as if there had been votes, rated by the
engine day after day."""

from datetime import datetime, timedelta

import numpy as np

from arena.models import Category, Competitor
from leaderboard.models import COUNTS, Board, BoardTally
from leaderboard.runs.tick import publish
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import NOON

PROVIDERS = ("Aster", "Birch & Sons", "Cobalt", "Dune", "Ember", "Fathom", "Grove", "Halcyon")
NAMES = ("Lumen", "Kestrel", "Quill", "Sable", "Tarn", "Vesper", "Wren", "Zephyr", "Onyx", "Marlow")
# Of the strengths, in nats.
DEVIATION = 0.5


def make_large(
    *, competitors: int, boards: int = 1, days: int = 1, votes: int = 6, until: datetime = NOON
) -> Board:
    """An overall board of so many competitors with a run on each of so many days, and boards of
    categories beside it up to the number; `votes` is the mean of a pair and day."""
    made = Competitor.objects.bulk_create(_competitors(competitors))
    overall = Board.objects.overall()
    Board.objects.filter(pk=overall.pk).update(filled=True)
    for number in range(1, boards):
        category = Category.objects.create(slug=f"topic-{number}", name=f"Topic {number}")
        Board.objects.create(slug=f"category-topic-{number}", name=category.name, category=category)
    rng, memory = np.random.default_rng(1), WorkerMemory()
    strengths = rng.normal(size=competitors) * DEVIATION
    for day in range(days):
        _vote(overall.pk, [each.pk for each in made], strengths, votes, rng)
        board = Board.objects.get(pk=overall.pk)
        finished = until - timedelta(days=days - 1 - day)
        publish(board, memory, lambda finished=finished: finished, elos={})
    return Board.objects.get(pk=overall.pk)


def _competitors(number: int) -> list[Competitor]:
    return [
        Competitor(
            slug=f"model-{place}",
            name=f"{NAMES[place % len(NAMES)]} {place // len(NAMES) + 1}",
            provider=PROVIDERS[place % len(PROVIDERS)],
        )
        for place in range(number)
    ]


def _vote(board: int, ids: list[int], strengths, votes: int, rng) -> None:
    """Neighbours meet more often, some never."""
    left, right = np.triu_indices(len(ids), k=1)
    chance = 1 / (1 + np.exp(strengths[right] - strengths[left]))
    number = rng.poisson(votes * np.exp(-np.abs(strengths[left] - strengths[right])))
    ties, bad = rng.binomial(number, 0.12), rng.binomial(number, 0.05)
    decided = np.maximum(number - ties - bad, 0)
    wins = rng.binomial(decided, chance)
    cast = [wins, decided - wins, ties, bad]
    rest = np.zeros((len(COUNTS) - len(cast), len(left)), int)
    counts = np.column_stack([*cast, *rest])
    pk = np.array(ids)
    cells = np.column_stack([np.full(len(left), board), np.full(len(left), 0), pk[left], pk[right]])
    BoardTally.objects.add(cells[number > 0], counts[number > 0])
    place = Board.objects.get(pk=board)
    Board.objects.filter(pk=board).update(sequence=place.sequence + int(number.sum()))
