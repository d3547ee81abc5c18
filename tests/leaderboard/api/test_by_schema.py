"""Requests made from the OpenAPI document, good ones and bad ones: answers are as it says, and no
check of schemathesis finds anything."""

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.hypothesis.builder import FeedbackSources, Override

from arena.access import Scope
from config.wsgi import application
from tests.arena.api.calling import make_text
from tests.routes import fill

load_all_checks()
positive_data_acceptance = CHECKS.get_one("positive_data_acceptance")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

# Of the requests that cover an operation, the gate sends each so many'th.
ONE_OF = 20
# Parameters whose values depend on the arena, with one that there is; a cursor comes with a page.
THERE = {
    "provider": "Lovelace Works",
    "category": "reasoning",
    "window": 7,
    "cursor": None,
    "tag": None,
    "as_of": None,
}
# Of other writes, what they name must be there, which no schema says.
OF_VOTERS = ("/api/v1/matches/", "/api/v1/sessions/")
LIMITS = ("VOTES_PER_MINUTE", "VOTES_PER_MINUTE_PER_ADDRESS")


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


@pytest.fixture(scope="module")
def key(arena):
    """A key that may do everything, as a header."""
    return f"Bearer {make_text(arena.staff, *Scope)}"


@pytest.fixture
def connected():
    """The connection stays the test's, as Django's client has it."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def operations(arena, settings, connected):
    for limit in LIMITS:
        setattr(settings, limit, 0)
    config = SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED]}}}
    )
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application, config=config)
    return [found.ok() for found in schema.get_all_operations()]


# What a request that is in order may be answered: a run is thinned out, a match is over.
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "410", "429")


def send(case, arena, key):
    """The request; one that is in order asks for what there is."""
    if not case.meta.generation.mode.is_negative:
        for name in THERE.keys() & (case.query or {}).keys():
            if THERE[name] is None:
                del case.query[name]
            else:
                case.query[name] = THERE[name]
        if case.operation.label.startswith("GET"):
            case.path_parameters = there(case, arena)
        if {"key": []} in case.operation.definition.raw.get("security", ()):
            case.headers["Authorization"] = key
    is_content = case.method != "GET" and not case.path.startswith(OF_VOTERS)
    # Options of exports are each for some formats.
    may_refuse = is_content or case.path.startswith("/api/v1/exports/")
    case.call_and_validate(
        headers={"Host": "testserver", "Accept-Encoding": "identity"},
        excluded_checks=[positive_data_acceptance] if may_refuse else [],
    )


def there(case, arena):
    """Parameters of the address under which something is found."""
    is_board = "/boards/" in case.path
    known = arena.arguments | ({"slug": "overall"} if is_board else {})
    if "/challenges/" in case.path:
        known |= {"slug": "reasoning-0"}
    return {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}


def covering(operation, modes=(GenerationMode.POSITIVE, GenerationMode.NEGATIVE)):
    return CoverageGenerator(
        operation=operation,
        generation_modes=list(modes),
        generation_config=operation.schema.config.generation,
        auth_storage=None,
        override=Override(),
        feedback=FeedbackSources(),
    )


def test_some_requests_to_every_operation_are_answered_as_the_schema_says(operations, arena, key):
    number = 0
    for operation in operations:
        for case in covering(operation):
            number += 1
            if number % ONE_OF == 0:
                send(case, arena, key)
    assert number > 300


@pytest.mark.every
def test_all_requests_that_cover_an_operation_are_answered_as_the_schema_says(
    operations, arena, key
):
    for operation in operations:
        for case in covering(operation):
            send(case, arena, key)


@pytest.mark.every
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_any_request_is_answered_as_the_schema_says(operations, arena, key, mode):
    few = hypothesis.settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        database=None,
    )
    for operation in operations:

        @few
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def sent(case):
            send(case, arena, key)

        sent()
