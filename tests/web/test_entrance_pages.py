"""How people come in by a link, and leave again."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from starlette.types import ASGIApp

from assessment.access.assessments import read_newest_entries
from assessment.access.entrance import Entrance
from assessment.access.links import KEY_LENGTH, create_link
from assessment.config import settings
from assessment.domain.permissions import Role, Scope
from assessment.storage.links import revoke_link
from assessment.storage.opening import Storage
from assessment.web.deliveries import Deliveries
from assessment.web.entrance_pages import ENTER, KEY_COOKIE, LEAVE, NAME, EntrancePages
from assessment.web.pages import BYTES_LIMIT
from assessment.web.visits import Visits
from tests.support.asgi import FORM, HOST, Answer, ask
from tests.support.gates import as_admin, in_transaction
from tests.support.links import a_link, a_visit
from tests.support.room import hold_room

UNREADABLE = "This form could not be read. Open the page again, and fill it in once more."
REFUSED = "This link doesn’t work, or no longer. Ask the person who gave it to you for a new one."


@pytest.fixture
def app(repository: Storage) -> ASGIApp:
    return EntrancePages(Visits(lambda: Entrance(repository)), Deliveries(), icon=b"PNG").app()


def enter(
    app: ASGIApp, key: str, name: str = "Bela", *, visit: str | None = None, origin: str = f"http://{HOST}"
) -> Answer:
    return ask(app, "POST", ENTER, form={"key": key, "name": name}, visit=visit, origin=origin)


def test_a_link_leads_to_what_it_is_for(app: ASGIApp, repository: Storage) -> None:
    for role, place in (
        (Role.ADMINISTRATOR, "/"),
        (Role.FACILITATOR, "/"),
        (Role.COEDITOR, "/rate?assessment="),
        (Role.READER, "/results?assessment="),
        (Role.PROJECTOR, "/results?assessment="),
        (Role.PARTICIPANT, "/join"),
    ):
        link = a_link(repository, role)
        answer = enter(app, link.key)
        assert (answer.status, answer.headers["location"]) == (303, place + (link.link.scope.assessment_id or "")), role
        grant = Entrance(repository).grant(answer.visit)
        assert grant is not None, role
        assert (grant.person, grant.role) == ("" if role is Role.PARTICIPANT else "Bela", role), role


def test_the_network_address_is_kept_only_where_the_settings_say_so(
    app: ASGIApp, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        enter(app, a_link(repository, Role.READER).key)
        return read_newest_entries(as_admin(repository), 1)[0].came_from

    assert kept() == ""
    monkeypatch.setenv("ASSESSMENT_AUDIT_ADDRESSES", "yes")
    settings.cache_clear()
    assert kept() == "192.168.1.9"


def test_a_projectors_link_leads_to_the_page_of_its_workshop(app: ASGIApp, repository: Storage) -> None:
    room, ends = hold_room(repository), dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = create_link(as_admin(repository, "Asha"), Role.PROJECTOR, Scope(workshop_id=room.id), "Screen", ends)
    assert enter(app, link.key).headers["location"] == f"/projector?workshop={room.id}"


def test_the_whole_link_can_be_pasted_or_its_key_alone(app: ASGIApp, repository: Storage) -> None:
    for pasted in (
        "{key}",
        "  {key}\n",
        "#{key}",
        "http://192.168.1.5:8501/enter#{key}",
        "Your link: http://192.168.1.5:8501/enter#{key}. See you!",
        "<https://gaps.example.org/enter#{key}>",
    ):
        assert enter(app, pasted.format(key=a_link(repository, Role.READER).key)).status == 303, pasted


def test_the_code_on_the_wall_can_be_typed_where_a_link_is_asked_for(app: ASGIApp) -> None:
    for typed in ("K7W2QX", " k7w-2qx "):
        answer = enter(app, typed)
        assert (answer.status, answer.headers["location"]) == (303, "/join?code=K7W2QX"), typed
    assert enter(app, "K7W2Q").status == 403


def attributes(answer: Answer) -> list[str]:
    """Of the cookie of a visit, which comes first."""
    return sorted(answer.headers.getlist("set-cookie")[0].split("; ")[1:])


def test_the_cookie_of_a_visit_is_for_this_server_alone_and_ends_with_the_link(
    app: ASGIApp, repository: Storage
) -> None:
    key = a_link(repository, Role.READER, within=dt.timedelta(hours=1)).key
    http_only, max_age, path, same_site = attributes(enter(app, key))
    assert (http_only, path, same_site) == ("HttpOnly", "Path=/", "SameSite=lax")
    assert 3590 < int(max_age.removeprefix("Max-Age=")) <= 3600


def test_the_cookie_of_a_page_behind_tls_is_sent_over_tls_alone(app: ASGIApp, repository: Storage) -> None:
    key = a_link(repository, Role.READER).key
    assert "Secure" in attributes(enter(app, key, origin="https://gaps.example.org"))


def key_cookie(answer: Answer) -> str:
    """What the browser sends back of the cookie in which an answer keeps the key, until it is asked for the name."""
    (kept,) = (each for each in answer.headers.getlist("set-cookie") if each.startswith(f"{KEY_COOKIE}="))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(kept.split("; "))
    return kept.partition(";")[0]


def test_who_may_change_something_is_asked_for_a_name_and_no_page_has_the_key(
    app: ASGIApp, repository: Storage
) -> None:
    for role, suggested in ((Role.FACILITATOR, "Chen"), (Role.COEDITOR, "")):
        key = a_link(repository, role, name="Chen").key
        answer = enter(app, key, name="\u200b \u2060")
        assert (answer.status, answer.headers["location"], answer.visit) == (303, NAME, "")
        page = ask(app, "GET", NAME, cookie=key_cookie(answer))
        assert "Your name signs what you change. Please write it." in page.text
        assert f'name="name" value="{suggested}"' in page.text
        assert key not in page.text
        inside = ask(app, "POST", NAME, form={"name": "Bela"}, cookie=key_cookie(answer))
        assert inside.status == 303
        assert key_cookie(inside) == f'{KEY_COOKIE}=""'
        grant = Entrance(repository).grant(inside.visit)
        assert grant is not None
        assert grant.person == "Bela"


def test_no_form_with_a_right_key_is_answered_by_a_page_that_a_browser_would_send_again(
    app: ASGIApp, repository: Storage
) -> None:
    for role in set(Role):
        for name in ("", "Bela", "x" * 300):
            assert enter(app, a_link(repository, role).key, name).status == 303, (role, name)
    for method, form in (("GET", None), ("POST", {"name": "Bela"})):
        answer = ask(app, method, NAME, form=form)
        assert (answer.status, answer.headers["location"], answer.visit) == (303, ENTER, "")


def test_who_only_reads_needs_no_name(app: ASGIApp, repository: Storage) -> None:
    assert enter(app, a_link(repository, Role.READER).key, name="").status == 303


def test_a_name_that_cannot_be_kept_is_asked_for_again(app: ASGIApp, repository: Storage) -> None:
    for name in ("x" * 300, "a\x00b"):
        answer = enter(app, a_link(repository, Role.COEDITOR).key, name=name)
        assert answer.visit == ""
        page = ask(app, "GET", answer.headers["location"], cookie=key_cookie(answer))
        assert "This name can’t be used. Write one line of up to 200 characters." in page.text


def test_a_key_that_is_none_ended_revoked_or_altered_is_refused_alike_and_noted_without_the_key(
    app: ASGIApp, repository: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    right = a_link(repository, Role.READER).key
    ended, revoked = (a_link(repository, Role.READER, within=dt.timedelta(seconds=each)) for each in (-1, 60))
    in_transaction(as_admin(repository), revoke_link, revoked.link.id)
    keys = ["", "none", "x" * KEY_LENGTH, right[:-1] + ("A" if right[-1] != "A" else "B"), right + "A"]
    keys += [ended.key, revoked.key]
    answers = [enter(app, key) for key in keys]
    assert {answer.status for answer in answers} == {403}
    assert {answer.visit for answer in answers} == {""}
    assert len({answer.text for answer in answers}) == 1
    assert REFUSED in answers[0].text
    assert caplog.messages == ["Nobody was let in: KeyRefused"] * len(keys)


def test_the_script_reads_the_fragment_and_the_page_has_none_within(app: ASGIApp) -> None:
    page = ask(app, "GET", ENTER)
    assert re.findall(r"<script[^>]*>[^<]*</script>", page.text) == ['<script src="/entrance.js" defer></script>']
    assert " style=" not in page.text
    script = ask(app, "GET", "/entrance.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert ask(app, "GET", "/entrance.css").headers["content-type"].startswith("text/css")
    assert ask(app, "GET", "/entrance.png").text == "PNG"


def test_leaving_ends_the_visit_and_its_cookie(app: ASGIApp, repository: Storage) -> None:
    visit = a_visit(repository, Role.READER)
    answer = ask(app, "POST", LEAVE, visit=visit)
    assert (answer.status, answer.headers["location"], answer.visit) == (303, "/", "")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert Entrance(repository).grant(visit) is None


def test_leaving_without_a_visit_leads_to_the_start(app: ASGIApp) -> None:
    for visit in (None, "x" * KEY_LENGTH):
        assert ask(app, "POST", LEAVE, visit=visit).headers["location"] == "/"


def test_a_new_visit_ends_the_one_before_it(app: ASGIApp, repository: Storage) -> None:
    before = a_visit(repository, Role.ADMINISTRATOR)
    after = enter(app, a_link(repository, Role.READER).key, visit=before).visit
    assert Entrance(repository).grant(before) is None
    assert Entrance(repository).grant(after) is not None


def test_a_refused_key_leaves_the_visit_as_it_is(app: ASGIApp, repository: Storage) -> None:
    visit = a_visit(repository, Role.READER)
    assert enter(app, "none", visit=visit).status == 403
    assert Entrance(repository).grant(visit) is not None


def test_what_is_no_small_form_is_not_read(app: ASGIApp) -> None:
    for kind, body in (
        ("text/plain", [b"key=none"]),
        ("multipart/form-data; boundary=x", [b"--x--"]),
        ("application/json", [b'{"key": "none"}']),
        (FORM, [b"key=%ff"]),
        (FORM, [b"key=\xff"]),
        (FORM, [b"a=1&b=2&c=3&d=4&key=none"]),
        (FORM, [b"key=" + b"x" * BYTES_LIMIT]),
        (FORM, [b"key=" + b"x" * 5000, b"x" * 5000, b"x" * 10_000_000]),
    ):
        answer = ask(app, "POST", ENTER, body=body, content_type=kind)
        assert answer.status == 400, kind
        assert UNREADABLE in answer.text, kind


def test_a_form_that_is_cut_off_is_no_fault_of_the_server(app: ASGIApp) -> None:
    assert ask(app, "POST", ENTER, body=[b"key="], is_cut_off=True, content_type=FORM).status == 400
