"""robots.txt and llms.txt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arena import site
from leaderboard.catalogue import counts_at
from leaderboard.models import OVERALL, RatingRun

FRESH_SECONDS = 3600


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read the API's docs, not its answers, matches or staff pages."""
    sitemap = f"{site.origin_of(request)}{reverse('site:sitemap')}"
    kept_out = [f"Disallow: {path}" for path in site.KEPT_OUT]
    lines = ["User-agent: *", *kept_out, f"Allow: {reverse('docs')}", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def llms(request: HttpRequest) -> HttpResponse:
    """The site for language models, as https://llmstxt.org describes it."""
    run = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
    context = {"origin": site.origin_of(request), "run": run, "counts": counts_at(run)}
    return render(request, "llms.txt", context, content_type="text/plain; charset=utf-8")
