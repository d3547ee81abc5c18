"""What a voter does, as the tests name it."""

from urllib.parse import urlsplit

from arena.models import Match, Vote


def open_match(page, site) -> None:
    page.goto(site)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/*/")


def newest_vote() -> Vote:
    return Vote.objects.order_by("-pk").first()


def match_at(address: str) -> Match:
    return Match.objects.get(pk=urlsplit(address).path.split("/")[2])
