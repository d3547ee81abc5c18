"""What the staff fills in about responses that name their author."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arena.models import NameKind
from leaderboard.desk.forms import ReasonField


class NameForm(forms.Form):
    """A family or vendor to look for in responses."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("What it is"), choices=NameKind.choices)
    reason = ReasonField()


class MaskForm(forms.Form):
    """Words to mask in a response, on lines of their own."""

    words = forms.CharField(
        label=_("Words to mask, on lines of their own"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
    )
    reason = ReasonField(required=False)

    @property
    def lines(self) -> list[str]:
        return str(self.cleaned_data["words"]).splitlines()
