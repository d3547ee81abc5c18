"""Replay and races: one match, one vote."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import Browser, Reply

OUTCOMES = ("left", "right", "tie", "both_bad")
AT_ONCE = 16


def replay(arena: Arena) -> Iterator[Attempt]:
    """Send again what was answered before, changed and unchanged, as oneself and as others."""
    browser = arena.browser()
    match = browser.open_match()["id"]
    first = browser.vote(match, "left")
    for number in range(10):
        again = browser.vote(match, "left")
        is_same = again.status == 200 and again.body == first.body
        yield Attempt(f"the same vote, time {number + 2}", not is_same, again.status)
    for outcome in OUTCOMES[1:]:
        changed = browser.vote(match, outcome)
        yield Attempt(f"the vote changed to {outcome}", changed.is_ok, changed.status)
    for path in (f"/api/v1/matches/{match}/skip/", f"/matches/{match}/skip/"):
        skipped = browser.post_json(path)
        yield Attempt(f"skip after the vote at {path[:8]}", skipped.is_ok, skipped.status)
    yield Attempt("the vote is there once", arena.votes_on(match) != ["left"])
    events = arena.query(
        "SELECT count(*) FROM arena_voteevent e JOIN arena_vote v ON v.id = e.vote_id "
        "WHERE v.match_id = ?",
        match.replace("-", ""),
    )
    yield Attempt("its event is there once", events != [(1,)], events)
    yield from _vote_after_skip(arena)
    yield from _vote_of_others(arena)


def _vote_after_skip(arena: Arena) -> Iterator[Attempt]:
    browser = arena.browser()
    match = browser.open_match()["id"]
    browser.post_json(f"/api/v1/matches/{match}/skip/")
    for outcome in OUTCOMES:
        late = browser.vote(match, outcome)
        yield Attempt(f"{outcome} after a skip", late.is_ok, late.status)
    yield Attempt("no vote after a skip", arena.votes_on(match) != [])


def _vote_of_others(arena: Arena) -> Iterator[Attempt]:
    """The request of a visitor, recorded and sent by somebody else."""
    match = arena.browser().open_match()["id"]
    other = arena.browser()
    other.open_match()
    for thief, name in ((other, "another browser"), (arena.browser(), "no browser")):
        stolen = thief.vote(match)
        yield Attempt(f"a visitor's vote by {name}", stolen.is_ok, stolen.status)
        shown = thief.get(f"/matches/{match}/")
        yield Attempt(f"a visitor's match for {name}", shown.is_ok, shown.status)
    yield Attempt("the match is open still", arena.ending_of(match) is not None)


def races(arena: Arena) -> Iterator[Attempt]:
    """Send at once what may happen once."""
    for number in range(6):
        yield from _race_of_votes(arena, number)
        yield from _race_of_vote_and_skip(arena, number)
    yield from _race_of_openings(arena)


def _race_of_votes(arena: Arena, number: int) -> Iterator[Attempt]:
    browser = arena.browser()
    match = browser.open_match()["id"]
    outcomes = [OUTCOMES[each % 4] for each in range(AT_ONCE)]
    replies = _at_once([_voting(browser, match, outcome) for outcome in outcomes])
    told = {outcome for outcome, each in zip(outcomes, replies, strict=True) if each.is_ok}
    kept = arena.votes_on(match)
    yield Attempt(f"race {number}: two votes", len(kept) > 1, kept)
    yield Attempt(f"race {number}: two outcomes acknowledged", len(told) > 1, sorted(told))
    yield Attempt(f"race {number}: acknowledged but not kept", bool(told - set(kept)), kept)
    created = sum(each.status == 201 for each in replies)
    yield Attempt(f"race {number}: created twice", created > 1, created)
    broken = [each.status for each in replies if each.status >= 500 or not each.status]
    yield Attempt(f"race {number}: a server error", bool(broken), broken)


def _race_of_vote_and_skip(arena: Arena, number: int) -> Iterator[Attempt]:
    browser = arena.browser()
    match = browser.open_match()["id"]

    def skip() -> Reply:
        return browser.post_json(f"/api/v1/matches/{match}/skip/")

    tasks = [_voting(browser, match, "tie"), skip] * (AT_ONCE // 2)
    replies = _at_once(tasks)
    voted = any(each.is_ok for each in replies[::2])
    skipped = any(each.is_ok for each in replies[1::2])
    yield Attempt(f"race {number}: voted and skipped", voted and skipped)
    kept = arena.votes_on(match)
    yield Attempt(f"race {number}: told otherwise than kept", voted != (kept == ["tie"]), kept)


def _race_of_openings(arena: Arena) -> Iterator[Attempt]:
    """More matches than two, to choose among them."""
    browser = arena.browser()
    match = browser.open_match()["id"].replace("-", "")
    replies = _at_once([lambda: browser.post_json("/api/v1/matches/")] * AT_ONCE)
    opened = arena.query(
        "SELECT count(*) FROM arena_match WHERE ending IS NULL AND voter_id = "
        "(SELECT voter_id FROM arena_match WHERE id = ?)",
        match,
    )[0][0]
    yield Attempt("more than two open matches", opened > 2, opened)
    broken = [each.status for each in replies if each.status >= 500 or not each.status]
    yield Attempt("opening at once: a server error", bool(broken), broken)


def _voting(browser: Browser, match: str, outcome: str) -> Callable[[], Reply]:
    return lambda: browser.vote(match, outcome)


def _at_once(tasks: Sequence[Callable[[], Reply]]) -> list[Reply]:
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], Reply]) -> Reply:
        barrier.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))
