"""A board and a comparison in a frame on a page of another site."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import WIDE_AND_NARROW, look_at

EMBEDS = ("/embed/leaderboard/", "/embed/compare/competitor-0/competitor-1/")
# As the documentation has it.
LISTENER = re.search(
    r"<script>.+?</script>",
    (Path(__file__).parents[2] / "docs" / "api.md").read_text(),
    re.DOTALL,
)[0]


@pytest.fixture
def other_site():
    """Puts up a page on another host than the arena's, and returns its address."""
    servers = []

    def put_up(body):
        class OnePage(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                """Nobody reads it."""

        servers.append(HTTPServer(("127.0.0.1", 0), OnePage))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield put_up
    for each in servers:
        each.shutdown()
        each.server_close()


@pytest.mark.parametrize("address", EMBEDS)
def test_nothing_is_wrong_with_how_it_looks(page, site, address):
    page.goto(site + address)
    look_at(page, WIDE_AND_NARROW)


@pytest.mark.parametrize("address", EMBEDS)
def test_a_page_of_another_site_makes_the_frame_as_high_as_it_is(page, site, other_site, address):
    body = f'<iframe src="{site}{address}" width="600" height="9" title="It"></iframe>{LISTENER}'
    page.goto(other_site(f"<!doctype html><title>A page</title><link rel=icon href=data:,>{body}"))
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("link", name="Vote blind")).to_be_visible()
    expect(page.locator("iframe")).not_to_have_attribute("height", "9")
    high = inside.locator("[data-embed]").evaluate("each => each.getBoundingClientRect().height")
    assert int(page.locator("iframe").get_attribute("height")) == pytest.approx(high, abs=1)
    inside.get_by_role("link", name="Vote blind").click()
    page.wait_for_url(f"{site}/")
