"""Several processes behind the proxy: what is true at one is true at the others, and a browser goes on at another."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import ConnectionClosed

from assessment.access.assessments import read_assessment
from assessment.access.entrance import Entrance
from assessment.access.links import VISIT_COOKIE, create_link
from assessment.domain.answer import Rating
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.labels.codes import rating_label
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from benchmarks.serving.client import Client
from benchmarks.serving.visits import begin_visit, cookie_of
from tests.browser.conftest import Visitor
from tests.browser.server import SharedServer
from tests.conftest import MakeDatabase
from tests.support import event_loop
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.replicas import Replicas
from tests.support.room import hold_room
from tests.support.wire import Caller

TITLE = "Boruna 2026"
"""The workshop to which participants are invited."""
COMES_BACK = 60_000
"""Milliseconds in which a page is back on another process; a busy machine is slow."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is stored, the processes that share it, and a response without answers."""

    repository: Storage
    replicas: Replicas
    assessment_id: str


@pytest.fixture
def place(make_postgresql: MakeDatabase, tmp_path: Path) -> Iterator[Place]:
    url, catalogue = make_postgresql(), catalogue_for("gcm-10")
    with open_storage(url) as repository, Replicas(tmp_path, url, phones=1, pages=2) as replicas:
        response = a_response(catalogue, {}, country="GHA")
        yield Place(repository, replicas, store_response(as_admin(repository), catalogue, response))


def revoke_links(place: Place) -> None:
    """What is revoked at one process lets nobody do anything at the others."""
    repository, replicas, assessment_id = place.repository, place.replicas, place.assessment_id
    first, second = replicas.pages
    room = hold_room(repository)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    scopes = {
        Role.ADMINISTRATOR: EVERYTHING,
        Role.COEDITOR: Scope(assessment_id=assessment_id),
        Role.PARTICIPANT: Scope(workshop_id=room.id),
    }
    links = {role: create_link(as_admin(repository), role, scope, "", tomorrow) for role, scope in scopes.items()}
    cookies = {role: cookie_of(Entrance(repository).enter(link.key, role)[0]) for role, link in links.items()}

    async def revoke(role: Role) -> None:
        administrator = await Client(first.address, "links", cookies[Role.ADMINISTRATOR]).open()
        await administrator.press(f"revoke-{links[role].link.id}")
        await administrator.close()

    async def act() -> None:
        person = await Client(second.address, "rate", cookies[Role.COEDITOR], assessment=assessment_id).open()
        await revoke(Role.COEDITOR)
        with pytest.raises(ConnectionClosed):
            await person.choose(person.keys(":rating:")[0], rating_label(Rating.ABSENT))

    event_loop.run(act())
    assert read_assessment(as_admin(repository), assessment_id).response.answers == {}
    with closing(Caller(second.address)) as pages, closing(Caller(replicas.phones[0].address)) as phones:
        assert pages.ask("GET", "/rate", cookie=cookies[Role.COEDITOR]).status == HTTPStatus.SEE_OTHER
        assert TITLE in phones.ask("GET", "/join", cookie=cookies[Role.PARTICIPANT]).text
        event_loop.run(revoke(Role.PARTICIPANT))
        assert TITLE not in phones.ask("GET", "/join", cookie=cookies[Role.PARTICIPANT]).text


def go_on_at_another(place: Place, browser: Browser) -> None:
    """A page goes on by itself when its own process is told to stop."""
    repository, replicas, assessment_id = place.repository, place.replicas, place.assessment_id
    items = [item.id for item in catalogue_for("gcm-10").recommendations if item.theme == "non-punishment"]
    token = begin_visit(repository, assessment_id, "Asha")
    context = browser.new_context()
    context.add_cookies([{"name": VISIT_COOKIE, "value": token, "url": replicas.proxy.url}])
    visitor = Visitor(context.new_page(), replicas.pages[0])
    visitor.server = copy.copy(visitor.server)
    visitor.server.url = replicas.proxy.url
    visitor.open(f"/rate?assessment={assessment_id}&theme=non-punishment")
    visitor.rate(items[0], "Partial")
    visitor.unfold_details(items[0])
    visitor.card(items[0]).get_by_label("Comment").press_sequentially("Typed and not left")

    own = process_of(visitor, replicas, token)
    visitor.rating(items[1], "Implemented").click()
    own.stop()
    visitor.rating(items[2], "Absent").click(force=True)  # Streamlit has disabled it.
    for item in items[1:3]:
        expect(visitor.card(item).get_by_text("✓ Saved")).to_be_visible(timeout=COMES_BACK)
    assert process_of(visitor, replicas, token) is not own
    for item, word in zip(items, ("Partial", "Implemented", "Absent"), strict=False):
        expect(visitor.rating(item, word)).to_have_attribute("aria-checked", "true")
    stored = read_assessment(as_admin(repository), assessment_id).response
    assert [stored.rating(item) for item in items[:3]] == [Rating.PARTIAL, Rating.IMPLEMENTED, Rating.ABSENT]
    assert stored.answer(items[0]).comment == "Typed and not left"
    context.close()


def process_of(visitor: Visitor, replicas: Replicas, token: str) -> SharedServer:
    """The one of the processes for pages that knows the session of a page."""
    named = visitor.page.locator('[class*="st-key-show-news-"]').first.get_attribute("class") or ""
    session = re.search(r"show-news-([0-9a-f]+)", named)
    assert session is not None
    for process in replicas.pages:
        with suppress(OSError), closing(Caller(process.address)) as caller:
            found = caller.ask("GET", f"/changes/{session[1]}", cookie=cookie_of(token))
            if found.status != HTTPStatus.NOT_FOUND:
                return process
    raise AssertionError(session)


def test_a_link_that_is_revoked_is_so_at_all_and_a_page_goes_on_at_another_when_its_own_stops(
    place: Place, browser: Browser
) -> None:
    # In this order, since a process is missing in the end.
    revoke_links(place)
    go_on_at_another(place, browser)
