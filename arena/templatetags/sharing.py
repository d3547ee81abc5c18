"""What a page's head says of it to search engines and social networks."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

from arena import site

register = template.Library()

# Inside a script element these could end it; JSON may write any character by its number.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
# Arguments that make another page of an address, with what is shown without them; all others
# only sort, filter or arrange it.
OWN_PAGES = {"page": "1", "sample": "0"}


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """What a block of the page says, once more: the title for those who read no title element."""
    assert context.render_context is not None
    blocks: Any = context.render_context.get(BLOCK_CONTEXT_KEY)
    said: str = blocks.get_block(name).nodelist.render(context)
    return mark_safe(" ".join(said.split()))  # noqa: S308 - the block has escaped it


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    return f"{_origin(context)}{path}"


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of this page: that which its view names, or its own without what only
    sorts and filters. Empty where no search engine is to show the page."""
    request = context.get("request")
    path = context.get("canonical") or (_own_address(request) if request else "")
    return f"{_origin(context)}{path}" if path and not site.is_kept_out(path) else ""


def _origin(context: Context) -> str:
    """A page whose bytes serve everybody is made without a request, so its view tells."""
    request = context.get("request")
    found: str = context.get("origin") or (
        site.origin_of(request) if request else settings.SITE_URL
    )
    return found


def _own_address(request: HttpRequest) -> str:
    kept = [f"{name}={request.GET[name]}" for name in OWN_PAGES if _is_number(request, name)]
    return request.path + ("?" + "&".join(kept) if kept else "")


def _is_number(request: HttpRequest, name: str) -> bool:
    asked = request.GET.get(name, "")
    return asked.isascii() and asked.isdecimal() and asked != OWN_PAGES[name]


@register.simple_tag
def locale() -> str:
    """Such as en or pt_BR, as Open Graph writes it."""
    return to_locale(get_language() or "en")


@register.simple_tag(takes_context=True)
def crumb_data(context: Context) -> SafeString:
    """The page's breadcrumbs as data for search engines; a block of data is no script."""
    origin = _origin(context)
    listed = [_item(place, crumb, origin) for place, crumb in enumerate(context["crumbs"], 1)]
    data = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": listed,
    }
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    safe = mark_safe(text)  # noqa: S308 - the characters that mean anything to HTML are gone
    return format_html('<script type="application/ld+json">{}</script>', safe)


def _item(place: int, crumb: Any, origin: str) -> Mapping[str, object]:
    item: dict[str, object] = {"@type": "ListItem", "position": place, "name": str(crumb.name)}
    if crumb.url:
        item["item"] = f"{origin}{crumb.url}"
    return item
