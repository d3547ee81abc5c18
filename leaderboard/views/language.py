"""The form that switches the language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from arena.site import require_own_page
from arena.views.refusing import refusing


@csrf_exempt  # cached pages hold no token; the headers of browsers tell other sites' forms
@require_POST
@refusing
def language(request: HttpRequest) -> HttpResponse:
    """Set the language cookie, and redirect back to the page with the form."""
    require_own_page(request)
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        return HttpResponseBadRequest(gettext("There is no such language here."))
    response = redirect(_return_address(request))
    response.status_code = 303
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=request.is_secure(),
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _return_address(request: HttpRequest) -> str:
    """The referring page if it is of this site, else the home page."""
    page = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return reverse("site:home")
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
