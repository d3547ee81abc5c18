"""The page for developers: every line on it is run as it stands there."""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import time
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command
from django.utils import timezone

from arena.access import Scope, make_key
from arena.models import HookEvent, Webhook
from arena.webhooks import secret_of, sign
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_staff
from tests.breaking import valid

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "clients" / "python" / "src"
DOCS = (ROOT / "docs" / "api.md").read_text()
# Of curl, those that the page uses, with how many words they take.
OPTIONS = {"-c": 1, "-b": 1, "-X": 1, "-H": 1, "-o": 1, "-O": 0}


class Samples(HTMLParser):
    """The blocks of code of a page: what they are written in, and the lines."""

    def __init__(self, page):
        super().__init__()
        self.found, self._language, self._is_inside = [], "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._language = dict(attrs).get("data-language", self._language)
        if tag == "pre":
            self._is_inside = True
            self.found.append((self._language, ""))

    def handle_endtag(self, tag):
        if tag == "pre":
            self._is_inside = False

    def handle_data(self, data):
        if self._is_inside:
            language, text = self.found[-1]
            self.found[-1] = (language, text + data)


class Addresses(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found += [text for name, text in attrs if name in {"src", "href"}]


def ask(address, *, method="GET", headers=None, body=None):
    with urlopen(Request(address, data=body, method=method, headers=headers or {})) as answer:
        return answer.status, answer.read()


def run_curl(words, folder):
    method, headers, addresses, name = "GET", {}, [], ""
    words = iter(words)
    for word in words:
        if word not in OPTIONS:
            addresses.append(word)
            continue
        value = next(words) if OPTIONS[word] else ""
        if word in {"-o", "-O"}:
            name = value or None
        elif word == "-X":
            method = value
        elif word == "-H":
            name, _, text = value.partition(": ")
            headers[name] = os.path.expandvars(text)
    [address] = addresses
    body = b"" if method == "POST" else None
    status, answer = ask(address, method=method, headers=headers, body=body)
    assert status in {200, 201}
    assert answer
    if name != "":
        (folder / (name or Path(urlsplit(address).path).name)).write_bytes(answer)


def run_mcp(address):
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Content-Type": "application/json", "MCP-Protocol-Version": "2025-11-25"}
    _, answer = ask(address, method="POST", headers=headers, body=json.dumps(asked).encode())
    assert json.loads(answer)["result"]["tools"]


def run_line(line, folder):
    words = shlex.split(line)
    if words[0] == "curl":
        run_curl(words[1:], folder)
    elif words[:3] == ["claude", "mcp", "add"]:
        run_mcp(words[-1])
    elif words[:2] == ["pip", "install"]:
        assert (ROOT / words[2] / "pyproject.toml").is_file()
    elif words[0] == "podium-client":
        command = [sys.executable, "-m", "podium_client", *words[1:]]
        env = os.environ | {"PYTHONPATH": str(CLIENT)}
        ran = subprocess.run(command, check=False, capture_output=True, env=env, text=True)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "Competitor-0" in ran.stdout
    elif words[:2] == ["./run", "manage"]:
        call_command(*words[2:], stdout=io.StringIO())
    else:
        assert words[0] == "python"
        ran = subprocess.run(
            [sys.executable, *words[1:]], check=False, capture_output=True, cwd=folder, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "\nVerified: " in ran.stdout


def run_python(code):
    said = io.StringIO()
    defined = {}
    with contextlib.redirect_stdout(said):
        exec(code, defined)
    if "verify" not in defined:
        assert "Competitor-0" in said.getvalue()
        return
    hook, now = Webhook(**valid(Webhook, None)), int(time.time())
    signed = sign(hook, message="msg_1", timestamp=now, body="{}")
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(now), "webhook-signature": signed}
    defined["verify"](secret_of(hook), headers, b"{}")
    with pytest.raises(ValueError, match="not signed"):
        defined["verify"](secret_of(hook), headers, b"[]")


def run(language, code, folder):
    assert code.strip()
    if language == "sh":
        for line in code.splitlines():
            run_line(line, folder)
    elif language == "python":
        run_python(code)
    elif language == "json":
        [server] = json.loads(code)["mcpServers"].values()
        run_mcp(server["url"])
    elif language == "markdown":
        for address in re.findall(r"\]\((http[^)]+)\)", code):
            assert ask(address)[0] == 200
    else:
        assert language == "html"
        addresses = Addresses(code).found
        assert addresses or "<script>" in code
        for address in addresses:
            assert ask(address)[0] == 200


@pytest.fixture
def served(transactional_db, live_server, monkeypatch, tmp_path, client, settings):
    make_arena(competitors=3, challenges=2)
    cast_votes(20)
    recompute_boards()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(CLIENT)
    now = timezone.now()
    key = {"name": "reader", "scopes": [Scope.CONTENT_READ], "actor": make_staff()}
    _, text = make_key(**key, expires_at=now + timedelta(days=1), now=now)
    monkeypatch.setenv("PODIUM_KEY", text)
    _, answer = ask(f"{live_server.url}/developers/")
    return answer.decode()


def test_every_line_of_the_page_works(served, tmp_path):
    samples = Samples(served).found
    assert len(samples) >= 14
    assert {language for language, _ in samples} == {"sh", "python", "html", "markdown", "json"}
    for language, code in samples:
        run(language, code, tmp_path)


def links_of(page):
    return {
        each for each in Addresses(page).found if each.startswith("/") and "/static/" not in each
    }


@pytest.mark.django_db
def test_every_link_of_the_page_leads_somewhere(client):
    links = links_of(client.get("/developers/").text)
    assert {"/api/docs/", "/api/schema/", "/feeds/all.atom"} <= links
    for link in links:
        assert client.get(urlsplit(link).path).status_code == 200, link


@pytest.mark.django_db
def test_it_is_linked_from_every_page(client):
    assert "/developers/" in links_of(client.get("/methodology/").text)


@pytest.mark.django_db
def test_what_is_switched_off_is_not_on_it(client, settings):
    assert "/mcp/" in client.get("/developers/").text
    settings.MCP = False
    assert "/mcp/" not in client.get("/developers/").text


@pytest.mark.django_db
def test_the_documentation_has_the_same_receiver_and_listener(client):
    codes = [code for _, code in Samples(client.get("/developers/").text).found]
    blocks = re.findall(r"```(?:python|html)\n(.+?)```", DOCS, re.DOTALL)
    shared = [each for each in blocks if "webhook-signature" in each or "podium:height" in each]
    assert len(shared) == 2
    assert set(shared) <= set(codes)


@pytest.mark.django_db
def test_an_arena_that_publishes_no_data_offers_no_export(client, settings):
    assert "format=lmarena" in client.get("/developers/").text
    settings.PUBLISH_DUMPS = "off"
    assert "format=lmarena" not in client.get("/developers/").text


@pytest.mark.django_db
def test_every_event_is_named(client):
    text = client.get("/developers/").text
    assert all(each in text for each in HookEvent if each != HookEvent.TEST)
