"""Lines of the log, without what would tell who visited: addresses, keys and private links."""

import ipaddress
import logging
import re

# A submission's private link, and the signed addresses of frames and files.
_LINKS = re.compile(
    r"(/(?:submit|frames|larger|sources|media)/(?:(?:named|original)/)?)[^/\s'\"?]+"
)
# Keys of voters are UUIDs, with and without hyphens; cookies have a signature behind them.
_KEYS = re.compile(
    r"\b(?:[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b(?::[\w-]{20,})?",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"(?<![\w.:])(?:[0-9a-f]{0,4}:[0-9a-f:]*[0-9a-f:.]*|(?:\d{1,3}\.){3}\d{1,3})", re.IGNORECASE
)


def redacted(text: str) -> str:
    """The text with a word in place of each link, key and address."""
    text = _LINKS.sub(r"\1[link]", text)
    text = _KEYS.sub("[key]", text)
    return _ADDRESSES.sub(_without_address, text)


def _without_address(found: re.Match[str]) -> str:
    """Times and ratios look like addresses and are none."""
    text = found[0]
    for end in (len(text), len(text.rstrip(":."))):
        try:
            ipaddress.ip_address(text[:end])
        except ValueError:
            continue
        return f"[address]{text[end:]}"
    return text


class RedactingFormatter(logging.Formatter):
    """The whole line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))
