"""Requests per second of the real views, beside bare views on the same server in the same rounds.

    ./run bench serving

Two arenas stand side by side, each with its own database and Granian: a small one of 1,000
responses and a large one of 200,000 responses and 1,000,000 votes. Every round asks each view of
each arena in turn, so what the machine does meanwhile falls on all alike. Prints a JSON line per
view and arena, then the ratios: real to bare, and large to small (medians of rounds); at last how
long opening a match takes in a third arena, whose picture of pairs is made anew meanwhile.
"""

import argparse
import contextlib
import statistics
from collections.abc import Callable

from bench import refreshing
from bench.arenas import Arena, Request, cookies, filled, opened, say, send, served
from bench.servers import use_servers

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
# What the real view does beside the bare one it is compared with, and the least ratio to reach.
# One that answers with the verdict reads four times more.
COMPARED = {
    "open a match": ("bare insert", 0.25),
    "cast a vote": ("bare insert", 0.25),
    "cast a vote (htmx)": ("bare insert", 0.12),
    "open a match (API)": ("bare insert", 0.25),
    "cast a vote (API)": ("bare insert", 0.12),
    "leaderboard": ("bare select", 0.75),
    "leaderboard, not modified": ("bare select", 0.9),
    "leaderboard (API)": ("bare select", 0.7),
    "leaderboard, not modified (API)": ("bare select", 0.9),
    "list of boards (API)": ("bare select", 0.7),
}
# Of a view in the large arena to the same in the small one.
LARGE_TO_SMALL = 0.9

type Scenario = Callable[[Arena, int], tuple[str, list[Request], int]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--requests", type=int, default=400, help="per view and round")
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--skip-refreshing", action="store_true", help="without the third arena")
    asked = options.parse_args()
    fresh = asked.rounds * asked.requests * 6
    arenas = [
        Arena("small", 8161, competitors=20, challenges=50, votes=2_000, voters=fresh),
        Arena("large", 8162, competitors=200, challenges=1_000, votes=asked.votes, voters=fresh),
    ]
    with use_servers():
        with contextlib.ExitStack() as stack:
            for arena in arenas:
                stack.enter_context(filled(arena))
                stack.enter_context(served(arena))
            for _ in range(asked.rounds):
                for make in SCENARIOS:
                    for arena in arenas:
                        measure(arena, make, asked.requests, asked.connections)
        report(arenas)
        if not asked.skip_refreshing:
            refreshing.measure(votes=asked.votes)


def bare_insert(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "bare insert", [("POST", "/bare/insert/", {}, "")] * number, 201


def bare_select(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "bare select", [("GET", "/bare/select/", {}, "")] * number, 200


def open_match(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [("POST", "/matches/", cookies(v), "") for v in arena.take_voters(number)]
    return "open a match", requests, 303


def open_match_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [
        ("POST", "/api/v1/matches/", {**cookies(v), "Content-Type": JSON}, "{}")
        for v in arena.take_voters(number)
    ]
    return "open a match (API)", requests, 201


def cast_vote(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [
        ("POST", f"/matches/{match}/vote/", {**cookies(v), "Content-Type": FORM}, "outcome=left")
        for v, match in opened(arena, number)
    ]
    return "cast a vote", requests, 303


def cast_vote_by_htmx(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    headers = {"Content-Type": FORM, "HX-Request": "true"}
    requests = [
        ("POST", f"/matches/{match}/vote/", {**cookies(v), **headers}, "outcome=left")
        for v, match in opened(arena, number)
    ]
    return "cast a vote (htmx)", requests, 200


def cast_vote_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    json_type = {"Content-Type": JSON}
    requests = [
        ("POST", f"/api/v1/matches/{m}/vote/", {**cookies(v), **json_type}, '{"outcome":"left"}')
        for v, m in opened(arena, number)
    ]
    return "cast a vote (API)", requests, 201


def read_board(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "leaderboard", [("GET", "/leaderboard/", {}, "")] * number, 200


def read_board_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "leaderboard (API)", [("GET", "/api/v1/boards/overall/", {}, "")] * number, 200


def read_board_again(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    headers = {"If-None-Match": arena.etag}
    return "leaderboard, not modified", [("GET", "/leaderboard/", headers, "")] * number, 304


def read_board_by_api_again(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    headers = {"If-None-Match": arena.api_etag}
    requests = [("GET", "/api/v1/boards/overall/", headers, "")] * number
    return "leaderboard, not modified (API)", requests, 304


def list_boards_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "list of boards (API)", [("GET", "/api/v1/boards/", {}, "")] * number, 200


SCENARIOS: list[Scenario] = [
    bare_insert,
    open_match,
    cast_vote,
    cast_vote_by_htmx,
    open_match_by_api,
    cast_vote_by_api,
    bare_select,
    read_board,
    read_board_again,
    read_board_by_api,
    read_board_by_api_again,
    list_boards_by_api,
]


def measure(
    arena: Arena,
    make: Scenario,
    number: int,
    connections: int,
) -> None:
    name, requests, expected = make(arena, number)
    answer = send(arena, requests, connections=connections)
    if answer["statuses"] != {str(expected): number}:
        raise SystemExit(f"{name} on the {arena.name} arena answered {answer['statuses']}")
    arena.rates[name].append(number / answer["seconds"])
    arena.latencies[name] += answer["latencies"]


def report(arenas: list[Arena]) -> None:
    for arena in arenas:
        for name, rates in arena.rates.items():
            times = sorted(arena.latencies[name])
            say(
                arena=arena.name,
                view=name,
                per_second=round(statistics.median(rates)),
                p50_ms=round(1_000 * times[len(times) // 2], 2),
                p99_ms=round(1_000 * times[len(times) * 99 // 100], 2),
            )
        for name, (bare, least) in COMPARED.items():
            ratio = median_ratio(arena.rates[name], arena.rates[bare])
            say(arena=arena.name, view=name, ratio_to=bare, ratio=ratio, to_reach=least)
    small, large = arenas
    for name in small.rates:
        ratio = median_ratio(large.rates[name], small.rates[name])
        say(view=name, ratio_large_to_small=ratio, to_reach=LARGE_TO_SMALL)


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    """Median over rounds of what was measured one after the other."""
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)


if __name__ == "__main__":
    main()
