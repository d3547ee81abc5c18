"""The markup that shows a board or a comparison on another site, to be copied."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from arena.models import Competitor

# Models that a board shows in a frame unless more or fewer are asked for.
ROWS = 10
# Heights until the page around the frame is told its own, in pixels.
_ROW, _AROUND_ROWS, _COMPARISON = 48, 170, 440


@dataclass(frozen=True, slots=True)
class EmbedMarkup:
    path: str
    markup: str
    language: str = "HTML"


def of_board(slug: str, title: str, rows: int, *, origin: str) -> EmbedMarkup:
    path = f"{reverse('site:embed_leaderboard')}?board={slug}"
    height = _AROUND_ROWS + _ROW * min(rows, ROWS)
    name = _("%(board)s leaderboard") % {"board": title}
    return EmbedMarkup(path, _frame(origin + path, name, height))


def of_comparison(one: Competitor, other: Competitor, *, origin: str) -> EmbedMarkup:
    path = reverse("site:embed_compare", args=[one.slug, other.slug])
    name = _("%(one)s or %(other)s") % {"one": one.name, "other": other.name}
    return EmbedMarkup(path, _frame(origin + path, name, _COMPARISON))


def _frame(address: str, title: str, height: int) -> str:
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0">'
        "</iframe>",
        *(address, title, height),
    )
