"""Fills a database with a large arena by SQL, for benchmarks. PostgreSQL only."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

# Logit per place between two competitors, so that the ratings differ.
LADDER_STEP = 0.03
# More would take long to create, and a tick reads them only for style-controlled boards.
MOST_RESPONSE_TALLIES = 1_000_000

_CHALLENGES = """
    INSERT INTO arena_challenge (slug, title, prompt, description, kind, difficulty, state, note,
                                 source, created_at, published_at, category_id)
    SELECT 'bench-' || n, 'Challenge ' || n, 'What is ' || n || ' plus one?', '', 'text', 'medium',
           'published', '', 'bench', now(), now(), %(first_category)s + n %% %(categories)s
    FROM generate_series(1, %(challenges)s) AS n
"""
_COMPETITORS = """
    INSERT INTO arena_competitor (slug, name, provider, description, specs, source, created_at)
    SELECT 'bench-' || n, 'Bench ' || n, 'Bench', '', '{}', 'bench', now()
    FROM generate_series(1, %(competitors)s) AS n
"""
_RESPONSES = """
    INSERT INTO arena_response (sample, kind, language, content, file, media_type, sha256, sent,
                                returned, source, created_at, challenge_id, competitor_id)
    SELECT 0, 'text', '', 'The answer of ' || o.slug || ' is **' || h.id || '**.', '', '',
           encode(sha256((h.id || ' ' || o.id)::bytea), 'hex'), '{}', '{}', 'bench', now(),
           h.id, o.id
    FROM arena_challenge AS h, arena_competitor AS o
    ORDER BY h.id, o.id
"""
_VOTERS = """
    INSERT INTO arena_voter (id, key, created_at)
    SELECT md5('voter ' || n)::uuid, md5('voter ' || n)::uuid, now()
    FROM generate_series(%(first)s, %(last)s) AS n
"""
_MATCHES = """
    INSERT INTO arena_match (id, voter_id, challenge_id, left_id, right_id, left_competitor_id,
                             right_competitor_id, probability, slot, opened_at, expires_at,
                             ended_at, ending)
    SELECT gen_random_uuid(),
           md5('voter ' || %(first_voter)s + (random() * (%(voters)s - 1))::int)::uuid,
           a.challenge_id, a.id, b.id, a.competitor_id, b.competitor_id, 0.5, 0,
           now(), now() + interval '1 hour', now(), 'vote'
    FROM (SELECT (random() * (%(challenges)s - 1))::int AS h,
                 (random() * (%(competitors)s - 1))::int AS i,
                 1 + (random() * (%(competitors)s - 2))::int AS step
          FROM generate_series(1, %(votes)s)) AS draw
    JOIN arena_response AS a ON a.id = %(first_response)s + h * %(competitors)s + i
    JOIN arena_response AS b
      ON b.id = %(first_response)s + h * %(competitors)s + (i + step) %% %(competitors)s
    ON CONFLICT DO NOTHING
"""
_VOTES = """
    INSERT INTO arena_vote (match_id, voter_id, challenge_id, left_id, right_id, left_competitor_id,
                            right_competitor_id, outcome, origin, source, key, cast_at)
    SELECT m.id, m.voter_id, m.challenge_id, m.left_id, m.right_id, m.left_competitor_id,
           m.right_competitor_id,
           CASE WHEN random() < 0.2 THEN 'tie' WHEN random() < 0.06 THEN 'both_bad'
                WHEN random() < 1 / (1 + exp(%(step)s * (m.left_competitor_id
                                                        - m.right_competitor_id)))
                THEN 'left' ELSE 'right' END,
           'voted', '', '', now()
    FROM arena_match AS m LEFT JOIN arena_vote AS v ON v.match_id = m.id WHERE v.id IS NULL
"""
_EVENTS = """
    INSERT INTO arena_voteevent (kind, happened_at, pending, vote_id)
    SELECT 'cast', v.cast_at, true, v.id
    FROM arena_vote AS v LEFT JOIN arena_voteevent AS e ON e.vote_id = v.id WHERE e.id IS NULL
"""
# Tallies of a board with about as many votes as if they had been counted one by one.
_BOARD_TALLIES = """
    INSERT INTO leaderboard_boardtally AS t
      (board_id, fold, left_competitor_id, right_competitor_id, "left", "right", tie)
    SELECT b, f, i, j, floor(0.75 * n * p + random()), floor(0.75 * n * (1 - p) + random()),
           floor(0.25 * n + random())
    FROM unnest(%(boards)s::bigint[]) AS b, generate_series(0, 4) AS f,
         (SELECT i.id AS i, j.id AS j, 1 / (1 + exp(%(step)s * (i.id - j.id))) AS p
          FROM arena_competitor AS i, arena_competitor AS j WHERE i.id <> j.id) AS pair,
         (SELECT %(votes)s::float / (5.0 * %(competitors)s * (%(competitors)s - 1)) AS n) AS mean
    ON CONFLICT (board_id, fold, left_competitor_id, right_competitor_id) DO UPDATE SET
      "left" = t."left" + excluded."left", "right" = t."right" + excluded."right",
      tie = t.tie + excluded.tie
"""
_RESPONSE_TALLIES = """
    INSERT INTO leaderboard_responsetally (left_response_id, right_response_id, "left")
    SELECT DISTINCT %(first)s + h * %(competitors)s + i,
           %(first)s + h * %(competitors)s + (i + step) %% %(competitors)s, 1
    FROM (SELECT (random() * (%(challenges)s - 1))::int AS h,
                 (random() * (%(competitors)s - 1))::int AS i,
                 1 + (random() * (%(competitors)s - 2))::int AS step
          FROM generate_series(1, %(votes)s)) AS draw
    ON CONFLICT DO NOTHING
"""
_PAIRS = """
    INSERT INTO arena_pair (first_id, second_id, servings, first_left, last_first_left, votes)
    SELECT a.id, b.id, 0, 0, false, 0
    FROM arena_competitor AS a JOIN arena_competitor AS b ON a.id < b.id
    ON CONFLICT DO NOTHING
"""
_CATEGORIES = """
    INSERT INTO arena_category (slug, name, description)
    SELECT 'bench-' || n, 'Bench ' || n, '' FROM generate_series(1, %(categories)s) AS n
"""


def _run(statement: str, **numbers: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, numbers)


def _first_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {table}")
        return int(cursor.fetchone()[0])


def fill_content(*, competitors: int, challenges: int, categories: int = 4) -> None:
    """Add categories, challenges and competitors; every competitor responds to every challenge."""
    _run(_CATEGORIES, categories=categories)
    first = _first_id("arena_category")
    _run(_CHALLENGES, challenges=challenges, categories=categories, first_category=first)
    _run(_COMPETITORS, competitors=competitors)
    _run(_RESPONSES)
    _run("UPDATE arena_poolversion SET number = number + 1")


def fill_voters(*, first: int, last: int) -> None:
    _run(_VOTERS, first=first, last=last)


def fill_votes(
    *, votes: int, competitors: int, challenges: int, voters: int, first_voter: int = 1
) -> None:
    """Add about `votes` pending votes (fewer if a voter gets a pair twice)."""
    _run(
        _MATCHES,
        votes=votes,
        competitors=competitors,
        challenges=challenges,
        voters=voters,
        first_voter=first_voter,
        first_response=_first_id("arena_response"),
    )
    _run(_VOTES, step=LADDER_STEP)
    _run(_EVENTS)


def fill_tallies(
    *, votes: int, boards: Iterable[Any], competitors: int, challenges: int, voters: int
) -> None:
    """Add about `votes` votes to the tallies of the boards, without rows in other tables."""
    del voters
    numbers = {"votes": votes, "competitors": competitors}
    _run(_BOARD_TALLIES, step=LADDER_STEP, boards=[board.pk for board in boards], **numbers)
    first = _first_id("arena_response")
    numbers["votes"] = min(votes, MOST_RESPONSE_TALLIES)
    _run(_RESPONSE_TALLIES, first=first, challenges=challenges, **numbers)
    _run("UPDATE leaderboard_board SET generation = generation + 1")


def fill_pairs() -> None:
    """Add the row of each pair, as serving it would."""
    _run(_PAIRS)


def tidy() -> None:
    """VACUUM ANALYZE, so that statistics and visibility map are those of a database at rest."""
    _run("VACUUM ANALYZE")
