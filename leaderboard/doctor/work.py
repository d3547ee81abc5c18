"""Checks of the work behind the pages: worker, pending votes, ledger and runs."""

from datetime import datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext, ngettext

from arena import webhooks
from arena.arena_settings import current_settings
from arena.media import refused_files
from arena.models import (
    NameAuthors,
    PoolSnapshot,
    PublishDumps,
    ReasoningTraces,
    Response,
    ResponsesPublic,
    VoteEvent,
    authors_unnamed,
)
from leaderboard.doctor.finding import Finding, error, ok, warning
from leaderboard.models import OVERALL, LedgerEntry, PublishedDump, RatingRun

# The worker confirms the pool at least this often, see `arena.matches.pool_building`.
WORKER_SECONDS = 120
# A tick comes every few seconds.
LATE_SECONDS = 60
VERY_LATE_SECONDS = 600
# A dump comes every night, and takes minutes.
LATE_DUMP, LONG_DUMP = timedelta(hours=30), timedelta(hours=6)


def worker(now: datetime) -> Finding:
    """By the pool, which it makes or confirms all the time."""
    advice = gettext("Start the worker, or look at its log. Until then votes are saved and wait.")
    stored = PoolSnapshot.objects.stored()
    if stored is None:
        return error("worker", gettext("No worker has ever run."), advice)
    seconds = int((now - stored.checked_at).total_seconds())
    what = gettext("Its last sign of life was %(seconds)d s ago.") % {"seconds": max(seconds, 0)}
    return ok("worker", what) if seconds <= WORKER_SECONDS else error("worker", what, advice)


def pending_of(now: datetime) -> tuple[int, float]:
    """How many events wait for the ledger, and for how many seconds the oldest has; without those
    of votes that name no author, which may wait for others."""
    rows = VoteEvent.objects.pending().exclude(authors_unnamed("vote__match__"))
    oldest = rows.order_by().aggregate(oldest=Min("happened_at"))["oldest"]
    if oldest is None:
        return 0, 0.0
    return rows.count(), max((now - oldest).total_seconds(), 0.0)


def pending(now: datetime) -> Finding:
    number, seconds = pending_of(now)
    what = gettext("Votes and exclusions waiting: %(number)d, the oldest for %(seconds)d s.")
    what %= {"number": number, "seconds": seconds}
    advice = gettext("See whether the worker runs; its log says why a tick failed.")
    if seconds > VERY_LATE_SECONDS:
        return error("pending", what, advice)
    return warning("pending", what, advice) if seconds > LATE_SECONDS else ok("pending", what)


def files(now: datetime) -> Finding:
    """Those that cannot be served without their metadata, which the worker notes."""
    del now
    refused = refused_files()
    number = Response.objects.visible().filter(file__in=refused).count() if refused else 0
    if not number:
        return ok("files", gettext("No file is kept from voters."))
    what = ngettext(
        "%(number)d response has a file that cannot be served without metadata.",
        "%(number)d responses have files that cannot be served without metadata.",
        number,
    )
    advice = gettext("Withdraw them; the log of the worker names the files and says why.")
    return warning("files", what % {"number": number}, advice)


def ledger(now: datetime) -> Finding:
    """Whether the newest run stands on the chain; `rebuild` looks at all of it."""
    del now
    sequence, digest = LedgerEntry.objects.head()
    run = _newest_run()
    if run is not None and run.sequence:
        at = LedgerEntry.objects.filter(sequence=run.sequence).values_list("digest", flat=True)
        if at.first() != run.head:
            what = gettext("The newest run does not stand on the ledger.")
            return error("ledger", what, gettext("Run ./run manage rebuild, and keep a backup."))
    what = gettext("%(number)d entries, head %(head)s.")
    return ok("ledger", what % {"number": sequence, "head": digest[:12]})


def last_run(now: datetime) -> Finding:
    run = _newest_run()
    if run is None:
        has_votes = VoteEvent.objects.exists()
        what = gettext("Nothing has been published yet.")
        advice = gettext("See whether the worker runs.")
        return warning("run", what, advice) if has_votes else ok("run", what)
    seconds = (now - run.finished_at).total_seconds()
    if seconds < -LATE_SECONDS:
        what = gettext("The newest run is dated in the future.")
        return error("run", what, gettext("Set the clocks by NTP."))
    what = gettext("The newest run is %(run)d, %(seconds)d s old.")
    return ok("run", what % {"run": run.pk, "seconds": max(seconds, 0)})


def dumps(now: datetime) -> Finding:
    """Whether the dump of the last night was made."""
    if current_settings().publish_dumps == PublishDumps.OFF:
        return ok("dumps", gettext("This arena publishes no dumps."))
    last = PublishedDump.objects.order_by("-day").first()
    if last is None:
        return ok("dumps", gettext("No dump was made yet; the worker makes one each night."))
    advice = gettext("Run ./run manage publish_dump, which says what is wrong.")
    if last.failure:
        what = gettext("The dump of %(day)s could not be made.") % {"day": last.day}
        return warning("dumps", what, f"{last.failure} {advice}")
    began = now - last.started_at
    if began > LATE_DUMP or (last.finished_at is None and began > LONG_DUMP):
        what = gettext("There is no dump since %(day)s.") % {"day": last.day}
        return warning("dumps", what, advice)
    return ok("dumps", gettext("The newest dump is of %(day)s.") % {"day": last.day})


def naming(now: datetime) -> Finding:
    """Whether a voter can look up what a match does not say."""
    del now
    chosen = current_settings()
    at_once = chosen.name_authors == NameAuthors.AFTER_EACH_VOTE
    if not at_once and chosen.responses_public == ResponsesPublic.NOW:
        what = gettext("Votes do not name authors, but responses are public with their authors.")
        advice = gettext(
            "A voter can look up who wrote what. Run ./run manage arena_settings set "
            "responses_public when_retired."
        )
        return warning("naming", what, advice)
    return ok(
        "naming", gettext("When authors are named and when responses are public fit together.")
    )


def reasoning(now: datetime) -> Finding:
    """Whether having a reasoning trace tells who wrote a response."""
    del now
    if current_settings().reasoning_traces != ReasoningTraces.IN_TEXT:
        return ok("reasoning", gettext("Reasoning is shown alike on both sides of a match."))
    what = gettext("Reasoning is shown in the text, which tells models that have some from others.")
    advice = gettext("Run ./run manage arena_settings set reasoning_traces folded.")
    return warning("reasoning", what, advice)


def webhooks_given_up(now: datetime) -> Finding:
    """Whether messages to webhooks were given up after a day of attempts."""
    del now
    number = webhooks.given_up()
    if not number:
        return ok("webhooks", gettext("No message to a webhook was given up."))
    what = ngettext(
        "%(number)d webhook did not take messages for a day, which were given up.",
        "%(number)d webhooks did not take messages for a day, which were given up.",
        number,
    )
    advice = gettext("Look at the log of webhooks on the desk; send them again or remove it.")
    return warning("webhooks", what % {"number": number}, advice)


def _newest_run() -> RatingRun | None:
    return RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
