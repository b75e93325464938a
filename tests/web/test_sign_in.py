"""How people come in by the organisation's own sign-in, and how they are kept out."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.types import ASGIApp
from werkzeug.wrappers import Response

from assessment.access.entrance import Entrance
from assessment.access.links import KEY_LENGTH
from assessment.access.sign_ins import end_sign_ins, list_sign_ins
from assessment.config import settings
from assessment.domain.permissions import EVERYTHING, Action, Grant, Role, Scope
from assessment.services import provider as services_provider
from assessment.storage.opening import Storage
from assessment.web.entrance_pages import ATTEMPT_COOKIE, LEAVE, SIGN_IN
from assessment.web.gate import VISIT_ENDED, Gate
from assessment.web.request_check import RequestCheck
from assessment.web.security_headers import SecurityHeaders
from tests.support.asgi import Answer, ask, speak
from tests.support.gates import as_admin
from tests.support.provider import (
    CLIENT,
    DETAILS,
    DISCOVERY,
    KEYS,
    RULES,
    SECRET,
    TOKEN,
    Provider,
    running_provider,
    write_rules,
)
from tests.web.test_gate import ENDED, Inner, asked

COOKIE = f"__Host-{ATTEMPT_COOKIE}"
HERE = "https://gaps.example.org"
FAILED = "Signing in did not succeed. Please try again."
REFUSED = "Your account has no access to this server. Ask the person who runs it."
UNAVAILABLE = "Signing in doesn’t work at the moment. Try again later, or tell the person who runs this server."


@dataclass
class Server:
    """A shared server at which people sign in; `bring` is what their browser sends beside."""

    app: ASGIApp
    entrance: Entrance
    provider: Provider
    rules: Path

    def ask(self, method: str, path: str, visit: str | None = None, **bring: Any) -> Answer:
        """What is answered to a browser that opens the public address."""
        if visit is not None:
            bring["cookie"] = f"__Host-assessment_visit={visit}"
        return ask(self.app, method, path, **{"host": "gaps.example.org", "origin": HERE} | bring)

    def begin(self) -> tuple[str, str]:
        """Go to the provider: its address, and the cookie."""
        answer = self.ask("GET", SIGN_IN)
        assert answer.status == 303, answer.text
        return answer.headers["location"], kept_by(answer)

    def come_back(self, person: str) -> Answer:
        """Sign in as a person."""
        address, cookie = self.begin()
        return self.return_to(self.provider.answer_form(address, person), cookie)

    def return_to(self, address: httpx.URL, cookie: str, **headers: str) -> Answer:
        assert (address.scheme, address.host) == ("https", "gaps.example.org")
        return self.ask("GET", str(address.raw_path, "ascii"), cookie=cookie, **headers)

    def sign_in(self, person: str) -> str:
        """The secret of the visit of a person who signs in."""
        answer = self.come_back(person)
        assert (answer.status, answer.headers["location"]) == (303, "/"), answer.text
        return visit_of(answer)

    def grant(self, visit: str) -> Grant | None:
        return self.entrance.grant(visit)


def kept_by(answer: Answer) -> str:
    """What a browser sends back of the cookie in which an attempt is kept."""
    (kept,) = (each for each in answer.headers.getlist("set-cookie") if each.startswith(f"{COOKIE}="))
    return kept.partition(";")[0]


def visit_of(answer: Answer) -> str:
    cookies = SimpleCookie(answer.headers.getlist("set-cookie")[0])
    return cookies["__Host-assessment_visit"].value if "__Host-assessment_visit" in cookies else ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def rules(tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = write_rules(tmp_path, provider.url)
    for name, value in {
        "MODE": "shared",
        "PUBLIC_ADDRESS": HERE,
        "SIGN_IN": str(file),
        "SIGN_IN_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(f"ASSESSMENT_{name}", value)
    settings.cache_clear()
    return file


@pytest.fixture
def inner() -> Inner:
    return Inner()


@pytest.fixture
def server(repository: Storage, provider: Provider, rules: Path, inner: Inner) -> Server:
    entrance = Entrance(repository, rules)
    gate = Gate(inner, lambda: entrance, icon=b"")
    return Server(SecurityHeaders(RequestCheck(gate, lambda: None)), entrance, provider, rules)


# Who comes in, and as what


def test_each_comes_in_as_what_the_file_says_of_their_group_or_verified_address(server: Server) -> None:
    for person, name, role, scope in (
        ("ada", "Ada", Role.ADMINISTRATOR, EVERYTHING),
        ("bela", "Bela", Role.FACILITATOR, Scope(organisation="Labour")),
        ("anna", "Anna", Role.FACILITATOR, Scope(organisation="Labour")),
    ):
        grant = server.grant(server.sign_in(person))
        assert grant is not None, person
        assert (grant.person, grant.role, grant.scope, grant.link_id) == (name, role, scope, None)


def test_the_file_may_name_another_claim_than_groups(server: Server) -> None:
    server.rules.write_text(RULES.format(issuer=server.provider.url) + "groups_claim: roles\n", encoding="utf-8")
    assert REFUSED in server.come_back("ada").text
    server.provider.say(DETAILS, roles="gap-admins")
    assert server.grant(server.sign_in("ada")) is not None


def test_nobody_comes_in_whom_the_file_does_not_name_or_whose_address_is_not_verified(server: Server) -> None:
    for person in ("stranger", "eve", "somebody else"):
        answer = server.come_back(person)
        assert (answer.status, visit_of(answer)) == (403, ""), person
        assert REFUSED in answer.text
        assert "Sign in with Ministry of Labour" in answer.text


def test_an_address_counts_only_where_verified_is_true_and_nothing_like_it(server: Server) -> None:
    for verified in ("true", 1, None, [True]):
        server.provider.tell(email_verified=verified)
        assert REFUSED in server.come_back("anna").text, verified


def test_a_person_without_a_usable_name_signs_with_their_address(server: Server) -> None:
    for name in ("", "x" * 300, "a\nb", 7, None):
        server.provider.tell(name=name)
        grant = server.grant(server.sign_in("anna"))
        assert grant is not None, name
        assert grant.person == "Anna@example.org"
    server.provider.tell(name=None, email=None, sub="s" * 255)
    answer = server.come_back("ada")
    assert (answer.status, visit_of(answer)) == (403, "")
    assert FAILED in answer.text


def test_a_provider_may_say_in_the_token_alone_or_in_the_details_alone_who_somebody_is(server: Server) -> None:
    server.provider.sign(name=None, email=None, email_verified=None, groups=None)
    assert [server.grant(server.sign_in(person)) is not None for person in ("ada", "anna")] == [True, True]
    server.provider.changed.clear()
    server.provider.changed[DISCOVERY] = lambda answer: {
        name: value for name, value in answer.items() if name != "userinfo_endpoint"
    }
    services_provider._provider.cache_clear()
    server.provider.asked.clear()
    assert [server.grant(server.sign_in(person)) is not None for person in ("ada", "anna")] == [True, True]
    assert DETAILS not in server.provider.asked


def test_an_address_of_the_details_is_not_verified_by_what_the_token_says_of_another(server: Server) -> None:
    server.provider.sign(email="stranger@example.org", email_verified=True)
    server.provider.say(DETAILS, email="anna@example.org", email_verified=None)
    assert REFUSED in server.come_back("anna").text


def test_a_person_whom_the_file_no_longer_names_is_out_at_the_next_request(server: Server) -> None:
    visit = server.sign_in("anna")
    named = server.rules.read_text(encoding="utf-8")
    server.rules.write_text(named.replace("anna@example.org", "asha@example.org"), encoding="utf-8")
    assert server.grant(visit) is None
    server.rules.write_text(named.replace("organisation: Labour", "organisation: Justice"), encoding="utf-8")
    grant = server.grant(visit)
    assert grant is not None
    assert grant.scope == Scope(organisation="Justice")
    server.rules.write_text("nothing", encoding="utf-8")
    assert server.grant(visit) is None
    server.rules.unlink()
    assert server.grant(visit) is None


def test_of_who_signs_in_only_the_name_and_what_the_file_names_is_kept(
    server: Server, repository: Storage, tmp_path: Path
) -> None:
    server.sign_in("ada")
    server.sign_in("anna")
    anna, ada = list_sign_ins(as_admin(repository))
    assert (anna.person, anna.address, anna.groups) == ("Anna", "Anna@example.org", ())
    assert (ada.person, ada.address, ada.groups) == ("Ada", "", ("gap-admins",))
    repository.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("assessments.db*"))
    assert b"gap-admins" in stored
    for secret in ("everybody", server.provider.url, SECRET):
        assert secret.encode() not in stored, secret


# What is asked of the provider, and what is kept meanwhile


def test_the_provider_is_asked_for_a_code_with_pkce_state_and_nonce_that_only_the_browser_knows(server: Server) -> None:
    answer = server.ask("GET", SIGN_IN)
    asked_for = httpx.URL(answer.headers["location"]).params
    assert (asked_for["response_type"], asked_for["client_id"]) == ("code", CLIENT)
    assert asked_for["redirect_uri"] == f"{HERE}/sign-in/return"
    assert asked_for["code_challenge_method"] == "S256"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/", "Max-Age=900"} <= set(cookie.split("; "))
    state, nonce, verifier = cookie.partition(";")[0].partition("=")[2].split(".")
    assert (asked_for["state"], asked_for["nonce"]) == (state, nonce)
    assert verifier not in answer.headers["location"]
    again = server.ask("GET", SIGN_IN)
    assert set(kept_by(again).partition("=")[2].split(".")).isdisjoint({state, nonce, verifier})


def test_the_cookie_of_the_visit_is_new_over_tls_alone_and_lasts_as_long_as_the_sign_in(server: Server) -> None:
    first, second = server.come_back("ada"), server.come_back("ada")
    assert len(visit_of(first)) == KEY_LENGTH
    assert visit_of(first) != visit_of(second)
    cookie = first.headers.getlist("set-cookie")[0].split("; ")
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie)
    (age,) = (int(part.removeprefix("Max-Age=")) for part in cookie if part.startswith("Max-Age="))
    assert 10 * 3600 - 60 < age <= 10 * 3600
    assert any(each.startswith(f'{COOKIE}=""') for each in first.headers.getlist("set-cookie"))


def test_signing_in_ends_the_visit_that_the_browser_had(server: Server) -> None:
    before = server.sign_in("bela")
    address, cookie = server.begin()
    back = server.provider.answer_form(address, "ada")
    after = visit_of(server.return_to(back, f"{cookie}; __Host-assessment_visit={before}"))
    assert server.grant(before) is None
    assert server.grant(after) is not None


def test_what_comes_back_is_let_in_from_the_providers_site_as_a_page_that_is_opened_and_not_otherwise(
    server: Server,
) -> None:
    address, cookie = server.begin()
    back = server.provider.answer_form(address, "ada")
    path = str(back.raw_path, "ascii")
    assert server.ask("GET", path, cookie=cookie, origin=server.provider.url).status == 403
    assert server.ask("POST", path, cookie=cookie).status == 405
    assert server.return_to(back, cookie, sec_fetch_site="cross-site", sec_fetch_mode="navigate").status == 303


def test_a_page_elsewhere_begins_no_sign_in(server: Server) -> None:
    for site in ("cross-site", "same-site"):
        answer = server.ask("GET", SIGN_IN, sec_fetch_site=site, sec_fetch_mode="navigate")
        assert (answer.status, answer.headers["location"]) == (303, "/")
        assert "set-cookie" not in answer.headers
    assert server.ask("GET", SIGN_IN, sec_fetch_site="same-origin").headers["location"].startswith(server.provider.url)


# What proves nothing


def test_what_another_browser_began_or_what_was_used_before_lets_nobody_in(server: Server) -> None:
    address, cookie = server.begin()
    back = server.provider.answer_form(address, "ada")
    _address, other = server.begin()
    without_state = back.copy_remove_param("state")
    for returned, brought in (
        (back, other),
        (back, ""),
        (back, f"{COOKIE}=x"),
        (back, f"{COOKIE}=.."),
        (back, cookie.removeprefix("__Host-")),
        (without_state, cookie),
        (without_state, f"{COOKIE}=..x"),
        (back.copy_set_param("iss", "https://elsewhere.example"), cookie),
        (back.copy_remove_param("code"), cookie),
        (back.copy_remove_param("code").copy_set_param("error", "access_denied"), cookie),
        (back.copy_set_param("code", "another"), cookie),
    ):
        answer = server.return_to(returned, brought)
        assert (answer.status, visit_of(answer)) == (403, ""), returned
        assert FAILED in answer.text
    assert server.return_to(back, cookie).status == 303
    again = server.return_to(back, cookie)
    assert (again.status, visit_of(again)) == (403, "")


def sign_with_what_is_public(provider: Provider) -> None:
    """As a library would take it that lets the token choose how it is checked."""
    provider.sign()
    resigned = provider.changed[TOKEN]

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        payload = resigned(answer)["id_token"].split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg": "HS256", "kid": "own"}').decode().rstrip("=")
        public = provider.own_key.as_pem(private=False)
        signature = hmac.digest(public, f"{header}.{payload}".encode(), "sha256")
        return answer | {"id_token": f"{header}.{payload}." + base64.urlsafe_b64encode(signature).decode().rstrip("=")}

    provider.changed[TOKEN] = change


FORGED: dict[str, Callable[[Provider], None]] = {
    "expired": lambda provider: provider.sign(exp=int(time.time()) - 600),
    "from the future": lambda provider: provider.sign(iat=int(time.time()) + 600),
    "without an end": lambda provider: provider.sign(exp=None),
    "signed by another": lambda provider: provider.sign(key=RSAKey.generate_key(2048)),
    "signed by a key that isn’t published": lambda provider: provider.sign(header={"kid": "another"}),
    "not signed": lambda provider: provider.sign(header={"alg": "none"}),
    "signed with what is public": sign_with_what_is_public,
    "signed with the app’s secret": lambda provider: provider.sign(
        header={"alg": "HS256"}, key=OctKey.import_key(SECRET)
    ),
    "for another app": lambda provider: provider.sign(aud="another"),
    "for several, and given to another": lambda provider: provider.sign(aud=[CLIENT, "another"], azp="another"),
    "for several": lambda provider: provider.sign(aud=[CLIENT, "another"]),
    "for nobody": lambda provider: provider.sign(aud=None),
    "of another issuer": lambda provider: provider.sign(iss="https://elsewhere.example"),
    "with another nonce": lambda provider: provider.sign(nonce="another"),
    "without a nonce": lambda provider: provider.sign(nonce=None),
    "about nobody": lambda provider: provider.sign(sub=None),
    "about nobody who can be named": lambda provider: provider.tell(sub="x" * 300, name=None),
    "about a number": lambda provider: provider.tell(sub=7),
    "with an access token of another": lambda provider: provider.sign(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "with details of somebody else": lambda provider: provider.say(DETAILS, sub="bela"),
    "by keys that are none": lambda provider: provider.say(KEYS, keys=["a", 7]),
    "by no list of keys": lambda provider: provider.say(KEYS, keys=None),
    "no token": lambda provider: provider.say(TOKEN, id_token=None),
    "no text": lambda provider: provider.say(TOKEN, **{"id_token": "a.b"}),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_or_foreign_token_lets_nobody_in(
    server: Server, forged: str, caplog: pytest.LogCaptureFixture
) -> None:
    FORGED[forged](server.provider)
    answer = server.come_back("ada")
    assert visit_of(answer) == ""
    assert (answer.status, FAILED in answer.text) == (403, True), answer.text
    assert list_sign_ins(server.entrance.personal_gate("")) == []
    assert SECRET not in caplog.text
    server.provider.changed.clear()


def test_a_token_that_is_signed_anew_and_right_lets_in_also_after_its_key_was_changed(server: Server) -> None:
    server.sign_in("ada")
    server.provider.sign()
    assert server.grant(server.sign_in("ada")) is not None
    server.provider.sign(aud=[CLIENT, "another"], azp=CLIENT)
    assert server.grant(server.sign_in("ada")) is not None
    # Under the id of the one before.
    server.provider.own_key = RSAKey.generate_key(2048)
    server.provider.sign()
    assert server.grant(server.sign_in("ada")) is not None


def test_any_process_lets_in_who_began_to_sign_in_at_another(server: Server, repository: Storage, inner: Inner) -> None:
    address, cookie = server.begin()
    services_provider._provider.cache_clear()
    entrance = Entrance(repository, server.rules)
    other = Server(SecurityHeaders(Gate(inner, lambda: entrance, icon=b"")), entrance, server.provider, server.rules)
    visit = visit_of(other.return_to(server.provider.answer_form(address, "ada"), cookie))
    assert server.grant(visit) is not None


# A provider that can't be used


@pytest.mark.parametrize("path", [DISCOVERY, TOKEN, KEYS, DETAILS])
def test_a_provider_that_is_away_is_told_in_a_sentence_and_links_go_on(server: Server, path: str) -> None:
    server.provider.away(path)
    answer = server.ask("GET", SIGN_IN) if path == DISCOVERY else server.come_back("ada")
    assert (answer.status, UNAVAILABLE in answer.text) == (503, True)
    assert list_sign_ins(server.entrance.personal_gate("")) == []
    assert "Paste your link" in answer.text
    server.provider.changed.clear()
    assert server.grant(server.sign_in("ada")) is not None


def test_what_a_provider_says_of_itself_must_be_its_own_short_and_lead_to_https(server: Server) -> None:
    for wrong in (
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "http://elsewhere.example/leave"},
        {"jwks_uri": None},
        {"more": "x" * 600_000},
    ):
        server.provider.say(DISCOVERY, **wrong)
        answer = server.ask("GET", SIGN_IN)
        assert (answer.status, UNAVAILABLE in answer.text) == (503, True), wrong


def test_a_provider_that_does_not_answer_keeps_nobody_waiting_for_long(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services_provider, "PATIENCE", 0.2)

    def change_late(answer: dict[str, Any]) -> dict[str, Any]:
        time.sleep(1)
        return answer

    server.provider.changed[DISCOVERY] = change_late
    answer = server.ask("GET", SIGN_IN)
    assert (answer.status, UNAVAILABLE in answer.text) == (503, True)


def test_what_the_provider_says_of_itself_is_asked_once(server: Server) -> None:
    for _time in range(3):
        server.sign_in("ada")
    assert [server.provider.asked.count(path) for path in (DISCOVERY, KEYS, TOKEN)] == [1, 1, 3]


def test_a_provider_that_takes_the_secret_only_in_the_form_gets_it_there(server: Server) -> None:
    server.provider.say(DISCOVERY, token_endpoint_auth_methods_supported=["client_secret_post"])
    assert server.grant(server.sign_in("ada")) is not None


def test_without_tls_a_secret_or_a_readable_file_nobody_signs_in(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (
        ("PUBLIC_ADDRESS", "http://gaps.example.org"),
        ("SIGN_IN_SECRET", ""),
        ("SIGN_IN", str(tmp_path / "none.yaml")),
    ):
        with monkeypatch.context() as changed:
            changed.setenv(f"ASSESSMENT_{name}", value)
            settings.cache_clear()
            here = settings().public_address
            answer = server.ask("GET", SIGN_IN, origin=f"{here.scheme if here else None}://gaps.example.org")
            assert (answer.status, UNAVAILABLE in answer.text) == (503, True), name
    settings.cache_clear()


@pytest.mark.parametrize("path", [DISCOVERY, KEYS, TOKEN, DETAILS])
def test_the_provider_sends_this_server_nowhere_else(server: Server, path: str) -> None:
    elsewhere = f"{server.provider.url}/elsewhere"
    server.provider.changed[path] = lambda _answer: Response("", 302, {"Location": elsewhere})
    if path == DISCOVERY:
        assert server.ask("GET", SIGN_IN).status == 503
    else:
        assert visit_of(server.come_back("ada")) == ""
    assert "/elsewhere" not in server.provider.asked


# How it ends


def test_signing_out_ends_the_visit_and_leads_to_sign_out_at_the_provider_too(server: Server) -> None:
    visit = server.sign_in("ada")
    answer = server.ask("POST", LEAVE, visit=visit)
    assert server.grant(visit) is None
    assert "You are signed out here" in answer.text
    assert '__Host-assessment_visit=""' in answer.headers["set-cookie"]
    at_provider = httpx.URL(answer.headers["refresh"].removeprefix("0; url="))
    assert str(at_provider).startswith(f"{server.provider.url}/oauth2/end_session?")
    assert dict(at_provider.params) == {"client_id": CLIENT, "post_logout_redirect_uri": f"{HERE}/"}


def test_signing_out_leads_to_the_start_where_the_provider_offers_no_more_or_is_away(server: Server) -> None:
    visits = [server.sign_in("ada"), server.sign_in("ada")]
    changes: list[dict[str, Any]] = [{"end_session_endpoint": None}, {"issuer": "another"}]
    for visit, change in zip(visits, changes, strict=True):
        services_provider._provider.cache_clear()
        server.provider.say(DISCOVERY, **change)
        answer = server.ask("POST", LEAVE, visit=visit)
        assert (answer.status, answer.headers["location"]) == (303, "/")
        assert server.grant(visit) is None


class Heard(list[bytes]):
    """What Streamlit's place has heard, after which something happens."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self._happens = happens

    def append(self, message: bytes) -> None:
        super().append(message)
        self._happens()


def test_a_page_that_is_open_ends_at_its_next_message(server: Server, repository: Storage, inner: Inner) -> None:
    def leave(visit: str) -> None:
        server.entrance.leave(visit)

    def end_by_administrator(_visit: str) -> None:
        end_sign_ins(as_admin(repository), list_sign_ins(as_admin(repository))[0].id)

    def drop_from_file(_visit: str) -> None:
        server.rules.write_text(RULES.format(issuer=server.provider.url).replace("labour", "justice"), encoding="utf-8")

    said = [asked(rerun_script={"query_string": number}) for number in ("one", "two", "three")]
    for end in (leave, end_by_administrator, drop_from_file):
        visit = server.sign_in("bela")
        inner.received = Heard(partial(end, visit))
        cookie = f"__Host-assessment_visit={visit}"
        sent = speak(server.app, *said, cookie=cookie, host="gaps.example.org", origin=HERE)
        assert inner.received == said[:1]
        assert sent[-1] == {"type": "websocket.close", "code": VISIT_ENDED}
        page = server.ask("GET", "/workshops", visit=visit)
        assert (page.status, page.headers["location"]) == (303, "/")
        assert ENDED in server.ask("GET", "/", visit=visit).text


def test_it_ends_after_the_hours_that_the_file_says(
    server: Server, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rules.write_text(RULES.format(issuer=server.provider.url) + "hours: 8\n", encoding="utf-8")
    visit = server.sign_in("ada")
    began = dt.datetime.now(dt.UTC)
    for hours, is_in in ((7.9, True), (8.1, False)):
        later = began + dt.timedelta(hours=hours)
        for module in ("access.entrance", "access.sign_ins", "storage.sign_ins"):
            monkeypatch.setattr(f"assessment.{module}.now", lambda later=later: later)
        assert (server.grant(visit) is not None) is is_in, hours
        assert len(list_sign_ins(as_admin(repository))) == is_in


def test_an_administrator_ends_all_sign_ins_of_one_person_at_once(server: Server, repository: Storage) -> None:
    visits = [server.sign_in("bela"), server.sign_in("bela"), server.sign_in("ada")]
    signed_in = {each.person: each.id for each in list_sign_ins(server.entrance.visit_gate(visits[2]))}
    end_sign_ins(server.entrance.visit_gate(visits[2]), signed_in["Bela"])
    assert [server.grant(visit) is not None for visit in visits] == [False, False, True]
    assert [each.person for each in list_sign_ins(as_admin(repository))] == ["Ada"]
    assert Action.ADMINISTER not in server.grant(server.sign_in("anna")).actions  # type: ignore[union-attr]


def test_without_a_setting_there_is_no_sign_in(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Sign in with Ministry of Labour" in server.ask("GET", "/").text
    monkeypatch.delenv("ASSESSMENT_SIGN_IN")
    settings.cache_clear()
    assert "Sign in" not in server.ask("GET", "/").text
    # Nor does anybody let the server load what it would take.
    monkeypatch.setitem(sys.modules, services_provider.__name__, None)
    for path in (SIGN_IN, f"{SIGN_IN}/return?state=a&code=b"):
        assert server.ask("GET", path).status == 404
