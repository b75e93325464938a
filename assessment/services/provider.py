"""An organisation's provider of sign-ins, asked by OpenID Connect: a code, with PKCE, state and nonce.

What one sign-in needs is in the person's browser meanwhile, so any process may end what another began.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from assessment.access.sign_ins import SignInRules, is_safe_address, load_rules
from assessment.config import PREFIX, Settings
from assessment.errors import AssessmentError
from assessment.parsing.limits import is_blank, name_problem
from assessment.parsing.message_text import printable, truncated
from assessment.records.sign_ins import Identity, SignInFailed, SignInUnavailable
from assessment.services.addresses import SIGN_IN_RETURN, origin_text

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""With which a provider may sign: only those where nobody can sign who can check."""
KEY_TYPES = ("RSA", "EC", "OKP")
SECRETS = 3
"""State, nonce and verifier, which one sign-in has."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OFFERED = ("userinfo_endpoint", "end_session_endpoint")
BYTES_LIMIT = 500_000
PATIENCE = 10.0
"""Seconds for all that a step asks of the provider."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ."""
KEPT_SECONDS = 3600
"""How long is remembered what the provider says of itself, and its keys, unless none fits."""
AT_ONCE = 8
"""People for whom the provider is asked at the same time."""
SECRET_LIMIT = 1_000

_log = logging.getLogger(__name__)


class ProviderUnusable(AssessmentError):
    """Signing in isn't set up as it must be; told to who runs the server."""


class _Unproved(Exception):
    """The provider's answer doesn't prove what it says."""


class Provider:
    """The provider that `rules` name, for an app that people open at `origin`. Every method raises SignInUnavailable if
    it can't be reached, or doesn't answer as it should."""

    def __init__(self, rules: SignInRules, secret: str, origin: str) -> None:
        self._rules, self._secret, self._origin = rules, secret, origin
        self._about: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._discovered = -float(KEPT_SECONDS)
        self._places = asyncio.Semaphore(AT_ONCE)

    async def begin(self) -> tuple[str, str]:
        """What the person’s browser alone keeps until they come back, and where at the provider they go on."""
        async with self._asking() as client:
            about = await self._discover(client)
        state, nonce, verifier = secret = [secrets.token_urlsafe(32) for _each in range(SECRETS)]
        query = {
            "response_type": "code",
            "client_id": self._rules.client,
            "redirect_uri": self._origin + SIGN_IN_RETURN,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        return ".".join(secret), _with_query(about["authorization_endpoint"], query)

    async def identity(self, kept: str, returned: Mapping[str, str]) -> Identity:
        """Who comes back from the provider with these values, to a browser that has kept this.

        Raises SignInFailed if they don't prove it.
        """
        state, nonce, verifier = parts if all(parts := kept.split(".")) and len(parts) == SECRETS else ("", "", "")
        if not state or not secrets.compare_digest(returned.get("state", "").encode(), state.encode()):
            raise SignInFailed
        code = returned.get("code", "")
        if not code or returned.get("iss", self._rules.issuer) != self._rules.issuer:
            _log.warning("The provider signed nobody in: %s", printable(truncated(returned.get("error", "no code"))))
            raise SignInFailed
        async with self._asking() as client:
            about = await self._discover(client)
            token = await self._exchange(client, code, verifier)
            claims = await self._prove(client, token, nonce)
            told = [claims]
            if endpoint := about.get("userinfo_endpoint"):
                bearer = {"Authorization": f"Bearer {token['access_token']}"}
                told.append(await _ask(client, client.build_request("GET", endpoint, headers=bearer)))
                if told[1].get("sub") != claims["sub"]:
                    raise _Unproved("the details are those of somebody else")
            return self._read_identity(told)

    async def sign_out_address(self) -> str | None:
        """Where a person signs out at the provider too, if it offers that."""
        async with self._asking() as client:
            endpoint = (await self._discover(client)).get("end_session_endpoint")
        query = {"client_id": self._rules.client, "post_logout_redirect_uri": f"{self._origin}/"}
        return _with_query(endpoint, query) if endpoint else None

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for some requests to the provider, which together have little time."""
        plain = {"Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._places,
                httpx.AsyncClient(headers=plain, timeout=PATIENCE, verify=_trusted()) as client,
            ):
                yield client
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as error:
            _log.warning("The provider of sign-ins can’t be used: %r", error)
            raise SignInUnavailable from error
        except Exception as error:  # Whatever else a library makes of what came proves nothing.
            _log.warning("A sign-in was not proved: %r", error)
            raise SignInFailed from error

    async def _discover(self, client: httpx.AsyncClient) -> dict[str, Any]:
        """What the provider says of itself, from memory if it is recent."""
        if time.monotonic() - self._discovered < KEPT_SECONDS:
            return self._about
        issuer = self._rules.issuer
        place = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
        about = await _ask(client, client.build_request("GET", place))
        if about.get("issuer") != issuer:
            raise ValueError(f"{place} is of another issuer")
        for name in (*NEEDED, *(each for each in OFFERED if each in about)):
            if not is_safe_address(str(about.get(name))):
                raise ValueError(f"{place} has no https address as its {name}")
        self._about, self._keys, self._discovered = about, None, time.monotonic()
        return about

    async def _exchange(self, client: httpx.AsyncClient, code: str, verifier: str) -> dict[str, Any]:
        """The tokens for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._origin + SIGN_IN_RETURN,
            "code_verifier": verifier,
        }
        known_by = {"client_id": self._rules.client, "client_secret": self._secret}
        if "client_secret_basic" in self._about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            basic = httpx.BasicAuth(*(quote(value, safe="") for value in known_by.values()))
            return await _ask(client, client.build_request("POST", self._about["token_endpoint"], data=form), basic)
        return await _ask(client, client.build_request("POST", self._about["token_endpoint"], data=form | known_by))

    async def _prove(self, client: httpx.AsyncClient, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """What the ID token says, once its signature, sender, recipient, times and nonce are checked."""
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        try:
            signed = jwt.decode(token["id_token"], await self._known_keys(client), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):  # Not every provider gives a new key another id.
            self._keys = None
            signed = jwt.decode(token["id_token"], await self._known_keys(client), registry=registry)
        client_id = self._rules.client
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {"iss": {"essential": True, "value": self._rules.issuer}, "aud": {"essential": True, "value": client_id}},
            {"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]},
        )
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    async def _known_keys(self, client: httpx.AsyncClient) -> KeySet:
        if self._keys is None:
            listed = (await _ask(client, client.build_request("GET", self._about["jwks_uri"])))["keys"]
            self._keys = KeySet.import_key_set({"keys": [key for key in listed if key.get("kty") in KEY_TYPES]})
        return self._keys

    def _read_identity(self, told: Sequence[Mapping[str, Any]]) -> Identity:
        """Who this is, by what is told of them; what comes first goes before the rest."""
        subject = _texts(told, "sub")[0]
        verified = [each for each in told if each.get("email_verified") is True]
        addresses = _texts(verified, "email")
        names = [*_texts(told, "name"), *_texts(told, "preferred_username"), *addresses, subject]
        groups = next((groups for each in told if (groups := each.get(self._rules.groups_claim))), ())
        name = next((name.strip() for name in names if not is_blank(name) and name_problem(name) is None), None)
        if name is None:
            raise _Unproved("nothing of what is told of them can be a name")
        return Identity(
            f"{self._rules.issuer} {subject}",
            name,
            next(iter(addresses), ""),
            tuple(group for group in (groups if isinstance(groups, list) else [groups]) if isinstance(group, str)),
        )


async def _ask(client: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None = None) -> dict[str, Any]:
    """The answer to a request, which is a JSON object within bounds."""
    if not is_safe_address(str(request.url)):
        raise httpx.UnsupportedProtocol("not an https address")
    answer, content = await client.send(request, auth=auth, stream=True), b""
    try:
        async for part in answer.aiter_raw():
            content += part
            if len(content) > BYTES_LIMIT:
                raise httpx.DecodingError("the answer is too long")
    finally:
        await answer.aclose()
    if request.method == "POST" and answer.status_code == httpx.codes.BAD_REQUEST:  # The code is refused.
        raise _Unproved(printable(truncated(content.decode(errors="replace"))))
    answer.raise_for_status()
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("the answer is not an object")
    return found


def _texts(told: Sequence[Mapping[str, Any]], claim: str) -> list[str]:
    return [text for each in told if isinstance(text := each.get(claim), str) and text]


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


@cache
def _trusted() -> SSLContext:
    return httpx.create_ssl_context()


_provider = lru_cache(maxsize=2)(Provider)


def find_provider(settings: Settings, *, anew: bool = False) -> Provider:
    """The provider that the settings name; `anew`, with nothing in memory of what it said before.

    Raises ProviderUnusable; FileRefused or OSError for a file.
    """
    if settings.sign_in is None:
        raise ProviderUnusable(f"{PREFIX}SIGN_IN names no file.")
    rules, public = load_rules(settings.sign_in), settings.public_address
    origin = "" if public is None else origin_text(public)
    if not is_safe_address(origin):
        raise ProviderUnusable(f"People who sign in need TLS: set {PREFIX}PUBLIC_ADDRESS to an https:// address.")
    secret = settings.sign_in_secret
    if not secret and settings.sign_in_secret_file is not None:
        with settings.sign_in_secret_file.open(encoding="utf-8") as file:
            secret = file.read(SECRET_LIMIT).strip()
    if not secret:
        raise ProviderUnusable(f"The provider’s secret for this app is missing: set {PREFIX}SIGN_IN_SECRET_FILE.")
    return (Provider if anew else _provider)(rules, secret, origin)
