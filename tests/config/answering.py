"""What test_gateway.py has Granian serve: an application that answers what it was sent."""

import json
import resource
import socket
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from config.gateway import BodyLimits, Gateway, PartLimits
from config.gateway.connections import listening_sockets

LARGE_FILE = tempfile.NamedTemporaryFile()  # noqa: SIM115 - served as long as this process lives
LARGE_FILE.write(b"large" * 4_000_000)
LARGE_FILE.flush()


class Streamed(list):
    streaming = True


def limits_of_process():
    option = (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    return {
        "stalled": [each.getsockopt(*option) for each in listening_sockets()],
        "files": resource.getrlimit(resource.RLIMIT_NOFILE),
    }


def application(environ, start_response):
    headers = [("content-type", "application/json")]
    start_response("200 OK", headers)
    match environ["PATH_INFO"]:
        case "/file/":
            return environ["wsgi.file_wrapper"](Path(LARGE_FILE.name).open("rb"))
        case "/part/":
            bounds = {"start": 3, "stop": 11, "close": list}
            part = SimpleNamespace(file_path=Path(LARGE_FILE.name), **bounds)
            return environ["wsgi.file_wrapper"](part)
        case "/stream/":
            return Streamed([b"one ", b"two"])
        case "/long/":
            return Streamed([b"long " * 1_000] * 4_000)
        case "/limits/":
            return [json.dumps(limits_of_process()).encode()]
        case "/error/":
            raise ValueError
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [json.dumps(seen | {"received": len(environ["wsgi.input"].read())}).encode()]


limits = BodyLimits(
    largest=100_000,
    largest_upload=200_000,
    upload_path="/upload/",
    may_upload=lambda cookies: "sessionid=c" in cookies,
    seconds=60,
    slowest=1_000_000,
    parts=PartLimits(
        largest=150_000, path="/parts/", may_send=lambda credentials: credentials == "Bearer x"
    ),
)
patient = Gateway(application, limits, threads=1)
hasty = Gateway(application, replace(limits, seconds=0.3), threads=1)


class Served:
    """Only a path that asks for it has a deadline that a busy machine may miss."""

    __rsgi_init__ = patient.__rsgi_init__

    async def __rsgi__(self, scope, protocol):
        await (hasty if scope.path == "/hasty/" else patient).__rsgi__(scope, protocol)


served = Served()
