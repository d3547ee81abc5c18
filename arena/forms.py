from django import forms

from arena.models import Outcome


class VoteForm(forms.Form):
    """One of the four outcomes."""

    outcome = forms.ChoiceField(choices=Outcome)
