"""robots.txt, llms.txt and security.txt."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arena import site
from leaderboard.catalogue import counts_at
from leaderboard.models import OVERALL, RatingRun

FRESH_SECONDS = 3600
# The file says until when it may be trusted: less than a year, by RFC 9116.
CONTACT_DAYS = 180


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


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def security(request: HttpRequest) -> HttpResponse:
    """Where vulnerabilities are reported (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.now().replace(microsecond=0) + timedelta(days=CONTACT_DAYS)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {site.origin_of(request)}{request.path}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
