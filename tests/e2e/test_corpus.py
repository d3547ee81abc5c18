"""Responses that try to break out, shown two at a time to a voter who then votes."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import timedelta
from itertools import batched

import pytest
from django.utils import timezone
from playwright.sync_api import Error, expect

from arena.models import Challenge, Kind, Match
from arena.visitors import voters
from tests.arrange import make_challenge, make_competitor, make_response, make_voter
from tests.e2e.corpus import ATTACKS, ELSEWHERE, Attack

BUTTONS = ("A is better", "Tie", "Both bad", "B is better", "Skip")
# What runs in a frame is given so long to do what it wants.
MILLISECONDS = 250
# And the page this long to come back to its top, on a machine that has other work.
PATIENCE = 20_000
LEAST = 40

COVERED = """names => [...document.querySelectorAll('#ballot button')].filter((button) => {
  const box = button.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width && !button.contains(there);
}).map((button) => button.textContent)"""
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Not Playwright's wait_for_function: it calls eval each time it looks, which the site's CSP
# forbids once the first call is over.
REACHED = """([isAtTop, patience]) => new Promise((resolve) => {
  const until = performance.now() + patience;
  const look = () => {
    if ((scrollY === 0) === isAtTop) resolve(true);
    else if (performance.now() > until) resolve(false);
    else setTimeout(look, 20);
  };
  look();
})"""


class Watched:
    """A page, and everything it must not do."""

    def __init__(self, page, trap):
        self.page, self.trap = page, trap
        self.done: list[str] = []
        self.is_leaving = False
        page.on("dialog", self._dismiss)
        page.on("popup", lambda popup: self.done.append("opened a window"))
        page.on("download", lambda download: self.done.append("downloaded"))
        page.on("framenavigated", self._navigated)
        page.on("crash", lambda _: self.done.append("crashed"))

    def _dismiss(self, dialog):
        self.done.append("asked something")
        dialog.dismiss()

    def _navigated(self, frame):
        if frame == self.page.main_frame and not self.is_leaving:
            self.done.append(f"went to {frame.url}")

    def go(self, url):
        self.is_leaving = True
        self.page.goto(url, wait_until="domcontentloaded")  # a busy frame may never end loading
        self.is_leaving = False


def open_for_new_voter(context, site, left, right) -> Match:
    voter, now = make_voter(), timezone.now()
    context.add_cookies([{"name": voters.COOKIE, "value": voters.sign_key(voter.key), "url": site}])
    return Match.objects.create(
        voter=voter,
        challenge=left.challenge,
        left=left,
        right=right,
        left_competitor=left.competitor,
        right_competitor=right.competitor,
        probability=1,
        slot=0,
        opened_at=now,
        expires_at=now + timedelta(hours=1),
    )


def show_and_vote(watched: Watched, site: str, left, right) -> list[str]:
    """What happened that must not, from the first byte to the verdict."""
    page, caught = watched.page, watched.trap.caught
    watched.done.clear()
    match = open_for_new_voter(page.context, site, left, right)
    cookies = names_of_cookies(page.context)
    watched.go(f"{site}/matches/{match.id}/")
    page.wait_for_timeout(MILLISECONDS)
    for name in BUTTONS:
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    watched.done += [f"covered {name}" for name in page.evaluate(COVERED)]
    watched.done += [] if comes_back(page) else ["pulled the page"]
    watched.done += ["made the page too wide"] if page.evaluate(WIDTH) > 0 else []
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("heading", name="Your vote: Tie")).to_be_visible()
    watched.done += ["asked another host"] if watched.trap.caught > caught else []
    watched.done += ["set a cookie"] if names_of_cookies(page.context) - cookies else []
    return watched.done


def comes_back(page) -> bool:
    """To its top, after all that the frames have tried."""
    return page.evaluate(REACHED, [True, PATIENCE])


def names_of_cookies(context) -> set[tuple[str, str]]:
    known = {"csrftoken"}
    return {(c["domain"], c["name"]) for c in context.cookies() if c["name"] not in known}


def respond(attacks: Iterable[Attack], people, trap):
    challenge = make_challenge(f"attacked-{Challenge.objects.count()}")
    return [
        make_response(challenge, person, kind=attack.kind, content=attack.aimed_at(trap.port))
        for person, attack in zip(people, attacks, strict=True)
    ]


@pytest.fixture(scope="module")
def site(shared, server) -> str:
    """The address of an arena in which each match opened here is the only one on its challenge."""
    return server.url


@pytest.fixture(scope="module")
def people(site):
    return [make_competitor(name) for name in ("ada", "bea")]


@contextmanager
def quiet_page(browser):
    """A new tab whose console may complain: what is refused is told there."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        yield context.new_page()


def test_the_trap_notices_who_comes(browser, trap):
    caught = trap.caught
    with quiet_page(browser) as page, pytest.raises(Error):
        page.goto(f"http://{ELSEWHERE}/")
    assert trap.caught > caught


def test_the_corpus_is_large():
    assert len({(attack.kind, attack.name) for attack in ATTACKS}) == len(ATTACKS) >= LEAST


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CODE, Kind.WEB_PAGE, Kind.SVG])
def test_no_response_breaks_out(site, people, browser, trap, kind):
    tried = [attack for attack in ATTACKS if attack.kind == kind]
    pairs = [(two[0], two[-1]) for two in batched(tried, 2)]
    happened = {}
    while pairs:
        with quiet_page(browser) as page:
            happened |= try_until_broken(Watched(page, trap), site, pairs, people)
    assert happened == {}


def try_until_broken(watched: Watched, site: str, pairs, people) -> dict[str, list[str]]:
    """Show one pair after another on the same page; the first that does anything has spoilt it."""
    while pairs:
        attacks = pairs.pop()
        sides = respond(attacks, people, watched.trap)
        try:
            done = show_and_vote(watched, site, *sides)
        except (Error, AssertionError) as failure:
            done = [*watched.done, str(failure).splitlines()[0]]
        if done:
            return {" | ".join(attack.name for attack in attacks): list(done)}
    return {}


def test_a_response_that_pulls_before_the_scripts_come_gains_nothing(site, people, browser, trap):
    pulling = next(attack for attack in ATTACKS if attack.name == "pulling the page")
    sides = respond([pulling, pulling], people, trap)
    with quiet_page(browser) as page:
        page.route("**/js/frames*.js", lambda route: (wait_until_pulled(page), route.continue_()))
        assert show_and_vote(Watched(page, trap), site, *sides) == []


def wait_until_pulled(page) -> None:
    assert page.evaluate(REACHED, [False, PATIENCE])


def test_a_busy_response_does_not_stop_the_next_vote(site, people, browser, trap):
    busy = next(attack for attack in ATTACKS if attack.name == "busy for ever")
    challenges = [respond([busy, busy], people, trap) for _ in range(3)]
    with quiet_page(browser) as page:
        watched = Watched(page, trap)
        assert [show_and_vote(watched, site, *sides) for sides in challenges] == [[]] * 3
