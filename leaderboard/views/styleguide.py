"""A page with every component in both colour schemes, served in debug mode only."""

from typing import NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from arena.models import Competitor
from leaderboard.catalogue import Record
from leaderboard.drawing import forest as drawing
from leaderboard.models import Entry, Status
from leaderboard.views.board.rows import table_of

COLOURS = (
    "paper", "surface", "sunken", "ink", "ink-soft", "line", "line-strong", "accent",
    "accent-soft", "on-accent", "note", "note-line",
)  # fmt: skip

# Beside those of every page.
SHEETS = (
    "field", "ratings", "board", "record", "catalogue", "chart", "prose", "match", "ballot",
    "styleguide",
)  # fmt: skip


class _Sample(NamedTuple):
    name: str
    rating: float
    margin: tuple[float | None, float | None]
    ranks: tuple[int, int]
    status: Status


SAMPLES = (
    _Sample("Aster 3", 1104, (26, 26), (1, 2), Status.ESTABLISHED),
    _Sample("A model with a name that is rather long", 1065, (31, None), (1, 3), Status.UNBOUNDED),
    _Sample("Cedar", 921, (70, 70), (3, 4), Status.PROVISIONAL),
)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    themes = [
        {
            "name": theme,
            "form": _Form({"choice": "two"}, prefix=theme),
            "chart": format_html("{}", drawing.forest(_rows(), _words(theme))),
        }
        for theme in ("light", "dark")
    ]
    context = {
        "themes": themes,
        "colours": COLOURS,
        "sheets": [f"css/{name}.css" for name in SHEETS],
        "table": table_of(_entries()),
        "record": Record(wins=24, losses=12, ties=9, both_bad=3),
    }
    return render(request, "leaderboard/styleguide.html", context)


def _entries() -> list[Entry]:
    return [
        Entry(
            competitor=Competitor(slug=f"sample-{place}", name=sample.name, provider="A provider"),
            position=place,
            rating=sample.rating,
            lower=_bound(sample, -1),
            upper=_bound(sample, 1),
            elo=sample.rating,
            rank=place,
            rank_low=sample.ranks[0],
            rank_high=sample.ranks[1],
            expected_wins=50.0,
            votes=48,
            wins=24,
            losses=12,
            ties=9,
            both_bad=3,
            island=1,
            status=sample.status,
        )
        for place, sample in enumerate(SAMPLES, 1)
    ]


def _bound(sample: _Sample, side: int) -> float | None:
    margin = sample.margin[side > 0]
    return None if margin is None else sample.rating + side * margin


def _rows() -> list[drawing.ForestRow]:
    return [
        drawing.ForestRow(
            sample.name,
            sample.rating,
            _bound(sample, -1),
            _bound(sample, 1),
            sample.ranks,
            sample.name,
        )
        for sample in SAMPLES
    ]


def _words(theme: str) -> drawing.ForestWords:
    return drawing.ForestWords(
        name=f"forest-{theme}",
        title="A forest plot",
        description="Made-up ratings.",
        rating="Rating",
        rank="Rank",
    )


class _Form(forms.Form):
    words = forms.CharField(label="A line", help_text="What is to be said of it.")
    choice = forms.ChoiceField(label="A choice", choices=[("one", "One"), ("two", "Two")])
