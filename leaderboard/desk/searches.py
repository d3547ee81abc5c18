"""Finding challenges, responses and models on the desk."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from arena.models import (
    Category,
    Challenge,
    ChallengeState,
    Competitor,
    Difficulty,
    Kind,
    Leak,
    Response,
    ReviewState,
)

_ANY = [("", _("Any"))]


class SearchForm(forms.Form):
    """What is looked for in a list; what is empty asks for nothing."""

    text = forms.CharField(label=_("Words"), required=False, max_length=100)

    def rows(self) -> QuerySet[Any]:
        """What is found, once the form is valid."""
        raise NotImplementedError

    def _asked(self, **fields: str) -> Q:
        """A condition of those fields of the form that are filled in, by name of the column."""
        asked = {column: self.cleaned_data[name] for name, column in fields.items()}
        return Q(**{column: value for column, value in asked.items() if value})


class ChallengeSearchForm(SearchForm):
    state = forms.ChoiceField(
        label=_("State"), choices=[*_ANY, *ChallengeState.choices], required=False
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("Any"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*_ANY, *Kind.choices], required=False)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=[*_ANY, *Difficulty.choices], required=False
    )
    language = forms.CharField(label=_("Language, as a tag"), required=False, max_length=35)
    source = forms.CharField(label=_("Source of an import"), required=False, max_length=120)

    def rows(self) -> QuerySet[Challenge]:
        words = self.cleaned_data["text"]
        same = ("state", "category", "kind", "difficulty", "language", "source")
        found = Challenge.objects.filter(self._asked(**{name: name for name in same}))
        if words:
            named = Q(title__icontains=words) | Q(slug__icontains=words)
            found = found.filter(named | Q(prompt__icontains=words))
        light = found.select_related("category", "submitted_by")
        return light.defer("prompt", "description").order_by("title", "pk")


class ResponseSearchForm(SearchForm):
    model = forms.SlugField(label=_("Model, by its slug"), required=False)
    challenge = forms.SlugField(label=_("Challenge, by its slug"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[*_ANY, ("visible", _("Visible")), ("withdrawn", _("Withdrawn"))],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*_ANY, *Kind.choices], required=False)
    source = forms.CharField(label=_("Source of an import"), required=False, max_length=120)

    def rows(self) -> QuerySet[Response]:
        asked = self._asked(
            model="competitor__slug", challenge="challenge__slug", kind="kind", source="source"
        )
        found = Response.objects.filter(asked)
        if state := self.cleaned_data["state"]:
            found = found.filter(withdrawal__isnull=state == "visible")
        if words := self.cleaned_data["text"]:
            found = found.filter(
                Q(challenge__title__icontains=words)
                | Q(challenge__slug__icontains=words)
                | Q(competitor__name__icontains=words)
                | Q(competitor__slug__icontains=words)
                | Q(sha256=words)
            )
        light = found.select_related("challenge", "competitor", "withdrawal").defer(
            "content", "sent", "returned", "challenge__prompt", "challenge__description"
        )
        return light.order_by("-id")


class LeakSearchForm(SearchForm):
    model = forms.SlugField(label=_("Model, by its slug"), required=False)
    challenge = forms.SlugField(label=_("Challenge, by its slug"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*_ANY, *ReviewState.choices], required=False
    )
    source = forms.CharField(label=_("Source of an import"), required=False, max_length=120)

    def rows(self) -> QuerySet[Leak]:
        asked = self._asked(
            model="response__competitor__slug",
            challenge="response__challenge__slug",
            state="state",
            source="response__source",
        )
        found = Leak.objects.filter(asked)
        if words := self.cleaned_data["text"]:
            found = found.filter(
                Q(found__icontains=words)
                | Q(response__challenge__title__icontains=words)
                | Q(response__competitor__name__icontains=words)
            )
        light = found.select_related("response__challenge", "response__competitor", "decided_by")
        return light.defer("response__sent", "response__returned").order_by("-id")


class ModelSearchForm(SearchForm):
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            *_ANY,
            ("active", _("In matches")),
            ("retired", _("Retired")),
            ("merged", _("Merged into another")),
        ],
        required=False,
    )
    source = forms.CharField(label=_("Source of an import"), required=False, max_length=120)

    _STATES = {
        "": Q(),
        "active": Q(retired_at__isnull=True),
        "retired": Q(retired_at__isnull=False, merged_into__isnull=True),
        "merged": Q(merged_into__isnull=False),
    }

    def rows(self) -> QuerySet[Competitor]:
        words = self.cleaned_data["text"]
        found = Competitor.objects.filter(
            self._asked(source="source"), self._STATES[self.cleaned_data["state"]]
        )
        if words:
            named = Q(name__icontains=words) | Q(slug__icontains=words)
            found = found.filter(named | Q(provider__icontains=words))
        return found.select_related("merged_into").order_by("name", "pk")
