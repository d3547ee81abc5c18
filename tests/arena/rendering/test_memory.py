import pytest
from django.utils.safestring import SafeString

from arena.rendering import memory
from arena.rendering.memory import MOST_CHARACTERS, remembered


@pytest.fixture(autouse=True)
def _nothing_kept():
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def rendered():
    """What was rendered, in order."""
    return []


@pytest.fixture
def render(rendered):
    def render(text):
        rendered.append(text)
        return SafeString(text * (MOST_CHARACTERS // 3))

    return render


def test_a_text_is_rendered_once(render, rendered):
    assert remembered("a", "x", render) == remembered("a", "x", render)
    assert rendered == ["x"]


def test_the_text_read_longest_ago_makes_room(render, rendered):
    for key in ("a", "b", "c", "a", "d", "a", "b"):
        remembered(key, key, render)
    assert rendered == ["a", "b", "c", "d", "b"]


def test_a_text_too_long_to_keep_is_rendered_each_time(rendered):
    def render(text):
        rendered.append(text)
        return SafeString("x" * (MOST_CHARACTERS + 1))

    for _ in range(2):
        remembered("a", "x", render)
    assert rendered == ["x", "x"]
