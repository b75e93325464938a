"""What is refused before Streamlit sees it, request by request, and how the app may be started."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from assessment.config import Settings, read_settings
from assessment.web import request_check
from assessment.web.request_check import FREE, STREAMLIT_CONFIG, RequestCheck, find_refusal, find_startup_problem
from tests.support import event_loop

HERE = ("127.0.0.1", 8501)
HOST = ("host", "localhost:8501")
OWN = ("origin", "http://localhost:8501")
PERSONAL = read_settings({})
BEHIND_PROXY = read_settings({"ASSESSMENT_PUBLIC_ADDRESS": "https://gaps.example.org"})
SHARED = read_settings({"ASSESSMENT_MODE": "shared", "ASSESSMENT_HOST_NAMES": "hall.example"})
SHARED_BEHIND_PROXY = read_settings(
    {"ASSESSMENT_MODE": "shared", "ASSESSMENT_PUBLIC_ADDRESS": "https://gaps.example.org"}
)

BEYOND = (
    "Anyone who reaches this app over the network could read and change every response: open it on the same computer, "
    "at 127.0.0.1. To share it, start it with “python -m assessment serve”."
)
UNTOLD_PROXY = (
    "Anyone who reaches this proxy could read and change every response, because the app has no sign-in: let the "
    "proxy ask people to sign in, and set ASSESSMENT_PUBLIC_ADDRESS to the address that they open."
)
FOREIGN_NAME = (
    "This is not an address of this app: open it as localhost, or set ASSESSMENT_PUBLIC_ADDRESS to the address that "
    "people open."
)
UNSET_NAME = "This is not an address of this app: open it by its IP address, or add the name to ASSESSMENT_HOST_NAMES."
UNSET_PROXY = "This app is behind a proxy: set ASSESSMENT_PUBLIC_ADDRESS to the address that people open."
FOREIGN_PAGE = (
    "This request does not come from a page of this app: open the app itself in the browser. Behind a proxy, set "
    "ASSESSMENT_PUBLIC_ADDRESS to the address that people open."
)


def request(method: str, *headers: tuple[str, str], **more: Any) -> Scope:
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": "/",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": HERE,
        **more,
    }


def handshake(*headers: tuple[str, str], **more: Any) -> Scope:
    return request("GET", *headers, **{"type": "websocket", "scheme": "ws", **more})


def refusal(scope: Scope, settings: Settings = PERSONAL) -> str | None:
    return find_refusal(scope, settings)


def test_a_person_opens_a_page_without_an_origin() -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert refusal(request(method, HOST)) is None, method


def test_a_page_of_the_app_itself_is_let_through() -> None:
    for host, origin in (
        ("localhost:8501", "http://localhost:8501"),
        ("127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("[::1]:8501", "http://[::1]:8501"),
        ("LOCALHOST:8501", "http://localhost:8501"),
        ("localhost:80", "http://localhost"),
        # A tunnel from another port of the person's own machine.
        ("localhost:9000", "http://localhost:9000"),
    ):
        headers = (("host", host), ("origin", origin))
        assert refusal(handshake(*headers)) is None, host
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert refusal(request(method, *headers)) is None, host


FOREIGN = [
    "null",
    "http://evil.example",
    "http://localhost:8502",
    "https://localhost:8501",
    "http://127.0.0.1:8501",
    "http://localhost",
    "http://localhost.:8501",
    "http://localhost:8501.evil.example",
    "http://evil.example@localhost:8501",
    "http://localhost:8501/",
    "",
]


def test_a_page_elsewhere_is_refused_whatever_it_sends() -> None:
    for origin in FOREIGN:
        for method in ("GET", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "INVENTED"):
            assert refusal(request(method, HOST, ("origin", origin))) == FOREIGN_PAGE, (origin, method)
        assert refusal(handshake(HOST, ("origin", origin))) == FOREIGN_PAGE, origin


def test_what_changes_something_names_the_page_that_it_comes_from() -> None:
    assert refusal(handshake(HOST)) == FOREIGN_PAGE
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert refusal(request(method, HOST)) == FOREIGN_PAGE


def test_a_form_of_an_older_browser_names_its_page_instead_of_its_origin() -> None:
    for page in ("http://localhost:8501/join?code=ABCDEF", "http://localhost:8501/", "http://LOCALHOST:8501/ballot"):
        assert refusal(request("POST", HOST, ("referer", page))) is None
        for method in ("PUT", "DELETE", "PATCH"):
            assert refusal(request(method, HOST, ("referer", page))) == FOREIGN_PAGE
        assert refusal(handshake(HOST, ("referer", page))) == FOREIGN_PAGE
        for more in (("origin", "null"), ("sec-fetch-site", "cross-site"), ("referer", page)):
            assert refusal(request("POST", HOST, ("referer", page), more)) == FOREIGN_PAGE


def test_a_form_of_a_page_elsewhere_is_refused_without_an_origin_too() -> None:
    for page in (
        "http://evil.example/",
        "http://evil.example/?http://localhost:8501/",
        "https://localhost:8501/",
        "http://localhost:8502/",
        "http://localhost:8501.evil.example/",
        "http://localhost:8501@evil.example/",
        "http://evil.example#http://localhost:8501/",
        "about:blank",
        "",
        "null",
        "/",
        "//localhost:8501/",
        "http://localhost:8501\\@evil.example/",
    ):
        assert refusal(request("POST", HOST, ("referer", page))) == FOREIGN_PAGE, page
    # Two origins are none.
    assert refusal(handshake(HOST, OWN, OWN)) == FOREIGN_PAGE


def test_an_image_or_a_script_on_a_page_elsewhere_is_refused_and_a_link_is_followed() -> None:
    for site in ("cross-site", "same-site"):
        sent = (HOST, ("sec-fetch-site", site))
        assert refusal(request("GET", *sent, ("sec-fetch-mode", "no-cors"))) == FOREIGN_PAGE
        assert refusal(request("GET", *sent)) == FOREIGN_PAGE
        assert refusal(request("GET", *sent, ("sec-fetch-mode", "navigate"))) is None
    for site in ("same-origin", "none"):
        assert refusal(request("GET", HOST, ("sec-fetch-site", site), ("sec-fetch-mode", "cors"))) is None


def test_the_app_answers_to_no_name_of_another_site() -> None:
    for host in (
        "evil.example",
        "localhost.evil.example",
        "localhost.",
        "127.0.0.1.evil.example",
        "127.1",
        "user@localhost",
        "",
        "::1",
    ):
        assert refusal(request("GET", ("host", host))) == FOREIGN_NAME, host
        assert refusal(handshake(("host", host), ("origin", f"http://{host}"))) == FOREIGN_NAME, host
    # A request has one host.
    assert refusal(request("GET")) == FOREIGN_NAME
    assert refusal(request("GET", HOST, HOST)) == FOREIGN_NAME


def test_behind_a_proxy_the_public_address_is_the_origin_and_no_other() -> None:
    for host in ("gaps.example.org", "GAPS.example.org:443", "localhost:8501", "127.0.0.1:8501"):
        sent = (("host", host), ("origin", "https://gaps.example.org"))
        visitor = ("203.0.113.9", 0)
        assert refusal(handshake(*sent, client=visitor), BEHIND_PROXY) is None, host
        assert refusal(request("POST", *sent, client=visitor), BEHIND_PROXY) is None, host
        assert refusal(request("GET", ("host", host), client=visitor), BEHIND_PROXY) is None, host
    for origin in ("http://gaps.example.org", "https://gaps.example.org:8443", "https://example.org"):
        assert refusal(handshake(("host", "gaps.example.org"), ("origin", origin)), BEHIND_PROXY) == FOREIGN_PAGE, (
            origin
        )


def test_a_name_that_is_not_set_is_no_public_address() -> None:
    sent = (("host", "gaps.example.org"), ("origin", "https://gaps.example.org"))
    assert refusal(handshake(*sent, scheme="wss")) == FOREIGN_NAME
    assert refusal(handshake(*sent, ("x-forwarded-host", "localhost:8501"))) == FOREIGN_NAME
    assert refusal(handshake(("host", "example.org"), sent[1]), BEHIND_PROXY) == FOREIGN_NAME


def test_a_proxy_of_which_nobody_told_lets_nobody_in() -> None:
    assert refusal(request("GET", HOST, client=("203.0.113.9", 0))) == UNTOLD_PROXY
    for header in (("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=127.0.0.1")):
        assert refusal(request("GET", HOST, header)) == UNTOLD_PROXY
        assert refusal(handshake(HOST, OWN, header, server=("/run/gaps.sock", None), client=None)) == UNTOLD_PROXY


def test_a_request_over_the_network_is_refused_whatever_name_it_calls() -> None:
    for address in ("192.168.1.5", "::ffff:192.168.1.5", "fe80::1"):
        over_the_network = {"client": (address, 50000), "server": (address, 8501)}
        for settings in (PERSONAL, BEHIND_PROXY):
            assert refusal(request("GET", HOST, **over_the_network), settings) == BEYOND, address
            assert refusal(handshake(HOST, OWN, **over_the_network), settings) == BEYOND, address
            assert refusal(request("GET", HOST, **over_the_network | {"server": None}), settings) == BEYOND, address
    # A socket of the file system is on this computer, and a server that says nothing of its address isn't trusted.
    assert refusal(handshake(HOST, OWN, server=("/run/gaps.sock", None), client=None)) is None
    assert refusal(request("GET", HOST, server=None, client=None), BEHIND_PROXY) == BEYOND


ELSEWHERE = {"client": ("192.168.1.9", 50000), "server": ("192.168.1.5", 8501)}


def test_a_shared_app_and_no_other_is_reached_by_any_ip_address_and_by_the_names_that_are_set() -> None:
    for host in (
        "192.168.1.5:8501",
        "10.0.0.7:8501",
        "[fd00::5]:8501",
        "localhost:8501",
        "hall.example:8501",
        "HALL.example",
    ):
        sent = (("host", host), ("origin", f"http://{host.lower()}"))
        assert refusal(request("GET", ("host", host), **ELSEWHERE), SHARED) is None, host
        assert refusal(request("POST", *sent, **ELSEWHERE), SHARED) is None, host
        assert refusal(handshake(*sent, **ELSEWHERE), SHARED) is None, host
    for host in ("evil.example", "www.hall.example", "hall.example.evil.example", "hall.example.", ""):
        assert refusal(request("GET", ("host", host), **ELSEWHERE), SHARED) == UNSET_NAME, host
        assert refusal(handshake(("host", host), ("origin", f"http://{host}"), **ELSEWHERE), SHARED) == UNSET_NAME, host
    settings = read_settings({"ASSESSMENT_HOST_NAMES": "hall.example"})
    assert refusal(request("GET", ("host", "hall.example")), settings) == FOREIGN_NAME


def test_a_page_elsewhere_sends_nothing_to_a_shared_app() -> None:
    for origin in ("null", "http://evil.example", "https://192.168.1.5:8501", "http://192.168.1.5", ""):
        sent = (("host", "192.168.1.5:8501"), ("origin", origin))
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert refusal(request(method, *sent, **ELSEWHERE), SHARED) == FOREIGN_PAGE, origin
        assert refusal(handshake(*sent, **ELSEWHERE), SHARED) == FOREIGN_PAGE, origin
        assert refusal(request("POST", sent[0], **ELSEWHERE), SHARED) == FOREIGN_PAGE, origin


def test_a_proxy_before_a_shared_app_needs_the_public_address() -> None:
    for header in (("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9")):
        assert refusal(request("GET", HOST, header, **ELSEWHERE), SHARED) == UNSET_PROXY
        assert refusal(handshake(HOST, OWN, header), SHARED) == UNSET_PROXY
        assert refusal(request("GET", ("host", "gaps.example.org"), header), SHARED_BEHIND_PROXY) is None


def answer(scope: Scope, obstacle: str | None = None) -> tuple[list[Scope], list[Message]]:
    """What an application behind the check is given, and what is sent back."""
    seen: list[Scope] = []
    sent: list[Message] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        sent.append(message)

    event_loop.run(RequestCheck(app, lambda: obstacle)(scope, receive, send))
    return seen, sent


def test_a_refused_request_is_answered_with_the_sentence_as_plain_text() -> None:
    seen, (start, body) = answer(request("POST", HOST, ("origin", "null")))
    assert not seen
    assert start["status"] == 403
    assert (b"content-type", b"text/plain; charset=utf-8") in start["headers"]
    assert body["body"].decode() == FOREIGN_PAGE


def test_a_refused_handshake_is_closed_before_it_is_taken() -> None:
    assert answer(handshake(HOST, ("origin", "null"))) == ([], [{"type": "websocket.close", "code": 1008}])


def test_streamlit_is_given_the_host_as_the_origin_spells_it() -> None:
    (seen,), _sent = answer(handshake(("host", "LOCALHOST:80"), ("cookie", "a=b"), ("origin", "http://localhost")))
    assert dict(seen["headers"]) == {b"host": b"localhost", b"cookie": b"a=b", b"origin": b"http://localhost"}


def test_an_app_that_may_not_be_served_does_not_start_and_answers_nothing_else() -> None:
    assert answer({"type": "lifespan"}, "Not here.") == (
        [],
        [{"type": "lifespan.startup.failed", "message": "Not here."}],
    )
    seen, (start, body) = answer(request("GET", HOST), "Not here.")
    assert (seen, start["status"], body["body"]) == ([], 403, b"Not here.")
    assert answer(handshake(HOST, OWN), "Not here.") == ([], [{"type": "websocket.close", "code": 1008}])
    assert answer({"type": "lifespan"}) == ([{"type": "lifespan"}], [])


FILE = {
    f"{section}.{name}": value
    for section, options in tomllib.loads(STREAMLIT_CONFIG.read_text(encoding="utf-8")).items()
    for name, value in options.items()
}


def obstacle(**changed: Any) -> str | None:
    """What is found where Streamlit's options are those of the file but for some, with `_` in the place of the dot."""
    options = FILE | {name.replace("_", "."): value for name, value in changed.items()}
    return find_startup_problem(options.__getitem__)


def test_as_the_file_has_it_the_app_is_served() -> None:
    assert obstacle() is None


def test_port_and_theme_and_the_address_of_this_computer_are_free() -> None:
    for address in ("127.0.0.1", "::1", "localhost"):
        assert obstacle(server_port=8600, server_address=address, theme_primaryColor="#123456") is None, address


def test_an_address_that_other_machines_reach_is_refused() -> None:
    for address in (None, "0.0.0.0", "::", "192.168.1.5", "gaps.example.org"):
        assert obstacle(server_address=address) == (
            "Anyone who reaches this app over the network could read and change every response: open it on the same "
            "computer, at 127.0.0.1. To share it, start it with “python -m assessment serve”."
        ), address


def test_a_shared_app_listens_where_its_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = read_settings({"ASSESSMENT_MODE": "shared", "ASSESSMENT_PORT": "8600"})
    monkeypatch.setattr(request_check, "settings", lambda: shared)
    assert obstacle(server_address="0.0.0.0", server_port=8600) is None
    for elsewhere in ({"server_address": "127.0.0.1", "server_port": 8600}, {"server_address": "0.0.0.0"}):
        assert obstacle(**elsewhere) == (
            "A shared app listens where its settings say: start it with “python -m assessment serve”."
        )
    assert obstacle(server_address="0.0.0.0", server_port=8600, server_maxUploadSize=900) is not None


def test_every_other_option_is_as_the_file_has_it() -> None:
    for option in sorted(name for name in FILE if not name.startswith("theme.")):
        if option not in FREE:
            assert obstacle(**{option: "something else"}) == (
                f"Streamlit’s option {option} differs from .streamlit/config.toml: start the app in its own folder, "
                "and set the option only in that file."
            ), option


def test_a_setting_that_makes_no_sense_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Settings:
        return read_settings({"ASSESSMENT_PUBLIC_ADDRESS": "gaps.example.org"})

    monkeypatch.setattr(request_check, "settings", refuse)
    assert obstacle() == (
        "ASSESSMENT_PUBLIC_ADDRESS is “gaps.example.org”. Use an address without a path, such as "
        "https://gaps.example.org."
    )
