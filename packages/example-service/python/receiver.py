"""A receiver of the contract, with Python's standard library only.

    python3 receiver.py PORT SECRET

Written from the contract, independently of the TypeScript packages. The contract checks tell whether it is right.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 2 * 1024 * 1024


class Rejected(Exception):
    """The delivery must not be trusted. Its arguments are the status and the reason."""


def verify(body, headers, key):
    """Returns the event of a request body, or raises Rejected."""
    delivery_id, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp") or ""
    if not delivery_id or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Rejected(400, "webhook-id or webhook-timestamp is missing or malformed")
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Rejected(400, "webhook-timestamp is too far from now")
    # Headers are bytes in Latin-1. compare_digest takes text only if it is ASCII.
    signed = f"{delivery_id}.{timestamp}.".encode("latin-1") + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = (headers.get("webhook-signature") or "").encode("latin-1").split(b" ")
    if not any([hmac.compare_digest(expected, signature) for signature in given]):
        raise Rejected(400, "no signature matches")
    try:
        event = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Rejected(400, "the body is not JSON") from error
    if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
        raise Rejected(400, "the body is not an event")
    return event


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            event = verify(self.read_body(), self.headers, self.server.key)
            print("received", event["event_type"], event.get("event_id"), flush=True)
            status = 200
        except Rejected as rejected:
            status = rejected.args[0]
        self.respond(status)

    def do_GET(self):
        self.respond(405)

    def read_body(self):
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.read(int(self.headers.get("content-length") or 0), MAX_BODY_BYTES)
        chunks, left = [], MAX_BODY_BYTES
        while size := int(self.rfile.readline(1024).split(b";")[0], 16):
            chunks.append(self.read(size, left))
            left -= size
            self.rfile.readline(1024)
        self.rfile.readline(1024)
        return b"".join(chunks)

    def read(self, size, most):
        """Reads this many bytes. A negative size would read without end."""
        if not 0 <= size <= most:
            self.close_connection = True
            raise Rejected(413, "the body is too large")
        return self.rfile.read(size)

    def respond(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port, secret = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
    server.key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    print(f"receiver.py at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
