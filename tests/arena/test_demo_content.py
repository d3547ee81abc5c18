import ast
import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import arena.demo
from arena.demo.votes import (
    CARELESS_VOTERS,
    STRENGTHS,
    VOTERS,
    DemoResponse,
    SimulatedVote,
    outcome_probabilities,
    simulate_votes,
)

CONTENT = Path(arena.demo.__file__).parent / "content"
FIELDS = {
    "category": {"slug", "name", "description"},
    "competitor": {"slug", "name", "provider", "description", "released_on", "specs"},
    "challenge": {
        *("slug", "title", "prompt", "category"),
        *("kind", "difficulty", "tags", "description"),
    },
    "response": {
        *("challenge", "competitor", "kind", "path", "sample"),
        *("generated_at", "sent", "returned"),
    },
}
# What makes a browser fetch something: an attribute, a CSS url() or @import, or a script's call.
FETCHES = re.compile(
    r"""(?:\b(?:src|srcset|href|action|poster|data)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?
    |\bimport\s*\(?\s*["'])\s*(?:https?:)?//
    |\b(?:fetch|importScripts|sendBeacon)\s*\(|XMLHttpRequest|WebSocket|EventSource
    |<\s*(?:iframe|object|embed|base|link)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@cache
def lines() -> tuple[dict[str, Any], ...]:
    text = (CONTENT / "demo.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def of_type(name: str) -> list[dict[str, Any]]:
    return [line for line in lines() if line["type"] == name]


def response_text(response: dict[str, Any]) -> str:
    return (CONTENT / response["path"]).read_text(encoding="utf-8")


def responses_with(suffix: str) -> list[str]:
    return [line["path"] for line in of_type("response") if line["path"].endswith(suffix)]


@cache
def demo_responses() -> tuple[DemoResponse, ...]:
    category = {line["slug"]: line["category"] for line in of_type("challenge")}
    return tuple(
        DemoResponse(
            challenge=line["challenge"],
            category=category[line["challenge"]],
            competitor=line["competitor"],
        )
        for line in of_type("response")
    )


def votes(*, seed: int, count: int = 1_500) -> list[SimulatedVote]:
    return list(simulate_votes(rng=Random(seed), responses=demo_responses(), count=count))


def test_every_line_has_exactly_the_fields_of_its_type():
    for line in lines():
        expected = FIELDS[line["type"]] | {"type"}
        if line.get("kind") == "code" and line["type"] == "response":
            expected = expected | {"language"}
        assert set(line) == expected, line


def test_every_line_comes_after_what_it_refers_to():
    seen: dict[str, set[str]] = defaultdict(set)
    for line in lines():
        for name in ("category", "challenge", "competitor"):
            assert line.get(name) is None or line[name] in seen[name], line
        if "slug" in line:
            assert line["slug"] not in seen[line["type"]], "a slug stands once"
            seen[line["type"]].add(line["slug"])


def test_a_response_has_the_kind_of_its_challenge():
    kinds = {line["slug"]: line["kind"] for line in of_type("challenge")}
    assert all(line["kind"] == kinds[line["challenge"]] for line in of_type("response"))


def test_every_path_is_a_file_inside_the_content_and_none_is_left_over():
    named = [line["path"] for line in of_type("response")]
    assert all((CONTENT / path).resolve().is_relative_to(CONTENT.resolve()) for path in named)
    stored = [
        file.relative_to(CONTENT).as_posix()
        for file in (CONTENT / "responses").rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    ]
    assert sorted(named) == sorted(stored)


def test_no_response_is_empty_or_a_copy_of_another():
    texts = [response_text(line).strip() for line in of_type("response")]
    assert all(len(text) > 100 for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_challenge_has_at_least_four_responses_and_never_two_of_one_competitor():
    answers = Counter((line["challenge"], line["competitor"]) for line in of_type("response"))
    assert set(answers.values()) == {1}
    per_challenge = Counter(challenge for challenge, _ in answers)
    assert all(per_challenge[line["slug"]] >= 4 for line in of_type("challenge"))
    assert len(answers) >= 70


def test_the_challenges_spread_over_kinds_categories_and_difficulties():
    challenges = of_type("challenge")
    kinds = Counter(line["kind"] for line in challenges)
    assert set(kinds) == {"text", "code", "svg", "webpage"}
    assert min(kinds.values()) >= 3
    assert min(Counter(line["category"] for line in challenges).values()) >= 3
    assert {line["difficulty"] for line in challenges} == {"easy", "medium", "hard"}


def test_no_response_and_no_prompt_names_a_competitor_or_a_provider():
    names = set()
    for line in of_type("competitor"):
        names |= {line["slug"], line["name"], line["provider"], line["name"].split()[0]}
    forbidden = re.compile("|".join(map(re.escape, names)), re.IGNORECASE)
    texts = [response_text(line) for line in of_type("response")]
    texts += [json.dumps(line) for line in of_type("challenge")]
    assert [found.group() for text in texts for found in forbidden.finditer(text)] == []


@pytest.mark.parametrize("path", [*responses_with(".html"), *responses_with(".svg")])
def test_pages_and_drawings_fetch_nothing(path: str):
    assert FETCHES.findall((CONTENT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", responses_with(".py"))
def test_python_responses_compile(path: str):
    assert ast.parse((CONTENT / path).read_text(encoding="utf-8")).body


@pytest.mark.parametrize("path", responses_with(".svg"))
def test_drawings_are_well_formed_svg_that_can_scale(path: str):
    root = ET.parse(CONTENT / path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib


def test_the_same_seed_gives_the_same_votes_and_another_seed_others():
    assert votes(seed=1) == votes(seed=1)
    assert votes(seed=1) != votes(seed=2)


def test_the_order_of_the_responses_does_not_change_the_votes():
    turned = simulate_votes(rng=Random(1), responses=demo_responses()[::-1], count=1_500)
    assert list(turned) == votes(seed=1)


def test_a_voter_never_sees_a_pair_twice_and_never_a_competitor_against_itself():
    cast = votes(seed=3)
    pairs = Counter((vote.voter, vote.challenge, *sorted((vote.left, vote.right))) for vote in cast)
    assert set(pairs.values()) == {1}
    assert all(vote.left != vote.right for vote in cast)
    assert {vote.voter for vote in cast} == set(range(VOTERS))


def test_every_competitor_has_a_strength_and_none_is_left_over():
    assert {line["slug"] for line in of_type("competitor")} == set(STRENGTHS)


def test_the_votes_follow_the_strengths():
    won: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    for vote in votes(seed=4, count=6_000):
        if vote.outcome in {"left", "right"} and vote.voter not in CARELESS_VOTERS:
            won[vote.left if vote.outcome == "left" else vote.right] += 1
            decided.update((vote.left, vote.right))
    share = {name: won[name] / decided[name] for name in STRENGTHS}
    assert max(share["brasswick-70"], share["pebblet-mini"]) < 0.35
    assert min(share["ponderly-4"], share["tersel-2"]) > 0.55


def test_the_visual_board_has_another_leader_than_the_reasoning_board():
    strengths: dict[str, dict[str, float]] = defaultdict(dict)
    for response in demo_responses():
        strengths[response.category][response.competitor] = response.strength
    leaders = {category: max(row, key=row.__getitem__) for category, row in strengths.items()}
    assert leaders["visual"] == "glimmerox-vivid"
    assert leaders["reasoning"] == "ponderly-4"


def test_between_equals_left_is_chosen_a_little_more_often():
    equal = DemoResponse(challenge="x", category="reasoning", competitor="tersel-2")
    left, right, tie, both_bad = outcome_probabilities(left=equal, right=equal)
    assert 0 < left - right < 0.05
    assert 0.1 < tie < 0.25
    assert left + right + tie + both_bad == pytest.approx(1)


def test_weak_pairs_are_turned_down_as_both_bad_more_often_than_strong_ones():
    weak, strong = (
        [DemoResponse(challenge="x", category="writing", competitor=name) for name in names]
        for names in (("brasswick-70", "pebblet-mini"), ("ponderly-4", "tersel-2"))
    )
    weak_rate = outcome_probabilities(left=weak[0], right=weak[1])[-1]
    assert weak_rate > 5 * outcome_probabilities(left=strong[0], right=strong[1])[-1]


def test_every_outcome_occurs_but_ties_and_both_bad_stay_the_exception():
    outcomes = Counter(vote.outcome for vote in votes(seed=5))
    assert set(outcomes) == {"left", "right", "tie", "both_bad"}
    assert outcomes["tie"] + outcomes["both_bad"] < 0.4 * outcomes.total()


def test_asking_for_more_votes_than_there_are_pairs_is_refused():
    few = demo_responses()[:3]
    with pytest.raises(ValueError, match="cannot give 121 votes"):
        list(simulate_votes(rng=Random(0), responses=few, count=121))
    assert len(list(simulate_votes(rng=Random(0), responses=few, count=120))) == 120
