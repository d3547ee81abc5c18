"""What clients send and get through Granian and the gateway, by HTTP."""

import contextlib
import errno
import http.client
import json
import socket
import subprocess
from pathlib import Path

import pytest

from config.embedded.address import Address
from config.embedded.servers import web_command
from config.gateway.connections import STALLED_SECONDS, end_stalled_connections

ROOT = Path(__file__).resolve().parent.parent.parent
MEBIBYTE = 1 << 20
SOFT_FILES = 512
THREADS = 1  # of the gateway that is served
# More than Granian takes at once by default.
MANY = 1_200


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    *command, _ = web_command(Address("127.0.0.1", number))
    starting = ["sh", "-c", f'ulimit -Sn {SOFT_FILES}; exec "$@"', "sh"]
    server = subprocess.Popen([*starting, *command, "tests.config.answering:served"], cwd=ROOT)
    while not Address("127.0.0.1", number).answers():
        assert server.poll() is None
    yield number
    server.terminate()
    server.wait(60)


@pytest.fixture
def ask(port):
    """Sends a request by a client that reads nothing before it has sent all."""

    def send(method, path, body=None, **headers):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        names = {name.replace("__", "_").replace("_", "-"): text for name, text in headers.items()}
        client.request(method, path, body, names)
        answer = client.getresponse()
        answer.content = answer.read()
        client.close()
        return answer

    return send


@pytest.fixture
def sent(port):
    """Sends bytes as they are; returns what comes back until the server ends the connection."""

    def send(data, *, ends=False):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(data)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while more := connection.recv(65_536):
                received += more
        return received

    return send


@pytest.fixture
def status(port):
    """Sends bytes as they are; returns the status of the answer."""

    def send(data):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(data)
            return int(connection.recv(65_536).split()[1])

    return send


def post(path, length, body=b"", more=""):
    return (
        f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n{more}\r\n".encode() + body
    )


def environ(answer):
    return json.loads(answer.content)


@pytest.mark.parametrize("size", [0, 1, 16_384, 16_385, 100_000])
def test_the_application_gets_the_whole_body(ask, size):
    assert environ(ask("POST", "/", b"x" * size))["received"] == size


def test_a_body_that_stops_is_refused_after_its_deadline(sent):
    assert sent(post("/hasty/", 10, b"123")).startswith(b"HTTP/1.1 408 ")


def test_a_large_body_that_stops_is_refused_after_its_deadline(sent):
    assert sent(post("/hasty/", 90_000, b"x" * 70_000)).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(status):
    assert status(post("/", 48 * MEBIBYTE)) == 413


def test_a_client_that_sends_all_before_it_reads_sees_the_refusal(ask):
    assert ask("POST", "/", bytes(48 * MEBIBYTE)).status == 413


def test_the_api_refuses_a_body_by_a_problem(ask):
    answer = ask("POST", "/api/v1/matches/", b"x" * 100_001)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert environ(answer)["code"] == "body_too_large"


@pytest.mark.parametrize("digits", ["9" * 18, "9" * 19, "9" * 5_000])
def test_a_length_of_many_digits_is_refused(status, digits):
    assert status(post("/", digits)) in {400, 413}


def test_a_body_without_a_length_is_refused(status):
    chunked = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    assert status(chunked) == 411


def test_a_head_that_is_too_large_is_refused(status):
    assert status(post("/", 0, more=f"X-A: {'a' * 200_000}\r\n")) == 431


def test_an_upload_of_someone_signed_in_may_be_larger(ask):
    answer = ask("POST", "/upload/", b"x" * 150_000, Cookie="a=b; sessionid=c")
    assert environ(answer)["received"] == 150_000


@pytest.mark.parametrize("cookies", ["", "sessionid=made-up"])
def test_an_upload_of_a_stranger_may_not(ask, cookies):
    assert ask("POST", "/upload/", b"x" * 150_000, Cookie=cookies).status == 413


def test_an_upload_has_a_limit_too(ask):
    assert ask("POST", "/upload/", b"x" * 200_001, Cookie="sessionid=c").status == 413


@pytest.mark.parametrize(
    ("size", "credentials", "status"),
    [
        (150_000, "Bearer x", 200),
        (150_001, "Bearer x", 413),
        (100_001, "Bearer y", 413),
        (100_000, "", 200),
    ],
)
def test_a_part_of_a_file_may_be_larger_with_a_key(ask, size, credentials, status):
    answer = ask("PATCH", "/parts/1/content/", b"x" * size, Authorization=credentials)
    assert answer.status == status


@pytest.mark.parametrize("length", [100, 90_000])
def test_a_body_that_ends_early_does_not_reach_the_application(sent, length):
    assert b" 200 " not in sent(post("/", length, b"x" * 40), ends=True)


def test_lines_of_one_header_are_joined_in_their_order(sent):
    more = "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nConnection: close\r\n"
    _, _, content = sent(post("/", 0, more=more)).partition(b"\r\n\r\n")
    assert json.loads(content)["HTTP_X_FORWARDED_FOR"] == "1.2.3.4,5.6.7.8"


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_hyphen(sent):
    more = "X_Forwarded_For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nConnection: close\r\n"
    _, _, content = sent(post("/", 0, more=more)).partition(b"\r\n\r\n")
    assert json.loads(content)["HTTP_X_FORWARDED_FOR"] == "5.6.7.8"


def test_headers_sent_twice_are_joined(sent):
    more = "Cookie: a=1\r\nCookie: b=2\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n"
    seen = json.loads(sent(post("/", 0, more=more)).partition(b"\r\n\r\n")[2])
    assert (seen["HTTP_COOKIE"], seen["HTTP_X_A"]) == ("a=1; b=2", "1,2")


def test_the_environment_is_that_of_wsgi(ask, port):
    seen = environ(ask("PUT", "/caf%C3%A9/?a=%C3%A9", b"{}", Content_Type="text/x"))
    assert seen["REQUEST_METHOD"] == "PUT"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert seen["QUERY_STRING"] == "a=%C3%A9"
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"]) == ("text/x", "2")
    assert (seen["REMOTE_ADDR"], seen["HTTP_HOST"]) == ("127.0.0.1", f"127.0.0.1:{port}")


def test_a_large_file_is_sent(ask):
    assert ask("GET", "/file/").content == b"large" * 4_000_000


def test_a_part_of_a_file_is_sent(ask):
    assert ask("GET", "/part/").content == b"gelargel"


def test_a_streamed_answer_is_sent(ask):
    assert ask("GET", "/stream/").content == b"one two"


def test_an_error_of_the_application_is_a_500(ask):
    assert ask("GET", "/error/").status == 500
    assert ask("GET", "/").status == 200


def test_connections_whose_clients_read_nothing_are_ended_by_the_kernel(ask):
    ask("GET", "/")
    assert environ(ask("GET", "/limits/"))["stalled"] == [STALLED_SECONDS * 1_000]


def test_the_soft_limit_of_open_files_is_raised_to_the_hard_one(ask):
    soft, hard = environ(ask("GET", "/limits/"))["files"]
    assert soft == hard > SOFT_FILES


def test_more_slow_senders_than_a_thousand_keep_nobody_waiting(port, ask):
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            slow.sendall(post("/", 10, b"123"))
        assert ask("GET", "/").status == 200
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):  # they were all still there
            slow.recv(1)


@pytest.mark.parametrize("path", ["/file/", "/long/"])
def test_slow_readers_of_large_answers_keep_nobody_waiting(port, ask, path):
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS + 1):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            slow.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            assert slow.recv(1) == b"H"
        assert ask("GET", "/").status == 200


def test_a_stalled_client_is_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        end_stalled_connections(seconds=0.2)
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as ours:
            ours.settimeout(30)
            with pytest.raises(TimeoutError) as cut_off:
                ours.sendall(bytes(64 * MEBIBYTE))
    assert cut_off.value.errno == errno.ETIMEDOUT
