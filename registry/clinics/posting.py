"""One message to one address. The connection goes to an address that was judged; a library would look the name up again."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from registry.clinic_errors import BadAddress
from registry.clinics.addresses import Target, addresses_of, target_of

CONNECT, ANSWER = 5.0, 10.0
"""Seconds until there has to be a connection, and seconds for everything after it, however slowly it drips."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other end said, or why it could not be asked. Its words are not read."""

    status: int | None
    detail: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, headers: Mapping[str, str], body: str) -> Answer:
    """Send it, and wait for a status. Redirects are answers like any other, and are not followed."""
    try:
        target = target_of(url)
        connected = _connected(target)
    except BadAddress as error:
        return Answer(None, str(error))
    except (OSError, UnicodeError) as error:
        return Answer(None, f"No connection: {_words(error)}")
    is_late = threading.Event()
    late = threading.Timer(ANSWER, _hang_up, [connected, is_late])
    late.start()
    try:
        answer = _asked(connected, target, headers, body)
    except (OSError, http.client.HTTPException) as error:
        answer = Answer(None, f"No answer: {_words(error)}")
    finally:
        late.cancel()
        connected.close()
    # What was cut off may look like an answer that had ended.
    return Answer(None, f"No answer within {ANSWER:g} seconds.") if is_late.is_set() else answer


def _connected(target: Target) -> socket.socket:
    """A connection to one of the addresses, all of which were judged; under TLS the other end proves the name."""
    for number, address in enumerate(found := addresses_of(target), 1):
        try:
            plain = socket.create_connection((address, target.port), timeout=CONNECT)
        except OSError:
            if number == len(found):
                raise
            continue
        break
    if not target.is_tls:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _asked(
    connected: socket.socket, target: Target, headers: Mapping[str, str], body: str
) -> Answer:
    connected.settimeout(ANSWER)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = connected
    sent = {
        "Host": target.authority,
        "Content-Type": "application/json",
        "User-Agent": "Mesoformulary",
        "Connection": "close",
        **headers,
    }
    connection.request("POST", target.path, body.encode(), sent)
    response = connection.getresponse()
    try:
        return Answer(response.status, _words(response.reason))
    finally:
        response.close()


def _hang_up(connected: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        """It is closed already."""


def _words(said: Exception | str) -> str:
    """What can be kept and shown of it: the other end may have said anything."""
    text = str(said) or type(said).__name__
    return "".join(filter(str.isprintable, text))[:200]
