"""A facilitator's page in a real browser: the keys, what others do, and whether everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from assessment.domain.model import Rating, Voice
from assessment.domain.workshop.stages import Stage, Step
from assessment.services.access import Access
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.workshops.ballot_box import BallotBox
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Newcomer, open_repository
from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.support.room import Room, a_plan

ITEM = "GCM10-01"
SIZES = ((1280, 900), (1920, 1080), (360, 740))


@pytest.fixture
def room(server: Server, visitor: Visitor) -> Iterator[Room]:
    """A room of four and three, on the server of `visitor`."""
    repository = open_repository(f"sqlite:///{server.database}")
    lead = Facilitation(Access.personal(repository, "Asha"), repository)
    catalogue = catalogue_for("gcm-10")
    plan = replace(a_plan(catalogue), country="NPL", title="Two days in Nepal")
    room = Room(repository, lead, BallotBox(repository), lead.create(catalogue, plan))
    room.let_in([*[Newcomer(Voice.STATE)] * 4, *[Newcomer(Voice.CIVIL_SOCIETY)] * 3])
    yield room
    lead.delete(room.id, plan.title)


def stage(room: Room) -> Stage:
    return room.lead.workshop(room.id).places[ITEM].stage


def test_the_keys_move_the_room_unless_somebody_types_or_has_turned_them_off(visitor: Visitor, room: Room) -> None:
    page = visitor.page
    visitor.open(f"/workshops?workshop={room.id}")
    for key, word in (
        ("o", "First vote: open"),
        ("c", "First vote: closed, not revealed yet"),
        ("r", "First vote: revealed"),
    ):
        page.keyboard.press(key)
        page.get_by_test_id("stMarkdown").get_by_text(word, exact=True).wait_for()
        visitor.settle()
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Implemented")).to_be_focused()

    dissent = page.get_by_label("Dissent")
    dissent.click()
    page.keyboard.type("spot: no")
    assert (dissent.input_value(), stage(room)) == ("spot: no", Stage.FIRST_REVEALED)

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("p")
    visitor.settle()
    assert stage(room) is Stage.FIRST_REVEALED
    page.get_by_label("Use these keys").check()
    page.keyboard.press("p")
    page.get_by_test_id("stMarkdown").get_by_text("Parked", exact=True).wait_for()
    assert stage(room) is Stage.PARKED_AFTER_FIRST
    assert visitor.faults == []


def test_the_page_follows_votes_and_another_facilitator_while_one_types(
    visitor: Visitor, server: Server, room: Room
) -> None:
    other = Visitor(visitor.page.context.new_page(), server)
    for each in (visitor, other):
        each.open(f"/workshops?workshop={room.id}")
    visitor.page.get_by_role("button", name="Open the first vote").click()
    other.page.get_by_role("button", name="Close the vote").wait_for()
    room.vote(0, ITEM, Rating.PARTIAL)
    for each in (visitor, other):
        each.page.get_by_text("1 of 7").wait_for()
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    reason = visitor.page.get_by_label("Reason")
    reason.click()
    visitor.page.keyboard.type("Two of five shelters")
    room.lead.set_heads(room.id, 12)
    visitor.page.get_by_text("7 of 12").wait_for()
    expect(reason).to_have_value("Two of five shelters")
    expect(reason).to_be_focused()
    assert visitor.faults == other.faults == []


def test_what_is_typed_is_there_again_after_a_look_at_the_participants(visitor: Visitor, room: Room) -> None:
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    visitor.open(f"/workshops?workshop={room.id}")
    visitor.page.get_by_role("radio", name="Absent").click()
    visitor.page.get_by_label("Reason").fill("None in the north")
    for view, heading in (("Participants", "Merge or remove"), ("Lead", "Agreed rating")):
        visitor.page.get_by_test_id("stMain").get_by_role("radio", name=view, exact=True).click()
        visitor.page.get_by_role("heading", name=heading).wait_for()
        visitor.settle()
    expect(visitor.page.get_by_label("Reason")).to_have_value("None in the north")
    expect(visitor.page.get_by_role("radio", name="Absent")).to_be_checked()


@pytest.mark.parametrize("view", ["prepare", "lead", "participants", "after"])
def test_everybody_can_use_it_at_every_width(visitor: Visitor, room: Room, view: str) -> None:
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [Rating.PARTIAL, Rating.IMPLEMENTED, Rating.ABSENT])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    visitor.open(f"/workshops?workshop={room.id}&workshop-view={view}")
    for width, height in SIZES:
        visitor.resize(width, height)
        assert accessibility_faults(visitor.page) == []
        overflow = visitor.page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth - main.clientWidth")
        assert overflow <= 0
    assert visitor.faults == []
