"""The list of models, the page of one, and the list of retired ones."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from arena import site
from arena.models import Competitor
from arena.views.visitor import kept_apart, reader_of
from arena.visibility import visible_to
from leaderboard.catalogue import competitors, records, totals, versus
from leaderboard.models import Entry
from leaderboard.views.badges import markup_of
from leaderboard.views.board.rows import Row, TableAxis, axis_of, row_of
from leaderboard.views.crumbs import to_model
from leaderboard.views.specs import specs_of

MODELS_PER_PAGE = 100
RESPONSES_PER_PAGE = 60
CHALLENGES_SHOWN = 5
ORDERS = tuple(competitors.ORDERS)


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("text", "provider", "order")}
    found = competitors.find_competitors(**asked)
    page = totals.page_of(found, page=request.GET.get("page"), size=MODELS_PER_PAGE)
    listed = list(page)
    entries = competitors.entries_of(listed)
    axis = axis_of(entries.values())
    context = {
        "section": "models",
        "asked": asked,
        "page": page,
        "axis": axis,
        "rows": [(each, _row(entries.get(each.pk), axis)) for each in listed],
        "providers": competitors.providers(),
    }
    return render(request, "leaderboard/models.html", context)


@require_safe
def model(request: HttpRequest, slug: str) -> HttpResponse:
    reader = reader_of(request)
    rows = totals.with_withheld(Competitor.objects.all(), reader=reader)
    competitor = get_object_or_404(rows.select_related("merged_into"), slug=slug)
    ranked = competitors.ranked(competitor)
    axis = axis_of(ranked.boards)
    responses = visible_to(reader).filter(competitor=competitor)
    answers = sorted(records.records_of(responses), key=lambda each: each.challenge_title.lower())
    context = {
        "section": "models",
        "crumbs": to_model(competitor),
        "card": reverse("site:model_card", args=[competitor.slug]),
        "badge": markup_of(competitor, origin=site.origin_of(request)),
        "competitor": competitor,
        "specs": specs_of(competitor),
        "overall": _row(ranked.overall, axis),
        "last": _row(ranked.last, axis),
        "axis": axis,
        "rows": [row_of(entry, axis) for entry in ranked.boards],
        "strongest": records.strongest(answers, CHALLENGES_SHOWN),
        "weakest": records.weakest(answers, CHALLENGES_SHOWN),
        "rivals": versus.head_to_head(competitor),
        "page": _page(answers, request),
    }
    return kept_apart(render(request, "leaderboard/model.html", context), reader)


@require_safe
def graveyard(request: HttpRequest) -> HttpResponse:
    gone = competitors.retired()
    axis = axis_of(entry for _, entry in gone if entry)
    context = {
        "section": "graveyard",
        "axis": axis,
        "rows": [(each, _row(entry, axis)) for each, entry in gone],
    }
    return render(request, "leaderboard/graveyard.html", context)


def _row(entry: Entry | None, axis: TableAxis) -> Row | None:
    return row_of(entry, axis) if entry else None


def _page(
    answers: list[records.ResponseRecord], request: HttpRequest
) -> Page[records.ResponseRecord]:
    """A page of the answers, which are a list in memory."""
    return Paginator(answers, RESPONSES_PER_PAGE).get_page(request.GET.get("page"))
