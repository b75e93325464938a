"""How people join a workshop, come back to it, and hand their phone to the next."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp, Message

from assessment.access.ballots import BALLOT_COOKIE, BallotBox, Joined
from assessment.access.entrance import Entrance
from assessment.access.links import create_link
from assessment.access.workshops import (
    change_plan,
    find_slowing,
    finish_workshop,
    let_more_in,
    list_seats,
    read_workshop,
    remove_participant,
    set_door,
    set_heads,
)
from assessment.config import settings
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.model import Breakdown
from assessment.storage.opening import Storage
from assessment.web.ballot.protocol import BALLOT_POLICY, WORKSHOP_COOKIE
from assessment.web.ballot.routes import ballot_app
from assessment.web.security_headers import OWN_POLICY
from tests.support import event_loop
from tests.support.asgi import FORM, Answer, ask, scope_of
from tests.support.gates import as_admin
from tests.support.links import a_link
from tests.support.phone import JSON, Phone, fields_of, secret_in
from tests.support.room import Room, a_plan, hold_room

WRONG = "No workshop has this code. Compare it with the one on the wall."
CLOSED = "Nobody can join at the moment. Ask the facilitator to open the door."


def code_of(room: Room) -> str:
    return read_workshop(room.lead, room.id).code or ""


def open_door(room: Room) -> str:
    set_door(room.lead, room.id, is_open=True)
    return code_of(room)


def closed_room(repository: Storage, title: str = "Boruna 2026") -> Room:
    """A workshop whose door is closed."""
    room = hold_room(repository, plan=a_plan(title=title))
    set_door(room.lead, room.id, is_open=False)
    return room


def join(app: ASGIApp, code: str, **fields: str) -> Answer:
    """Join as the page asks."""
    page = ask(app, "GET", f"/join?{urlencode({'code': code})}")
    given = {"voice": "state", "consent": "yes"} | fields
    return ask(app, "POST", "/join", form=fields_of(page.text) | given)


def people(room: Room) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (seat.participant.voice, seat.participant.table, seat.participant.name)
        for seat in list_seats(room.lead, room.id)
    ]


def test_a_person_joins_by_the_code_on_the_wall_and_votes(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository)
    code = open_door(room)

    asked = ask(app, "GET", "/join")
    assert "Type the code that you see on the wall." in asked.text
    joined = join(app, code, name="Dina")

    assert joined.status == 200
    assert "Write this code down." in joined.text
    assert people(room) == [("state", None, "Dina")]
    assert Phone(app, secret_in(joined)).get().status == 200


def test_a_wrong_code_is_told_in_a_sentence_and_shown_as_text(app: ASGIApp, repository: Storage) -> None:
    for code in ("AAAAAA", "x", "<b>", "é" * 50, "0" * 5000):
        hold_room(repository)
        for answer in (
            ask(app, "GET", f"/join?{urlencode({'code': code})}"),
            ask(app, "POST", "/join", form={"code": code, "consent": "yes"}),
        ):
            assert answer.status == 403, code
            assert WRONG in answer.text, code
            assert "<b>" not in answer.text, code
            assert secret_in(answer) == "", code


def test_a_page_says_who_sees_what_and_how_long_it_is_kept(app: ASGIApp, repository: Storage) -> None:
    plan = a_plan(kept_until=dt.date(2027, 3, 31))
    code = code_of(hold_room(repository, plan=plan))
    before = ask(app, "GET", f"/join?code={code}").text
    afterwards = Phone(app, secret_in(join(app, code))).get().text
    assert "Named workshop: who can see what" in afterwards
    for page in (before, afterwards):
        assert "Until a vote is revealed, nobody is shown what you vote, not even the facilitator." in page
        assert "The facilitator can see who voted what." in page
        assert "anyone who is the only person in a group can be identified from them" in page
        assert "do not describe individual cases" in page
        assert "Names, and who voted what, are kept until 31 March 2027" in page


def test_for_how_long_a_nightly_backup_keeps_what_is_erased_is_told_and_agreed_to(
    app: ASGIApp, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(hold_room(repository))
    without = ask(app, "GET", f"/join?code={code}").text
    assert "Nightly backups" not in without
    monkeypatch.setenv("ASSESSMENT_BACKUP_DAYS", "45")
    settings.cache_clear()

    unaware = ask(app, "POST", "/join", form=fields_of(without) | {"voice": "state", "consent": "yes"})

    assert (unaware.status, secret_in(unaware)) == (400, "")
    afterwards = Phone(app, secret_in(join(app, code))).get().text
    for page in (ask(app, "GET", f"/join?code={code}").text, unaware.text, afterwards):
        assert "Nightly backups can still have it for 45 days, copies made for safety for 30 days" in page


def test_at_the_door_what_was_kept_long_enough_is_forgotten(
    app: ASGIApp, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = dt.datetime.now(dt.UTC)
    room = hold_room(repository, plan=a_plan(kept_until=today.date()))
    monkeypatch.setattr("assessment.storage.opening.now", lambda: today + dt.timedelta(days=2))
    assert read_workshop(room.lead, room.id).forgotten is None
    ask(app, "GET", f"/join?code={code_of(room)}")
    assert read_workshop(room.lead, room.id).forgotten is not None


def test_in_an_anonymous_workshop_nobody_is_asked_for_a_name_and_all_are_warned(
    app: ASGIApp, repository: Storage
) -> None:
    room = hold_room(repository, plan=a_plan(anonymous=True))
    page = ask(app, "GET", f"/join?code={open_door(room)}").text
    assert "nobody is ever shown who voted what" in page
    assert "If everybody gives the same answer, the result shows what each of you answered." in page
    assert "When the workshop is finished, who voted what is erased for good" in page
    assert 'name="name"' not in page

    assert join(app, code_of(room), name="Dina").status == 200
    assert people(room) == [("state", None, None)]


def test_only_what_a_workshop_wants_to_know_is_asked(app: ASGIApp, repository: Storage) -> None:
    tables = hold_room(repository, plan=a_plan(voices=(), breakdown=Breakdown.TABLE, tables=("North", "<South>")))
    page = ask(app, "GET", f"/join?code={open_door(tables)}").text
    assert 'name="voice"' not in page
    assert "<option>&lt;South&gt;</option>" in page
    assert join(app, code_of(tables), table="<South>", voice="state").status == 200
    assert people(tables) == [(None, "<South>", None)]


def test_what_is_missing_is_asked_for_again_with_what_was_filled_in(app: ASGIApp, repository: Storage) -> None:
    for fields, sentence in (
        ({"consent": ""}, "Tick that you have read this and take part."),
        ({"voice": ""}, "Choose for whom you speak."),
        ({"voice": "other"}, "Choose for whom you speak."),
        ({"voice": "nothing"}, "Choose for whom you speak."),
        ({"name": "x" * 300}, "This text is longer than 200 characters."),
        ({"name": "a\x00b"}, "is not allowed"),
    ):
        room = hold_room(repository)
        answer = join(app, open_door(room), **{"name": "Dina"} | fields)
        assert (answer.status, secret_in(answer)) == (400, ""), fields
        assert sentence in answer.text, fields
        if "name" not in fields:
            assert 'value="Dina"' in answer.text, fields
        assert people(room) == [], fields


def test_nobody_joins_while_the_door_is_closed(app: ASGIApp, repository: Storage) -> None:
    room = closed_room(repository)
    answer = join(app, code_of(room))
    assert (answer.status, secret_in(answer)) == (400, "")
    assert CLOSED in answer.text


def invited(repository: Storage, room: Room) -> str:
    """The visit of somebody who has entered a link to a workshop."""
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    link = create_link(
        as_admin(repository, "Asha"), Role.PARTICIPANT, Scope(workshop_id=room.id), "Voting at home", ends
    )
    return Entrance(repository).enter(link.key, "")[0]


def test_who_has_a_link_joins_while_the_door_is_closed(app: ASGIApp, repository: Storage) -> None:
    room = closed_room(repository)
    visit = invited(repository, room)
    page = ask(app, "GET", "/join", visit=visit)
    assert "Boruna 2026" in page.text
    answer = ask(app, "POST", "/join", visit=visit, form=fields_of(page.text) | {"voice": "state", "consent": "yes"})
    assert answer.status == 200
    assert people(room) == [("state", None, None)]


def test_a_person_who_reads_the_code_again_is_in_already_and_no_second_person(
    app: ASGIApp, repository: Storage
) -> None:
    room, other = hold_room(repository, state=1), hold_room(repository, plan=a_plan(title="Elsewhere"))
    phone = Phone(app, room.phones[0])
    path = f"/join?code={open_door(room)}"

    again = phone.get(path)
    sent = phone.send({"code": code_of(room), "voice": "state", "consent": "yes"}, "/join")

    for answer in (again, sent):
        assert (answer.status, answer.headers["location"], secret_in(answer)) == (303, "/ballot", "")
    assert len(people(room)) == 1
    assert "Elsewhere" in phone.get(f"/join?code={open_door(other)}").text
    remove_participant(room.lead, room.id, list_seats(room.lead, room.id)[0].participant.id)
    assert phone.get(path).status == 200


def test_a_link_to_one_workshop_opens_no_door_of_another(app: ASGIApp, repository: Storage) -> None:
    here, there = closed_room(repository), closed_room(repository, "Elsewhere")
    page = ask(app, "GET", f"/join?code={code_of(there)}")
    form = fields_of(page.text) | {"voice": "state", "consent": "yes"}
    answer = ask(app, "POST", "/join", visit=invited(repository, here), form=form)
    assert CLOSED in answer.text
    assert people(there) == []


def test_a_link_of_another_role_invites_nobody(app: ASGIApp, repository: Storage) -> None:
    for role in (Role.READER, Role.FACILITATOR):
        visit = Entrance(repository).enter(a_link(repository, role).key, "Bela")[0]
        assert "Type the code that you see on the wall." in ask(app, "GET", "/join", visit=visit).text


def test_the_same_form_sent_twice_is_one_participant(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository)
    page = ask(app, "GET", f"/join?code={open_door(room)}")
    form = fields_of(page.text) | {"voice": "state", "consent": "yes"}
    first, second = (ask(app, "POST", "/join", form=form) for _time in range(2))
    assert len(people(room)) == 1
    assert Phone(app, secret_in(second)).get().status == 200
    assert secret_in(first) != secret_in(second)


def test_the_cookie_is_for_this_server_alone_and_lasts_no_longer_than_people_are_kept(
    app: ASGIApp, repository: Storage
) -> None:
    soon = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
    for plan, days in ((a_plan(), 31), (a_plan(kept_until=soon), 3)):
        room = hold_room(repository, plan=plan)
        attributes = join(app, open_door(room)).headers["set-cookie"].split("; ")[1:]
        assert {"HttpOnly", "Path=/", "SameSite=lax", f"Max-Age={days * 86400}"} == set(attributes)


def test_behind_tls_the_cookie_is_sent_over_tls_alone(app: ASGIApp, repository: Storage) -> None:
    code = open_door(hold_room(repository))
    form = fields_of(ask(app, "GET", f"/join?code={code}").text) | {"voice": "state", "consent": "yes"}
    answer = ask(app, "POST", "/join", form=form, origin="https://gaps.example.org")
    assert "Secure" in answer.headers["set-cookie"]
    # A browser so old that it sends no origin.
    answer = ask(app, "POST", "/join", form=form, origin="", referer="https://gaps.example.org/join?code=ABCDEF")
    assert "Secure" in answer.headers["set-cookie"]


def test_a_person_comes_back_by_the_code_that_they_wrote_down(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    old = Phone(app, room.phones[0])
    assert old.get().status == 200

    answer = ask(app, "POST", "/return", form={"code": room.return_codes[0].lower()})

    assert (answer.status, answer.headers["location"]) == (303, "/ballot")
    assert Phone(app, secret_in(answer)).get().status == 200
    assert old.get().status == 403
    assert len(people(room)) == 1


def test_a_wrong_return_code_brings_nobody_back(app: ASGIApp, repository: Storage) -> None:
    for code in ("", "ABCD-ABCD-ABCD", "<b>", "x" * 300):
        hold_room(repository, state=1)
        answer = ask(app, "POST", "/return", form={"code": code})
        assert (answer.status, secret_in(answer)) == (403, ""), code
        assert "Nobody has this return code. Compare it with what you wrote down." in answer.text, code
        assert "<b>" not in answer.text, code


def test_who_comes_back_again_and_again_is_slowed_and_nobody_else(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=2)
    code = room.return_codes[0]
    answers = [
        ask(app, "POST", "/return", form={"code": each}) for each in (code, code.lower(), code.replace("-", "")) * 3
    ]
    assert [answer.status for answer in answers[:5]] == [303] * 5
    assert 429 in {answer.status for answer in answers[5:]}
    assert ask(app, "POST", "/return", form={"code": room.return_codes[1]}).status == 303


def test_a_phone_goes_to_the_next_person(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    phone = Phone(app, room.phones[0])
    left = phone.send(fields_of(phone.get().text, "leave"), "/ballot/leave")

    assert (left.status, left.headers["location"]) == (303, f"/join?code={code_of(room)}")
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert phone.get().status == 403
    assert join(app, code_of(room)).status == 200
    assert len(people(room)) == 2


def test_a_person_who_has_the_phone_next_and_goes_back_is_not_the_person_before(
    app: ASGIApp, repository: Storage
) -> None:
    room = hold_room(repository)
    page = ask(app, "GET", f"/join?code={open_door(room)}")
    form = fields_of(page.text) | {"voice": "state", "consent": "yes", "name": "Dina"}
    phone = Phone(app, secret_in(ask(app, "POST", "/join", form=form)))
    phone.send(fields_of(phone.get().text, "leave"), "/ballot/leave")

    again = ask(app, "POST", "/join", form=form)

    assert (again.status, secret_in(again)) == (400, "")
    assert "You are not in this workshop any more. Join again, or ask the facilitator." in again.text
    assert "Dina" not in again.text
    anew = ask(app, "POST", "/join", form=fields_of(again.text) | {"voice": "state", "consent": "yes"})
    assert anew.status == 200
    assert [name for _voice, _table, name in people(room)] == ["Dina", None]


def test_a_person_who_finds_a_lost_phone_and_goes_back_is_not_the_person_who_lost_it(
    app: ASGIApp, repository: Storage
) -> None:
    room = hold_room(repository)
    page = ask(app, "GET", f"/join?code={open_door(room)}")
    form = fields_of(page.text) | {"voice": "state", "consent": "yes"}
    joined = ask(app, "POST", "/join", form=form)
    code = re.findall(r'<p class="code">([^<]+)</p>', joined.text)[0]
    owner = Phone(app, secret_in(ask(app, "POST", "/return", form={"code": code})))

    found = ask(app, "POST", "/join", form=form)

    assert owner.get().status == 200
    assert ask(app, "POST", "/return", form={"code": code}).status == 303
    assert len(people(room)) == 2
    assert Phone(app, secret_in(found)).get().status == 200


def test_a_phone_that_was_left_is_nobodys_wherever_it_is_asked(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    other_process = ballot_app(lambda: Entrance(repository), b"", delay=0)
    here, there = (Phone(each, room.phones[0]) for each in (app, other_process))
    assert there.get().status == 200
    here.send(fields_of(here.get().text, "leave"), "/ballot/leave")
    assert [there.get(path).status for path in ("/ballot", "/ballot/now")] == [403, 403]


def test_no_page_of_another_sends_a_person_away(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    phone = Phone(app, room.phones[0])
    for csrf in ("", "x", "é", "0" * 32):
        assert phone.send({"csrf": csrf}, "/ballot/leave").status == 403
    assert phone.get("/ballot/leave").headers["location"] == "/ballot"
    assert phone.get().status == 200


def test_a_person_who_was_removed_is_told_so(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    phone = Phone(app, room.phones[0])
    assert phone.get().status == 200
    remove_participant(room.lead, room.id, list_seats(room.lead, room.id)[0].participant.id)
    answer = phone.get()
    assert answer.status == 403
    assert "You are not in this workshop any more. Join again, or ask the facilitator." in answer.text


def test_a_person_who_was_in_an_anonymous_workshop_that_is_finished_is_told_so_and_not_to_join(
    app: ASGIApp, repository: Storage
) -> None:
    room, running = (hold_room(repository, state=5, plan=a_plan(anonymous=True)) for _room in range(2))
    finish_workshop(room.lead, room.id)

    def look(path: str, workshop: str, accept: str = "text/html") -> Answer:
        cookie = f"{BALLOT_COOKIE}={room.phones[0]}; {WORKSHOP_COOKIE}={workshop}"
        return ask(app, "GET", path, cookie=cookie, accept=accept)

    page = look("/ballot", room.id)
    assert page.status == 403
    assert "This workshop is finished. Thank you." in page.text
    assert "Join" not in page.text
    told = look("/ballot/now", room.id, accept=JSON)
    assert told.text == '{"problem":"This workshop is finished. Thank you."}'
    for workshop in (running.id, "", "w1", "%00", "x" * 3000):
        assert "Join again, or ask the facilitator." in look("/ballot", workshop).text


def test_a_phone_remembers_in_which_workshop_it_is_until_it_is_left(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=1)
    joined = join(app, open_door(room))
    assert any(each.startswith(f"{WORKSHOP_COOKIE}={room.id}; ") for each in joined.headers.getlist("set-cookie"))
    phone = Phone(app, room.phones[0])
    left = phone.send(fields_of(phone.get().text, "leave"), "/ballot/leave")
    assert any(each.startswith(f'{WORKSHOP_COOKIE}=""; ') for each in left.headers.getlist("set-cookie"))


def test_only_new_seats_use_up_the_door_and_the_facilitator_is_told_when_it_is_slow(
    app: ASGIApp, repository: Storage
) -> None:
    room, other = hold_room(repository), hold_room(repository)
    set_heads(room.lead, room.id, 0)
    code = open_door(room)
    page = fields_of(ask(app, "GET", f"/join?code={code}").text) | {"voice": "state", "consent": "yes"}
    for _each in range(25):
        assert join(app, code, name="x" * 300).status == 400
        assert ask(app, "POST", "/join", form=page).status == 200
    assert len(people(room)) == 1
    set_door(room.lead, room.id, is_open=False)
    assert [join(app, code).status for _each in range(25)] == [400] * 25
    open_door(room)
    assert [join(app, code).status for _each in range(19)] == [200] * 19
    assert find_slowing(room.lead, room.id) is None

    answer = join(app, code, name="Dina")

    assert (answer.status, answer.headers["retry-after"]) == (429, "3")
    assert "Many people join at this moment. Wait a few seconds, and try again." in answer.text
    assert 'value="Dina"' in answer.text
    assert ask(app, "POST", "/join", form=page).status == 200, "who is in already is let in again"
    assert find_slowing(room.lead, room.id) is not None
    assert join(app, open_door(other)).status == 200
    let_more_in(room.lead, room.id)
    assert join(app, code).status == 200
    assert len(people(room)) == 21


def test_a_person_who_agreed_to_something_else_is_shown_what_it_is_now(app: ASGIApp, repository: Storage) -> None:
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"anonymous": True}, {"anonymous": False}),
        ({}, {"kept_until": dt.date(2099, 1, 1)}),
        ({}, {"title": "Another workshop"}),
    ]
    for before, after in changes:
        room = hold_room(repository, plan=a_plan(**before))
        form = fields_of(ask(app, "GET", f"/join?code={open_door(room)}").text) | {"voice": "state", "consent": "yes"}
        change_plan(room.lead, room.id, a_plan(**before | after), seen=a_plan(**before))

        answer = ask(app, "POST", "/join", form=form)

        assert (answer.status, secret_in(answer)) == (400, ""), after
        assert "This workshop was changed while you were reading." in answer.text, after
        assert people(room) == [], after
        again = fields_of(answer.text) | {"voice": "state", "consent": "yes"}
        assert ask(app, "POST", "/join", form=again).status == 200, after


def test_a_plan_that_changes_while_somebody_joins_is_agreed_to_by_nobody(
    app: ASGIApp, repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = hold_room(repository, plan=a_plan(anonymous=True))
    code, join_now = open_door(room), BallotBox.join

    def join_a_moment_later(*given: Any, **named: Any) -> Joined:
        change_plan(room.lead, room.id, a_plan(anonymous=False), seen=a_plan(anonymous=True))
        return join_now(*given, **named)

    monkeypatch.setattr(BallotBox, "join", join_a_moment_later)
    answer = join(app, code)
    assert "This workshop was changed while you were reading." in answer.text
    assert "The facilitator can see who voted what." in answer.text
    assert people(room) == []


def test_without_a_secret_the_ballot_leads_to_the_return_code(app: ASGIApp) -> None:
    answer = ask(app, "GET", "/ballot")
    assert (answer.status, answer.headers["location"]) == (303, "/return")


def test_who_tries_codes_waits_and_who_has_the_right_one_does_not(repository: Storage) -> None:
    app = ballot_app(lambda: Entrance(repository), b"", delay=3600)
    room = hold_room(repository, state=1)
    assert ask(app, "GET", f"/join?code={open_door(room)}").status == 200
    assert join(app, code_of(room)).status == 200
    assert ask(app, "POST", "/return", form={"code": room.return_codes[0]}).status == 303


def test_many_who_try_codes_wait_longer_and_none_is_answered_at_once(
    repository: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.web.ballot.joining.TOGETHER", 2)
    app = ballot_app(lambda: Entrance(repository), b"", delay=0.2)
    code = open_door(hold_room(repository))

    async def receive() -> Message:
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(_message: Message) -> None:
        pass

    async def answered_after(path: str) -> float:
        began = time.monotonic()
        await app(scope_of("http", "GET", path, None, {}), receive, send)
        return time.monotonic() - began

    async def try_codes() -> tuple[list[float], float]:
        wrong = [asyncio.create_task(answered_after("/join?code=AAAAAA")) for _try in range(6)]
        await asyncio.sleep(0.05)
        right = await answered_after(f"/join?code={code}")
        return sorted(await asyncio.gather(*wrong)), right

    times, right = event_loop.run(try_codes())
    assert times[0] >= 0.2
    assert times[-1] >= 0.6
    assert right < 0.2


def test_what_is_no_form_of_ours_is_not_read(app: ASGIApp, repository: Storage) -> None:
    for path in ("/join", "/return", "/ballot", "/ballot/leave"):
        for kind, body in (
            ("text/plain", b"code=ABCDEF"),
            ("application/json", b"{}"),
            (FORM, b"code=%ff"),
            (FORM, b"&".join(b"a%d=b" % number for number in range(50))),
            (FORM, b"code=" + b"x" * 200_000),
        ):
            room = hold_room(repository, state=1)
            cookie = f"{BALLOT_COOKIE}={room.phones[0]}"
            answer = ask(app, "POST", path, body=[body], content_type=kind, cookie=cookie)
            assert answer.status == 400, (path, kind, body)
            assert "This form could not be read." in answer.text, (path, kind, body)


def test_no_browser_keeps_a_page_or_lets_it_load_anything_else(app: ASGIApp) -> None:
    for path in ("/join", "/join?code=AAAAAA", "/return", "/ballot", "/ballot/now"):
        answer = ask(app, "GET", path)
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["content-security-policy"] in (BALLOT_POLICY, OWN_POLICY), path
        assert " style=" not in answer.text, path
        assert re.findall(r"https?://", answer.text) == [], path
