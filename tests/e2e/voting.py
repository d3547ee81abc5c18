"""What a voter does, as the tests name it."""

from arena.models import Vote


def open_match(page, site) -> None:
    page.goto(site)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/*/")


def newest_vote() -> Vote:
    return Vote.objects.order_by("-pk").first()
