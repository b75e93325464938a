"""Somebody who reads: what the first screen answers, a follow-up plan that stays in hand, and countries compared."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.access.links import create_link
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.sourced import SourcedResponse
from assessment.labels.formatting import response_name
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from tests.browser.conftest import Visitor
from tests.browser.server import Server, SharedServer
from tests.browser.waiting import resize, wait_until_still
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.stored_comparison import NOW, keep


@pytest.fixture
def results(visitor: Visitor, repository: Storage) -> Page:
    """Results with every recommendation a gap, and somebody named for each."""
    catalogue = catalogue_for("gcm-10")
    answer = Answer(Rating.ABSENT, responsible="Ministry of Justice")
    response = a_response(catalogue, dict.fromkeys(catalogue.by_id, answer))
    visitor.open(f"/results?assessment={store_response(as_admin(repository, 'a test'), catalogue, response)}")
    return visitor.page


def test_answer_picture_and_next_steps_are_on_the_first_screen_and_a_gap_leads_to_its_card_and_back(
    visitor: Visitor, results: Page
) -> None:
    page = results
    rows = page.get_by_role("table", name="Answers and scores by theme").locator("tbody tr").all()
    gravest = page.locator(".st-key-gravest .item-line").all()
    for width, height, themes, gaps in ((360, 740, 2, 0), (1920, 1080, 9, 3), (1280, 800, 9, 3)):
        resize(page, width, height)
        for place in (
            page.locator(".headline"),
            page.get_by_role("button", name="Gap report (Excel)").first,
            page.get_by_role("img", name="All recommendations."),
            *rows[:themes],
            *gravest[:gaps],
        ):
            expect(place).to_be_in_viewport(ratio=1)
    assert len(gravest) >= 3
    for line in gravest:
        expect(line).to_contain_text("Ministry of Justice · no date")

    visitor.view("All gaps")
    page.get_by_role("button", name="Open GCM10-").nth(2).press("Enter")
    page.get_by_role("heading", name="Rate", level=1).wait_for()
    visitor.settle()
    expect(page.get_by_role("radio", name="Absent")).to_be_checked()
    page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    visitor.settle()
    expect(page.get_by_role("radio", name="All gaps")).to_be_checked()
    assert visitor.faults == []


def test_a_gap_stays_open_and_its_field_in_hand_while_its_follow_up_is_saved_and_filtered(
    visitor: Visitor, results: Page
) -> None:
    page, first = results, results.locator("summary").filter(has_text="1. GCM10")
    first.click()
    visitor.settle()
    status = page.get_by_role("combobox", name="Status", exact=True)
    # Typed, since a list that is opened by a click closes if the page still scrolls to it.
    status.press_sequentially("Started")
    page.get_by_role("option", name="Started", exact=True).click()
    visitor.settle()
    note, action = page.get_by_label("Note on the status"), page.get_by_label("Next action")
    note.press_sequentially("Bill drafted")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Pass it")
    visitor.settle()
    expect(action).to_be_focused()
    expect(action).to_have_value("Pass it")
    expect(page.get_by_text("✓ Saved").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_have_count(1)
    expect(page.locator(".st-key-gravest .item-line").first).to_contain_text("Started")
    expect(page.get_by_text("Started · Ministry of Justice · no date", exact=True)).to_be_visible()

    body = page.get_by_label("Responsible body", exact=True)
    body.fill("Cabinet")
    page.keyboard.press("Tab")
    visitor.settle()
    expect(page.get_by_role("spinbutton", name="year, Target date")).to_be_focused()
    page.get_by_role("combobox", name="Filter by responsible body").press_sequentially("Cabinet")
    page.get_by_role("option", name="Cabinet", exact=True).click()
    visitor.settle()
    expect(page.locator("summary").filter(has_text="GCM10")).to_have_count(1)
    page.get_by_role("button", name="Started", exact=True).click()
    visitor.settle()
    expect(first).to_have_count(1)
    expect(body).to_have_value("Cabinet")

    visitor.reload()
    first.click()
    expect(note).to_have_value("Bill drafted")
    expect(action).to_have_value("Pass it")
    assert visitor.faults == []


class TestWithoutAnswering:
    @pytest.fixture
    def server(self, shared_server: SharedServer) -> SharedServer:
        return shared_server

    def test_a_gap_comes_into_sight_among_all_gaps(
        self, visitor: Visitor, server: SharedServer, repository: Storage
    ) -> None:
        page, catalogue = visitor.page, catalogue_for("gcm-10")
        response = a_response(catalogue, dict.fromkeys(catalogue.by_id, Rating.ABSENT))
        kept = store_response(as_admin(repository, "a test"), catalogue, response)
        ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        link = create_link(as_admin(repository, "a test"), Role.READER, Scope(assessment_id=kept), "Chen", ends)
        page.goto(link.address(server.url))
        page.get_by_text("Your link is ready.").wait_for()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"**/results?assessment={kept}")
        visitor.settle()
        opener = page.get_by_role("button", name="Open GCM10-").nth(2)
        item = opener.inner_text().removeprefix("Open ")
        opener.click()
        text = page.get_by_text(catalogue.by_id[item].text)
        expect(text).to_be_in_viewport()
        assert visitor.faults == []


class World(Server):
    """A server on a database that holds responses of many countries."""

    compared: list[SourcedResponse]


def place(locator: Locator) -> tuple[float, float]:
    """Where an element stands on the screen."""
    found = locator.bounding_box()
    assert found is not None
    return found["x"], found["y"]


def check_heads(page: Page) -> None:
    """The heads of a matrix stay in sight while it scrolls, at every width."""
    region = page.get_by_role("region", name="Ratings by recommendation")
    head, row = region.locator("thead th").first, region.locator("tbody th[scope=row]").first
    for width in (360, 1280):
        resize(page, width, 900)
        region.scroll_into_view_if_needed()
        region.evaluate("element => element.scrollTo(60, 300)")
        wait_until_still(page)
        (left, top), (head_left, head_top), (row_left, _row_top) = map(place, (region, head, row))
        assert max(abs(head_left - left), abs(head_top - top), abs(row_left - left)) < 3, width


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()


class TestManyCountries:
    @pytest.fixture(scope="class")
    @classmethod
    def server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
        world = World(tmp_path_factory.mktemp("world"))
        with open_storage(f"sqlite:///{world.database}") as repository:
            world.compared = keep(repository, catalogue_for("gcm-10"), 24)
        world.start()
        yield world
        world.stop()

    def test_an_analyst_compares_many_countries_reads_one_recommendation_and_takes_the_files(
        self, visitor: Visitor, server: World
    ) -> None:
        page = visitor.page
        visitor.open("/compare?voices=state")
        page.get_by_text("Rounds and organisations").click()
        wait_until_still(page)
        now = [one for one in server.compared if one.response.round == NOW]
        expect(page.get_by_text(response_name(now[0].response)).first).to_be_visible()
        assert page.locator("b", has_text="bold").count() == 0

        visitor.view("By recommendation")
        search = page.get_by_role("combobox", name="Read a recommendation and its answers")
        search.wait_for()
        check_heads(page)
        search.click()
        search.press_sequentially("GCM10-03")
        page.get_by_role("option", name="GCM10-03 Laws that protect").click()
        heading = page.get_by_role("heading", name="Who implements this, and how")
        heading.wait_for()
        visitor.reload()
        expect(heading).to_be_visible()
        state = page.get_by_role("button", name="State", exact=True)
        expect(state).to_have_attribute("aria-pressed", "true")
        state.click()
        expect(state).to_have_attribute("aria-pressed", "false")
        expect(state).to_be_visible()
        visitor.settle()

        visitor.view("Downloads")
        rows = csv.DictReader(io.StringIO(download(page, "Ratings and scores (CSV)").decode("utf-8-sig")))
        ratings = [row["RATING"] for row in rows if row["MEASURE"] == "RATING"]
        assert len(ratings) == len(now) * len(now[0].catalogue.recommendations)
        assert visitor.faults == []


def test_recommendations_are_an_index_by_theme_of_which_one_is_open_at_a_time(visitor: Visitor) -> None:
    page, (first, second, *_rest) = visitor.page, catalogue_for("gcm-10").by_theme["prevention"]
    visitor.resize(1280, 800)
    visitor.open("/recommendations")
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight") < 3000
    expect(page.get_by_text(first.text)).not_to_be_visible()
    for opened, closed in ((first, second), (second, first)):
        page.locator("summary").filter(has_text=opened.title).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text(opened.text)).to_be_visible()
        expect(page.get_by_text(closed.text)).not_to_be_visible()
    page.get_by_text("recommended by").filter(visible=True).click()
    expect(page.get_by_text("A mandate is a UN expert or committee").filter(visible=True)).to_be_visible()
    assert visitor.faults == []
