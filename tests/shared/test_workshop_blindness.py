"""What goes over the wire while people vote: no page, message or address has a ballot before its reveal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assessment.access.ballots import BALLOT_COOKIE, BallotBox
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, create_link
from assessment.access.workshops import create_workshop, read_workshop
from assessment.domain.answer import Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.stages import Step
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from tests.browser.server import SharedServer
from tests.support import event_loop
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, as_role
from tests.support.hall import Hall
from tests.support.room import TWO_VOICES, Room, a_plan
from tests.support.wire import Caller, Listener

ITEM = "INV-01"
MARK = "jackdaw remark"
OWNER = Scope(organisation="A ministry that holds a workshop")
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
PEOPLE = 12


@dataclass
class Place:
    """A shared server on which all but the last of twelve people have voted, and everybody who may look."""

    server: SharedServer
    room: Room
    cookies: dict[Role, str]

    @property
    def response(self) -> str:
        return read_workshop(self.room.lead, self.room.id).assessment_id or ""


@pytest.fixture(scope="module")
def place(hall: Hall) -> Place:
    return let_vote(hall, MARK)


def let_vote(hall: Hall, mark: str) -> Place:
    """A workshop in which each remark has the mark."""
    repository, catalogue = hall.repository, a_catalogue()
    lead = as_role(repository, Role.FACILITATOR, OWNER)
    # In a workshop with names a facilitator sees who voted what, once it is revealed.
    room = Room(repository, lead, BallotBox(repository), create_workshop(lead, catalogue, a_plan(catalogue)))
    room.let_in(Newcomer(TWO_VOICES[number % 2]) for number in range(PEOPLE))
    room.steps(ITEM, Step.OPEN)
    for phone in range(PEOPLE - 1):
        room.vote(phone, ITEM, Rating.NOT_APPLICABLE, f"{mark} {phone}")
    found = Place(hall.server, room, {})
    found.cookies |= {role: _visit(repository, role, scope) for role, scope in _scopes(found).items()}
    return found


def _scopes(place: Place) -> dict[Role, Scope]:
    return {
        Role.FACILITATOR: OWNER,
        Role.COEDITOR: Scope(assessment_id=place.response),
        Role.READER: OWNER,
        Role.PROJECTOR: Scope(workshop_id=place.room.id),
    }


def _visit(repository: Storage, role: Role, scope: Scope) -> str:
    link = create_link(as_admin(repository, "Asha"), role, scope, "", TOMORROW)
    token, _grant = Entrance(repository).enter(link.key, str(role))
    return f"{VISIT_COOKIE}={token}"


def pages(place: Place, role: Role) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page that could show somebody something of a workshop."""
    for page in ("rate", "results", "compare"):
        yield page, {"assessment": place.response}
    if role is not Role.COEDITOR:
        for view in ("prepare", "lead", "participants", "after"):
            yield "workshops", {"workshop": place.room.id, "view": view}
        yield "workshops", {}
        yield "projector", {"workshop": place.room.id}


def test_no_message_of_any_page_to_any_role_has_a_ballot_before_the_reveal(place: Place) -> None:
    async def look(role: Role) -> str:
        texts = []
        for page, query in pages(place, role):
            session = Listener(place.server.address, page, place.cookies[role], **query)
            await session.open()
            await session.poll()
            await session.close()
            texts.append(session.text)
        return "\n".join(texts)

    seen = {role: event_loop.run(look(role)) for role in place.cookies}

    # They do see the workshop.
    asked = a_catalogue().by_id[ITEM].text
    assert {role for role, text in seen.items() if asked in text} >= {Role.FACILITATOR, Role.PROJECTOR}
    assert {role for role, text in seen.items() if MARK in text} == set()


def test_no_address_tells_another_phone_or_any_role_a_ballot_before_the_reveal(place: Place) -> None:
    caller = Caller(place.server.address)
    others = f"{BALLOT_COOKIE}={place.room.phones[-1]}"
    code = read_workshop(place.room.lead, place.room.id).code
    paths = ["/ballot", f"/ballot?item={ITEM}", "/ballot?item=INV-02", "/ballot/now", f"/join?code={code}", "/return"]
    paths += ["/ballot/shown", f"/ballot/shown?item={ITEM}", "/ballot/own"]
    paths += [f"/changes/{each}" for each in (place.room.id, place.response)]
    texts = {
        (cookie, path): caller.ask("GET", path, cookie=cookie).text
        for cookie in ("", others, *place.cookies.values())
        for path in paths
    }
    own = caller.ask("GET", f"/ballot?item={ITEM}", cookie=f"{BALLOT_COOKIE}={place.room.phones[0]}").text
    caller.close()

    assert re.search(rf"{MARK} 0\b", own), "one's own is shown"
    assert set(re.findall(rf"{MARK} \d+", own)) == {f"{MARK} 0"}
    assert {key for key, text in texts.items() if MARK in text} == set()


def test_nothing_that_the_server_writes_down_has_a_ballot(place: Place) -> None:
    assert MARK not in place.server.log


def test_the_remark_is_told_once_it_is_revealed(hall: Hall) -> None:
    """Otherwise the tests above would find nothing whatever was shown."""
    mark = "rook remark"
    place = let_vote(hall, mark)
    place.room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    caller = Caller(place.server.address)
    shown = caller.ask("GET", f"/ballot?item={ITEM}", cookie=f"{BALLOT_COOKIE}={place.room.phones[-1]}").text
    caller.close()

    async def look() -> str:
        session = Listener(
            place.server.address, "workshops", place.cookies[Role.FACILITATOR], workshop=place.room.id, view="lead"
        )
        await session.open()
        await session.close()
        return session.text

    assert mark in shown
    assert mark in event_loop.run(look())
