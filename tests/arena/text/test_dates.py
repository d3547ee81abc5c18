"""How times and days are written."""

from datetime import date, datetime, timedelta, timezone

from django.template import Context, Template
from django.utils import translation

from arena.text import at_time, day

AT = datetime(2026, 11, 29, 15, 5, tzinfo=timezone(timedelta(hours=1)))


def test_a_time_has_its_zone():
    assert at_time(AT) == "29 Nov 2026, 14:05 UTC"


def test_a_day_has_the_same_form():
    assert day(date(2026, 11, 3)) == "3 Nov 2026"
    with translation.override("de"):
        assert day(date(2026, 10, 3)) == "3. Okt 2026"


def test_what_has_no_time_is_a_dash():
    assert (at_time(None), day(None)) == ("–", "–")


def test_an_element_can_be_read_by_programs():
    page = Template("{% load when %}{% when at ago=True %}").render(Context({"at": AT}))
    assert page == (
        '<time datetime="2026-11-29T14:05:00+00:00" data-ago>29 Nov 2026, 14:05 UTC</time>'
    )
