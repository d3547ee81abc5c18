"""Derive slugs from names and prompts, deterministically."""

import hashlib
import re
from collections.abc import Collection, Iterable

from django.core.validators import slug_re
from django.utils.text import slugify

from arena.ingest.fields import length_of
from arena.models import Category, Challenge, Competitor

# Enough that 10,000 prompts of one data set share a digest with a chance of one in 20,000.
DIGEST_DIGITS = 10

_SUFFIX_DIGITS = 6

_BREAKS = re.compile(r"[./:+@\\|,]+")


def slug_from(name: str, *, limit: int = length_of(Competitor, "slug")) -> str:
    """The name itself if it is a slug, else a slug made from it.

    `claude-2.1` gives `claude-2-1`; a name without a Latin letter or digit gives a digest.
    """
    if slug_re.match(name) and len(name) <= limit:
        return name
    slug = slugify(_BREAKS.sub("-", name))[:limit].strip("-_")
    return slug or f"id-{_digest(name)}"


def distinct_slugs(names: Iterable[str], *, taken: Collection[str]) -> dict[str, str]:
    """A slug for each name, the same in any order: a name that is a slug has itself, and of names
    with one slug all but one get a digest of the name added."""
    limit = length_of(Competitor, "slug")
    free: dict[str, str] = {}
    used = {slug.casefold() for slug in taken}
    for name in sorted(set(names), key=lambda name: (slug_from(name) != name, name)):
        slug = slug_from(name)
        if slug.casefold() in used:
            digest = _digest(name)[:_SUFFIX_DIGITS]
            slug = f"{slug[: limit - _SUFFIX_DIGITS - 1].rstrip('-_')}-{digest}"
        used.add(slug.casefold())
        free[name] = slug
    return free


def prompt_slug(*, dataset: str, prompt: str) -> str:
    """`<dataset>-<digest>-<first words>`: the digest makes it unique, the words readable."""
    begin = slug_from(dataset, limit=length_of(Category, "slug"))
    words = slugify(prompt[: length_of(Challenge, "slug")])
    return f"{begin}-{_digest(prompt)}-{words}"[: length_of(Challenge, "slug")].strip("-_")


def name_from(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ").strip().capitalize() or slug


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_DIGITS]
