"""Every page of the site, found from its addresses, so that a new one cannot be forgotten.

A test of all pages goes over `PAGES`; `test_pages.py` says that each address of the site is either
there or in `OTHERS`, with the reason.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# By the name of its address: where a page of `arrange.make_arena` is found.
PAGES = {
    "site:home": "/",
    "site:leaderboard": "/leaderboard/",
    "leaderboard:intervals": "/leaderboard/overall/intervals/",
    "leaderboard:pairs": "/leaderboard/overall/pairs/",
    "leaderboard:history": "/leaderboard/overall/history/",
    "site:models": "/models/",
    "site:model": "/models/competitor-0/",
    "site:response": "/models/competitor-0/responses/reasoning-0/",
    "site:graveyard": "/graveyard/",
    "site:challenges": "/challenges/",
    "site:challenge": "/challenges/reasoning-0/",
    "site:choose": "/compare/",
    "site:compare": "/compare/competitor-0/competitor-1/",
    "site:methodology": "/methodology/",
    "site:changelog": "/changelog/",
    "site:data": "/data/",
    "site:data_votes": "/data/votes/",
    "site:developers": "/developers/",
    "site:privacy": "/privacy/",
    "site:erased": "/privacy/erased/",
    "arena:submit": "/submit/",
    "docs": "/api/docs/",
}
# Pages of one match: opened by a form, for one browser, kept from search engines.
MATCHES = {"arena:match", "arena:larger", "arena:report_match"}
# Of one person: found by a link nobody else has, or shown to one browser.
PRIVATE = {"arena:submission", "arena:session", "arena:end", "site:me", "site:receipt"}
# What is no page of its own.
OTHERS = {
    "arena:report_challenge": "a form for one, kept from search engines",
    "arena:report_response": "a form for one, kept from search engines",
    "arena:open": "a form is sent to it",
    "arena:start": "a form is sent to it",
    "arena:choose": "a form is sent to it",
    "arena:vote": "a form is sent to it",
    "arena:skip": "a form is sent to it",
    "arena:end_session": "a form is sent to it",
    "arena:frame": "a response, in a frame",
    "arena:named_frame": "a response, in a frame",
    "arena:source": "a part of a page",
    "arena:named_source": "a part of a page",
    "arena:named_larger": "a response, filling the window",
    "arena:media": "a file",
    "arena:named_media": "a file",
    "arena:original_media": "a file",
    **dict.fromkeys(("arena:part", "arena:named_part", "arena:prompt_part"), "a file"),
    **dict.fromkeys(
        (f"arena:masked_{view}" for view in ("frame", "larger", "source", "media", "part")),
        "what a mask would show, for the staff who are given its address",
    ),
    "leaderboard:board": "as site:leaderboard, of another board",
    "site:download": "a form is sent to it",
    "site:erase": "a form is sent to it",
    "site:language": "a form is sent to it",
    "site:card": "a picture",
    "site:model_card": "a picture",
    "site:compare_card": "a picture",
    "site:badge": "a picture",
    "site:embed_leaderboard": "a part of other sites' pages",
    "site:embed_compare": "a part of other sites' pages",
    **{
        f"leaderboard:{table}_{form}": "a file"
        for table in ("ratings", "pairs", "history")
        for form in ("csv", "json")
    },
    "site:run": "a board as a run had it, under a number that each arena has of its own",
    "site:cite": "a form is sent to it",
    "site:run_csv": "a file",
    "site:run_json": "a file",
    "site:feed_atom": "for programs",
    "site:feed_json": "for programs",
    "site:data_day": "as site:data, of one day",
    "site:data_latest": "leads to the newest day",
    "site:data_latest_file": "leads to a file",
    "site:data_file": "a file",
    "site:data_list": "for programs",
    "site:data_verifier": "a file",
    "site:robots": "for programs",
    "site:llms": "for programs",
    "site:security": "for programs",
    "site:sitemap": "for programs",
    "site:sitemap_section": "for programs",
    "admin_sign_in": "leads to the desk's",
    "healthz": "for programs",
    "readyz": "for programs",
    "mcp": "for programs",
    "metrics": "for programs",
    "schema": "for programs",
}
# Whole branches that are none of the visitors' pages.
BRANCHES = ("admin:", "api:", "desk:")


def names_of_addresses() -> set[str]:
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{prefix}{pattern.name}"
