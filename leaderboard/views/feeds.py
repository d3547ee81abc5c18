"""News of the arena as Atom and as JSON Feed."""

import json
import re
from collections.abc import Sequence
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arena import site
from leaderboard.views.news import NEWS, News, news

# How long a feed may be kept, in seconds.
FRESH_SECONDS = 900
# Characters that XML cannot have, not even by number.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
JSON_FEED = "https://jsonfeed.org/version/1.1"
FEEDS = {
    "all": gettext_lazy("All news"),
    "models": gettext_lazy("New models"),
    "challenges": gettext_lazy("New challenges"),
    "ranks": gettext_lazy("Moves in rank"),
    "exclusions": gettext_lazy("Votes excluded and put back"),
    "boards": gettext_lazy("The board at the end of each day"),
}


@require_safe
def feed(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """`/feeds/<name>.atom` and `.json`."""
    if name not in NEWS:
        raise Http404
    found, origin = news(name, now=timezone.now()), site.origin_of(request)
    address = origin + request.path
    write = _as_atom if form == "atom" else _as_json
    body = write(name, found, origin=origin, address=address)
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        kind = "application/atom+xml" if form == "atom" else "application/feed+json"
        response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    # Programs in browsers read it, too.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _title(name: str) -> str:
    return _("%(what)s · Podium") % {"what": FEEDS[name]}


def _as_atom(name: str, found: Sequence[News], *, origin: str, address: str) -> bytes:
    atom = Atom1Feed(
        title=_title(name),
        link=origin + reverse("site:changelog"),
        description=None,
        language=get_language(),
        feed_url=address,
        feed_guid=address,
        author_name="Podium",
    )
    for each in found:
        atom.add_item(
            title=_NO_XML.sub("", each.title),
            link=origin + each.path,
            description=_NO_XML.sub("", each.text),
            unique_id=_id_of(each, origin),
            pubdate=each.at,
            updateddate=each.at,
        )
    return atom.writeString("utf-8").encode()


def _as_json(name: str, found: Sequence[News], *, origin: str, address: str) -> bytes:
    items = [
        {
            "id": _id_of(each, origin),
            "url": origin + each.path,
            "title": each.title,
            "content_text": each.text,
            "date_published": each.at.isoformat(),
        }
        for each in found
    ]
    whole = {
        "version": JSON_FEED,
        "title": _title(name),
        "home_page_url": origin + reverse("site:changelog"),
        "feed_url": address,
        "language": get_language(),
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False).encode()


def _id_of(each: News, origin: str) -> str:
    return f"{origin}/feeds/#{each.key}"
