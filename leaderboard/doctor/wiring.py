"""Checks of settings that work alone but not in public."""

import ipaddress
import logging
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from arena import visitors
from leaderboard.doctor.finding import Finding, Level, error, ok, warning
from leaderboard.doctor.thresholds import thresholds

logger = logging.getLogger(__name__)

LEAST_SECRET = 32


def settings_in_public(now: datetime) -> Finding:
    del now
    if settings.DEBUG:
        what = gettext("DEBUG is on: errors show the program to everybody.")
        return error("settings", what, gettext("Unset DEBUG."))
    if len(settings.SECRET_KEY) < LEAST_SECRET:
        what = gettext("SECRET_KEY is short: cookies and links can be forged.")
        return warning("settings", what, gettext("Set a long random one; voters start anew then."))
    if settings.SITE_URL.startswith("https://") and not settings.HTTPS:
        what = gettext("SITE_URL is https, but HTTPS is off: cookies travel in the open.")
        return warning("settings", what, gettext("Set HTTPS=true."))
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS and not settings.HTTPS:
        what = gettext("HSTS_SUBDOMAINS is on, but HTTPS is off, so it does nothing.")
        return warning("settings", what, gettext("Set HTTPS=true."))
    return ok("settings", gettext("Nothing contradicts."))


def frames(now: datetime) -> Finding:
    del now
    if settings.FRAME_ORIGIN:
        return ok("frames", gettext("Frames have an origin of their own."))
    if not is_public():
        return ok("frames", gettext("127.0.0.1 and localhost serve each other's frames."))
    what = gettext("FRAME_ORIGIN is unset: frames come from the site, in an opaque origin.")
    return warning(
        "frames", what, gettext("Set FRAME_ORIGIN to a second host name of this server.")
    )


def proxy(now: datetime) -> Finding:
    del now
    if settings.TRUSTED_PROXIES:
        what = gettext("Proxies in front: %(number)d.") % {"number": settings.TRUSTED_PROXIES}
        return ok("proxy", what)
    if settings.HTTPS:  # without the proxy's word every page redirects to itself
        what = gettext("No proxy is trusted, so all visitors behind one count as one.")
        advice = gettext("Set TRUSTED_PROXIES to how many proxies are in front.")
        return warning("proxy", what, advice)
    return ok("proxy", gettext("None in front."))


def limits(now: datetime) -> Finding:
    """Whether this process counts by itself, as Redis or Valkey does not answer."""
    del now
    if visitors.limits_are_local():
        what = gettext("Limits are counted by each process for itself.")
        return warning("limits", what, gettext("Start Redis or Valkey, and look at REDIS_URL."))
    return ok("limits", gettext("Limits are counted for all processes together."))


def warn_of_settings(*, now: datetime) -> None:
    """Say in the log, as a web process starts, what does not work in public."""
    with translation.override("en"):
        for check in (settings_in_public, frames, proxy, thresholds):
            finding = check(now)
            if finding.level != Level.OK:
                logger.warning("%s %s", finding.what, finding.advice)


def is_public() -> bool:
    """Whether the site has a name that others than this machine use."""
    hosts = [urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return any(host and not _is_of_this_machine(host) for host in hosts)


def _is_of_this_machine(host: str) -> bool:
    name = host.strip("[]").lower()
    if name in {"localhost", "testserver"} or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
