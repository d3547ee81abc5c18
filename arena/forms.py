import re
from dataclasses import fields
from operator import itemgetter
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arena.models import LONGEST_WORDS, Category, Challenge, Difficulty, Kind, Outcome, ReportReason
from arena.submissions import Proposal

# Characters. The longest prompts of public data sets have about 10,000; a title is one line.
LONGEST_TITLE = 120
SHORTEST_PROMPT, LONGEST_PROMPT = 10, 20_000
LONGEST_MESSAGE = 1_000

_PROPOSED = tuple(field.name for field in fields(Proposal))

# The languages that Django names, as tags, without variants where the plain language exists.
_VARIANTS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
_LANGUAGES = {
    _VARIANTS.get(code, code): facts["name"]
    for code, facts in LANG_INFO.items()
    if "name" in facts and ("-" not in code or code in _VARIANTS)
}

_TOO_SHORT = _("Write at least %(limit_value)d characters; these are %(show_value)d.")
_TOO_LONG = _("Write at most %(limit_value)d characters; these are %(show_value)d.")

# Bidirectional control characters and line breaks, which titles must not have.
_NOT_IN_A_TITLE = re.compile("[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]+")


class VoteForm(forms.Form):
    """One of the four outcomes, and the solution of the proof of work if the match asks for it."""

    outcome = forms.ChoiceField(choices=Outcome)
    work = forms.CharField(required=False)


class NextForm(forms.Form):
    """Options of opening a match: the one before, if any, and whether it is prefetched."""

    after = forms.UUIDField(required=False)
    ahead = forms.BooleanField(required=False)


def _language_choices() -> list[tuple[str, str]]:
    """Choices of languages, sorted by name in the reader's language."""
    named = [(tag, gettext(name)) for tag, name in _LANGUAGES.items()]
    return [("", gettext("Not said")), *sorted(named, key=itemgetter(1))]


class LineField(forms.CharField):
    """One line of text; line breaks and bidirectional controls become spaces."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(" ".join(_NOT_IN_A_TITLE.sub(" ", str(value or "")).split()))


class ProseField(forms.CharField):
    """Text of many lines, with line ends normalised to one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))


class ReportForm(forms.Form):
    """A report: the reason, the part of the match, and a message."""

    what = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            ("a", _("Response A")),
            ("b", _("Response B")),
            ("challenge", _("The challenge itself")),
        ],
        error_messages={"required": _("Choose what it is about.")},
    )
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[("", _("Choose one")), *ReportReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    words = ProseField(
        label=_("Say more"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _TOO_LONG},
    )

    def __init__(self, data: Any = None, *, initial: Any = None, is_of_match: bool = False) -> None:
        super().__init__(data, initial=initial)
        if not is_of_match:
            del self.fields["what"]


class ProposalForm(forms.Form):
    """The fields of a submitted challenge."""

    title = LineField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("A few words by which voters will know it."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Give it a title."), "max_length": _TOO_LONG},
    )
    prompt = ProseField(
        label=_("Prompt"),
        min_length=SHORTEST_PROMPT,
        max_length=LONGEST_PROMPT,
        help_text=_("Exactly what every model will be sent. It is shown as written."),
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("Write the prompt."),
            "min_length": _TOO_SHORT,
            "max_length": _TOO_LONG,
        },
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose a category."),
            "invalid_choice": _("Choose a category of the list."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind of response"), choices=Kind.choices, initial=Kind.TEXT.value
    )
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=Difficulty.choices, initial=Difficulty.MEDIUM.value
    )
    language = forms.ChoiceField(
        label=_("Language of the prompt"), choices=_language_choices, required=False
    )
    message = ProseField(
        label=_("A word to the reviewers"),
        required=False,
        max_length=LONGEST_MESSAGE,
        help_text=_("Only they read it: where the prompt is from, what makes it hard."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": _TOO_LONG},
    )
    ticket = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    @classmethod
    def filled_from(cls, challenge: Challenge, message: str) -> "ProposalForm":
        names = ("title", "prompt", "category", "kind", "difficulty")
        return cls(
            initial={name: getattr(challenge, name) for name in names} | {"message": message}
        )

    @property
    def proposal(self) -> Proposal:
        """The proposal of a valid form."""
        return Proposal(**{name: self.cleaned_data[name] for name in _PROPOSED})
