"""What the staff fills in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arena.ingest import FORMATS
from arena.models import BulkKind, ChallengeState, ExclusionRule, Item, Origin, Outcome
from arena.moderation import LONGEST_REASON, VoteSearch

_ANY = [("", _("Any"))]


class ReasonField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        more = {"label": _("Reason"), "widget": forms.Textarea({"rows": 3}), **more}
        super().__init__(max_length=LONGEST_REASON, **more)


class ReasonForm(forms.Form):
    reason = ReasonField(help_text=_("It is kept with the deed for good."))


class QueueForm(forms.Form):
    """Which part of the queue is looked at."""

    kind = forms.ChoiceField(choices=Item.choices, required=False)
    mine = forms.BooleanField(required=False)


class BulkForm(forms.Form):
    """Items of the queue, and what is to be done to all of them; confirmed with a reason."""

    chosen = forms.MultipleChoiceField(required=True)
    deed = forms.ChoiceField(choices=[("accept", "accept"), ("reject", "reject")])
    reason = ReasonField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: Any, chosen: list[str]) -> None:
        super().__init__(data)
        self.fields["chosen"].choices = [(each, each) for each in chosen]  # type: ignore[attr-defined]


class DayField(forms.DateTimeField):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class VoteSearchForm(forms.Form):
    """What is asked of votes; see `arena.moderation.vote_search`."""

    vote = forms.IntegerField(label=_("Number of the vote"), required=False, min_value=1)
    voter = forms.CharField(label=_("Voter"), required=False, max_length=36)
    address = forms.CharField(label=_("Digest of an address"), required=False, max_length=24)
    since = DayField(label=_("From (UTC)"), required=False)
    until = DayField(label=_("Until (UTC)"), required=False)
    model = forms.SlugField(label=_("Model, by its slug"), required=False)
    rival = forms.SlugField(label=_("Against, by its slug"), required=False)
    challenge = forms.SlugField(label=_("Challenge, by its slug"), required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[*_ANY, *Outcome.choices], required=False
    )
    origin = forms.ChoiceField(label=_("Origin"), choices=[*_ANY, *Origin.choices], required=False)
    source = forms.CharField(label=_("Source of an import"), required=False, max_length=120)
    counted = forms.ChoiceField(
        label=_("Counts"),
        choices=[*_ANY, ("yes", _("It counts")), ("no", _("It is excluded"))],
        required=False,
    )
    rule = forms.ChoiceField(
        label=_("Excluded under"), choices=[*_ANY, *ExclusionRule.choices], required=False
    )

    def clean_voter(self) -> str:
        text = str(self.cleaned_data["voter"]).strip()
        if not text:
            return ""
        try:
            return str(UUID(text))
        except ValueError:
            raise ValidationError(_("The whole id of a voter has 32 hexadecimal digits.")) from None

    @property
    def search(self) -> VoteSearch:
        """Once the form is valid."""
        return VoteSearch(
            **{
                name: value
                for name, value in self.cleaned_data.items()
                if name in self.base_fields and value is not None
            }
        )


class EffectForm(forms.Form):
    """What is to be done to all votes of a search, and on which board its effect is shown."""

    kind = forms.ChoiceField(choices=BulkKind.choices)
    board = forms.SlugField(required=False)


class BulkVotesForm(ReasonForm):
    """Confirms a deed on all votes of a search; `count` is how many there were when asked."""

    kind = forms.ChoiceField(choices=BulkKind.choices, widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput)
    rule = forms.ChoiceField(label=_("Rule"), choices=ExclusionRule.choices, required=False)
    field_order = ("rule", "reason")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("kind") == BulkKind.EXCLUDE and not clean.get("rule"):
            self.add_error("rule", _("Choose the rule under which they are excluded."))
        return clean


class RevisionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    prompt = forms.CharField(
        label=_("Prompt"), max_length=100_000, widget=forms.Textarea({"rows": 12})
    )


class AliasesForm(forms.Form):
    aliases = forms.CharField(
        label=_("Other names, one a line"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 3}),
    )

    @property
    def names(self) -> list[str]:
        return str(self.cleaned_data["aliases"]).splitlines()


class RevealForm(ReasonForm):
    name = forms.CharField(label=_("Its real name"), max_length=160)
    provider = forms.CharField(label=_("Provider"), max_length=120, required=False)
    field_order = ("name", "provider", "reason")


class MergeForm(ReasonForm):
    into = forms.SlugField(label=_("The slug of the model it is"))
    field_order = ("into", "reason")


class FilesField(forms.FileField):
    """Any number of files."""

    class Several(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one_by_one = super().clean
        each = data if isinstance(data, (list, tuple)) else [data]
        return [one_by_one(file, initial) for file in each if file] or [one_by_one(None, initial)]


class UploadForm(forms.Form):
    """Files of a data set, and how they are meant."""

    upload = FilesField(
        label=_("Files"), error_messages={"required": _("Choose at least one file.")}
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name) for name in FORMATS], initial="jsonl"
    )
    state = forms.ChoiceField(
        label=_("New challenges are"),
        choices=[
            (each.value, each.label) for each in (ChallengeState.DRAFT, ChallengeState.PUBLISHED)
        ],
        initial=ChallengeState.PUBLISHED.value,
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=120,
        help_text=_("It is kept with every row; left empty, it is the name of the format."),
    )
    keep_going = forms.BooleanField(
        label=_("Bring in what is not refused, even if some lines are"), required=False
    )


class CodeForm(forms.Form):
    """The code of the second step, or one of those kept for when its device is lost."""

    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": _("Type the code.")},
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())

    def refuse(self) -> None:
        self.add_error("code", _("This code is wrong, used or too old. Wait for the next one."))


class AuditForm(forms.Form):
    """Which deeds of the staff are looked at."""

    text = forms.CharField(label=_("Words of subject or reason"), required=False, max_length=100)
    actor = forms.CharField(label=_("Who"), required=False, max_length=150)
    deed = forms.CharField(label=_("Deed"), required=False, max_length=40)
    subject = forms.CharField(label=_("Kind of subject"), required=False, max_length=40)
    since = DayField(label=_("From (UTC)"), required=False)
    until = DayField(label=_("Until (UTC)"), required=False)

    def conditions(self) -> dict[str, str | datetime]:
        """For the audit's rows, beside the words."""
        named = {
            "actor__username": self.cleaned_data.get("actor"),
            "deed": self.cleaned_data.get("deed"),
            "subject_type": self.cleaned_data.get("subject"),
            "at__gte": self.cleaned_data.get("since"),
            "at__lt": self.cleaned_data.get("until"),
        }
        return {name: value for name, value in named.items() if value}
