from django import forms

from arena.models import Outcome


class VoteForm(forms.Form):
    """One of the four outcomes."""

    outcome = forms.ChoiceField(choices=Outcome)


class NextForm(forms.Form):
    """Which match the asked one comes after, if any, and whether it is asked for ahead of time."""

    after = forms.UUIDField(required=False)
    ahead = forms.BooleanField(required=False)
