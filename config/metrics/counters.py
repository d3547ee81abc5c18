"""The counters themselves, and how an event of the arena is added."""

from prometheus_client import Counter

from arena.measures import Measure

_COUNTERS = {
    Measure.VOTE_ACCEPTED: Counter("podium_votes_accepted", "Votes saved."),
    Measure.VOTE_REFUSED: Counter("podium_votes_refused", "Votes refused.", ["reason"]),
    Measure.MATCH_OPENED: Counter("podium_matches_opened", "Matches opened."),
    Measure.MATCH_EXPIRED: Counter("podium_matches_expired", "Matches closed as expired."),
    Measure.LIMIT_HIT: Counter("podium_limits_hit", "Requests over a limit.", ["action"]),
}
_LABELLED = {Measure.VOTE_REFUSED, Measure.LIMIT_HIT}


def add(measure: Measure, reason: str, times: int) -> None:
    counter = _COUNTERS[measure]
    (counter.labels(reason) if measure in _LABELLED else counter).inc(times)
