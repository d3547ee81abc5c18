"""The contents of the cards (social preview images) of pages."""

from collections.abc import Iterable, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arena.models import Competitor
from leaderboard.cards import Bar, Card, Figure, can_letter
from leaderboard.catalogue import summary_of, versus
from leaderboard.models import Entry, RatingRun
from leaderboard.views.board.rows import Row, axis_of, row_of

TOP_ROWS = 5


def of_site(run: RatingRun | None) -> Card:
    entries = list(run.entries.select_related("competitor")) if run else []
    top = entries[:TOP_ROWS]
    return Card(
        title=_("Which AI response is better?"),
        lead=_lead(run, entries),
        bars=_bars((entry.competitor, entry) for entry in top),
        foot=_foot(run),
    )


def _lead(run: RatingRun | None, entries: Sequence[Entry]) -> str:
    """What the board comes to, in a sentence."""
    if run is None or not entries:
        return _("Two responses, no names, your vote.")
    sentence = summary_of(entries, minimum=run.minimum_votes).sentence
    if can_letter(sentence):
        return sentence
    return _("Two responses, no names, your vote. The models by everybody’s votes:")


def of_model(competitor: Competitor, run: RatingRun | None) -> Card:
    entries = list(run.entries.all()) if run else []
    axis = axis_of(entries)
    own = next((each for each in entries if each.competitor_id == competitor.pk), None)
    row = row_of(own, axis) if own else None
    return Card(
        title=_name(competitor),
        lead=competitor.provider if can_letter(competitor.provider) else "",
        figures=_figures(row),
        bars=[_bar(_("95 % interval"), row, value="")] if row and row.is_rated else [],
        foot=_foot(run),
    )


def _figures(row: Row | None) -> list[Figure]:
    if row is None or not row.is_rated:
        return [Figure(_("Rank"), _("not rated yet"))]
    return [
        Figure(_("Rank"), row.ranks),
        Figure(_("Rating"), _rating(row)),
        Figure(_("Votes"), number_format(row.entry.votes, force_grouping=True)),
    ]


def of_both(one: Competitor, other: Competitor) -> Card:
    comparison = versus.compare(one, other)
    pairs = zip((one, other), comparison.entries, strict=True)
    found = comparison.contrast
    figures = []
    if found and comparison.answer != versus.Conclusion.UNBOUNDED:
        label = _("Chance that %(one)s beats %(other)s") % {
            "one": _name(one),
            "other": _name(other),
        }
        low, high = round(100 * found.chance_lower), round(100 * found.chance_upper)
        value = f"{100 * found.chance:.0f} %   ({low}\N{EN DASH}{high} %)"
        figures = [Figure(label, value)]
    return Card(
        title=_("%(one)s or %(other)s?") % {"one": _name(one), "other": _name(other)},
        figures=figures,
        bars=_bars((each, entry) for each, entry in pairs if entry),
    )


def _bars(rated: Iterable[tuple[Competitor, Entry]]) -> list[Bar]:
    listed = list(rated)
    axis = axis_of(entry for _competitor, entry in listed)
    rows = [(each, row_of(entry, axis)) for each, entry in listed]
    return [_bar(_name(each), row, value=_rating(row)) for each, row in rows if row.is_rated]


def _bar(name: str, row: Row, *, value: str) -> Bar:
    drawing = row.drawing
    return Bar(name, value, *drawing.shares, drawing.is_open_below, drawing.is_open_above)


def _rating(row: Row) -> str:
    """The rating, with its margin if it has both bounds."""
    return f"{row.rating} {row.margin}" if row.margin.startswith("±") else row.rating


def _name(competitor: Competitor) -> str:
    """The name if the card's fonts have all its characters, else the slug."""
    return competitor.name if can_letter(competitor.name) else competitor.slug


def _foot(run: RatingRun | None) -> str:
    if run is None:
        return ""
    votes = number_format(run.votes, force_grouping=True)
    if run.simulated:
        simulated = number_format(run.simulated, force_grouping=True)
        return _("Blind votes: %(votes)s; simulated: %(simulated)s") % {
            "votes": votes,
            "simulated": simulated,
        }
    return _("Blind votes: %(votes)s") % {"votes": votes}
