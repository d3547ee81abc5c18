"""The RSGI application: reads a request on the event loop, then answers it in a thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import IO
from wsgiref.types import WSGIApplication

from granian.rsgi import HTTPProtocol, Scope

from config.gateway.answers import Answer, ServedFile, refuse
from config.gateway.bodies import BodyLimits, BodyRefused, ClientLeft, discard, read_body
from config.gateway.connections import allow_open_files, end_stalled_connections
from config.gateway.environ import wsgi_environ


class Gateway:
    """Serves a WSGI application.

    Args:
        threads: how many requests are answered at once.
    """

    def __init__(self, application: WSGIApplication, limits: BodyLimits, *, threads: int) -> None:
        self.application = application
        self.limits = limits
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.is_listening = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        del loop
        allow_open_files()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if not self.is_listening:  # a worker of Granian's opens its socket after __rsgi_init__
            self.is_listening = True
            end_stalled_connections()
        try:
            body = await read_body(scope, protocol, self.limits, self.executor)
        except BodyRefused as refusal:
            refuse(protocol, refusal, path=scope.path)
            await discard(protocol)
        except ClientLeft:
            protocol.response_empty(400, [])
        else:
            answer = Answer(protocol, asyncio.get_running_loop())
            await answer.loop.run_in_executor(self.executor, self._serve, scope, body, answer)

    def _serve(self, scope: Scope, body: IO[bytes], answer: Answer) -> None:
        with body:
            content = self.application(wsgi_environ(scope, body, ServedFile), answer)
            try:
                answer.send(content)
            finally:
                if close := getattr(content, "close", None):
                    close()
