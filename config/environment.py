"""Reading settings from the environment: a malformed one stops the start with a sentence.

The settings import this module, so it must not use them.
"""

import re
from collections.abc import Sequence
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.connections import check_connection
from config.embedded import is_complete, is_read_only

env = environ.Env()
# Beyond, dates and counters overflow.
MOST = 10**12
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# In seconds but the last, which is in milliseconds; names of libpq.
_UNREACHABLE = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_CONTACT = re.compile(r"mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+[\d-]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]+(/[\w.=-]+)*/?", re.ASCII)
_HOST = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\]")


def integer(name: str, default: int, *, least: int = 0, most: int = MOST) -> int:
    text = env.str(name, default=str(min(default, most)))
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {text[:50]!r}."
        )
    return int(text)


def optional_integer(name: str, *, least: int = 0, most: int = MOST) -> int | None:
    """A whole number, or None if the variable is not set or empty."""
    is_set = bool(str(env.str(name, default="")))
    return integer(name, least, least=least, most=most) if is_set else None


def optional_choice(name: str, allowed: Sequence[str]) -> str | None:
    """One of these words, or None if the variable is not set or empty."""
    text = str(env.str(name, default="")).strip().lower()
    if text and text not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text or None


def boolean(name: str, *, default: bool) -> bool:
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}.")
    return text in {"true", "1", "yes", "on"}


def origin(name: str) -> str:
    """An origin such as https://frames.example.org, or nothing."""
    text = str(env.str(name, default="")).strip().rstrip("/")
    if text and not _is_origin(text):
        raise ImproperlyConfigured(f"{name} must look like https://host, not {text!r}.")
    return text


def origins(name: str) -> list[str]:
    """Origins separated by commas; `https://*.host` stands for all below a host."""
    listed = [each.strip().rstrip("/") for each in env.list(name, default=[]) if each.strip()]
    for each in listed:
        if not _is_origin(each.replace("://*.", "://", 1)):
            raise ImproperlyConfigured(
                f"{name} must list origins such as https://host, separated by commas; "
                f"{each!r} is none."
            )
    return listed


def networks(name: str) -> "list[IPv4Network | IPv6Network]":
    """Networks such as 10.0.0.0/8, separated by commas."""
    listed = [each.strip() for each in env.list(name, default=[]) if each.strip()]
    try:
        return [ip_network(each) for each in listed]
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"{name} must list networks such as 10.0.0.0/8, separated by commas: {problem}."
        ) from None


def hosts(name: str, default: Sequence[str]) -> list[str]:
    """Host names without scheme and port, separated by commas."""
    listed = [each.strip() for each in env.list(name, default=list(default)) if each.strip()]
    for each in listed:
        if not _HOST.fullmatch(each):
            raise ImproperlyConfigured(
                f"{name} must list host names such as arena.example.org, without scheme and "
                f"port; {each!r} is none."
            )
    return listed


def contact(name: str) -> str:
    """Where vulnerabilities are reported, such as mailto:security@example.org, or nothing."""
    text = str(env.str(name, default="")).strip()
    if text and not _CONTACT.fullmatch(text):
        raise ImproperlyConfigured(
            f"{name} must look like mailto:name@host or https://host/page, not {text!r}."
        )
    return text


def log_level(name: str, default: str) -> str:
    text = str(env.str(name, default=default)).strip().upper()
    if text not in LOG_LEVELS:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(LOG_LEVELS)}, not {text!r}.")
    return text


def time_of_day(name: str, default: str) -> time:
    """Such as 02:30, in UTC."""
    text = str(env.str(name, default=default)).strip()
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise ImproperlyConfigured(f"{name} must be a time such as 02:30, not {text[:50]!r}.")
    return time.fromisoformat(text)


def storage(name: str, default: str) -> str:
    """The path of a folder, or a bucket such as s3://bucket/prefix."""
    text = str(env.str(name, default=default)).strip() or default
    scheme, is_address, rest = text.partition("://")
    if is_address and (scheme != "s3" or not _BUCKET.fullmatch(rest)):
        raise ImproperlyConfigured(
            f"{name} must be the path of a folder or look like s3://bucket/prefix, not {text!r}."
        )
    return text if is_address else str(Path(text).resolve())


def second_step(name: str) -> frozenset[str]:
    """Who needs a second step: `all`, or roles; nobody if it is empty."""
    who = frozenset(str(each).strip() for each in env.list(name, default=[]) if each.strip())
    if unknown := who - {"all", "editor", "moderator", "analyst"}:
        roles = "some of editor, moderator and analyst"
        raise ImproperlyConfigured(f"{name} must be all, or {roles}, not {min(unknown)!r}.")
    return who


def secret_key(data: Path) -> str:
    """`SECRET_KEY`, or the key the bundled servers keep in the data folder."""
    if key := str(env.str("SECRET_KEY", default="")):
        return key
    kept = data / "secret_key"
    if kept.is_file():
        return kept.read_text(encoding="ascii").strip()
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random text, or start Podium by ./run, "
        "which keeps one in the data folder."
    )


def redis_url(name: str, default: str) -> str:
    text = str(env.str(name, default=default))
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or unix://.")
    if not text.startswith("unix://") and not _is_address_of_redis(text):
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0.")
    return text


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of the database with this address."""
    url = env.str(name, default=default)
    try:
        config: dict[str, Any] = dict(env.db_url_config(url))
    except (environ.ImproperlyConfigured, ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {error}") from error
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        # IMMEDIATE: a transaction takes the write lock as it begins, so it waits and cannot fail.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
        _open_read_only(config)
        # A database in memory locks whole tables, which the one in a file does not.
        config["TEST"] = {"NAME": f"{config['NAME']}.test"}
    elif config.get("ENGINE") == "django.db.backends.postgresql":
        _pool(config.setdefault("OPTIONS", {}))
    else:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite://.")
    config["CONN_MAX_AGE"] = 0
    return config


def _open_read_only(config: dict[str, Any]) -> None:
    """Read a database on a read-only file system, where SQLite could make no file for its locks."""
    path = Path(config["NAME"])
    if is_read_only(path.parent) and is_complete(path):
        config["NAME"] = f"{path.absolute().as_uri()}?immutable=1"
        del config["OPTIONS"]["init_command"]


def _pool(options: dict[str, Any]) -> None:
    options["pool"] = {
        "min_size": 1,
        "max_size": integer("DATABASE_POOL_SIZE", 8, least=1, most=10_000),
        # While the server is away a request waits this long and is answered 503.
        "timeout": 3,
        # Shorter: a server that is back is noticed by the next request, not after a pause.
        "reconnect_timeout": 2,
        "check": check_connection,
    }
    # A network that drops packets ends a connection in half a minute, not in fifteen.
    for name, value in _UNREACHABLE.items():
        options.setdefault(name, value)


def _is_address_of_redis(text: str) -> bool:
    """Whether port and number of the database are numbers, if they are there."""
    try:
        parts = urlsplit(text)
        number = parts.path.strip("/")
        return parts.port != 0 and (not number or number.isdecimal())
    except ValueError:
        return False


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    named = parts.hostname is not None and bool(_HOST.fullmatch(_bracketed(parts.hostname)))
    bare = f"{parts.scheme}://{parts.netloc}" == text and "@" not in parts.netloc
    return parts.scheme in {"http", "https"} and named and bare and port != 0


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
