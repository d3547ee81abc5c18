"""A browser tab for one test after another: a new one would load all styles and scripts anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Error

VIEWPORT = {"width": 1280, "height": 720}


class Tabs:
    """For each set of arguments a browser context with one page, as good as new for each test.

    What the HTTP cache holds stays, so these tests must ask the same database.
    """

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._contexts: dict[str, BrowserContext] = {}

    @contextmanager
    def lend(self, arguments: dict) -> Iterator[BrowserContext]:
        key = repr(sorted(arguments.items()))
        context = self._contexts.pop(key, None) or self._open(arguments)
        yield context
        try:
            self._empty(context)
        except Error:  # the page has crashed
            context.close()
        else:
            self._contexts[key] = context

    def close(self) -> None:
        while self._contexts:
            self._contexts.popitem()[1].close()

    def _open(self, arguments: dict) -> BrowserContext:
        context = self._browser.new_context(**{"viewport": VIEWPORT, **arguments})
        context.new_page()
        return context

    def _empty(self, context: BrowserContext) -> None:
        for page in context.pages[1:]:
            page.close()
        first = context.pages[0] if context.pages else context.new_page()
        first.goto("about:blank")
        first.set_viewport_size(VIEWPORT)
        first.emulate_media(media="null", color_scheme="null", reduced_motion="null")
        first.set_extra_http_headers({})
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()
        session = context.new_cdp_session(first)
        kept = {"origin": self._site, "storageTypes": "local_storage"}
        session.send("Storage.clearDataForOrigin", kept)
        session.detach()
