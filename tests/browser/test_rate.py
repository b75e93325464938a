"""The page “Rate” for who works fast: by keys, one at a time, with a way back, and nothing rated that wasn't meant."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.domain.model import Answer, Rating
from assessment.storage import Repository, open_repository
from tests.browser.conftest import Visitor
from tests.browser.waiting import wait_until, wait_until_still

PREVENTION = ("GCM10-12", "GCM10-13", "GCM10-19", "GCM10-20")
IDENTIFICATION = ("GCM10-06", "GCM10-16", "GCM10-17")
AT_ONCE = "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"
BEFORE_THE_FIRST_CARD = "document.querySelector('.stMain [class*=\"st-key-card-\"]').getBoundingClientRect().top"


@pytest.fixture
def rating(visitor: Visitor) -> Visitor:
    """Somebody who has begun to rate, with the first theme on the screen."""
    visitor.open_new()
    expect(visitor.page.get_by_role("button", name="Governance (0/4)")).to_be_visible()
    visitor.settle()
    return visitor


def chosen(visitor: Visitor, recommendation_id: str, word: str) -> None:
    expect(visitor.card(recommendation_id).get_by_role("radio", name=word)).to_have_attribute("aria-checked", "true")


def unrated(visitor: Visitor, recommendation_id: str) -> None:
    expect(visitor.card(recommendation_id).locator('[role="radio"][aria-checked="true"]')).to_have_count(0)


def press(visitor: Visitor, key: str) -> None:
    visitor.page.keyboard.press(key)
    visitor.settle()


def marked(page: Page) -> Locator:
    return page.locator(":root[data-keys-on] [data-current]")


def ratings(visitor: Visitor) -> dict[str, Rating | None]:
    """What is stored of the assessment whose page is open."""
    return {item: answer.rating for item, answer in answers(visitor).items()}


def answers(visitor: Visitor) -> dict[str, Answer]:
    with opened(visitor) as repository:
        return dict(repository.assessment(assessment_id(visitor)).response.answers)


def opened(visitor: Visitor) -> Repository:
    return open_repository(f"sqlite:///{visitor.server.database}")


def assessment_id(visitor: Visitor) -> str:
    found = re.search("assessment=([^&]+)", visitor.page.url)
    assert found is not None
    return found[1]


def test_a_theme_is_rated_by_keys_alone_and_the_next_unanswered_is_a_key_away(rating: Visitor) -> None:
    page = rating.page
    expect(marked(page)).to_have_class(re.compile(f"card-{PREVENTION[0]}"))
    for item, key, word in zip(PREVENTION, "1234", ("Implemented", "Partial", "Absent", "Don’t know"), strict=True):
        expect(marked(page)).to_have_class(re.compile(f"card-{item}"))
        press(rating, key)
        chosen(rating, item, word)
        press(rating, "n")
    # After the last card of a theme comes the next theme.
    expect(page.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    rating.settle()
    assert ratings(rating) == dict(
        zip(PREVENTION, (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.DONT_KNOW), strict=True)
    )
    press(rating, "n")
    press(rating, "p")
    press(rating, "2")
    chosen(rating, IDENTIFICATION[0], "Partial")
    press(rating, "u")
    expect(rating.card(IDENTIFICATION[1])).to_be_in_viewport()
    press(rating, "1")
    chosen(rating, IDENTIFICATION[1], "Implemented")
    rating.rate(IDENTIFICATION[2], "Absent")
    press(rating, "u")
    expect(page.get_by_role("heading", name="Training", level=2)).to_be_visible()
    expect(page.get_by_text("7 of 33", exact=True)).to_be_visible()
    assert rating.faults == []


def test_keys_pressed_while_another_theme_is_drawn_rate_and_skip_nothing(rating: Visitor) -> None:
    page = rating.page
    for there, heading, key, first in (
        (PREVENTION, "Identification", "n", IDENTIFICATION[0]),
        (IDENTIFICATION[:1], "Prevention", "p", PREVENTION[0]),
    ):
        rating.card(there[-1]).get_by_role("radio").first.focus()
        page.evaluate(AT_ONCE, [key, "2", key, "u"])
        expect(page.get_by_role("heading", name=heading, level=2)).to_be_focused()
        expect(marked(page)).to_have_class(re.compile(f"card-{first}"))
        assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0
        rating.settle()
    assert set(ratings(rating).values()) <= {None}
    assert rating.faults == []


def test_typing_never_rates_and_keys_are_off_until_the_person_turns_them_on_again(rating: Visitor) -> None:
    page, first = rating.page, rating.card(PREVENTION[0])
    first.get_by_text("Evidence, responsible body, next steps").click()
    rating.settle()
    first.get_by_label("Evidence: what shows it?").press_sequentially("Act 12 of 2345, npuz")
    first.get_by_label("Responsible body").press_sequentially("12345 npuz")
    page.get_by_role("button", name="Filter and search").click()
    page.get_by_label("Search in the recommendations").press_sequentially("1")
    page.keyboard.press("Escape")
    rating.settle()
    unrated(rating, PREVENTION[0])

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    expect(marked(page)).to_have_count(0)
    press(rating, "1")
    page.reload()
    rating.settle()
    press(rating, "1")
    assert set(ratings(rating).values()) <= {None}
    # The browser remembers it on every page; another browser is asked by nobody.
    page.get_by_text("Keys", exact=True).click()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.get_by_label("Use these keys").check()
    press(rating, "1")
    assert ratings(rating)[PREVENTION[0]] is Rating.IMPLEMENTED
    assert rating.faults == []


def test_the_last_change_is_taken_back_and_is_in_the_history_too(rating: Visitor) -> None:
    page, item = rating.page, PREVENTION[0]
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    press(rating, "1")
    press(rating, "3")
    chosen(rating, item, "Absent")
    press(rating, "z")
    expect(page.get_by_text(f"Undone in {item}: rating, now ● Implemented")).to_be_visible()
    chosen(rating, item, "Implemented")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    with opened(rating) as repository:
        changes = repository.history(assessment_id(rating), item)
        assert [change.after.rating for change in changes] == [
            Rating.IMPLEMENTED,
            Rating.ABSENT,
            Rating.IMPLEMENTED,
        ]

        rating.card(item).get_by_role("checkbox").first.check(force=True)
        rating.settle()
        stored = answers(rating)[item]
        repository.save_answer(
            assessment_id(rating), item, Answer(Rating.PARTIAL, stored.measures), expected_revision=4, author="Bela"
        )
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"Not undone: somebody else has changed {item} since.")).to_be_visible()
    assert answers(rating)[item] == Answer(Rating.PARTIAL, stored.measures)

    chosen(rating, item, "Partial")
    press(rating, "5")
    expect(rating.card(item).get_by_label("Why doesn’t it apply?")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    press(rating, "z")
    chosen(rating, item, "Partial")
    expect(rating.card(item).get_by_label("Why doesn’t it apply?")).not_to_be_attached()
    assert rating.faults == []


def test_one_at_a_time_begins_where_the_person_is_and_moves_on_if_that_is_wanted(rating: Visitor) -> None:
    page = rating.page
    rating.go_to_theme("Identification")
    rating.view("One at a time")
    expect(rating.card(IDENTIFICATION[0])).to_be_visible()
    press(rating, "2")
    chosen(rating, IDENTIFICATION[0], "Partial")
    page.get_by_text("Move on after a rating").click()
    rating.settle()
    expect(rating.card(IDENTIFICATION[0])).to_be_visible()
    press(rating, "1")
    expect(rating.card(IDENTIFICATION[1])).to_be_visible()
    press(rating, "5")
    reason = rating.card(IDENTIFICATION[1]).get_by_label("Why doesn’t it apply?")
    reason.fill("We have no such border")
    expect(rating.card(IDENTIFICATION[1])).to_be_visible()
    reason.press("Enter")
    expect(rating.card(IDENTIFICATION[2])).to_be_visible()
    assert ratings(rating) == {IDENTIFICATION[0]: Rating.IMPLEMENTED, IDENTIFICATION[1]: Rating.NOT_APPLICABLE}

    rating.go_to_theme("Children")
    expect(page.get_by_role("radio", name="One at a time")).to_have_attribute("aria-checked", "true")
    expect(page.locator('.stMain [class*="st-key-card-"]')).to_have_count(1)
    assert rating.faults == []


def test_the_review_leads_to_the_top_of_a_recommendation_and_back(rating: Visitor) -> None:
    page = rating.page
    rating.rate(PREVENTION[0], "Absent")
    rating.view("Review")
    page.get_by_text("Show them").first.click()
    wait_until_still(page)
    left = page.get_by_role("button", name=re.compile(f"^{IDENTIFICATION[2]}"))
    left.scroll_into_view_if_needed()
    left.click()
    rating.settle()
    expect(rating.card(IDENTIFICATION[2])).to_be_visible()
    wait_until(page, "document.querySelector('.stMain').scrollTop === 0")
    page.get_by_role("button", name="Back to the review").click()
    rating.settle()
    expect(page.get_by_role("heading", name="Review and submit", level=2)).to_be_visible()
    assert rating.faults == []


def test_little_is_before_the_first_card_and_the_menu_of_themes_closes_on_a_phone(rating: Visitor) -> None:
    page = rating.page
    expect(page.get_by_text("Rate how far each recommendation")).to_be_visible()
    rating.rate(PREVENTION[0], "Absent")
    page.reload()
    rating.settle()
    expect(page.get_by_text("Rate how far each recommendation")).not_to_be_attached()
    for width, height, most in ((1280, 800, 150), (1920, 1080, 150), (360, 740, 170)):
        page.set_viewport_size({"width": width, "height": height})
        # Another one, since after a reload the page that was left counts as somebody who is also here.
        rating.open_new({PREVENTION[0]: Rating.ABSENT})
        expect(page.get_by_text("Also here")).not_to_be_attached()
        wait_until(page, f"{BEFORE_THE_FIRST_CARD} <= {most}")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_role("button", name="Identification").click()
    expect(page.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    expect(page.get_by_text("1 of 33", exact=True)).to_be_in_viewport()
    assert rating.faults == []


def test_the_mark_of_the_current_card_moves_nothing_from_under_a_finger(rating: Visitor) -> None:
    page = rating.page
    for card in page.locator('.stMain [class*="st-key-card-"]').all():
        radio = card.get_by_role("radio", name="Partial")
        widths = set()
        for _time in range(2):
            widths.add(card.get_by_role("heading").first.evaluate("heading => heading.getBoundingClientRect().width"))
            radio.focus()
            expect(card).to_have_attribute("data-current", "")
        assert len(widths) == 1
