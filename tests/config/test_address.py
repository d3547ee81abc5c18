"""Where the web server listens."""

import socket

import pytest

from config.embedded.address import Address
from config.embedded.errors import CannotStart


@pytest.mark.parametrize(
    ("text", "address", "url"),
    [
        ("127.0.0.1:8000", Address("127.0.0.1", 8000), "http://127.0.0.1:8000"),
        ("[::1]:8000", Address("::1", 8000), "http://[::1]:8000"),
        ("0.0.0.0:80", Address("0.0.0.0", 80), "http://127.0.0.1:80"),
        ("localhost:65535", Address("localhost", 65535), "http://localhost:65535"),
    ],
)
def test_an_address_is_read_and_shown(text, address, url):
    assert Address.parse(text) == address
    assert Address.parse(text).url == url


@pytest.mark.parametrize(
    "text", ["", "8000", ":8000", "127.0.0.1", "a:b", "a:0", "a:65536", "a:-1"]
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(CannotStart, match="--bind wants HOST:PORT"):
        Address.parse(text)


def test_a_port_in_use_is_refused_with_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = Address("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(CannotStart, match=r"Cannot listen on .*choose another"):
            address.claim()


def test_nobody_answers_on_a_closed_port():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = Address("127.0.0.1", closed.getsockname()[1])
    assert not address.answers()
