"""docs/ballot-protocol.md says what the ballot does: a client that knows only that page takes part."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from starlette.types import ASGIApp

from assessment.access.ballots import RETURN_LENGTH
from assessment.access.links import KEY_LENGTH
from assessment.access.workshops import read_workshop, set_door
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.door import MINUTES, MORE_THAN_TWICE, WITHOUT_COUNT
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage
from assessment.web.ballot.forms import FIELDS_LIMIT, JOIN_BYTES, VOTE_BYTES
from assessment.web.ballot.joining import DELAY, TOGETHER
from assessment.web.ballot.pages import ASSETS
from assessment.web.ballot.protocol import BALLOT_PATHS, LONGEST
from assessment.web.pages import PATIENCE
from tests.support.asgi import Answer, ask
from tests.support.documents import code_blocks, document, in_one_line, quoted, section, table
from tests.support.phone import JSON, Phone, fields_of, secret_in
from tests.support.room import Room, hold_room

ITEM = "INV-01"


@pytest.fixture
def room(repository: Storage) -> Room:
    return hold_room(repository, state=1)


def protocol(heading: str) -> str:
    return section(document("ballot-protocol.md"), heading)


def example(heading: str) -> dict[str, object]:
    """The JSON that is shown under a heading."""
    (block,) = code_blocks(protocol(heading), "json")
    found: dict[str, object] = json.loads(block)
    return found


def client(app: ASGIApp, room: Room) -> Phone:
    """Somebody who joins as the page says."""
    set_door(room.lead, room.id, is_open=True)
    code = read_workshop(room.lead, room.id).code or ""
    form = {"code": code, "consent": "yes", "voice": Voice.CIVIL_SOCIETY.value, "name": "Bela", "form": "f" * 20}
    form["promise"] = fields_of(ask(app, "GET", f"/join?code={code}").text)["promise"]
    assert set(form) <= {quoted(row[0])[0] for row in table(protocol("Join"))}
    answer = ask(app, "POST", "/join", form=form)
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text)
    return Phone(app, secret_in(answer))


def ballot_of(phone: Phone, **changes: str) -> dict[str, str]:
    """The fields of a ballot, counted by the client itself."""
    csrf = hashlib.sha256(f"form:{phone.token}".encode()).hexdigest()[:32]
    fields = {"csrf": csrf, "item": ITEM, "vote": "1", "seen": "0", "form": "ballot-1", "rating": "partial"}
    return fields | changes


def told(answer: Answer) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.text)
    return found


def test_the_addresses_are_those_that_are_listed() -> None:
    named = [address.split()[1].split("?")[0] for row in table(protocol("Addresses")) for address in quoted(row[0])]
    assert set(named) == BALLOT_PATHS


def test_a_client_that_counts_the_fields_by_itself_votes_and_changes_its_vote(app: ASGIApp, room: Room) -> None:
    phone = client(app, room)
    room.steps(ITEM, Step.OPEN)
    assert set(fields_of(phone.get().text)) | {"rating", "withdraw"} == {
        quoted(row[0])[0] for row in table(protocol("Vote"))
    }
    assert {each.value for each in Rating} <= set(quoted(protocol("Vote")))
    first = told(phone.send(ballot_of(phone), accept=JSON))
    assert set(first) == set(example("Vote"))
    assert (first["rating"], first["revision"], first["words"]) == ("partial", 1, f"Saved {first['saved']}")
    second = phone.send(
        ballot_of(phone, seen="1", form=str(first["form"]), rating="absent", remark="None"), accept=JSON
    )
    assert told(second)["revision"] == 2
    withdrawn = ballot_of(phone, seen="2", form="ballot-3", withdraw="yes")
    withdrawn.pop("rating")
    assert told(phone.send(withdrawn, accept=JSON))["rating"] is None


def test_what_is_ones_own_is_told_as_it_is_listed(app: ASGIApp, room: Room) -> None:
    phone = client(app, room)
    room.steps(ITEM, Step.OPEN)
    assert phone.send(ballot_of(phone), accept=JSON).status == 200
    own, listed = told(phone.get("/ballot/own")), example("What is the room’s, and what is one’s own")
    assert set(own) == set(listed)
    assert own["csrf"] == ballot_of(phone)["csrf"]
    (ballot,), (shown,) = own["ballots"], listed["ballots"]  # type: ignore[misc]
    assert set(ballot) == set(shown)  # type: ignore[has-type]
    changed = ballot_of(phone, seen=str(ballot["revision"]), form=str(own["form"]), rating="absent")  # type: ignore[has-type]
    assert phone.send(changed, accept=JSON).status == 200


def test_a_phone_that_knows_where_the_room_is_is_told_nothing(app: ASGIApp, room: Room) -> None:
    phone = client(app, room)
    before = told(phone.get("/ballot/now"))
    assert (before["item"], before["stage"]) == (None, None)
    room.steps(ITEM, Step.OPEN)
    answer = phone.get("/ballot/now", if_none_match=f'"{before["version"]}"')
    assert set(told(answer)) == set(example("Follow the room"))
    assert (told(answer)["stage"], answer.headers["etag"]) == ("first_open", f'"{told(answer)["version"]}"')
    unchanged = phone.get("/ballot/now", if_none_match=answer.headers["etag"])
    assert (unchanged.status, unchanged.text) == (304, "")


def test_what_goes_wrong_has_the_status_that_is_listed(app: ASGIApp, room: Room) -> None:
    phone = client(app, room)
    room.steps(ITEM, Step.OPEN)
    statuses = {
        "wrong code": ask(app, "POST", "/join", form={"code": "222222"}).status,
        "no cookie": ask(app, "POST", "/ballot", form={}, accept=JSON).status,
        "wrong csrf": phone.send(ballot_of(phone, csrf="0" * 32), accept=JSON).status,
        "no such recommendation": phone.send(ballot_of(phone, item="INV-99"), accept=JSON).status,
        "no rating": phone.send(ballot_of(phone, rating=""), accept=JSON).status,
        "another revision": phone.send(ballot_of(phone, seen="7"), accept=JSON).status,
        "not asked": phone.send(ballot_of(phone, vote="2"), accept=JSON).status,
        "no consent": ask(app, "POST", "/join", form={"code": read_workshop(room.lead, room.id).code or ""}).status,
    }
    assert statuses == {
        "wrong code": 403,
        "no cookie": 403,
        "wrong csrf": 403,
        "no such recommendation": 400,
        "no rating": 400,
        "another revision": 409,
        "not asked": 409,
        "no consent": 400,
    }
    refused = phone.send(ballot_of(phone, seen="7"), accept=JSON)
    assert set(told(refused)) == {"problem", "again"}
    assert {"`again`", '`{"problem": "…"}`'} <= set(re.findall(r"`[^`]+`", protocol("Statuses")))
    listed = {int(row[0]) for row in table(protocol("Statuses"))}
    assert {*statuses.values(), 200, 303, 304, 429, 503} == listed


def ask_once(phone: Phone, method: str, path: str) -> Answer:
    return phone.get(path) if method == "GET" else phone.send(ballot_of(phone), accept=JSON)


def test_so_many_at_once_are_answered_as_are_listed(app: ASGIApp, room: Room) -> None:
    room.steps(ITEM, Step.OPEN)
    for row in table(protocol("How often")):
        phone = client(app, room)
        (method, path), at_once = quoted(row[0])[0].split(), int(row[1])

        answers = [ask_once(phone, method, path) for _each in range(at_once)]
        assert {answer.status for answer in answers} == {200}, row
        # Some more are due while they are answered, but by far not so many.
        more = (ask_once(phone, method, path) for _each in range(2 * at_once))
        late = next(answer for answer in more if answer.status != 200)
        assert (late.status, late.headers["retry-after"]) == (429, "3"), row


def test_the_bounds_of_forms_and_codes_are_those_that_are_documented() -> None:
    rows = {row[0]: row[1] for row in table(section(document("limits.md"), "Workshops"))}
    assert rows["the form of a ballot"] == f"{VOTE_BYTES:,} bytes, {FIELDS_LIMIT} fields, {PATIENCE} seconds"
    assert rows["the form by which somebody joins or comes back"] == (
        f"{JOIN_BYTES:,} bytes, {FIELDS_LIMIT} fields, {PATIENCE} seconds"
    )
    assert rows["wrong codes that are answered within a second, on each server process"].startswith(f"{TOGETHER};")
    assert rows["people who join a workshop"] == (
        f"twice the heads counted and {MORE_THAN_TWICE} more at once, without a count {WITHOUT_COUNT:,}; "
        "as many again within ten minutes"
    )
    assert MINUTES == 10
    assert f"without a count {WITHOUT_COUNT:,} people" in in_one_line(protocol("How often"))
    script = (ASSETS / "ballot.js").read_text(encoding="utf-8")
    assert f"KEPT_LIMIT = {rows['votes that a phone keeps while the network is away']}" in script
    assert "EVERY = 2000" in script
    assert "asks every two seconds" in protocol("Follow the room")
    assert f"at most {FIELDS_LIMIT} fields" in protocol("Every request")
    assert f"`assessment_ballot` ({KEY_LENGTH} characters" in protocol("Join")
    assert RETURN_LENGTH == 12
    assert f"lasts {LONGEST.days} days" in protocol("Join")
    assert DELAY == 1
