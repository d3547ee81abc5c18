"""What is filled in to make a key of the API."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arena.access import LONGEST_LIFE, SCOPE_NAMES, Scope

_USUAL_DAYS = 90


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("The name of a script, for example.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(
        label=_("Days until it expires"),
        min_value=1,
        max_value=LONGEST_LIFE.days,
        initial=_USUAL_DAYS,
    )

    def __init__(self, data: Any = None, *, scopes: Sequence[Scope]) -> None:
        super().__init__(data)
        offered = [(scope.value, f"{scope.value}: {SCOPE_NAMES[scope]}") for scope in scopes]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Scope]:
        return [Scope(each) for each in self.cleaned_data["scopes"]]

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=self.cleaned_data["days"])
