"""Where webhooks may go: nowhere that only our server reaches, whatever a name says a moment later."""

import socket
import threading
import time

import pytest

from registry.clinic_errors import BadAddress
from registry.clinics import addresses, posting
from registry.clinics.addresses import addresses_of, target_of
from registry.clinics.posting import post
from tests.registry.clinics.receiver import receiving

ANY = "0.0.0.0"  # noqa: S104 -- nothing is bound to it

PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", ANY, "::1", "fd00::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "192.0.2.1",
)  # fmt: skip
NEVER = (
    "169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "168.63.129.16", "fd00:ec2::254",
    "224.0.0.1", "ff02::1", ANY, "::", "64:ff9b::a9fe:a9fe",
)  # fmt: skip


def literal(address):
    return f"https://[{address}]/" if ":" in address else f"https://{address}/"


def names(monkeypatch, *found):
    """Have every name stand for these addresses."""

    def look_up(host, port, **_):
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("address", sorted({*PRIVATE, *NEVER}))
def test_closed_address_is_refused_as_text_and_behind_a_name(address, monkeypatch):
    with pytest.raises(BadAddress, match="public internet"):
        target_of(literal(address))
    names(monkeypatch, "8.8.8.8", address)
    with pytest.raises(BadAddress, match="public internet"):
        addresses_of(target_of("https://clinic.example/"))
    assert post("https://clinic.example/", {}, "").status is None


@pytest.mark.parametrize("address", NEVER)
def test_metadata_stay_closed_where_private_addresses_are_open(address, settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    with pytest.raises(BadAddress):
        target_of(literal(address))


def test_operator_opens_private_addresses_and_plain_http(settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    assert target_of("http://10.1.2.3:8080/hook").port == 8080


@pytest.mark.parametrize(
    "url",
    [
        "http://clinic.example/", "ftp://clinic.example/", "https://", "https:///x", "clinic.example",
        "https://me:word@clinic.example/", "https://clinic.example:99999/", "https://clinic.example:0/",
        "https://clinic.example/#part", "https://clinic.example/a b", "https://clinic.example/\r\nX: y",
        "https://klinik-münchen.example/", "javascript:alert(1)", "https://[::1", "https://0x7f.1/",
        "https://2130706433/", "",
    ],
)  # fmt: skip
def test_odd_addresses_never_get_anywhere(url, monkeypatch):
    names(monkeypatch, "127.0.0.1")  # what a resolver makes of “0x7f.1”
    assert post(url, {}, "").status is None


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://clinic.example", "clinic.example", "/"),
        ("https://clinic.example:8443/a?b=c", "clinic.example:8443", "/a?b=c"),
        ("https://[2a00:1450:4001::1]/", "[2a00:1450:4001::1]", "/"),
    ],
)
def test_address_is_taken_apart(url, authority, path):
    target = target_of(url)
    assert (target.authority, target.path) == (authority, path)


def test_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name that stands for something else at the second look: there is no second look."""
    looks, connected = [], []
    names(monkeypatch, "8.8.8.8")
    look_up = addresses.socket.getaddrinfo
    monkeypatch.setattr(
        addresses.socket, "getaddrinfo", lambda *a, **k: looks.append(a) or look_up(*a, **k)
    )

    def connect(address, **_):
        connected.append(address)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(posting.socket, "create_connection", connect)
    assert "refused" in post("https://rebinding.example/", {}, "").detail
    assert connected == [("8.8.8.8", 443)]
    assert len(looks) == 1


def test_redirects_are_not_followed(settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    with receiving() as first, receiving() as second:
        first.statuses, first.headers = [302], {"Location": second.url}
        answer = post(first.url, {"webhook-id": "msg_example"}, "{}")
        assert (answer.status, answer.is_taken) == (302, False)
        assert len(first.came) == 1
        assert not second.came


def test_message_arrives_whole(settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    with receiving() as receiver:
        assert post(receiver.url, {"webhook-id": "msg_example"}, '{"ü": 1}').is_taken
    [(path, headers, body)] = receiver.came
    assert (path, body) == ("/hook?of=example", '{"ü": 1}')
    assert headers["Content-Type"] == "application/json"
    assert headers["webhook-id"] == "msg_example"
    assert headers["Host"].startswith("127.0.0.1:")


def test_tls_is_verified(settings, monkeypatch):
    """A receiver that speaks plain HTTP behind https is no receiver."""
    settings.WEBHOOKS_IN_PRIVATE = True
    with receiving() as receiver:
        answer = post(receiver.url.replace("http://", "https://"), {}, "{}")
    assert answer.status is None
    assert not receiver.came


def test_answer_that_drips_is_cut_off(settings, monkeypatch):
    settings.WEBHOOKS_IN_PRIVATE = True
    monkeypatch.setattr(posting, "ANSWER", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_drip, args=[server, over], daemon=True)
        thread.start()
        answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, "{}")
        assert answer.status is None
        over.set()
        thread.join()


def _drip(server, over):
    connected, _ = server.accept()
    with connected:
        connected.sendall(b"HTTP/1.1 200 OK\r\n")
        while not over.is_set():
            try:
                connected.sendall(b"X-Example: more\r\n")
            except OSError:
                return
            time.sleep(0.02)


def test_words_of_the_other_end_are_kept_short_and_clean(settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_shout, args=[server], daemon=True)
        thread.start()
        answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, "{}")
        thread.join()
    assert answer.status == 500
    assert len(answer.detail) <= 200
    assert "\x00" not in answer.detail


def _shout(server):
    connected, _ = server.accept()
    with connected:
        connected.recv(65_536)
        connected.sendall(b"HTTP/1.1 500 \x00" + b"no" * 1_000 + b"\r\n\r\n")
