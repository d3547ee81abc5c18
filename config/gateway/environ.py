"""The WSGI environment of a request that Granian hands over by RSGI."""

import sys
from collections.abc import Callable
from typing import IO, Any
from wsgiref.types import WSGIEnvironment

from granian.rsgi import Scope

# Of these headers a second one is joined by something else than a comma (RFC 6265, 5.4).
_SEPARATORS = {"cookie": "; "}
_WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def wsgi_environ(scope: Scope, body: IO[bytes], wrap_file: Callable[..., Any]) -> WSGIEnvironment:
    host, port = _host_and_port(scope.server)
    environ: WSGIEnvironment = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_SOFTWARE": "Granian",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "REMOTE_ADDR": _host_and_port(scope.client)[0],
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI carries bytes as Latin-1 text.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": wrap_file,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    environ.update(_headers(scope))
    return environ


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by their WSGI names; in those, `X_A` would pass for `X-A`, so it is left out."""
    found: dict[str, str] = {}
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = _WITHOUT_PREFIX.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        before = found.get(key)
        found[key] = value if before is None else f"{before}{_SEPARATORS.get(name, ',')}{value}"
    return found


def _host_and_port(address: str) -> tuple[str, str]:
    """Of `127.0.0.1:8000` or `[::1]:8000`; a Unix socket has a path and no port."""
    host, _, port = address.rpartition(":")
    return (host.removeprefix("[").removesuffix("]"), port) if host else (address, "0")
