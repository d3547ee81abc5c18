"""Podium behind nginx and Caddy, by the configurations of deploy/, on loopback.

    ./run bench proxies

Starts an arena and, before it, each of both that is installed, with the files of deploy/ in which
ports, names and certificates are replaced and nothing else. Prints a JSON line per proxy and check.
Exits with 1 if a check fails or a proxy is missing.
"""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.attacking.arena import Arena, fill, served
from bench.attacking.browser import FORM
from bench.memory import free_port

ROOT = Path(__file__).resolve().parent.parent
SITE, FRAMES = "arena.example.org", "frames.example.net"
LIMIT = 6
START_SECONDS = 30
UPLOAD = 4 << 20
SIGN_IN = "/staff/sign-in/"
STAFF = {"username": "staff", "password": "only for measuring this"}
CONNECTIONS, VISITS = 200, 5
SLOW = {
    "heads": f"GET / HTTP/1.1\r\nHost: {SITE}\r\nX-Slow: ".encode(),
    "bodies": (
        f"POST /matches/ HTTP/1.1\r\nHost: {SITE}\r\nContent-Type: {FORM}\r\n"
        "Content-Length: 1000\r\n\r\n"
    ).encode(),
}
NGINX_MAIN = """{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/podium.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: its ports for HTTPS and HTTP."""

    name: str
    https: int
    http: int

    def connect(self, host: str = SITE) -> ssl.SSLSocket:
        """A connection by TLS, by the name of a host."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=30)
        return context.wrap_socket(plain, server_hostname=host)

    def ask(
        self,
        method: str,
        path: str,
        *,
        host: str = SITE,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask over HTTPS, by the name of a host; status 0 if there is no answer."""
        try:
            with self.connect(host) as wrapped:
                connection = http.client.HTTPConnection(host, self.https)
                connection.sock = wrapped
                # Who refuses a body may do so while it is still sent, and ends the connection.
                with suppress(OSError):
                    connection.request(method, path, body, {"Host": host, **(headers or {})})
                answer = connection.getresponse()
                found = {name.lower(): value for name, value in answer.getheaders()}
                return answer.status, found, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""


def main() -> None:
    settings = {
        "SITE_URL": f"https://{SITE}",
        "FRAME_ORIGIN": f"https://{FRAMES}",
        "HTTPS": "true",
    }
    fine = True
    with tempfile.TemporaryDirectory(prefix="podium-proxies-") as folder:
        data = Path(folder) / "data"
        fill(data)
        make_staff(data)
        for name, start in {"nginx": nginx, "caddy": caddy}.items():
            if shutil.which(name) is None:
                say(proxy=name, check="is installed", passed=False)
                fine = False
                continue
            home = Path(folder) / name
            home.mkdir()
            # An arena each, or the visitors of one would use up the limits of the other's.
            own = shutil.copytree(data, Path(folder) / f"data-{name}")
            with (
                served(own, limit=LIMIT, proxies=1, more=settings) as arena,
                start(home, arena.port) as proxy,
            ):
                for check, seen, passed in checks(proxy, arena):
                    say(proxy=name, check=check, seen=seen, passed=passed)
                    fine = fine and passed
    sys.exit(not fine)


def checks(proxy: Proxy, arena: Arena) -> Iterator[tuple[str, object, bool]]:
    status, headers, page = proxy.ask("GET", "/")
    yield "the site by its name", status, status == 200
    yield "HTTPS is seen", "", "strict-transport-security" in headers
    yield "links have the public name", "", f"https://{SITE}/".encode() in page
    yield "plain HTTP is redirected", *_redirected(proxy)
    status, _, _ = proxy.ask("GET", "/", host="evil.example")
    yield "another name gets nothing", status, status in {0, 400, 421}
    yield from _frames(proxy)
    yield "an invented address does not escape the limit", *_limited(proxy)
    status, _, _ = proxy.ask(
        "POST", "/matches/", body=b"a" * UPLOAD, headers={"Content-Type": FORM}
    )
    yield "a body of 4 MiB is refused", status, status == 413
    upload = {"Content-Type": FORM, "Cookie": "sessionid=x"}
    status, _, _ = proxy.ask("POST", "/staff/content/", body=b"a" * UPLOAD, headers=upload)
    yield "an upload of 4 MiB by a stranger is refused", status, status == 413
    upload["Cookie"] = _signed_in(proxy)
    status, _, _ = proxy.ask("POST", "/staff/content/", body=b"a" * UPLOAD, headers=upload)
    # It has no token of a form, which Podium says once it has read all.
    yield "an upload of 4 MiB by the staff arrives", status, status == 403
    yield from _slow(proxy)
    yield "an idle connection is not used too late", *_idle(proxy)
    yield "the arena itself is up", "", arena.is_up()


def _redirected(proxy: Proxy) -> tuple[object, bool]:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=30)
    connection.request("GET", "/leaderboard/", headers={"Host": SITE})
    answer = connection.getresponse()
    to = answer.getheader("Location", "")
    return to, answer.status in {301, 308} and to.startswith(f"https://{SITE}")


def _frames(proxy: Proxy) -> Iterator[tuple[str, object, bool]]:
    """Open matches until one has a frame, and fetch it by the second name."""
    cookie = ""
    for _ in range(LIMIT * 2):
        sent = {"Content-Type": "application/json", "Cookie": cookie}
        _, headers, body = proxy.ask("POST", "/api/v1/matches/", body=b"{}", headers=sent)
        match = json.loads(body)
        cookie = headers.get("set-cookie", cookie).partition(";")[0]
        found = re.search(rf"https://{FRAMES}(/frames/[^\"]+/)", json.dumps(match))
        if found:
            break
        path = f"/api/v1/matches/{match['id']}/skip/"
        proxy.ask("POST", path, body=b"{}", headers={**sent, "Cookie": cookie})
    status = proxy.ask("GET", found[1], host=FRAMES)[0] if found else 0
    yield "a frame by the second name", status, status == 200
    status = proxy.ask("GET", found[1])[0] if found else 0
    yield "no frame by the first name", status, status == 404
    status, _, _ = proxy.ask("GET", "/", host=FRAMES)
    yield "no page by the second name", status, status == 404


def _limited(proxy: Proxy) -> tuple[object, bool]:
    """Votes of new browsers, each of which invents an address; all have one."""
    accepted, began = 0, time.time()
    for number in range(2 * LIMIT):
        sent = {"Content-Type": "application/json", "X-Forwarded-For": f"10.0.{number}.1"}
        status, headers, body = proxy.ask("POST", "/api/v1/matches/", body=b"{}", headers=sent)
        if status == 201:
            sent["Cookie"] = headers["set-cookie"].partition(";")[0]
            path = f"/api/v1/matches/{json.loads(body)['id']}/vote/"
            accepted += proxy.ask("POST", path, body=b'{"outcome":"tie"}', headers=sent)[0] == 201
    minutes = int(time.time() // 60) - int(began // 60) + 1
    return f"{accepted} votes at a limit of {LIMIT}", 0 < accepted <= LIMIT * minutes


def _signed_in(proxy: Proxy) -> str:
    """The cookies of somebody of the staff who has just signed in."""
    _, headers, page = proxy.ask("GET", SIGN_IN)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    form = {"csrfmiddlewaretoken": token[1].decode() if token else "", **STAFF}
    sent = {
        "Content-Type": FORM,
        "Cookie": headers.get("set-cookie", "").partition(";")[0],
        "Referer": f"https://{SITE}{SIGN_IN}",
    }
    _, headers, _ = proxy.ask("POST", SIGN_IN, body=urlencode(form).encode(), headers=sent)
    session = re.search(r"sessionid=\w+", headers.get("set-cookie", ""))
    return session[0] if session else ""


def _slow(proxy: Proxy) -> Iterator[tuple[str, object, bool]]:
    """Hold 200 connections that send a head or a body byte by byte while a visitor comes by."""
    for what, start in SLOW.items():
        with ExitStack() as stack:
            held = [stack.enter_context(proxy.connect()) for _ in range(CONNECTIONS)]
            for each in held:
                each.sendall(start)
            took = []
            for _ in range(VISITS):
                for each in held:
                    with suppress(OSError):
                        each.send(b"a")
                began = time.monotonic()
                status, _, _ = proxy.ask("GET", "/leaderboard/")
                took.append(time.monotonic() - began if status == 200 else float("inf"))
            seen = f"median {statistics.median(took):.3f} s, most {max(took):.3f} s"
            yield f"200 slow {what}: a visitor waits", seen, statistics.median(took) < 1


def make_staff(data: Path) -> None:
    """Somebody who may upload files."""
    given = {"PODIUM_DATA": str(data), "DJANGO_SUPERUSER_PASSWORD": STAFF["password"]}
    command = ["manage.py", "createsuperuser", "--no-input", "--email", "staff@example.org"]
    subprocess.run(
        [sys.executable, *command, "--username", STAFF["username"]],
        cwd=ROOT,
        env={**os.environ, **given},
        check=True,
    )


def _idle(proxy: Proxy) -> tuple[object, bool]:
    """POST after pauses around the ten seconds after which Podium ends a connection."""
    statuses = []
    for pause in (4.9, 9.9, 10.1):
        proxy.ask("GET", "/healthz/")
        time.sleep(pause)
        statuses.append(proxy.ask("POST", "/matches/")[0])
    return statuses, 502 not in statuses


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[Proxy]:
    proxy = Proxy("nginx", free_port(), free_port())
    certificate(folder)
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = re.sub(r"listen 80;", f"listen 127.0.0.1:{proxy.http};", text)
    text = re.sub(r"listen 443 ", f"listen 127.0.0.1:{proxy.https} ", text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    (folder / "podium.conf").write_text(text.replace("/etc/ssl/podium", str(folder)))
    main = folder / "nginx.conf"
    # Its processes write bodies to our folder, which is ours alone.
    user = "user root;\n" if os.geteuid() == 0 else ""
    main.write_text(NGINX_MAIN.format(folder=folder, user=user))
    subprocess.run(["nginx", "-t", "-q", "-c", main, "-p", folder], check=True)
    with running(["nginx", "-c", str(main), "-p", str(folder)], proxy):
        yield proxy


@contextmanager
def caddy(folder: Path, port: int) -> Iterator[Proxy]:
    proxy = Proxy("caddy", free_port(), free_port())
    certificate(folder)
    text = (ROOT / "deploy/Caddyfile").read_text()
    ports = f"{{\n\tadmin off\n\thttp_port {proxy.http}\n\thttps_port {proxy.https}\n"
    text = text.replace("{\n\tservers", f"{ports}\tservers", 1)
    keys = f"{FRAMES} {{\n\ttls {folder}/fullchain.pem {folder}/privkey.pem\n"
    text = text.replace(f"{FRAMES} {{\n", keys, 1).replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    (folder / "Caddyfile").write_text(text)
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with running(command, proxy, HOME=str(folder), XDG_DATA_HOME=str(folder)):
        yield proxy


def certificate(folder: Path) -> None:
    """A certificate for both names, signed by itself."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE},DNS:{FRAMES}"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


@contextmanager
def running(command: list[str], proxy: Proxy, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until(lambda: proxy.ask("GET", "/healthz/")[0] == 200, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_until(holds: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while not holds():
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise SystemExit(f"{process.args} does not answer.")
        time.sleep(0.2)


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
