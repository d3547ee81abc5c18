"""Each rule of the arena's tables is kept by the database itself."""

import pytest

from arena.models import (
    ApiAnswer,
    ApiKey,
    ArenaSettings,
    AuditEntry,
    BulkAction,
    Category,
    Challenge,
    Claim,
    Competitor,
    ContentImport,
    ContentUpload,
    Exclusion,
    ImportLine,
    KnownName,
    Leak,
    Mask,
    Match,
    Pair,
    PoolSnapshot,
    PoolVersion,
    Report,
    Response,
    Sighting,
    Submission,
    Tag,
    ToldRange,
    UnvotedCount,
    Vote,
    VoteEvent,
    Webhook,
    WebhookDelivery,
    Withdrawal,
)
from tests.arrange import NOON, make_competitor, make_response, make_staff
from tests.breaking import LATER, ROWS, Broken, Cast, assert_refused, rules_of, valid

pytestmark = pytest.mark.django_db


BROKEN = [
    ("webhook_has_an_address", Broken(Webhook, {"address": ""})),
    ("webhook_has_a_seed", Broken(Webhook, {"seed": ""})),
    ("delivery_event_is_known", Broken(WebhookDelivery, {"event": "vote.cast"})),
    ("delivery_waits_for_a_time_or_not_at_all", Broken(WebhookDelivery, {"next_at": None})),
    ("delivery_waits_for_a_time_or_not_at_all", Broken(WebhookDelivery, {"state": "given_up"})),
    (
        "delivery_tells_once",
        Broken(WebhookDelivery, {"message": "msg_other"}, again=True, base={"key": "rank/1"}),
    ),
    ("audit_names_a_deed", Broken(AuditEntry, {"action": ""})),
    ("category_has_a_slug", Broken(Category, {"slug": ""})),
    ("category_has_a_name", Broken(Category, {"name": ""})),
    ("tag_has_a_slug", Broken(Tag, {"slug": ""})),
    ("challenge_has_a_slug", Broken(Challenge, {"slug": ""})),
    ("challenge_has_a_title", Broken(Challenge, {"title": ""})),
    ("challenge_has_a_prompt", Broken(Challenge, {"prompt": ""})),
    ("challenge_state_is_known", Broken(Challenge, {"state": "lost"})),
    ("challenge_prompt_format_is_known", Broken(Challenge, {"prompt_format": "tex"})),
    ("challenge_kind_is_known", Broken(Challenge, {"kind": "smell"})),
    ("challenge_language_is_a_tag", Broken(Challenge, {"language": "Klingon!"})),
    ("challenge_difficulty_is_known", Broken(Challenge, {"difficulty": "odd"})),
    ("challenge_responses_public_is_known", Broken(Challenge, {"responses_public": "later"})),
    (
        "challenge_published_at_is_set_once_published",
        Broken(Challenge, {"state": "published", "published_at": None}),
    ),
    ("competitor_has_a_slug", Broken(Competitor, {"slug": ""})),
    ("competitor_has_a_name", Broken(Competitor, {"name": ""})),
    (
        "response_is_one_per_challenge_competitor_and_sample",
        Broken(Response, {"content": "The right one."}, again=True),
    ),
    ("response_kind_is_known", Broken(Response, {"kind": "smell"})),
    ("response_is_either_text_or_a_file", Broken(Response, {"file": "left.png"})),
    ("response_is_either_text_or_a_file", Broken(Response, {"content": "", "kind": "code"})),
    (
        "response_turns_are_of_the_kind_text",
        Broken(Response, {"kind": "code", "turns": [{"role": "user", "parts": []}]}),
    ),
    ("response_sha256_is_hexadecimal", Broken(Response, {"sha256": "z" * 64})),
    ("response_sha256_is_hexadecimal", Broken(Response, {"sha256": "0" * 63})),
    (
        "sighting_is_one_per_voter_and_response",
        Broken(Sighting, {}, again=True),
    ),
    ("told_range_is_one_per_voter", Broken(ToldRange, {}, again=True)),
    ("told_range_is_in_order", Broken(ToldRange, {"first": 3})),
    ("withdrawal_has_a_reason", Broken(Withdrawal, {"reason": ""})),
    (
        "match_is_between_two_competitors",
        Broken(Match, {"right_competitor": lambda cast: cast.ada}),
    ),
    ("match_is_between_two_responses", Broken(Match, {"right": lambda cast: cast.left})),
    ("match_probability_is_a_probability", Broken(Match, {"probability": 0})),
    ("match_probability_is_a_probability", Broken(Match, {"probability": 1.01})),
    ("match_ends_at_a_time_by_a_known_ending", Broken(Match, {"ending": "vote"})),
    (
        "match_ends_at_a_time_by_a_known_ending",
        Broken(Match, {"ending": "boredom", "ended_at": NOON}),
    ),
    ("match_name_authors_is_known", Broken(Match, {"name_authors": "sometimes"})),
    (
        "match_of_a_session_was_voted_on",
        Broken(Match, {"session": lambda cast: cast.session, "name_authors": "after_session"}),
    ),
    (
        "match_of_a_session_was_voted_on",
        Broken(
            Match,
            {"session": lambda cast: cast.session, "ending": "vote", "ended_at": NOON},
        ),
    ),
    ("match_slot_is_one_of_two", Broken(Match, {"slot": 2})),
    (
        "match_slot_holds_one_open_match",
        Broken(
            Match,
            {"right": lambda cast: make_response(cast.challenge, make_competitor("cyd"))},
            again=True,
        ),
    ),
    (
        "match_pair_is_voted_on_once_per_voter",
        Broken(
            Match,
            {"left": lambda cast: cast.right, "right": lambda cast: cast.left, "slot": 1},
            again=True,
        ),
    ),
    ("vote_outcome_is_known", Broken(Vote, {"outcome": "maybe"})),
    ("vote_origin_is_known", Broken(Vote, {"origin": "dreamt"})),
    (
        "vote_is_between_two_competitors",
        Broken(Vote, {"right_competitor": lambda cast: cast.ada}),
    ),
    ("vote_has_a_match_or_a_source", Broken(Vote, {"source": ""})),
    (
        "vote_has_a_match_or_a_source",
        Broken(Vote, {"origin": "voted", "voter": lambda cast: cast.voter}),
    ),
    (
        "vote_has_both_responses_or_neither",
        Broken(Vote, {"left": lambda cast: cast.left, "challenge": lambda cast: cast.challenge}),
    ),
    (
        "vote_has_both_responses_or_neither",
        Broken(Vote, {"left": lambda cast: cast.left, "right": lambda cast: cast.right}),
    ),
    ("vote_is_brought_once_from_its_source", Broken(Vote, {"outcome": "tie"}, again=True)),
    ("exclusion_rule_is_known", Broken(Exclusion, {"rule": "mood"})),
    ("exclusion_has_a_reason", Broken(Exclusion, {"reason": ""})),
    ("exclusion_is_lifted_at_a_time_for_a_reason", Broken(Exclusion, {"lifted_at": LATER})),
    ("exclusion_is_lifted_at_a_time_for_a_reason", Broken(Exclusion, {"lifted_reason": "Why"})),
    ("exclusion_stands_once_per_vote", Broken(Exclusion, {"rule": "automated"}, again=True)),
    (
        "event_kind_is_known",
        Broken(VoteEvent, {"kind": "lost", "exclusion": lambda cast: cast.exclusion}),
    ),
    ("event_has_an_exclusion_unless_cast", Broken(VoteEvent, {"kind": "excluded"})),
    (
        "event_has_an_exclusion_unless_cast",
        Broken(VoteEvent, {"exclusion": lambda cast: cast.exclusion}),
    ),
    ("event_cast_once_per_vote", Broken(VoteEvent, {"happened_at": LATER}, again=True)),
    (
        "event_of_an_exclusion_happens_once",
        Broken(
            VoteEvent,
            {"happened_at": LATER},
            again=True,
            base={"kind": "excluded", "exclusion": lambda cast: cast.exclusion},
        ),
    ),
    ("pair_is_one_row", Broken(Pair, {"servings": 1}, again=True)),
    (
        "pair_is_in_order",
        Broken(Pair, {"first": lambda cast: cast.bob, "second": lambda cast: cast.ada}),
    ),
    ("pair_sides_are_servings", Broken(Pair, {"first_left": 1})),
    ("submission_link_digest_is_hexadecimal", Broken(Submission, {"link_digest": "Z" * 64})),
    ("submission_link_digest_is_hexadecimal", Broken(Submission, {"link_digest": "0" * 63})),
    ("bulk_deed_excludes_under_a_rule", Broken(BulkAction, {"rule": ""})),
    ("bulk_deed_excludes_under_a_rule", Broken(BulkAction, {"kind": "reinstate"})),
    ("bulk_deed_excludes_under_a_rule", Broken(BulkAction, {"rule": "mood"})),
    ("bulk_deed_has_a_reason", Broken(BulkAction, {"reason": ""})),
    ("import_state_is_known", Broken(ContentImport, {"state": "lost"})),
    ("import_has_a_source", Broken(ContentImport, {"source": ""})),
    ("claim_item_is_known", Broken(Claim, {"item": "lunch"})),
    ("claim_is_one_per_item", Broken(Claim, {"claimed_at": LATER}, again=True)),
    ("leak_is_decided_at_a_time_for_a_reason", Broken(Leak, {"state": "upheld"})),
    ("leak_is_decided_at_a_time_for_a_reason", Broken(Leak, {"decision": "Because."})),
    ("report_reason_is_known", Broken(Report, {"reason": "mood"})),
    ("report_is_decided_at_a_time_for_a_reason", Broken(Report, {"decided_at": LATER})),
    (
        "report_is_open_once_per_voter_and_response",
        Broken(Report, {"reason": "harmful"}, again=True),
    ),
    (
        "report_is_open_once_per_voter_and_challenge",
        Broken(Report, {"reason": "harmful"}, again=True, base={"response": None}),
    ),
    (
        "competitor_merged_into_another_is_retired",
        Broken(Competitor, {"merged_into": lambda cast: cast.ada}),
    ),
    ("unvoted_count_is_one_row", Broken(UnvotedCount, {"skipped": 1}, again=True)),
    (
        "unvoted_count_is_in_order",
        Broken(UnvotedCount, {"first": lambda cast: cast.bob, "second": lambda cast: cast.ada}),
    ),
    ("pool_snapshot_is_one_row", Broken(PoolSnapshot, {"id": 2})),
    ("pool_version_is_one_row", Broken(PoolVersion, {"id": 2})),
    ("arena_settings_is_one_row", Broken(ArenaSettings, {"id": 2})),
    (
        "arena_settings_name_authors_is_known",
        Broken(ArenaSettings, {"name_authors": "sometimes"}),
    ),
    ("arena_settings_session_has_some_votes", Broken(ArenaSettings, {"session_votes": 0})),
    (
        "arena_settings_responses_public_is_known",
        Broken(ArenaSettings, {"responses_public": "later"}),
    ),
    (
        "arena_settings_reasoning_traces_is_known",
        Broken(ArenaSettings, {"reasoning_traces": "shown"}),
    ),
    (
        "arena_settings_publish_dumps_is_known",
        Broken(ArenaSettings, {"publish_dumps": "weekly"}),
    ),
    ("known_name_is_there_once", Broken(KnownName, {"name": "OWL"}, again=True)),
    ("known_name_is_not_empty", Broken(KnownName, {"name": ""})),
    ("known_name_kind_is_known", Broken(KnownName, {"kind": "smell"})),
    ("api_answer_is_one_per_owner_and_name", Broken(ApiAnswer, {"status": 200}, again=True)),
    ("api_answer_has_an_owner", Broken(ApiAnswer, {"owner": ""})),
    ("api_answer_has_a_name", Broken(ApiAnswer, {"name": ""})),
    ("api_answer_is_no_failure", Broken(ApiAnswer, {"status": 500})),
    ("api_answer_digest_is_hexadecimal", Broken(ApiAnswer, {"request_digest": "G" * 64})),
    ("api_key_has_a_name", Broken(ApiKey, {"name": ""})),
    ("api_key_has_a_prefix", Broken(ApiKey, {"prefix": ""})),
    ("api_key_digest_is_hexadecimal", Broken(ApiKey, {"digest": "G" * 64})),
    ("api_key_expires_after_it_is_made", Broken(ApiKey, {"expires_at": NOON})),
    (
        "api_key_revoked_by_somebody_is_revoked",
        Broken(ApiKey, {"revoked_by": lambda cast: make_staff()}),
    ),
    ("upload_has_a_name", Broken(ContentUpload, {"name": ""})),
    ("upload_has_a_size", Broken(ContentUpload, {"size": 0})),
    ("upload_receives_its_size_at_most", Broken(ContentUpload, {"received": 8})),
    ("upload_sha256_is_hexadecimal", Broken(ContentUpload, {"sha256": "G" * 64})),
    (
        "upload_is_whole_when_imported",
        Broken(
            ContentUpload,
            {
                "content_import": lambda cast: ContentImport.objects.create(
                    **valid(ContentImport, cast)
                )
            },
        ),
    ),
    ("import_line_has_a_reason", Broken(ImportLine, {"reason": ""})),
    ("mask_has_a_reason", Broken(Mask, {"reason": ""})),
    ("mask_has_words", Broken(Mask, {"words": []})),
]


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_the_database_takes_a_row_that_breaks_no_rule(model):
    assert model.objects.create(**valid(model, Cast())).pk


def test_every_rule_has_a_row_that_breaks_it():
    assert {rule for rule, _ in BROKEN} == rules_of("arena")


@pytest.mark.parametrize(("rule", "broken"), BROKEN, ids=[rule for rule, _ in BROKEN])
def test_the_database_refuses_a_row_that_breaks(rule, broken):
    assert_refused(rule, broken)


def test_an_open_match_has_no_time_of_its_end():
    assert_refused("match_ends_at_a_time_by_a_known_ending", Broken(Match, {"ended_at": NOON}))
