"""What is the same for a whole room, which is drawn once, and what is a participant's own beside it."""

from __future__ import annotations

import json
import re
from unittest.mock import patch

import pytest
from starlette.types import ASGIApp

from assessment.access.workshops import cast_for, list_remarks, list_seats, moderate_remarks, remove_participant
from assessment.domain.answer import Rating
from assessment.domain.workshop.model import RemarkState
from assessment.domain.workshop.stages import Step
from assessment.storage.opening import Storage
from assessment.web.ballot import pages
from assessment.web.ballot.forms import form_token
from tests.support.asgi import ask
from tests.support.phone import JSON, Phone
from tests.support.room import Room, hold_room

ITEM, OTHER = "INV-01", "INV-02"
REMARK = "Nobody in the north"


@pytest.fixture
def room(repository: Storage) -> Room:
    opened = hold_room(repository, state=3)
    opened.steps(ITEM, Step.OPEN)
    return opened


@pytest.fixture
def phones(app: ASGIApp, room: Room) -> list[Phone]:
    return [Phone(app, token) for token in room.phones]


def reveal(room: Room) -> None:
    room.vote(0, ITEM, Rating.PARTIAL, REMARK)
    room.vote(1, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)


def test_what_is_the_same_for_the_room_is_drawn_once_and_is_nobodys(room: Room, phones: list[Phone]) -> None:
    room.vote(0, ITEM, Rating.PARTIAL, REMARK)
    with patch.object(pages, "ballot_page", wraps=pages.ballot_page) as drawn:
        answers = [phone.get("/ballot/shown", accept_encoding="gzip") for phone in phones * 2]
    assert drawn.call_count == 1
    assert len({answer.text for answer in answers}) == 1
    answer = answers[0]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == phones[0].get("/ballot/shown").text, "also where nothing is packed"
    assert "Is number 1 done?" in answer.text
    for own in (REMARK, "checked", "Saved", *(form_token(token) for token in room.phones)):
        assert own not in answer.text
    reveal_version = answer.headers["etag"]
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    assert phones[1].get("/ballot/shown", if_none_match=reveal_version).status == 200
    assert REMARK in phones[1].get("/ballot/shown").text


def test_it_is_answered_to_those_who_sit_in_the_room_and_no_one_else(
    app: ASGIApp, repository: Storage, room: Room, phones: list[Phone]
) -> None:
    reveal(room)
    elsewhere = hold_room(repository, state=1)
    elsewhere.steps(ITEM, Step.OPEN)
    assert REMARK in phones[2].get(f"/ballot/shown?item={ITEM}").text
    theirs = Phone(app, elsewhere.phones[0]).get(f"/ballot/shown?item={ITEM}")
    assert (theirs.status, REMARK in theirs.text) == (200, False)
    for token in ("", "x", "x" * 32, "é"):
        for path in ("/ballot/shown", f"/ballot/shown?item={ITEM}", "/ballot/own"):
            assert ask(app, "GET", path, cookie=f"assessment_ballot={token}").status == 403
    remove_participant(room.lead, room.id, list_seats(room.lead, room.id)[2].participant.id)
    for path in ("/ballot/shown", "/ballot/own"):
        gone = phones[2].get(path, accept=JSON)
        assert (gone.status, REMARK in gone.text) == (403, False)


def test_nothing_of_a_vote_is_in_it_before_the_reveal(room: Room, phones: list[Phone]) -> None:
    room.vote(0, ITEM, Rating.PARTIAL, REMARK)
    room.vote(1, ITEM, Rating.ABSENT)
    for step in (None, Step.CLOSE):
        if step:
            room.steps(ITEM, step)
        for path in ("/ballot/shown", f"/ballot/shown?item={ITEM}"):
            told = phones[2].get(path).text
            assert REMARK not in told
            assert "n = " not in told
    room.steps(ITEM, Step.REVEAL)
    assert "n = 2" in phones[2].get("/ballot/shown").text


@pytest.mark.parametrize("state", [RemarkState.HIDDEN, RemarkState.REDACTED])
def test_a_remark_that_is_hidden_is_gone_from_it_at_once(room: Room, phones: list[Phone], state: RemarkState) -> None:
    reveal(room)
    before = phones[2].get("/ballot/shown", accept_encoding="gzip")
    assert REMARK in before.text
    moderate_remarks(room.lead, room.id, list_remarks(room.lead, room.id), state)
    after = phones[2].get("/ballot/shown", accept_encoding="gzip", if_none_match=before.headers["etag"])
    assert (after.status, REMARK in after.text, "n = 2" in after.text) == (200, False, True)


def test_ones_own_ballots_are_told_as_they_stand_and_to_no_one_else(room: Room, phones: list[Phone]) -> None:
    room.vote(0, ITEM, Rating.PARTIAL, REMARK)
    room.vote(0, ITEM, Rating.ABSENT, REMARK)
    own = [json.loads(phone.get("/ballot/own", accept=JSON).text) for phone in phones]
    (ballot,) = own[0]["ballots"]
    assert re.fullmatch(r"Saved \d\d:\d\d", ballot.pop("words"))
    assert ballot == {
        "item": ITEM, "vote": 1, "rating": "absent", "label": "○ Absent", "remark": REMARK, "revision": 2,
    }  # fmt: skip
    assert [each["ballots"] for each in own[1:]] == [[], []]
    assert [each["csrf"] for each in own] == [form_token(token) for token in room.phones]
    assert len({each["form"] for each in own}) == 3


def test_where_the_room_is_nowhere_it_leads_to_the_page_of_each(repository: Storage, app: ASGIApp) -> None:
    room = hold_room(repository, state=1)
    answer = Phone(app, room.phones[0]).get("/ballot/shown")
    assert (answer.status, answer.headers["location"]) == (303, "/ballot")


def test_a_ballot_typed_in_for_somebody_with_a_phone_lets_phones_ask_for_their_own_again(
    room: Room, phones: list[Phone]
) -> None:
    def marks() -> tuple[str, ...]:
        return tuple(re.findall(r'data-roster="(\d+)"', phones[0].get("/ballot/shown").text))

    before = marks()
    assert len(before) == 1
    assert 'data-roster="' not in phones[0].get("/ballot").text, "the whole page needs nothing more"
    room.vote(1, ITEM, Rating.ABSENT)
    assert marks() == before
    cast_for(room.lead, room.id, list_seats(room.lead, room.id)[0].participant.id, ITEM, 1, Rating.PARTIAL)
    assert marks() != before
