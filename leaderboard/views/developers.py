"""The page for people who write programs: everything an arena has for them, with lines to copy.

Each line is run by a test, as it stands on the page.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arena import site
from arena.arena_settings import current_settings
from arena.models import Competitor, HookEvent, PublishDumps
from leaderboard.models import OVERALL
from leaderboard.views import badges, embed_markup
from leaderboard.views.feeds import FEEDS


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines to copy, and what they are written in."""

    language: str
    code: str


_READ = """\
import json
from urllib.request import urlopen

with urlopen("{origin}/api/v1/boards/overall/") as answer:
    board = json.load(answer)
for entry in board["entries"]:
    print(entry["rank_low"], entry["rank_high"], entry["competitor"]["name"], entry["rating"])
"""
_VOTE = """\
curl -c jar -b jar -X POST -H 'Content-Type: application/json' {origin}/api/v1/matches/
"""
_KEY = """\
curl -H "Authorization: Bearer $PODIUM_KEY" {origin}/api/v1/key/
"""
_INSTALL = """\
pip install ./clients/python
podium-client leaderboard {origin}
"""
_CLIENT = """\
from podium_client import Client

with Client("{origin}") as arena:
    for entry in arena.entries("overall", sort="-rating"):
        print(entry["rank_low"], entry["rank_high"], entry["competitor"]["name"], entry["rating"])
"""
_DUMP = """\
./run manage export_dump dump
curl -O {verifier}
python podium_verify.py dump
"""
_VOTES = """\
curl -o battles.jsonl '{export}?format=lmarena'
curl -o preferences.jsonl '{export}?format=trl'
"""
_LISTEN = """\
<script>
  addEventListener("message", ({ data, source }) => {
    if (data.type !== "podium:height") return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === source) frame.height = data.height;
    }
  });
</script>
"""
_RECEIVE = """\
import base64
import hashlib
import hmac
import time


def verify(secret: str, headers: dict[str, str], body: bytes) -> None:
    \"\"\"Raises ValueError unless the arena sent it in the last five minutes.\"\"\"
    message, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        raise ValueError("too old, or the clocks differ")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{message}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    sent = [each.removeprefix("v1,") for each in headers["webhook-signature"].split()]
    if not any(hmac.compare_digest(expected, each) for each in sent):
        raise ValueError("not signed with this secret")
"""


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    origin = site.origin_of(request)
    context = {
        "section": "developers",
        "samples": _samples(origin),
        "feeds": FEEDS,
        "events": [each.value for each in HookEvent if each != HookEvent.TEST],
        "has_mcp": settings.MCP,
    }
    return render(request, "leaderboard/developers.html", context)


def _samples(origin: str) -> Mapping[str, Sequence[Sample]]:
    """By section of the page."""
    feeds = [f"{origin}{reverse(f'site:feed_{form}', args=['all'])}" for form in ("atom", "json")]
    return {
        "read": [
            Sample("sh", f"curl {origin}{reverse('api:board', args=[OVERALL])}\n"),
            Sample("python", _READ.replace("{origin}", origin)),
        ],
        "client": [
            Sample("sh", _INSTALL.replace("{origin}", origin)),
            Sample("python", _CLIENT.replace("{origin}", origin)),
        ],
        "vote": [Sample("sh", _VOTE.replace("{origin}", origin))],
        "keys": [Sample("sh", _KEY.replace("{origin}", origin))],
        "data": _votes(origin),
        "verify": [
            Sample("sh", _DUMP.replace("{verifier}", origin + reverse("site:data_verifier")))
        ],
        "feeds": [Sample("sh", "".join(f"curl {each}\n" for each in feeds))],
        "badges": _badge(origin),
        "embeds": [
            Sample("html", embed_markup.of_board(OVERALL, _("Overall"), 10, origin=origin).markup),
            Sample("html", _LISTEN),
        ],
        "webhooks": [Sample("python", _RECEIVE)],
        "mcp": _mcp(origin + reverse("mcp")),
    }


def _votes(origin: str) -> Sequence[Sample]:
    """Nothing in an arena that publishes no data."""
    if current_settings().publish_dumps == PublishDumps.OFF:
        return []
    return [Sample("sh", _VOTES.replace("{export}", origin + reverse("api:export_votes")))]


def _badge(origin: str) -> Sequence[Sample]:
    """Of some model, if there is one."""
    model = Competitor.objects.filter(merged_into__isnull=True).order_by("name").first()
    if model is None:
        return []
    markup = badges.markup_of(model, origin=origin)
    return [Sample(language.lower(), code) for language, code in markup.items()]


def _mcp(address: str) -> Sequence[Sample]:
    servers = {"mcpServers": {"podium": {"type": "http", "url": address}}}
    return [
        Sample("sh", f"claude mcp add --transport http podium {address}\n"),
        Sample("json", json.dumps(servers, indent=2)),
    ]
