import pytest

from arena.models import Kind
from arena.rendering.shown import show_named
from tests.arrange import make_challenge, make_competitor, make_response

pytestmark = pytest.mark.django_db

TEXT = "# One\n"


@pytest.fixture
def shown():
    """How the same text looks as a response of some kind and language."""
    challenge, competitor = make_challenge("one"), make_competitor()
    samples = iter(range(10))

    def show(**more):
        response = make_response(challenge, competitor, content=TEXT, sample=next(samples), **more)
        return show_named(response, frame_origin="").html

    return show


def test_a_text_is_formatted_and_the_same_text_as_code_is_not(shown):
    assert "<h" in shown(kind=Kind.TEXT)
    assert "<h" not in shown(kind=Kind.CODE, language="python")


def test_the_same_code_in_another_language_has_other_colours(shown):
    assert shown(kind=Kind.CODE, language="python") != shown(kind=Kind.CODE, language="markdown")
