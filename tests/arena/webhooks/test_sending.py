"""One attempt to send a message: bounded in time and in what it reads."""

import datetime as dt
import ssl
import threading
from http.server import HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from arena.webhooks import sending
from arena.webhooks.sending import send


def test_a_message_arrives_with_its_headers(receiver):
    attempt = send(receiver.address, '{"a":"ä"}', {"webhook-id": "msg_1"})
    assert (attempt.status, attempt.answer, attempt.error) == (200, "thanks", "")
    [(path, headers, body)] = receiver.received
    assert (path, body) == ("/hook?to=me", '{"a":"ä"}'.encode())
    assert headers["webhook-id"] == "msg_1"
    assert headers["host"] == f"127.0.0.1:{receiver.server_port}"


def test_a_redirect_is_not_followed(receiver, other):
    receiver.answer = (307, {"Location": other.address}, b"")
    attempt = send(receiver.address, "{}", {})
    assert (attempt.status, attempt.is_delivered) == (307, False)
    assert other.received == []


def test_a_proxy_of_the_environment_is_not_used(receiver, other, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{other.server_port}")
    assert send(receiver.address, "{}", {}).is_delivered
    assert other.received == []


def test_no_more_than_the_beginning_of_an_answer_is_read(receiver):
    receiver.answer = (500, {}, b"x\0\xff" * 1_000_000)
    attempt = send(receiver.address, "{}", {})
    assert (attempt.status, len(attempt.answer)) == (500, 1024)
    assert "\0" not in attempt.answer


def test_one_that_does_not_answer_is_given_up(receiver, monkeypatch):
    monkeypatch.setattr(sending, "READ_SECONDS", 0.2)
    receiver.is_silent = True
    attempt = send(receiver.address, "{}", {})
    assert attempt.status is None
    assert "imeout" in attempt.error


def test_one_that_answers_a_byte_at_a_time_is_given_up(receiver, monkeypatch):
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 0.3)
    is_over = threading.Event()

    def drip(handler):
        handler.connection.recv(65_536)
        handler.connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not is_over.wait(0.05):
            handler.connection.sendall(b"X")

    handler = receiver.RequestHandlerClass
    monkeypatch.setattr(handler, "handle", drip)
    try:
        attempt = send(receiver.address, "{}", {})
    finally:
        is_over.set()
    assert attempt.status is None
    assert attempt.error


def test_nobody_there_is_an_attempt_that_failed(own_machine):
    attempt = send("http://127.0.0.1:9/", "{}", {})
    assert attempt.status is None
    assert "refused" in attempt.error


def test_a_private_address_is_not_connected_to(receiver, settings):
    """As it was allowed when the webhook was added, or its name led elsewhere."""
    settings.WEBHOOK_NETWORKS = []
    attempt = send(receiver.address, "{}", {})
    assert attempt.error == "webhook_address_refused: private"
    assert receiver.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of localhost, signed by itself: a file with both the key and it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.2"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secured(receiver, certificate):
    """The receiver by HTTPS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    assert isinstance(receiver, HTTPServer)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    return receiver


def test_https_asks_for_the_certificate_of_the_name_not_of_the_number(
    secured, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    attempt = send(f"https://localhost:{secured.server_port}/", "{}", {})
    assert attempt.is_delivered, attempt
    wrong = send(f"https://127.0.0.1:{secured.server_port}/", "{}", {})
    assert wrong.status is None
    assert "127.0.0.1" in wrong.error


def test_a_certificate_nobody_knows_is_refused(secured):
    attempt = send(f"https://localhost:{secured.server_port}/", "{}", {})
    assert attempt.status is None
    assert "CERTIFICATE_VERIFY_FAILED" in attempt.error
