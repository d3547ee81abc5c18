"""What is filled in to add a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arena.models import HookEvent

_OFFERED = [each for each in HookEvent if each != HookEvent.TEST]


class HookForm(forms.Form):
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=_("Messages are sent to it by POST, signed with a secret of its own."),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(each.value, f"{each.value}: {each.label}") for each in _OFFERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    @property
    def chosen(self) -> list[HookEvent]:
        return [HookEvent(each) for each in self.cleaned_data["events"]]
