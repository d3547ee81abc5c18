"""Import votes cast elsewhere or simulated, each once and marked as such."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from arena.audit import Several, record
from arena.ingest.competitors import Competitors
from arena.ingest.fields import length_of
from arena.ingest.progress import Track, untracked
from arena.ingest.report import ImportReport, Refusal, Refused, in_field, quoted
from arena.ingest.rows import CompetitorRow, LeftOut, Note, VoteRow
from arena.models import (
    Challenge,
    Competitor,
    EventKind,
    Origin,
    Response,
    Vote,
    VoteEvent,
    Voter,
)

# Names of voters elsewhere become ids in this namespace; the names are not kept.
_VOTERS = uuid.uuid5(uuid.NAMESPACE_URL, "podium:voters-of-a-source")

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class VoteTerms:
    """Options of an import of votes."""

    source: str
    now: datetime
    origin: Origin = Origin.IMPORTED
    create_competitors: bool = False
    keep_going: bool = False
    dry_run: bool = False


def record_votes(
    rows: Iterable[VoteRow | Refusal | LeftOut | Note],
    *,
    terms: VoteTerms,
    track: Track = untracked,
) -> ImportReport:
    """Insert the votes that are new: all of them, or none.

    A vote is identified by its source and key. Without a time, it was cast at `terms.now`. If
    the challenge is known and each competitor has exactly one response to it, the vote is about
    those two.

    Raises:
        IntegrityError: some were added concurrently; nothing was imported.
    """
    report = ImportReport()
    taken = report.take(rows)
    plan = _Plan(taken, terms)
    for row in track(taken, "Checking votes"):
        try:
            is_new = plan.add(row)
        except Refused as refused:
            report.refuse(row.place, refused)
        else:
            (report.added if is_new else report.already_there)["vote"] += 1
    report.added["competitor"] += len(plan.competitors.new)
    report.refusals.sort(key=lambda refusal: refusal.place)
    report.is_written = not terms.dry_run and (terms.keep_going or not report.refusals)
    if report.is_written and report.added.total():
        plan.write(track)
    return report


def known_names() -> frozenset[str]:
    """The names, aliases and slugs of all competitors."""
    rows = Competitor.objects.order_by().values_list("name", "slug", "aliases")
    return frozenset(each for name, slug, aliases in rows for each in (name, slug, *aliases))


def voter_id(*, source: str, name: str) -> UUID:
    """The id of a voter of a source, always the same."""
    return uuid.uuid5(_VOTERS, json.dumps([source, name]))


# Left and right competitor, and outcome, which a vote with the same key must repeat.
type _Said = tuple[str, str, str]


class _Plan:
    """The new votes of an import."""

    def __init__(self, rows: Sequence[VoteRow], terms: VoteTerms) -> None:
        self.competitors = Competitors()
        self._terms = terms
        names = {name for row in rows for name in (row.left, row.right)}
        self._slugs = self.competitors.slugs_for(names)
        self._doubled = self.competitors.named_twice(names)
        self._votes: list[Vote] = []
        self._challenges = _Challenges({row.challenge for row in rows if row.challenge})
        self._known = _known_votes([row.key for row in rows], source=terms.source)

    def add(self, row: VoteRow) -> bool:
        """Whether the vote is new.

        Raises:
            Refused: it names something unknown, or another vote has its key.
        """
        challenge = self._challenge(row)
        left = self._competitor(row, "left")
        right = self._competitor(row, "right")
        if left is right:
            raise Refused("is the competitor on the left, too", field="right")
        said = (left.slug, right.slug, row.outcome.value)
        known = self._known.get(row.key)
        if known == said:
            return False
        if known is not None:
            raise Refused(
                f"{quoted(row.key)} is the key of a vote that says otherwise", field="key"
            )
        self._known[row.key] = said
        self._votes.append(self._vote(row, challenge, left, right))
        return True

    def _challenge(self, row: VoteRow) -> int | None:
        if row.challenge is None or (row.is_guessed and not self._challenges.has(row.challenge)):
            return None
        return self._challenges.by_name(row.challenge)

    def write(self, track: Track) -> None:
        votes = sorted(self._votes, key=lambda vote: vote.cast_at)
        voters = {vote.voter_id for vote in votes if vote.voter_id}
        with transaction.atomic():
            self.competitors.write()
            Voter.objects.bulk_create(
                [Voter(id=voter, key=None) for voter in voters],
                ignore_conflicts=True,
                batch_size=_BATCH,
            )
            # In the order of casting, which becomes the order of the ledger.
            for batch in batched(track(votes, "Writing votes"), _BATCH):
                self._write(Vote.objects.bulk_create(batch))
            self._record_audit(Several(Vote, len(votes)))

    def _write(self, votes: Iterable[Vote]) -> None:
        VoteEvent.objects.bulk_create(
            VoteEvent(vote=vote, kind=EventKind.CAST, happened_at=self._terms.now) for vote in votes
        )

    def _record_audit(self, votes: Several) -> None:
        record(
            actor=None,
            action="import",
            subject=votes,
            after=self._terms.origin.value,
            reason=f"From {self._terms.source}.",
            now=self._terms.now,
        )

    def _vote(
        self, row: VoteRow, challenge: int | None, left: Competitor, right: Competitor
    ) -> Vote:
        responses = self._challenges.responses_of(challenge, left, right)
        return Vote(
            voter_id=voter_id(source=self._terms.source, name=row.voter) if row.voter else None,
            challenge_id=challenge,
            left_id=responses[0],
            right_id=responses[1],
            left_competitor=left,
            right_competitor=right,
            outcome=row.outcome,
            origin=self._terms.origin,
            source=self._terms.source,
            key=row.key,
            cast_at=row.cast_at or self._terms.now,
        )

    def _competitor(self, row: VoteRow, side: str) -> Competitor:
        name = row.left if side == "left" else row.right
        with in_field(side):
            if name in self._doubled:
                other = self._doubled[name]
                raise Refused(
                    f"{quoted(name)} is the slug of {quoted(other)}, which the file names, too; "
                    "are they two models?"
                )
            if found := self.competitors.by_name(name):
                return found
            if not self._terms.create_competitors:
                raise Refused(f"there is no competitor with the name or slug {quoted(name)}")
            if len(name) > (limit := length_of(Competitor, "name")):
                raise Refused(f"has {len(name):,} characters; at most {limit:,} fit")
            slug = self._slugs[name]
            outside_id = "" if slug == name else name
            new = CompetitorRow(place=row.place, slug=slug, name=name, outside_id=outside_id)
            return self.competitors.add(new, source=self._terms.source)


class _Challenges:
    """The challenges that votes name by slug or prompt, and their responses."""

    def __init__(self, names: set[str]) -> None:
        self._ids: defaultdict[str, set[int]] = defaultdict(set)
        challenges = Challenge.objects.order_by().values_list("id", "slug", "prompt")
        for challenge, slug, prompt in challenges.iterator() if names else ():
            for name in names & {slug, prompt}:
                self._ids[name].add(challenge)
        self._answers: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        found = sorted(set().union(*self._ids.values()))
        for some in batched(found, _BATCH):
            answers = Response.objects.filter(challenge__in=some).order_by()
            for challenge, competitor, response in answers.values_list(
                "challenge_id", "competitor_id", "id"
            ):
                self._answers[challenge, competitor].append(response)

    def has(self, name: str) -> bool:
        return len(self._ids.get(name, ())) == 1

    def by_name(self, name: str) -> int:
        """The id of the challenge with this slug or this prompt.

        Raises:
            Refused: there is none, or more than one.
        """
        found = self._ids.get(name, set())
        if len(found) == 1:
            return next(iter(found))
        many = "more than one" if found else "no"
        raise Refused(
            f"there is {many} challenge with the slug or prompt {quoted(name)}", field="challenge"
        )

    def responses_of(
        self, challenge: int | None, left: Competitor, right: Competitor
    ) -> tuple[int, int] | tuple[None, None]:
        """The two responses of a vote, if each competitor has exactly one to the challenge."""
        if challenge is None:
            return None, None
        of_left = self._answers.get((challenge, left.pk), [])
        of_right = self._answers.get((challenge, right.pk), [])
        if len(of_left) == len(of_right) == 1:
            return of_left[0], of_right[0]
        return None, None


def _known_votes(keys: Iterable[str], *, source: str) -> dict[str, _Said]:
    known: dict[str, _Said] = {}
    columns = ("key", "left_competitor__slug", "right_competitor__slug", "outcome")
    for some in batched(dict.fromkeys(keys), _BATCH):
        # The exclusion repeats the condition of the index, which finds them only then.
        votes = Vote.objects.filter(source=source, key__in=some).exclude(key="").order_by()
        known.update(
            (key, (left, right, outcome))
            for key, left, right, outcome in votes.values_list(*columns)
        )
    return known
