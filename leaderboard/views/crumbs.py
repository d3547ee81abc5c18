"""Breadcrumbs of pages, for readers and for search engines."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from arena.models import Challenge, Competitor


@dataclass(frozen=True, slots=True)
class Crumb:
    """One breadcrumb; the last one is the page itself and needs no address."""

    name: str
    url: str = ""


def to_model(competitor: Competitor) -> list[Crumb]:
    return [_models(), Crumb(competitor.name)]


def to_response(competitor: Competitor, challenge: Challenge) -> list[Crumb]:
    model = reverse("site:model", args=[competitor.slug])
    return [_models(), Crumb(competitor.name, model), Crumb(challenge.title)]


def to_challenge(challenge: Challenge) -> list[Crumb]:
    challenges = reverse("site:challenges")
    category = f"{challenges}?{urlencode({'category': challenge.category.slug})}"
    return [
        Crumb(_("Challenges"), challenges),
        Crumb(challenge.category.name, category),
        Crumb(challenge.title),
    ]


def to_comparison(first: Competitor, second: Competitor) -> list[Crumb]:
    names = {"one": first.name, "other": second.name}
    choose = f"{reverse('site:choose')}?{urlencode({'a': first.slug})}"
    return [Crumb(_("Compare"), choose), Crumb(_("%(one)s or %(other)s") % names)]


def _models() -> Crumb:
    return Crumb(_("Models"), reverse("site:models"))
