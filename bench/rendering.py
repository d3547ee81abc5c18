"""Time to render Markdown of the greatest length: prose, and texts made to slow the parser.

    ./run bench rendering [--rounds 3]

Prints a JSON line for each text: milliseconds of processor time, the median of the rounds, and its
ratio to prose of the same length, rendered in the same round. Then one for a conversation of 30
turns with pictures and 200 kB of text, as a prompt and as a response, against the same text as one
turn; texts so long are shown plain, so a conversation half as long, which is formatted, follows.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

type Show = Callable[[list[dict[str, Any]]], None]

PROSE = "The **first** thing to say is `this`, and [that](https://example.org) follows.\n\n"
TURNS = 30
LONGEST = 200_000
FORMATTED = 90_000
TO_REACH = 3
SLOW = ("[", "![", "- [ ] a\n", "**a", "[a](", "|a|\n|-|\n", "$a", "[^1]: a\n", "\n> a")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    os.environ.setdefault("SECRET_KEY", "only for a benchmark")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    of_prose = [render_ms(PROSE) for _ in range(rounds)]
    print(json.dumps({"text": PROSE, "ms": round(statistics.median(of_prose), 1), "ratio": 1}))
    for part in SLOW:
        pairs = [(render_ms(part), render_ms(PROSE)) for _ in range(rounds)]
        slow = statistics.median(slow for slow, _ in pairs)
        ratio = statistics.median(slow / prose for slow, prose in pairs)
        print(json.dumps({"text": part, "ms": round(slow, 1), "ratio": round(ratio, 1)}))
    for characters in (LONGEST, FORMATTED):
        for show in (show_as_prompt, show_as_response):
            print(json.dumps(compare_turns(show, characters, rounds)))


def compare_turns(show: "Show", characters: int, rounds: int) -> dict[str, object]:
    """A conversation against the same text as one turn."""
    turns, alone = conversation(characters), one_turn(characters)
    pairs = [(ms_of(show, turns), ms_of(show, alone)) for _ in range(rounds)]
    ratio = statistics.median(many / one for many, one in pairs)
    return {
        "conversation": show.__name__.removeprefix("show_as_"),
        "turns": TURNS,
        "characters": characters,
        "ms": round(statistics.median(many for many, _ in pairs), 1),
        "one_turn_ms": round(statistics.median(one for _, one in pairs), 1),
        "ratio": round(ratio, 2),
        "to_reach": f"at most {TO_REACH}",
        "reached": ratio <= TO_REACH,
    }


def conversation(characters: int) -> list[dict[str, Any]]:
    """Turns of user and assistant with a share of the text each, and a picture in each."""
    share = (PROSE * (characters // len(PROSE) + 1))[: characters // TURNS]
    text = {"type": "text", "text": share, "format": "markdown"}
    picture = {"type": "picture", "file": "ab/c.png", "media_type": "image/png", "alt": "A dot"}
    roles = ("user", "assistant")
    return [{"role": roles[turn % 2], "parts": [text, picture]} for turn in range(TURNS)]


def one_turn(characters: int) -> list[dict[str, Any]]:
    text = (PROSE * (characters // len(PROSE) + 1))[: characters // TURNS] * TURNS
    part = {"type": "text", "text": text, "format": "markdown"}
    return [{"role": "assistant", "parts": [part]}]


def show_as_prompt(turns: list[dict[str, Any]]) -> None:
    from arena.models import Challenge
    from arena.rendering import show_prompt
    from arena.text import text_of_turns

    show_prompt(Challenge(pk=1, prompt=text_of_turns(turns), turns=turns))


def show_as_response(turns: list[dict[str, Any]]) -> None:
    """What `arena.rendering.shown` does, without a database."""
    from arena.rendering.markdown import MOST_PARSED, placed
    from arena.rendering.shown import MOST_SHOWN
    from arena.rendering.turns import Look, render_turns, turns_with_addresses, with_addresses
    from arena.text import split_turns, text_of_turns

    answer = split_turns(turns)[0]
    look = Look(is_plain=len(text_of_turns(answer)) > MOST_PARSED, most=MOST_SHOWN)
    with_addresses(placed(render_turns(answer, look), "a"), "/parts/token/")
    turns_with_addresses(answer, "/parts/token/")


def ms_of(show: "Show", turns: list[dict[str, Any]]) -> float:
    """As it is shown for the first time, when nothing of it is remembered."""
    from arena.rendering import memory

    memory.forget()
    began = time.process_time()
    show(turns)
    return 1_000 * (time.process_time() - began)


def render_ms(part: str) -> float:
    from arena.rendering.markdown import MOST_PARSED, render_markdown

    text = part * (MOST_PARSED // len(part))
    began = time.process_time()
    render_markdown(text)
    return 1_000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
