"""Tests that use one tab one after another do not notice each other."""

from contextlib import suppress

from playwright.sync_api import Error

from tests.e2e.tabs import VIEWPORT

STATE = """() => ({
  size: { width: innerWidth, height: innerHeight },
  dark: matchMedia('(prefers-color-scheme: dark)').matches,
  still: matchMedia('(prefers-reduced-motion: reduce)').matches,
  print: matchMedia('print').matches,
  kept: { ...localStorage },
  language: document.documentElement.lang,
  online: navigator.onLine,
})"""


def leave_traces(context, site) -> None:
    page = context.pages[0]
    page.goto(site)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 400})
    page.set_extra_http_headers({"Accept-Language": "de"})
    context.add_cookies([{"name": "sessionid", "value": "x", "url": site}])
    context.grant_permissions(["clipboard-read"])
    context.new_page()
    context.set_offline(True)


def test_a_tab_is_lent_as_good_as_new(site, tabs):
    with tabs.lend({}) as context:
        leave_traces(context, site)
    with tabs.lend({}) as again:
        assert again is context
        assert len(again.pages) == 1
        assert again.cookies() == []
        page = again.pages[0]
        page.goto(site)
        assert page.evaluate(STATE) == {
            "size": VIEWPORT,
            "dark": False,
            "still": False,
            "print": False,
            "kept": {},
            "language": "en",
            "online": True,
        }
        asked = "navigator.permissions.query({ name: 'clipboard-read' }).then((it) => it.state)"
        assert page.evaluate(asked) != "granted"


def test_a_tab_with_other_arguments_is_another(site, tabs):
    with tabs.lend({}) as context, tabs.lend({"java_script_enabled": False}) as other:
        assert other is not context


def test_a_page_that_was_closed_or_has_crashed_is_replaced(site, tabs):
    for end in (lambda page: page.close(), crash):
        with tabs.lend({}) as context:
            end(context.pages[0])
        with tabs.lend({}) as another:
            assert another.pages[0].evaluate("1 + 1") == 2


def crash(page) -> None:
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
