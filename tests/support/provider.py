"""A provider of sign-ins on this machine, which says what a test lets it say; and the file of who may sign in."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import oidc_provider_mock
from flask import Flask
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

DISCOVERY, KEYS, TOKEN, DETAILS = "/.well-known/openid-configuration", "/jwks", "/oauth2/token", "/userinfo"
CLIENT, SECRET = "gaps", "not-to-be-shown"
PEOPLE = {
    "ada": {"name": "Ada", "groups": ["gap-admins", "everybody"]},
    "bela": {"name": "Bela", "groups": ["labour"]},
    "anna": {"name": "Anna", "email": "Anna@example.org", "email_verified": True},
    "eve": {"name": "Eve", "email": "anna@example.org", "email_verified": False},
    "stranger": {"name": "Stranger", "email": "stranger@example.org", "email_verified": True, "groups": ["everybody"]},
}
RULES = """\
format: gap-assessment-sign-in/1
issuer: {issuer}
client: gaps
name: Ministry of Labour
administrators:
  groups: [gap-admins]
facilitators:
  - organisation: Labour
    addresses: [anna@example.org]
    groups: [labour]
"""


@cache
def mock() -> Flask:
    """Knows the people, and signs with a key that it takes long to make."""
    people = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    return oidc_provider_mock.app(user_claims=people)


@dataclass
class Provider:
    """The mock, whose answers at a path a test may change, and whose ID tokens it may sign anew."""

    url: str = ""
    changed: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    own_key: RSAKey = field(default_factory=cache(lambda: RSAKey.generate_key(2048)))

    def away(self, path: str, status: int = 502) -> None:
        """Let it fail at a path."""
        self.changed[path] = lambda _answer: Response("<h1>Bad gateway</h1>", status)

    def say(self, path: str, **changes: Any) -> None:
        """Let it say this at a path; what is None it leaves out."""
        self.changed[path] = lambda answer: _without_none(answer | changes)

    def sign(self, header: dict[str, Any] | None = None, key: RSAKey | OctKey | None = None, **claims: Any) -> None:
        """Change the claims of its ID tokens, and sign them by a key that it publishes, or by another."""
        published = self.own_key.as_dict(private=False) | {"kid": "own"}
        self.say(KEYS, keys=[published])

        def change(answer: dict[str, Any]) -> dict[str, Any]:
            said = json.loads(jws.extract_compact(answer["id_token"].encode()).payload)
            said = _without_none(said | claims)
            signed_with = {"alg": "RS256", "kid": "own"} | (header or {})
            algorithm = str(signed_with["alg"])
            signed = jwt.encode(signed_with, said, key or self.own_key, algorithms=[algorithm])
            return answer | {"id_token": signed}

        self.changed[TOKEN] = change

    def tell(self, **claims: Any) -> None:
        """Say this of everybody, in the ID token and in the details."""
        self.sign(**claims)
        self.say(DETAILS, **claims)

    def answer_form(self, address: str, person: str) -> httpx.URL:
        """Where a person is led who fills its form in."""
        return httpx.URL(Client(mock()).post(address, data={"sub": person}).headers["location"])


def _without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = Request(environ).path
        provider.asked.append(path)
        change = provider.changed.get(path)
        if change is None:
            return mock()(environ, start)
        answer = Response.from_app(mock(), environ)
        made = change(json.loads(answer.get_data()) if answer.is_json else {})
        changed = made if isinstance(made, Response) else Response(json.dumps(made), mimetype="application/json")
        return changed(environ, start)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write_rules(folder: Path, issuer: str, text: str = RULES) -> Path:
    file = folder / "sign-in.yaml"
    file.write_text(text.format(issuer=issuer), encoding="utf-8")
    return file
