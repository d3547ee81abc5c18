"""Voters who judge, through the pages or the API, until they are told that nothing blind is left.

What each was told is kept here beside the arena's own books, and every match is held against it.
"""

import random
from collections import Counter
from uuid import UUID

from django.test import Client

from arena.models import Match, Response

JSON = {"content_type": "application/json"}
APART = 5


def most_matches() -> int:
    """How many matches of the arena each voter can have blind."""
    return sum(number // 2 for number in competitors_by_challenge().values())


def competitors_by_challenge() -> Counter[int]:
    rows = Response.objects.servable().order_by().values_list("challenge", "competitor").distinct()
    return Counter(challenge for challenge, _ in rows)


class Judge:
    """One voter with a browser, or a program that keeps its cookies."""

    def __init__(self, *, seed: int = 0, skips: float = 0.0, reads: float = 0.0) -> None:
        self.client = Client()
        self.rng = random.Random(seed)
        self.skips, self.reads = skips, reads
        self.told: set[tuple[int, int]] = set()
        self.challenges: list[int] = []
        self.votes = 0
        self.free = competitors_by_challenge()

    def judge_to_the_end(self) -> int:
        """Vote until nothing is left; returns how many votes that were."""
        match = self.served(self.open(None))
        while match:
            match = self.judge(match)
        return self.votes

    def judge(self, match: Match) -> Match | None:
        """Vote or skip, with the next match prepared as the page does, and return that."""
        prepared = self.served(self.prepare(match.id))
        if self.rng.random() < self.reads:
            self.read(self.rng.choice(list(Response.objects.public())))
        if self.rng.random() < self.skips:
            self.skip(match.id)
            self.free[match.challenge_id] += 2
        else:
            self.vote(match.id)
            self.votes += 1
            self.told |= sides_of(match)
        if prepared is None:
            return self.served(self.open(match.id))
        assert sides_of(prepared).isdisjoint(self.told)
        return prepared

    def served(self, match_id: UUID | None) -> Match | None:
        """The match, held against what the voter was told and was served lately."""
        if match_id is None:
            return None
        match = Match.objects.get(id=match_id)
        assert sides_of(match).isdisjoint(self.told)
        recent = self.challenges[-APART:]
        if match.challenge_id in recent:
            others = self.free.keys() - set(recent)
            assert all(self.free[other] < 2 for other in others)
        self.challenges.append(match.challenge_id)
        self.free[match.challenge_id] -= 2
        return match

    def read(self, response: Response) -> None:
        """Open the page that names the author, if it is not held back."""
        path = f"/models/{response.competitor.slug}/responses/{response.challenge.slug}/"
        page = self.client.get(path)
        side = (response.competitor_id, response.challenge_id)
        if "provenance" in page.context and side not in self.told:
            self.told.add(side)
            self.free[response.challenge_id] -= 1

    def prepare(self, match_id: UUID) -> UUID | None:
        return None

    def open(self, after: UUID | None) -> UUID | None:
        raise NotImplementedError

    def vote(self, match_id: UUID) -> None:
        raise NotImplementedError

    def skip(self, match_id: UUID) -> None:
        raise NotImplementedError


class PageJudge(Judge):
    """Through the pages, each of which is looked at, with the next one prefetched."""

    def open(self, after: UUID | None) -> UUID | None:
        page = self.client.post("/matches/", {"after": after or ""}, follow=True)
        assert page.status_code == 200
        self.last_page = page.text
        path = page.redirect_chain[-1][0]
        return None if path == "/matches/end/" else UUID(path.split("/")[2])

    def prepare(self, match_id: UUID) -> UUID | None:
        answer = self.client.post("/matches/", {"after": match_id, "ahead": "1"})
        return UUID(answer.headers["Location"].split("/")[2]) if answer.status_code == 303 else None

    def vote(self, match_id: UUID) -> None:
        assert self.client.post(f"/matches/{match_id}/vote/", {"outcome": "tie"}).status_code == 303

    def skip(self, match_id: UUID) -> None:
        assert self.client.post(f"/matches/{match_id}/skip/").status_code == 303


class ProgramJudge(Judge):
    """Through the API."""

    def open(self, after: UUID | None) -> UUID | None:
        self.last_answer = self.client.post("/api/v1/matches/", **JSON)
        if self.last_answer.status_code == 409:
            return None
        return UUID(self.last_answer.json()["id"])

    def vote(self, match_id: UUID) -> None:
        path = f"/api/v1/matches/{match_id}/vote/"
        assert self.client.post(path, {"outcome": "left"}, **JSON).status_code == 201

    def skip(self, match_id: UUID) -> None:
        assert self.client.post(f"/api/v1/matches/{match_id}/skip/", **JSON).status_code == 200


def sides_of(match: Match) -> set[tuple[int, int]]:
    sides = (match.left_competitor_id, match.right_competitor_id)
    return {(side, match.challenge_id) for side in sides}
