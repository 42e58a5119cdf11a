"""A provider of the contract: the operations of specs/webhooks.yaml in memory, with Python's standard library only.

    python3 provider.py PORT TOKEN=ORGANIZATION[:read|:write] ...

Written from the contract, independently of the TypeScript packages. The contract checks tell whether it is right.
"""

import base64
import hmac
import json
import re
import secrets
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

EVENT_TYPES = ["message.received", "message.sent", "message.delivered", "message.bounced"]
EVENT_TYPES += ["message.complained", "message.rejected", "domain.verified"]
NEEDED_SCOPES = {"GET": ["read"], "POST": ["read", "write"], "PATCH": ["read", "write"], "DELETE": ["write"]}
MAX_BODY_BYTES, MAX_IDS = 1024 * 1024, 10
URI_CHARACTER = r"(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})"
URL = re.compile(rf"https?://[\w.~-]+(:[0-9]*)?(?:[/?]{URI_CHARACTER}*)?(#{URI_CHARACTER}*)?", re.ASCII | re.IGNORECASE)
ID = re.compile(r"[^\x00-\x1F\x7F-\x9F\uD800-\uDFFF\uFEFF]{1,256}")
CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,256}")
PATH = re.compile(r"/agent/v0/webhooks(?:/([^/]+))?")


class Problem(Exception):
    def __init__(self, status, name, message, **headers):
        super().__init__(message)
        self.status, self.headers, self.body = status, headers, {"name": name, "message": message}


class Invalid(Problem):
    def __init__(self, errors):
        super().__init__(400, "ValidationError", "")
        self.body = {"name": "ValidationError", "errors": errors}


def validate(body, fields, required=()):
    if not isinstance(body, dict):
        raise Invalid({"body": ["must be an object"]})
    errors = {name: ["is not a known field"] for name in body if name not in fields}
    errors |= {name: ["is required"] for name in required if name not in body}
    for name, value in body.items():
        if name in fields and (message := fields[name](value)):
            errors[name] = [message]
    if errors:
        raise Invalid(errors)


def matches(pattern, most):
    return lambda value: (
        None if isinstance(value, str) and len(value) <= most and pattern.fullmatch(value) else "is not valid"
    )


def are_ids(value):
    is_list = isinstance(value, list) and len(value) <= MAX_IDS
    return None if is_list and not any(map(matches(ID, 256), value)) else "must be at most 10 ids"


def are_event_types(value):
    is_list = isinstance(value, list) and 0 < len(value) and all(isinstance(item, str) for item in value)
    known = is_list and len(set(value)) == len(value) and set(value) <= set(EVENT_TYPES)
    return None if known else "must be different event types, at least one"


LISTS = ("inbox_ids", "pod_ids")
CREATE = {"url": matches(URL, 2048), "client_id": matches(CLIENT_ID, 256), "event_types": are_event_types}
CREATE |= {name: are_ids for name in LISTS}
CHANGES = {f"{verb}_{name}": are_ids for verb in ("add", "remove") for name in LISTS}
UPDATE = {**CHANGES}


class Provider:
    def __init__(self, tokens):
        self.tokens, self.webhooks, self.key = tokens, {}, secrets.token_bytes(32)

    def list(self, organization, query):
        limit, ascending = query.get("limit", "20"), query.get("ascending", "false")
        if not re.fullmatch(r"0*[1-9][0-9]*", limit):
            raise Invalid({"limit": ["must be an integer of 1 or more"]})
        if ascending not in ("true", "false"):
            raise Invalid({"ascending": ["must be true or false"]})
        limit = min(int(limit[-9:]) if len(limit) < 9 else 100, 100)
        position = lambda webhook: (webhook["created_at"], webhook["webhook_id"])
        found = [webhook for owner, webhook in self.webhooks.values() if owner == organization]
        found.sort(key=position, reverse=ascending == "false")
        if "page_token" in query:
            after = self.read_page_token(query["page_token"], organization, ascending)
            found = [w for w in found if (position(w) > after if ascending == "true" else position(w) < after)]
        page = {"count": len(found[:limit]), "limit": limit, "webhooks": found[:limit]}
        if len(found) > limit:
            page["next_page_token"] = self.page_token([*position(found[limit - 1])], organization, ascending)
        return page

    def page_token(self, position, organization, ascending):
        text = json.dumps(position)
        mac = hmac.digest(self.key, f"{organization} {ascending} {text}".encode(), "sha256")
        return base64.urlsafe_b64encode(mac + text.encode()).decode()

    def read_page_token(self, token, organization, ascending):
        try:
            position = json.loads(base64.b64decode(token, b"-_", validate=True)[32:])
            if hmac.compare_digest(self.page_token(position, organization, ascending), token):
                return tuple(position)
        except (ValueError, TypeError):
            pass
        raise Invalid({"page_token": ["was not issued for this list"]})

    def create(self, organization, body):
        validate(body, CREATE, required=("url", "event_types"))
        for owner, webhook in self.webhooks.values():
            if owner == organization and "client_id" in body and webhook.get("client_id") == body["client_id"]:
                return webhook
        now = datetime.now(timezone.utc).isoformat(timespec="microseconds")
        lists = {name: [*dict.fromkeys(body[name])] for name in LISTS if body.get(name)}
        webhook = {name: value for name, value in body.items() if name not in LISTS} | lists
        webhook |= {"webhook_id": f"wh_{secrets.token_hex(12)}", "enabled": True, "created_at": now, "updated_at": now}
        webhook["secret"] = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
        self.webhooks[webhook["webhook_id"]] = (organization, webhook)
        return webhook

    def get(self, organization, webhook_id):
        owner, webhook = self.webhooks.get(webhook_id, (None, None))
        if owner != organization:
            raise Problem(404, "NotFoundError", "Webhook not found.")
        return webhook

    def update(self, webhook, body):
        validate(body, UPDATE)
        after = {name: value for name, value in body.items() if name not in CHANGES}
        before = {name: webhook.get(name) for name in after} | {name: webhook.get(name, []) for name in LISTS}
        for name in LISTS:
            add, remove = body.get(f"add_{name}", []), body.get(f"remove_{name}", [])
            if set(add) & set(remove):
                raise Invalid({f"remove_{name}": [f"has an id of add_{name}, too"]})
            kept = [item for item in webhook.get(name, []) if item not in remove]
            after[name] = [*dict.fromkeys(kept + add)]
            if len(after[name]) > MAX_IDS:
                raise Invalid({f"add_{name}": ["would leave more than 10"]})
        if any(before[name] for name in LISTS) and not any(after[name] for name in LISTS):
            raise Invalid({"body": ["would subscribe the webhook to everything"]})
        if after != before:
            latest = datetime.fromisoformat(webhook["updated_at"]) + timedelta(microseconds=1)
            now = max(datetime.now(timezone.utc), latest)
            webhook.update(after, updated_at=now.isoformat(timespec="microseconds"))
        return webhook


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a response is one packet
    disable_nagle_algorithm = True

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.serve
        raise AttributeError(name)

    def serve(self):
        body, too_large = self.read_body()
        try:
            with self.server.lock:
                result = self.route(body, too_large)
                self.respond(200, b"" if result is None else json.dumps(result).encode())
        except Problem as problem:
            self.respond(problem.status, json.dumps(problem.body).encode(), problem.headers)

    def route(self, body, too_large):
        provider, url = self.server.provider, urlsplit(self.path)
        match = PATH.fullmatch(url.path)
        if not match:
            raise Problem(404, "NotFoundError", "There is nothing at this path.")
        allowed = ["GET", "PATCH", "DELETE"] if match[1] else ["GET", "POST"]
        if self.command not in allowed:
            raise Problem(405, "MethodNotAllowedError", "Use another method.", Allow=", ".join(allowed))
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        organization, scopes = provider.tokens.get(token.strip(), (None, ()))
        if organization is None or scheme.lower() != "bearer":
            raise Problem(401, "UnauthorizedError", "Send a valid token.", **{"WWW-Authenticate": "Bearer"})
        for scope in NEEDED_SCOPES[self.command]:
            if scope not in scopes:
                raise Problem(403, "ForbiddenError", f"The token lacks webhooks:{scope}.")
        webhook = provider.get(organization, unquote(match[1])) if match[1] else None
        if self.command == "GET":
            query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
            return webhook or provider.list(organization, query)
        if self.command == "DELETE":
            del provider.webhooks[webhook["webhook_id"]]
            return None
        if body and self.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise Problem(415, "UnsupportedMediaTypeError", "Send application/json.")
        if too_large:
            raise Problem(413, "ContentTooLargeError", f"The body is larger than {MAX_BODY_BYTES} bytes.")
        content = parse(body)
        return provider.update(webhook, content) if webhook else provider.create(organization, content)

    def read_body(self):
        """Returns the start of the body, and whether there is more than is allowed. Reads all of it."""
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
        else:
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        return body, len(body) > MAX_BODY_BYTES

    def respond(self, status, body, headers={}):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body:
            self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def parse(body):
    def reject(constant):
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(body.decode(), parse_constant=reject)
    except (ValueError, RecursionError):
        raise Invalid({"body": ["must be JSON"]}) from None


def read_token(argument):
    token, _, owner = argument.partition("=")
    organization, _, scope = owner.partition(":")
    return token, (organization, {scope} if scope else {"read", "write"})


if __name__ == "__main__":
    port, *tokens = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
    server.provider, server.lock = Provider(dict(map(read_token, tokens))), threading.Lock()
    print(f"provider.py at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
