"""Find what looks like personal data in a text, for a person to review."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_FOUND = 20

_IBAN_BASE, _IBAN_REST = 97, 1
_CARD_DIGITS = range(13, 20)
_PHONE_DIGITS = range(8, 16)
_IPV6 = 6
_IPV6_GLOBAL_UNICAST = ip_network("2000::/3")  # RFC 4291, section 2.4


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A match and its kind."""

    words: str
    kind: "str | Promise"


def find_personal_data(text: str) -> list[PersonalData]:
    """Addresses, numbers of phones, accounts and cards; MOST_FOUND at most."""
    found: dict[str, PersonalData] = {}
    for words, kind in _all(text):
        found.setdefault(words, PersonalData(words, kind))
        if len(found) == MOST_FOUND:
            break
    return list(found.values())


def _all(text: str) -> "Iterator[tuple[str, str | Promise]]":
    for kind, (pattern, is_real) in _LOOKS_LIKE.items():
        for match in pattern.finditer(text):
            words = match[0].strip()
            if is_real(words):
                yield words, kind


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)


def _is_card(words: str) -> bool:
    """By the check digit of ISO/IEC 7812 (Luhn)."""
    digits = _digits(words)
    if len(digits) not in _CARD_DIGITS or len(set(digits)) == 1:
        return False
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def _is_iban(words: str) -> bool:
    """By the check digits of ISO 13616."""
    plain = re.sub(r"\s", "", words).upper()
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % _IBAN_BASE == _IBAN_REST


def _is_phone(words: str) -> bool:
    return len(_digits(words)) in _PHONE_DIGITS


def _is_public_address(words: str) -> bool:
    """One that may lead to somebody, unlike those of examples and home networks."""
    try:
        address = ip_address(words)
    except ValueError:
        return False
    # Global unicast is all that IPv6 assigns; short hexadecimal words of code are outside of it.
    is_unicast = address.version != _IPV6 or address in _IPV6_GLOBAL_UNICAST
    return address.is_global and not address.is_multicast and is_unicast


def _is_always(words: str) -> bool:
    return bool(words)


_LOOKS_LIKE: "Mapping[str | Promise, tuple[re.Pattern[str], Callable[[str], bool]]]" = {
    _("an e-mail address"): (
        re.compile(r"\b[\w.+-]{1,64}@(?!example\.)[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}\b"),
        _is_always,
    ),
    _("a bank account"): (
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _is_iban,
    ),
    _("a card number"): (re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])"), _is_card),
    _("a phone number"): (
        re.compile(r"(?<![\w.])(?:\+\d{1,3}[ ./-]?|\(0\d+\)[ ./-]?)\d(?:[ ./()-]?\d){5,13}(?!\w)"),
        _is_phone,
    ),
    _("a network address"): (
        re.compile(
            r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)"
            r"|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])"
        ),
        _is_public_address,
    ),
}
