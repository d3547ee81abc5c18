"""What the staff fills in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arena.ingest import FORMATS
from arena.models import (
    MOST_MATCHES_PER_MINUTE,
    BulkKind,
    ChallengeState,
    ExclusionRule,
    Item,
    Origin,
    Outcome,
    ResponsesPublic,
)
from arena.moderation import LONGEST_REASON, VoteSearch
from leaderboard.queue import Action

_ANY = [("", _("Any"))]


class ReasonField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        more = {"label": _("Reason"), "widget": forms.Textarea({"rows": 3}), **more}
        super().__init__(max_length=LONGEST_REASON, **more)


class ReasonForm(forms.Form):
    reason = ReasonField(help_text=_("It is kept for good."))


class QueueForm(forms.Form):
    """Which part of the queue is looked at."""

    kind = forms.ChoiceField(choices=Item.choices, required=False)
    mine = forms.BooleanField(required=False)


class BulkForm(forms.Form):
    """Items of the queue, and what is to be done to all of them; confirmed with a reason."""

    chosen = forms.MultipleChoiceField(required=True)
    do = forms.ChoiceField(choices=[("accept", "accept"), ("reject", "reject")])
    reason = ReasonField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: Any, chosen: list[str]) -> None:
        super().__init__(data)
        self.fields["chosen"].choices = [(each, each) for each in chosen]  # type: ignore[attr-defined]


class BurstForm(forms.Form):
    """What to do with all voters of a burst; `count` is how many of them were shown."""

    do = forms.ChoiceField(choices=[("accept", "accept"), ("reject", "reject")])
    reason = ReasonField(required=False)
    count = forms.IntegerField()

    def confirms(self, number: int) -> bool:
        """Whether so many voters were shown; if not, that becomes an error of the form."""
        if self.is_valid() and self.cleaned_data["count"] != number:
            self.add_error(None, _("These voters have changed meanwhile. Look again."))
        return self.is_valid()


class WorkForm(forms.Form):
    """Above how many matches a minute from one address a proof of work is asked for."""

    matches = forms.IntegerField(
        label=_("Matches a minute from one address"),
        help_text=_("0 never asks for a proof of work."),
        min_value=0,
        max_value=MOST_MATCHES_PER_MINUTE,
    )


def _is_key(text: str) -> bool:
    """Whether it may be the number of a row: at most 18 digits, which fit a bigint."""
    return text.isdecimal() and len(text) < 19  # noqa: PLR2004


class KeysField(forms.Field):
    """Keys of rows, as checkboxes send them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        return [int(each) for each in value or () if _is_key(each)]


class ManyForm(forms.Form):
    """Rows of a list, and what is to be done to them; confirmed with a reason and with `count`, how
    many rows it was when asked."""

    do = forms.ChoiceField()
    chosen = KeysField(required=False)
    everything = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)
    count = forms.IntegerField(required=False)
    reason = ReasonField(required=False)

    def __init__(self, data: Any, *, actions: Sequence[Action]) -> None:
        super().__init__(data)
        self._actions = {action.name: action for action in actions}
        self.fields["do"].choices = [(name, name) for name in self._actions]  # type: ignore[attr-defined]

    def clean_do(self) -> Action:
        return self._actions[self.cleaned_data["do"]]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not (clean.get("chosen") or clean.get("everything")):
            raise ValidationError(_("Choose at least one row."))
        return clean

    def confirms(self, number: int) -> bool:
        """Whether it is confirmed for so many rows, with a reason if the action needs one; what is
        missing becomes an error of the form."""
        clean = self.cleaned_data
        if not clean["confirmed"]:
            return False
        if clean["count"] != number:
            self.add_error(None, _("These rows have changed meanwhile. Look again."))
        if clean["do"].needs_reason and not clean["reason"]:
            self.add_error("reason", _("Say why: a reason is needed."))
        return not self.errors


class DayField(forms.DateTimeField):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class NumbersInput(forms.TextInput):
    """Checkboxes send each number by itself."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        del files
        each = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return ",".join(filter(None, each))


class NumbersField(forms.CharField):
    """Numbers of rows with commas between them."""

    widget = NumbersInput
    default_error_messages = {"invalid": _("Write numbers, with commas between them.")}

    def clean(self, value: Any) -> str:
        each = [part.strip() for part in super().clean(value).split(",")]
        if each != [""] and not all(_is_key(part) for part in each):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return ",".join(each)


class VoteSearchForm(forms.Form):
    """What is asked of votes; see `arena.moderation.vote_search`."""

    vote = NumbersField(label=_("Numbers of votes"), required=False, max_length=2_000)
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
    quarantined = forms.ChoiceField(
        label=_("Voter"), choices=[*_ANY, ("yes", _("In quarantine"))], required=False
    )
    response = forms.IntegerField(
        label=_("Response, by its number"), required=False, min_value=1, max_value=10**18
    )
    rule = forms.ChoiceField(
        label=_("Excluded under"), choices=[*_ANY, *ExclusionRule.choices], required=False
    )
    excluded_by = forms.CharField(label=_("Excluded by"), required=False, max_length=150)
    excluded_since = DayField(label=_("Excluded from (UTC)"), required=False)
    excluded_until = DayField(label=_("Excluded until (UTC)"), required=False)
    excluded_why = forms.CharField(label=_("Words of the reason"), required=False, max_length=100)

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
    """What is to be done to all votes of a search, or to those `chosen` from its list, and on which
    board its effect is shown."""

    kind = forms.ChoiceField(choices=BulkKind.choices)
    chosen = forms.BooleanField(required=False)
    board = forms.SlugField(required=False)


class BulkVotesForm(ReasonForm):
    """Confirms an action on all votes of a search; `count` is how many there were when asked."""

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


class ResponsesPublicForm(forms.Form):
    """When the responses to one challenge are public; empty leaves it to the arena."""

    rule = forms.TypedChoiceField(
        label=_("Its responses are public"),
        choices=[("", _("As the arena has chosen")), *ResponsesPublic.choices],
        required=False,
        coerce=ResponsesPublic,
        empty_value=None,
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
    splits_templates = forms.BooleanField(
        label=_("Split prompts with the tags of a chat template, such as <|im_start|>, into turns"),
        required=False,
    )


class SignInForm(AuthenticationForm):
    """Refuses a name that is longer than any, before it is kept among the wrong ones."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput({"autofocus": True}),
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


class PasswordForm(forms.Form):
    """One's own password, given again."""

    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def refuse(self) -> None:
        self.add_error("password", _("This is not your password."))


class AuditForm(forms.Form):
    """Which actions of the staff are looked at; `deed` is what addresses call an action."""

    text = forms.CharField(label=_("Words of subject or reason"), required=False, max_length=100)
    actor = forms.CharField(label=_("Who"), required=False, max_length=150)
    deed = forms.CharField(label=_("Action"), required=False, max_length=40)
    subject = forms.CharField(label=_("Kind of subject"), required=False, max_length=40)
    since = DayField(label=_("From (UTC)"), required=False)
    until = DayField(label=_("Until (UTC)"), required=False)

    def conditions(self) -> dict[str, str | datetime]:
        """For the audit's rows, beside the words."""
        named = {
            "actor__username": self.cleaned_data.get("actor"),
            "action": self.cleaned_data.get("deed"),
            "subject_type": self.cleaned_data.get("subject"),
            "at__gte": self.cleaned_data.get("since"),
            "at__lt": self.cleaned_data.get("until"),
        }
        return {name: value for name, value in named.items() if value}
