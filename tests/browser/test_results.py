"""The page “Results” in a browser: what its first screen answers, and a follow-up plan that stays in hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessment.catalogues import load_catalogue
from assessment.domain.model import Answer, Rating
from assessment.storage import open_repository
from tests.browser.conftest import Visitor
from tests.browser.waiting import resize
from tests.support.catalogues import a_response
from tests.support.pages import GCM10


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """Results with every recommendation a gap, and somebody named for each."""
    catalogue = load_catalogue(GCM10)
    answer = Answer(Rating.ABSENT, responsible="Ministry of Justice")
    response = a_response(catalogue, dict.fromkeys(catalogue.by_id, answer))
    with open_repository(f"sqlite:///{visitor.server.database}") as repository:
        kept = repository.create(catalogue, response, author="a test")
    visitor.open(f"/results?assessment={kept}")
    return visitor.page


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (360, 740)])
def test_the_first_screen_says_what_is_missing_who_acts_and_by_when(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    resize(page, width, height)
    for row in page.get_by_role("table", name="Gravest gaps").get_by_role("row").all()[1:3]:
        for cell in (row.get_by_role("rowheader"), *row.get_by_role("cell").all()):
            box = cell.bounding_box()
            assert box is not None
            assert (box["x"] >= 0, box["x"] + box["width"] <= width, box["y"] + box["height"] <= height) == (True,) * 3


def test_a_gap_stays_open_and_its_field_in_hand_while_its_follow_up_is_saved(visitor: Visitor, page: Page) -> None:
    page.locator("summary").filter(has_text="1. GCM10").click()
    visitor.settle()
    status = page.get_by_role("combobox", name="Status", exact=True)
    # Typed, since a list that is opened by a click closes if the page still scrolls to it.
    status.press_sequentially("Started")
    page.get_by_role("option", name="Started", exact=True).click()
    visitor.settle()
    note = page.get_by_label("Note on the status")
    note.press_sequentially("Bill drafted")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Pass it")
    visitor.settle()
    expect(page.get_by_label("Next action")).to_be_focused()
    expect(page.get_by_label("Next action")).to_have_value("Pass it")
    expect(page.get_by_text("✓ Saved").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_have_count(1)
    expect(page.get_by_role("table", name="Gravest gaps").get_by_role("row").nth(1)).to_contain_text("Started")
    expect(page.get_by_text("Started · Ministry of Justice · no date", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    visitor.settle()
    page.reload()
    visitor.settle()
    page.locator("summary").filter(has_text="1. GCM10").click()
    expect(note).to_have_value("Bill drafted")
    expect(page.get_by_label("Next action")).to_have_value("Pass it")
    assert visitor.faults == []


def test_the_filters_offer_what_was_just_changed_while_the_next_field_is_in_hand(visitor: Visitor, page: Page) -> None:
    page.locator("summary").filter(has_text="1. GCM10").click()
    visitor.settle()
    status = page.get_by_role("combobox", name="Status", exact=True)
    status.press_sequentially("Started")
    page.get_by_role("option", name="Started", exact=True).click()
    visitor.settle()
    expect(page.get_by_role("button", name="Started", exact=True)).to_be_visible()
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
    expect(page.locator("summary").filter(has_text="1. GCM10")).to_have_count(1)
    expect(body).to_have_value("Cabinet")
    assert visitor.faults == []
