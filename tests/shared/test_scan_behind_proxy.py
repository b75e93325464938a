"""Everything that can be asked of a server behind a proxy with TLS, which serves pages and phones by a process each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

import pytest

from assessment.access.ballots import BALLOT_COOKIE
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE
from assessment.domain.permissions import Action
from assessment.records.sign_ins import Identity
from assessment.web.ballot.protocol import BALLOT_PATHS
from assessment.web.tls import PREFIX, STRICT_TRANSPORT
from tests.browser.server import PHONES, SharedServer
from tests.conftest import MakeDatabase
from tests.shared.test_matrix import FOR_ANYBODY, PAGES, expected_of_page, is_streamlit
from tests.shared.test_scan import CHANGING, METHODS, OUTSIDE, answers_to_hardly_requests, check, paths, variants
from tests.support.hall import COALITION, MINISTRY, Hall, Holder, open_hall
from tests.support.provider import SECRET, running_provider, write_rules
from tests.support.room import hold_room
from tests.support.wire import Caller, Reply

PUBLIC = "gaps.example.org"
HEALTH = "/_stcore/health"
PROXYS = (("Host", PUBLIC), ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"))
WHO_MAY_SIGN_IN = f"""\
format: gap-assessment-sign-in/1
issuer: {{issuer}}
client: gaps
administrators: {{{{groups: [gap-admins]}}}}
facilitators:
  - {{{{organisation: {MINISTRY}, groups: [ministry]}}}}
  - {{{{organisation: {COALITION}, groups: [coalition]}}}}
"""
OWN_ORIGIN = ("Origin", f"https://{PUBLIC}")


@dataclass(frozen=True, slots=True)
class Place:
    """A server of two processes, and the people who come: those of the hall, and a participant's phone."""

    hall: Hall
    processes: dict[str, Caller]
    addresses: dict[str, str]
    cookies: dict[str, str]
    """What browsers send, by the name of who comes."""
    provider: str
    """Where people sign in."""

    def ask(
        self,
        process: str,
        method: str,
        path: str,
        comer: str = "nobody",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Reply:
        """Ask as the proxy passes it on, unless `headers` say otherwise."""
        given = {name for name, _value in headers}
        sent = [*(header for header in (*PROXYS, OWN_ORIGIN) if header[0] not in given), *headers]
        return self.processes[process].ask(method, path, cookie=self.cookies[comer], headers=sent, body=body)

    def holder(self, comer: str) -> Holder:
        return self.hall.holders.get(comer, self.hall.holders["nobody"])

    def faults(self, comer: str, asked: str, reply: Reply) -> list[str]:
        """What is wrong with an answer."""
        wrong = check(self.hall, self.holder(comer), f"{comer}: {asked}", reply)
        # The one place elsewhere to which anybody is led.
        wrong = [fault for fault in wrong if f": leads to {self.provider}/oauth2/authorize?" not in fault]
        if reply.header("Strict-Transport-Security") != STRICT_TRANSPORT:
            wrong.append(f"{asked}: browsers may leave TLS")
        for name, cookie in reply.headers:
            is_ours = cookie.startswith((f"{PREFIX}assessment_", "_streamlit_xsrf="))
            if name.lower() == "set-cookie" and not (is_ours and "; Secure" in cookie and "SameSite" in cookie):
                wrong.append(f"{asked}: sets the cookie {cookie}")
        return wrong


@pytest.fixture(scope="module")
def place(make_postgresql: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("behind-proxy")
    with running_provider() as provider:
        rules = write_rules(folder, provider.url, WHO_MAY_SIGN_IN)
        environment = {
            "ASSESSMENT_DATABASE_URL": make_postgresql(),
            "ASSESSMENT_PUBLIC_ADDRESS": f"https://{PUBLIC}",
            "ASSESSMENT_SIGN_IN": str(rules),
            "ASSESSMENT_SIGN_IN_SECRET": SECRET,
        }
        yield from served(folder, environment, provider.url)


def served(folder: Path, environment: Mapping[str, str], provider: str) -> Iterator[Place]:
    with open_hall(folder, environment=environment) as hall:
        sign_people_in(hall, Path(environment["ASSESSMENT_SIGN_IN"]))
        phones = SharedServer(folder, PHONES, log="phones.log", environment=environment)
        phones.start()
        phone = hold_room(hall.repository, state=1).phones[0]
        cookies = {name: PREFIX + holder.cookie if holder.cookie else "" for name, holder in hall.holders.items()}
        cookies["phone"] = f"{PREFIX}{BALLOT_COOKIE}={phone}"
        addresses = {"pages": hall.address, "phones": phones.address}
        callers = {process: Caller(address) for process, address in addresses.items()}
        try:
            yield Place(hall, callers, addresses, cookies, provider)
        finally:
            for caller in callers.values():
                caller.close()
            phones.stop()


def sign_people_in(hall: Hall, rules: Path) -> None:
    """Let people be there who have signed in: as administrator, and as facilitator of each organisation."""
    for name, group, like in (
        ("signed-in administrator", "gap-admins", "administrator"),
        ("signed-in facilitator", "ministry", "facilitator"),
        ("another organisation’s signed-in facilitator", "coalition", "another organisation’s facilitator"),
    ):
        token, grant = Entrance(hall.repository, rules).sign_in(Identity(name, name, groups=(group,)))
        assert grant.role is hall.holders[like].role
        hall.holders[name] = replace(hall.holders[like], name=name, token=token)


@pytest.fixture(autouse=True)
def unchanged(place: Place) -> Iterator[None]:
    """Whatever a test does, it changes nothing that is stored."""
    before = place.hall.state()
    yield
    assert place.hall.state() == before


def test_the_process_for_pages_gives_each_person_what_their_role_allows(place: Place) -> None:
    wrong = list[str]()
    for comer in place.cookies:
        holder = place.holder(comer)
        allowed = {*FOR_ANYBODY, "/entrance.png"}
        allowed |= {"/_stcore/host-config", "/manifest.json"} if holder.opens_streamlit else set()
        allowed |= {"/_stcore/metrics"} if holder.may(Action.ADMINISTER) else set()
        allowed |= BALLOT_PATHS if comer == "phone" else set()
        for path in paths():
            reply = place.ask("pages", "GET", path, comer)
            wrong += place.faults(comer, path, reply)
            if path.lstrip("/") in PAGES:
                found = (reply.status, is_streamlit(reply))
                wrong += [f"{comer}: {path}: {found}"] if found != expected_of_page(holder, path.lstrip("/")) else []
            elif reply.status == HTTPStatus.OK and path not in allowed and not holder.opens_streamlit:
                wrong.append(f"{comer}: {path} is there")
    assert wrong == []


def test_the_process_for_phones_has_the_ballot_and_nothing_else_for_anybody(place: Place) -> None:
    wrong = list[str]()
    for comer in place.cookies:
        for path in paths():
            reply = place.ask("phones", "GET", path, comer)
            wrong += place.faults(comer, path, reply)
            if path not in {*BALLOT_PATHS, HEALTH} and reply.status != HTTPStatus.NOT_FOUND:
                wrong.append(f"{comer}: {path}: {reply.status}")
        private = BALLOT_PATHS - {*FOR_ANYBODY}
        opened = {path for path in private if place.ask("phones", "GET", path, comer).status == HTTPStatus.OK}
        assert opened >= {"/ballot", "/ballot/now"} if comer == "phone" else opened == set(), comer
    assert wrong == []


def test_a_path_written_otherwise_leads_nowhere_else(place: Place) -> None:
    asked = [*dict.fromkeys(variant for path in paths() for variant in variants(path)), *OUTSIDE]
    for process in place.processes:
        replies = {path: place.ask(process, "GET", path) for path in asked}
        assert [fault for path in asked for fault in place.faults("nobody", path[:200], replies[path])] == [], process
        if process == "phones":
            there = {path for path, reply in replies.items() if reply.status == HTTPStatus.OK}
            assert {unquote(path.partition("?")[0]) for path in there} <= {*BALLOT_PATHS, HEALTH}


def test_no_method_does_what_it_should_not(place: Place) -> None:
    wrong, done = list[str](), list[str]()
    for process in place.processes:
        for comer in ("nobody", "co-editor", "phone"):
            for path in paths():
                for method in METHODS:
                    if (path, method) == ("/leave", "POST"):  # Which would end the visit for the tests that follow.
                        continue
                    body = b"" if method != "HEAD" else None
                    reply = place.ask(process, method, path, comer, body=body)
                    wrong += place.faults(comer, f"{process}: {method} {path}", reply)
                    is_done = method in CHANGING and reply.status < HTTPStatus.BAD_REQUEST
                    done += [f"{process}: {comer}: {method} {path}"] if is_done else []
    assert (wrong, done) == ([], [])


PROXY_HEADERS = (
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Original-URL", "/_stcore/metrics"),
    ("X-Rewrite-URL", "/_stcore/metrics"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Prefix", "//evil.example"),
    ("X-Forwarded-Proto", "http"),
    ("X-Forwarded-Port", "1"),
    ("Forwarded", "for=127.0.0.1;host=evil.example;proto=http"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Forwarded-User", "administrator"),
    ("Authorization", "Bearer administrator"),
)


def test_no_header_that_a_proxy_may_set_makes_a_difference(place: Place) -> None:
    for process in place.processes:
        for path in ("/", "/rate", "/_stcore/metrics", "/ballot", "/join"):
            plain = place.ask(process, "GET", path)
            for header in PROXY_HEADERS:
                changed = place.ask(process, "GET", path, headers=[header])
                assert (changed.status, changed.header("Location")) == (plain.status, plain.header("Location")), header
                assert place.faults("nobody", path, changed) == [], header
                assert "evil" not in changed.text, header


def test_another_host_or_origin_gets_nothing(place: Place) -> None:
    coeditor = place.cookies["co-editor"]
    for process in place.processes:
        for header in (
            ("Host", "evil.example"),
            ("Host", f"{PUBLIC}.evil.example"),
            ("Host", f"{PUBLIC}:8443"),
            ("Origin", f"http://{PUBLIC}"),
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
        ):
            for path in ("/", "/rate", "/ballot", "/join"):
                reply = place.ask(process, "GET", path, "co-editor", headers=[header])
                assert reply.status == HTTPStatus.FORBIDDEN, (process, header, path)
                assert not is_streamlit(reply)
    assert VISIT_COOKIE in coeditor


def test_a_secret_under_the_plain_name_is_none(place: Place) -> None:
    for comer, process, path in (
        ("administrator", "pages", "/rate"),
        ("phone", "pages", "/ballot"),
        ("phone", "phones", "/ballot"),
    ):
        cookie = place.cookies[comer]
        assert place.ask(process, "GET", path, comer).status == HTTPStatus.OK
        for sent in (cookie.removeprefix(PREFIX), cookie.replace(PREFIX, "__Secure-"), cookie.lower()):
            reply = place.processes[process].ask("GET", path, cookie=sent, headers=[*PROXYS, OWN_ORIGIN])
            assert reply.status == HTTPStatus.SEE_OTHER, (process, sent.partition("=")[0])


def test_what_is_hardly_a_request_is_told_nothing_by_either_process(place: Place) -> None:
    for process, address in place.addresses.items():
        nobody, answers = place.hall.holders["nobody"], answers_to_hardly_requests(address)
        assert [fault for kind, reply in answers for fault in check(place.hall, nobody, kind, reply)] == [], process
        assert "a large cookie" not in {kind for kind, _reply in answers}, process
        assert place.ask(process, "GET", HEALTH).status == HTTPStatus.OK
