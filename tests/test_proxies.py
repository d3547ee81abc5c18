"""The configurations of proxies in deploy/ fit what the arena serves and limits.

`./run bench proxies` runs them; here they are read, so that they change with the arena.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from config import rsgi

ROOT = Path(__file__).resolve().parent.parent
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
CADDY = (ROOT / "deploy" / "Caddyfile").read_text()
DOCS = (ROOT / "docs" / "operations.md").read_text()
NAMES = ("arena.example.org", "frames.example.net")
UNITS = {"m": 1 << 20, "MiB": 1 << 20, "g": 1 << 30, "GiB": 1 << 30}


def bytes_of(text):
    number, unit = re.fullmatch(r"(\d+)(\w+)", text).groups()
    return int(number) * UNITS[unit]


@pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "caddy"])
def test_both_names_lead_to_the_port_that_compose_publishes(text):
    assert all(name in text for name in NAMES)
    assert "127.0.0.1:8000" in text


def sizes(pattern, text):
    return sorted(map(bytes_of, re.findall(pattern, text, re.MULTILINE)))


def test_nginx_takes_bodies_that_the_arena_takes_and_not_much_larger_ones():
    small, large = sizes(r"client_max_body_size (\w+);", NGINX)
    assert rsgi.limits.largest <= small <= 2 * rsgi.limits.largest
    assert large >= rsgi.limits.largest_upload
    assert f"location = {reverse('desk:content')} {{" in NGINX


def test_caddy_takes_uploads_and_leaves_the_rest_to_the_arena():
    assert sizes(r"max_size (\w+)$", CADDY) == [rsgi.limits.largest_upload]


def test_nginx_replaces_what_a_visitor_says_of_an_address():
    headers = dict(re.findall(r"proxy_set_header (\S+) (\S+);", NGINX))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["Host"] == "$http_host"


def test_caddy_trusts_no_header_of_a_visitor():
    assert "trusted_proxies" not in CADDY
    assert "header_up" not in CADDY


@pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "caddy"])
def test_idle_connections_end_at_the_proxy_first(text):
    compose = (ROOT / "docker-compose.yml").read_text()
    seconds = int(re.search(r"--http1-header-read-timeout (\d+)", compose)[1]) / 1000
    assert int(re.search(r"keepalive(?:_timeout)? (\d+)s", text)[1]) < seconds


def test_nginx_has_balanced_blocks_and_ended_directives():
    lines = [line.partition("#")[0].strip() for line in NGINX.splitlines()]
    assert all(line[-1] in "{};" for line in lines if line)
    assert NGINX.count("{") == NGINX.count("}")


def test_the_settings_in_the_docs_are_settings():
    block = re.search(r"```\n(SITE_URL=.*?)```", DOCS, re.DOTALL)[1]
    named = dict(line.split("=", 1) for line in block.splitlines())
    for name in named:
        assert hasattr(settings, name)
    assert named["TRUSTED_PROXIES"] == "1"
    assert named["SITE_URL"] == f"https://{NAMES[0]}"
    assert named["FRAME_ORIGIN"] == f"https://{NAMES[1]}"
