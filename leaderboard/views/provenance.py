"""The provenance of a response: the request, the metadata returned, and its digest."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from arena.models import Response
from leaderboard.views.specs import Spec

_ENDPOINT = ("endpoint", "url", "base_url", "api")
_MODEL = ("model", "model_id", "id")
_SECONDS = ("seconds", "duration_seconds", "latency_seconds")
_TOKENS = {
    _("Tokens in"): ("input_tokens", "prompt_tokens"),
    _("Tokens out"): ("output_tokens", "completion_tokens", "tokens"),
}
# The prompt is on the page already.
_NO_PARAMETERS = frozenset({*_ENDPOINT, *_MODEL, "prompt", "messages"})
_UNKNOWN = _("not recorded")


def provenance_of(response: Response) -> list[Spec]:
    """The lines of the provenance card; missing values read "not recorded"."""
    sent, returned = _object(response.sent), _object(response.returned)
    return [
        Spec(str(_("Endpoint")), _first(sent, _ENDPOINT)),
        Spec(str(_("Model asked for")), _first(sent, _MODEL)),
        Spec(str(_("Model that answered")), _first(returned, _MODEL[:2])),
        Spec(str(_("Parameters as sent")), _parameters(sent)),
        *(Spec(str(label), _first(returned, keys)) for label, keys in _TOKENS.items()),
        Spec(str(_("Seconds")), _first(returned, _SECONDS)),
        *_rest(returned),
    ]


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(facts: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = next((facts[key] for key in keys if facts.get(key) not in (None, "")), None)
    return str(_UNKNOWN) if found is None else _text(found)


def _parameters(sent: Mapping[str, Any]) -> str:
    shown = [
        f"{key} = {_as_sent(value)}" for key, value in sent.items() if key not in _NO_PARAMETERS
    ]
    return ", ".join(shown) or str(_UNKNOWN)


def _as_sent(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rest(returned: Mapping[str, Any]) -> Iterator[Spec]:
    """Other returned metadata, under its own keys."""
    known = {*_MODEL, *_SECONDS, *(key for keys in _TOKENS.values() for key in keys)}
    for key, value in returned.items():
        if key not in known and value not in (None, "", {}, []):
            yield Spec(key.replace("_", " ").capitalize(), _text(value))


def _text(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(number_format(value, use_l10n=True, force_grouping=True))
    return value if isinstance(value, str) else _as_sent(value)
