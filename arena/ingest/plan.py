"""Decide which rows of a data set are new, without writing anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User

from arena.ingest.challenges import Challenges
from arena.ingest.competitors import Competitors
from arena.ingest.contents import Content, file_content, text_content
from arena.ingest.progress import Track
from arena.ingest.report import ImportReport, Refused, in_field, quoted
from arena.ingest.rows import CategoryRow, ChallengeRow, CompetitorRow, DatasetRow, ResponseRow
from arena.models import Challenge, ChallengeState, Competitor, ContentImport, Kind, Response
from arena.text import Turns, digest_of_turns

type SubjectRow = CategoryRow | CompetitorRow | ChallengeRow
# Challenge, competitor, sample.
type Identity = tuple[str, str, int]

# Ids per query.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """Options of an import: source, state of challenges, and what to do about refusals."""

    source: str
    now: datetime
    state: ChallengeState = ChallengeState.PUBLISHED
    keep_going: bool = False
    dry_run: bool = False
    actor: User | None = None
    # The import these rows belong to; one is begun if there is none.
    content_import: ContentImport | None = None
    format: str = ""


@dataclass(slots=True)
class Plan:
    """The new rows and files of an import."""

    competitors: Competitors
    challenges: Challenges
    responses: list[Response] = field(default_factory=list)
    files: list[Content] = field(default_factory=list)
    # The digest of every response there is or will be.
    known: dict[Identity, str] = field(default_factory=dict)

    def belong_to(self, content_import: ContentImport) -> None:
        """Set the import on all new rows."""
        for competitor in self.competitors.new.values():
            competitor.brought_by = content_import
        for challenge in self.challenges.new.values():
            challenge.brought_by = content_import
        for response in self.responses:
            response.brought_by = content_import


def make_plan(
    rows: Sequence[DatasetRow], report: ImportReport, *, terms: Terms, track: Track
) -> Plan:
    """Classify each row as new, already there or refused, and count them in the report."""
    responses = [row for row in rows if isinstance(row, ResponseRow)]
    subjects = [row for row in rows if not isinstance(row, ResponseRow)]
    challenges = {row.challenge for row in responses}
    challenges.update(row.slug for row in subjects if isinstance(row, ChallengeRow))
    plan = Plan(competitors=Competitors(), challenges=Challenges(challenges))
    _plan_subjects(subjects, plan, report, terms)
    plan.known = _known_responses(plan.challenges.ids_there())
    for row in track(responses, "Checking responses"):
        try:
            is_new = _plan_response(row, plan, terms)
        except Refused as refused:
            report.refuse(row.place, refused)
        else:
            (report.added if is_new else report.already_there)["response"] += 1
    return plan


def _plan_subjects(
    rows: Iterable[SubjectRow], plan: Plan, report: ImportReport, terms: Terms
) -> None:
    there: set[tuple[str, str]] = set()
    for row in rows:
        try:
            noun, is_new = _plan_subject(row, plan, terms)
        except Refused as refused:
            report.refuse(row.place, refused)
        else:
            if not is_new:
                there.add((noun, row.slug))
    report.already_there.update(noun for noun, _ in sorted(there))
    report.added["category"] += len(plan.challenges.new_categories)
    report.added["competitor"] += len(plan.competitors.new)
    report.added["challenge"] += len(plan.challenges.new)


def _plan_subject(row: SubjectRow, plan: Plan, terms: Terms) -> tuple[str, bool]:
    """The noun of the row, and whether it is new."""
    challenges, competitors = plan.challenges, plan.competitors
    match row:
        case CategoryRow():
            challenges.add_category(row)
            return "category", row.slug in challenges.new_categories
        case CompetitorRow():
            competitors.add(row, source=terms.source)
            return "competitor", row.slug in competitors.new
        case ChallengeRow():
            challenges.add(row, source=terms.source, state=terms.state, now=terms.now)
            is_new = row.slug in challenges.new
            if is_new:
                plan.files += row.files
            return "challenge", is_new


def _known_responses(challenges: Sequence[int]) -> dict[Identity, str]:
    known: dict[Identity, str] = {}
    columns = ("challenge__slug", "competitor__slug", "sample", "sha256")
    for start in range(0, len(challenges), _BATCH):
        some = Response.objects.filter(challenge__in=challenges[start : start + _BATCH])
        rows = some.order_by().values_list(*columns)
        known.update(((challenge, who, sample), sha256) for challenge, who, sample, sha256 in rows)
    return known


def _plan_response(row: ResponseRow, plan: Plan, terms: Terms) -> bool:
    """Whether the response is new.

    Raises:
        Refused: its challenge or competitor is unknown, its content is invalid, or another
            response is in its place.
    """
    challenge = plan.challenges.with_slug(row.challenge)
    competitor = plan.competitors.with_slug(row.competitor)
    kind = row.kind or Kind(challenge.kind)
    content = _content(row, kind)
    identity = (challenge.slug, competitor.slug, row.sample)
    known = plan.known.get(identity)
    if known == content.sha256:
        return False
    if known is not None:
        name = f"sample {row.sample} of {quoted(competitor.slug)} on {quoted(challenge.slug)}"
        raise Refused(f"{name} is there already, with other content", field=row.content_field)
    plan.known[identity] = content.sha256
    plan.responses.append(_response(row, challenge, competitor, kind, content, terms.source))
    plan.files += [content] if content.file else row.files
    return True


def _response(
    row: ResponseRow,
    challenge: Challenge,
    competitor: Competitor,
    kind: Kind,
    content: Content,
    source: str,
) -> Response:
    return Response(
        challenge=challenge,
        competitor=competitor,
        sample=row.sample,
        kind=kind,
        language=row.language,
        content=content.text,
        turns=row.turns,
        file=content.file,
        media_type=content.media_type,
        sha256=content.sha256,
        sent=row.sent,
        returned=row.returned,
        generated_at=row.generated_at,
        source=source,
    )


def _content(row: ResponseRow, kind: Kind) -> Content:
    with in_field(row.content_field):
        if row.path is not None:
            return file_content(row.path, kind=kind)
        if kind.is_file:
            raise Refused(f"is text, but the kind is {kind.value}: give the path of a file")
        if row.turns:
            return _turns_content(row, row.turns, kind)
        return text_content(row.content, may_be_empty=row.may_be_empty)


def _turns_content(row: ResponseRow, turns: Turns, kind: Kind) -> Content:
    if kind != Kind.TEXT:
        raise Refused(f"is a conversation, which has the kind text, not {kind.value}")
    return Content(sha256=digest_of_turns(turns), text=row.content)
