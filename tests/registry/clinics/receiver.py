"""A receiver of webhooks on this machine, which answers as a test tells it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.registry.clinics.watching import SECRET


class Receiver:
    """What came, and the statuses with which it is answered; the last one holds for all that follow."""

    def __init__(self):
        self.came, self.statuses, self.headers = [], [204], {}
        self.url = ""

    def answer(self):
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.came.append((self.path, dict(self.headers), body.decode()))
            self.send_response(known.answer())
            for name, value in known.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            """Tests are quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}/hook?of=example"
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def is_signed(headers, body, secret=SECRET):
    """As a receiver verifies it, written from the specification and not with our code."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}"
    expected = base64.b64encode(hmac.digest(secret, text.encode(), hashlib.sha256)).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def data_of(body):
    return json.loads(body)["data"]
