"""What looks like personal data in a prompt."""

import pytest

from arena.text.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Write to mira.k@posteo.net today", "mira.k@posteo.net"),
        ("Call +49 170 1234567 now", "+49 170 1234567"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00"),
        ("Card 4111 1111 1111 1111 please", "4111 1111 1111 1111"),
        ("Host 84.23.12.9 is down", "84.23.12.9"),
        ("It was 84.23.12.9.", "84.23.12.9"),
        ("Host [2001:4860:4860::8888]:443 is down", "2001:4860:4860::8888"),
        ("From 2A02:810d:0:0:1:2:3:4, twice", "2A02:810d:0:0:1:2:3:4"),
    ],
)
def test_personal_data_is_found(text, words):
    assert [each.words for each in find_personal_data(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Add 1234567890 and 4111 1111 1111 1112.",
        "Write to someone@example.org at 127.0.0.1 or 192.168.0.7.",
        "IBAN DE89 3704 0044 0532 0130 01",
        "On 2026-11-27, version 1.2.3.4567 came out; pi is 3.14159265358979.",
        "",
    ],
)
def test_ordinary_numbers_are_no_personal_data(text):
    assert not find_personal_data(text)


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.9", "169.254.1.1", "100.64.0.1", "224.0.0.251", "203.0.113.9"),
        *("255.255.255.255", "84.23.12.256", "1.2.3", "01.02.03.04"),
        *("::1", "fe80::1", "fd00::2", "2001:db8::1", "std::vector", "ab::cd", "12:30:45"),
    ],
)
def test_an_address_that_leads_to_nobody_is_no_personal_data(address):
    assert not find_personal_data(f"See {address} there")
