"""Sitemaps of all public pages, in files of bounded size, with times of last change."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import Max, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arena.models import Challenge, Competitor, Response
from arena.visibility import OUTSIDER, visible_to
from leaderboard.models import OVERALL, Board, RatingRun

# The protocol allows 50,000; fewer keep one answer cheap.
ADDRESSES_PER_FILE = 5_000
# Crawlers come back after so long at the earliest, in seconds.
FRESH_SECONDS = 3600


if TYPE_CHECKING:
    AnySitemap = Sitemap[Any]
else:
    AnySitemap = Sitemap  # takes no type while it runs


class _SiteMap(AnySitemap):
    """Pages of the host of SITE_URL, if set, whatever host the request names."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc or super().get_domain(site)

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)


class _Rows(_SiteMap):
    """Pages of rows; the newest change of all is queried, not computed over rows."""

    limit = ADDRESSES_PER_FILE
    changed = ""

    def get_latest_lastmod(self) -> datetime | None:
        rows: Any = self.items()
        found: datetime | None = rows.order_by().aggregate(newest=Max(self.changed))["newest"]
        return found

    def lastmod(self, item: Model) -> datetime | None:
        found: datetime | None = getattr(item, self.changed)
        return found


class Pages(_SiteMap):
    """Pages without rows, whose time of change is unknown."""

    NAMES = (
        *("home", "leaderboard", "models", "challenges", "choose", "methodology", "graveyard"),
        "changelog",
        *("data", "data_votes"),
        "developers",
        "privacy",
    )

    def items(self) -> list[str]:
        return [f"site:{name}" for name in self.NAMES]

    def location(self, item: str) -> str:
        return reverse(item)


class ModelPages(_Rows):
    """Pages of models, which change with the newest run."""

    changed = "rated_at"

    def items(self) -> QuerySet[Competitor]:
        newest = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id")
        rated = Subquery(newest.values("finished_at")[:1])
        listed = Competitor.objects.annotate(rated_at=rated).only("slug")
        return listed.order_by("pk")

    def location(self, item: Competitor) -> str:
        return reverse("site:model", args=[item.slug])


class Challenges(_Rows):
    changed = "published_at"

    def items(self) -> QuerySet[Challenge]:
        return Challenge.objects.public().only("slug", "published_at").order_by("pk")

    def location(self, item: Challenge) -> str:
        return reverse("site:challenge", args=[item.slug])


class BoardPages(_Rows):
    """Pages of boards except the overall one, which is the leaderboard."""

    changed = "rated_at"

    def items(self) -> QuerySet[Board]:
        newest = RatingRun.objects.filter(board=OuterRef("pk")).order_by("-id")
        rated = Subquery(newest.values("finished_at")[:1])
        others = Board.objects.exclude(slug=OVERALL).filter(challenge__isnull=True)
        return others.annotate(rated_at=rated).only("slug").order_by("pk")

    def location(self, item: Board) -> str:
        return reverse("leaderboard:board", args=[item.slug])


class Responses(_Rows):
    """Pages of each model's first response to each challenge."""

    changed = "created_at"

    def items(self) -> QuerySet[Response]:
        listed = visible_to(OUTSIDER).filter(sample=0).select_related("competitor", "challenge")
        slugs = ("created_at", "competitor__slug", "challenge__slug")
        return listed.only(*slugs).order_by("pk")

    def location(self, item: Response) -> str:
        slugs = [item.competitor.slug, item.challenge.slug]
        return reverse("site:response", args=slugs)


SECTIONS: Mapping[str, type[AnySitemap]] = {
    "pages": Pages,
    "models": ModelPages,
    "boards": BoardPages,
    "challenges": Challenges,
    "responses": Responses,
}


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return index(request, dict(SECTIONS), sitemap_url_name="site:sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    answer = sitemap(request, dict(SECTIONS), section=section)
    if section == "responses":  # which of them are public may change at once
        patch_cache_control(answer, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=FRESH_SECONDS)
    return answer
