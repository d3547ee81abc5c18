"""Where the web server listens, and whether it answers there."""

import http.client
import socket
from dataclasses import dataclass

from config.embedded.errors import CannotStart

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not chosen
PORTS = range(1, 65_536)
ANSWER_SECONDS = 2


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """`127.0.0.1:8000` or `[::1]:8000`.

        Raises:
            CannotStart: it is neither.
        """
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isdecimal() or int(port) not in PORTS:
            raise CannotStart(f"--bind wants HOST:PORT such as 127.0.0.1:8000, not {text!r}.")
        return cls(host, int(port))

    @property
    def reachable_host(self) -> str:
        return ANYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def claim(self) -> None:
        """Check that the address is free by binding it briefly.

        Raises:
            CannotStart: something else listens there, or this machine has no such address.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            with socket.socket(family) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((self.host, self.port))
        except OSError as error:
            raise CannotStart(
                f"Cannot listen on {self.host}:{self.port} ({error.strerror}). "
                "Stop what uses it, or choose another by --bind HOST:PORT."
            ) from error

    def answers(self) -> bool:
        """Whether a request gets a status below 500, such as a redirect or a refused host name."""
        connection = http.client.HTTPConnection(
            self.reachable_host, self.port, timeout=ANSWER_SECONDS
        )
        try:
            connection.request("GET", "/healthz/")
            return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
