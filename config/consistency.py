"""Settings beside one another: what follows from others, and what contradicts them."""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def with_hosts_of(hosts: Sequence[str], *origins: str) -> list[str]:
    """The hosts requests may use, with those of the site's and the frames' origins."""
    named = [_host_of(origin) for origin in origins if origin]
    missing = [name for name in named if not any(_allows(host, name) for host in hosts)]
    return [*hosts, *dict.fromkeys(missing)]


def with_site(trusted: Sequence[str], site_url: str) -> list[str]:
    """The origins that forms may come from, with the site's own."""
    return [*trusted, *([site_url] if site_url and site_url not in trusted else [])]


def refuse_contradictions(
    *, site_url: str, frame_origin: str, https: bool, hosts: Sequence[str]
) -> None:
    """Stop the start for settings with which nothing could be served.

    Raises:
        ImproperlyConfigured: a sentence that names them.
    """
    if frame_origin and frame_origin == site_url:
        raise ImproperlyConfigured(
            f"FRAME_ORIGIN and SITE_URL are both {site_url}. Responses must run on another host: "
            "set FRAME_ORIGIN to a second name of this server, or unset it."
        )
    if frame_origin and site_url and _host_with_port(frame_origin) == _host_with_port(site_url):
        raise ImproperlyConfigured(
            f"FRAME_ORIGIN ({frame_origin}) and SITE_URL ({site_url}) have the same host."
        )
    if frame_origin and not site_url and _are_only(hosts, _host_of(frame_origin)):
        raise ImproperlyConfigured(
            f"FRAME_ORIGIN ({frame_origin}) is the only host of ALLOWED_HOSTS, and it serves no "
            "page: set SITE_URL, or add the site's host to ALLOWED_HOSTS."
        )
    if site_url.startswith("https://") and frame_origin.startswith("http://"):
        raise ImproperlyConfigured(
            f"FRAME_ORIGIN ({frame_origin}) is http, but SITE_URL ({site_url}) is https: browsers "
            "would show no frame."
        )
    if https and site_url.startswith("http://"):
        raise ImproperlyConfigured(
            f"HTTPS is on, but SITE_URL ({site_url}) is http: set SITE_URL to the https address."
        )


def ancestors(trusted: Sequence[str], hosts: Sequence[str], frame_origin: str) -> list[str]:
    """Which pages may frame a response on the frames' own host.

    Without an origin of the site, those of every other host that may be used.
    """
    if trusted or not frame_origin:
        return list(trusted)
    return [host for host in hosts if host != _host_of(frame_origin) and host[:1] not in {"*", "."}]


def _allows(host: str, name: str) -> bool:
    """Whether an entry of ALLOWED_HOSTS allows a name, as Django reads it."""
    if host.startswith("."):
        return name.endswith(host.lower()) or name == host[1:].lower()
    return host in {"*", name} or host.lower() == name


def _are_only(hosts: Sequence[str], name: str) -> bool:
    return all(host.lower() == name for host in hosts)


def _host_of(origin: str) -> str:
    host = urlsplit(origin).hostname or ""
    return f"[{host}]" if ":" in host else host


def _host_with_port(origin: str) -> tuple[str, int]:
    """With one spelling of the name: in ASCII, without the dot at the end."""
    parts = urlsplit(origin)
    name = (parts.hostname or "").removesuffix(".")
    with suppress(UnicodeError):
        name = name.encode("idna").decode("ascii")
    return name, parts.port or {"http": 80, "https": 443}[parts.scheme]
