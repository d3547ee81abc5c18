"""Going where a browser would go from a page of a match, and keeping all it is sent."""

import re
from urllib.parse import urlsplit

from django.urls import reverse

from arena.rendering import addresses

LINKS = re.compile(
    r'(?:src|href|frame_url|media_url)["=: ]+"?'
    r'(https?://[^"\s]+|/(?:frames|larger|media|sources)/[^"\s]+)'
)


def open_page(client):
    """The page of a match this browser has just opened."""
    return client.post("/matches/", follow=True)


def everything_sent(client, answer) -> str:
    """The answer with its redirects, and every frame and file it names: headers and bodies."""
    hops = [str(hop) for hop in getattr(answer, "redirect_chain", [])]
    sent = [*hops, as_text(answer)]
    for link in LINKS.findall(answer.text):
        parts = urlsplit(link)
        host = {"headers": {"host": parts.netloc}} if parts.netloc else {}
        fetched = client.get(parts.path, **host)
        assert fetched.status_code == 200
        sent += [link, as_text(fetched)]
    return "\n".join(sent)


def as_text(answer) -> str:
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    cookies = [cookie.OutputString() for cookie in answer.cookies.values()]
    return "\n".join([*headers, *cookies, answer.content.decode(errors="replace")])


def address(name, match, side) -> str:
    return reverse(f"arena:{name}", args=[addresses.sign(addresses.ShownSide(match.id, side))])


def frame_address(match, side) -> str:
    return address("frame", match, side)


def media_address(match, side) -> str:
    return address("media", match, side)
