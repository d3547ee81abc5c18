"""Time to render Markdown of the greatest length: prose, and texts made to slow the parser.

    ./run bench rendering [--rounds 3]

Prints a JSON line for each text: milliseconds of processor time, the median of the rounds, and its
ratio to prose of the same length, rendered in the same round.
"""

import argparse
import json
import os
import statistics
import time

PROSE = "The **first** thing to say is `this`, and [that](https://example.org) follows.\n\n"
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


def render_ms(part: str) -> float:
    from arena.rendering.markdown import MOST_PARSED, render_markdown

    text = part * (MOST_PARSED // len(part))
    began = time.process_time()
    render_markdown(text)
    return 1_000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
