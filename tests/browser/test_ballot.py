"""Voting on phones: with scripts and without, by keyboard, and while the network is away."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator, Sized

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, ViewportSize, expect

from assessment.access.ballots import BALLOT_COOKIE
from assessment.access.workshops import cast_for, finish_workshop, go_to, list_seats, read_workshop, record_agreement
from assessment.domain.answer import Rating
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from assessment.storage.workshops.reading import read_revealed_ballots
from assessment.web.ballot.protocol import WORKSHOP_COOKIE
from tests.browser.accessibility import accessibility_faults
from tests.browser.clipping import enlarge_text, unreadable
from tests.browser.server import SharedServer
from tests.browser.waiting import LOOKS, STEP, resize, wait_until, wait_until_idle
from tests.support.gates import as_admin, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
PHONE: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def server(shared_server: SharedServer) -> SharedServer:
    return shared_server


@pytest.fixture
def room(repository: Storage) -> Room:
    return hold_room(repository, state=3)


@pytest.fixture
def phone(browser: Browser, server: SharedServer, room: Room) -> Iterator[Page]:
    """The page of somebody who has joined, with scripts, which is never loaded again."""
    room.steps(ITEM, Step.OPEN)
    context = browser.new_context(viewport=PHONE)
    bring_secret(context, server, room)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{server.url}/ballot")
    page.evaluate("window.isSamePage = true")
    yield page
    assert page.evaluate("window.isSamePage === true"), "the page was loaded again"
    assert faults == []
    context.close()


def bring_secret(context: BrowserContext, server: SharedServer, room: Room, number: int = 0) -> None:
    cookies = {BALLOT_COOKIE: room.phones[number], WORKSHOP_COOKIE: room.id}
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])


def check(page: Page) -> None:
    """A page is accessible, fits a phone and a laptop, and nothing of it is cut off, however large the letters are."""
    for width, text_size in ((1280, ""), (360, "225%"), (PHONE["width"], "200%"), (PHONE["width"], "")):
        resize(page, width, PHONE["height"])
        enlarge_text(page, text_size)
        assert unreadable(page) == [], (width, text_size)
    assert accessibility_faults(page) == []
    assert page.locator("h1").count() == 1


def vote(page: Page, word: str, remark: str = "") -> None:
    page.get_by_label(word).check()
    if remark:
        page.get_by_label("Remark").fill(remark)
    page.get_by_role("button", name="Vote", exact=True).click()


def state_of(page: Page, text: str) -> None:
    expect(page.locator("#state")).to_contain_text(text)


def counted(room: Room, item: str = ITEM) -> list[tuple[Rating, str, int]]:
    """What a reveal counts: the rating, the remark, and how often it was voted."""
    room.steps(item, Step.CLOSE, Step.REVEAL)
    return [
        (each.rating, each.remark, each.revision)
        for each in in_transaction(as_admin(room.repository), read_revealed_ballots, room.id)
    ]


def shows(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def says(page: Page, rating: str, remark: str) -> None:
    """What is filled in."""
    expect(page.get_by_label(rating)).to_be_checked()
    expect(page.get_by_label("Remark")).to_have_value(remark)


def join_with_one_form(page: Page, room: Room) -> None:
    """Join, by a form that the phone sends twice, as on a bad line."""
    sent: list[int] = []

    def send_twice(route: Route) -> None:
        asked = route.request
        if asked.method == "POST":
            # An answer that never reaches the phone, nor its cookie.
            form = urllib.request.Request(asked.url, asked.post_data_buffer, asked.headers)
            with urllib.request.urlopen(form) as answer:
                sent.append(answer.status)
        route.continue_()

    def count() -> int:
        return len(list_seats(room.lead, room.id))

    before = count()
    page.get_by_label("State").check()
    page.get_by_label("I have read this and take part.").check()
    page.route("**/join", send_twice)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Write this code down.")).to_be_visible()
    page.unroute("**/join")
    assert (sent, count()) == ([200], before + 1)


def try_to_come_back(page: Page) -> None:
    """On a phone that knows nobody."""
    page.get_by_role("link", name="I have joined already").click()
    expect(page.get_by_label("Your return code")).to_be_visible()
    page.get_by_role("link", name="Join", exact=True).click()


def test_a_person_joins_once_votes_sees_the_reveal_and_votes_again(
    browser: Browser, server: SharedServer, room: Room
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(server.url) else faults.append(request.url))

    page.goto(f"{server.url}/join")
    check(page)
    try_to_come_back(page)
    page.get_by_label("Code", exact=True).fill(read_workshop(room.lead, room.id).code or "")
    page.get_by_role("button", name="Continue").click()
    check(page)
    join_with_one_form(page, room)
    check(page)
    page.get_by_role("link", name="Go to the ballot").click()
    expect(page.get_by_text("Nothing is open yet.")).to_be_visible()
    check(page)

    room.steps(ITEM, Step.OPEN)
    expect(page.get_by_role("heading", name="Title 1")).to_be_visible()
    check(page)
    vote(page, "Partial", "Two of five")
    state_of(page, "Saved ")
    check(page)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    expect(page.get_by_text("Two of five")).to_be_visible()
    check(page)
    room.steps(ITEM, Step.SECOND)
    expect(page.get_by_text("Second vote: your rating")).to_be_visible()
    expect(page.get_by_text("First vote, your vote: ◐ Partial")).to_be_visible()
    vote(page, "Absent")
    state_of(page, "Saved ")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT, "None in the north"))
    expect(page.get_by_text("None in the north")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Next person on this phone").click()
    expect(page.get_by_text("Before you take part")).to_be_visible()
    assert faults == []
    context.close()


def test_a_page_follows_the_room_by_itself_and_replaces_nothing_that_is_being_written(phone: Page, room: Room) -> None:
    vote(phone, "Partial")
    state_of(phone, "Saved ")
    room.steps(OTHER, Step.OPEN)
    shows(phone, "Title 2")
    expect(phone.locator("#open")).to_contain_text("◐ Partial")
    expect(phone.locator("#current")).to_be_hidden()
    phone.get_by_label("Remark").press_sequentially("As I see")
    go_to(room.lead, room.id, ITEM)
    moved = phone.locator("#moved")
    expect(moved).to_contain_text("The room has moved on. What you wrote is still here.")
    state_of(phone, "The room has moved on.")
    phone.get_by_label("Remark").press_sequentially(" it")
    check(phone)
    # A room that has come back has not moved on.
    go_to(room.lead, room.id, OTHER)
    expect(moved).to_be_hidden()
    expect(phone.locator("#state")).to_be_empty()
    expect(phone.get_by_label("Remark")).to_have_value("As I see it")
    room.steps(OTHER, Step.CLOSE)
    expect(moved).to_contain_text("This vote has been closed. What you wrote is still here.")
    go_to(room.lead, room.id, ITEM)
    expect(moved).to_contain_text("The room has moved on.")
    moved.get_by_role("link", name="Go to where the room is").click()
    shows(phone, "Title 1")
    phone.evaluate("window.isSamePage = true")
    assert counted(room) == [(Rating.PARTIAL, "", 1)]


@pytest.fixture
def own_pace(phone: Page, server: SharedServer, room: Room) -> Page:
    """A phone that has gone to an open vote by itself, while the room is nowhere."""
    room.steps(OTHER, Step.OPEN)
    go_to(room.lead, room.id, None)
    phone.goto(f"{server.url}/ballot?item={ITEM}")
    phone.evaluate("window.isSamePage = true")
    return phone


def test_who_votes_at_their_own_pace_is_told_that_the_room_is_elsewhere_and_follows_from_where_they_meet(
    own_pace: Page, room: Room
) -> None:
    elsewhere, open_votes = own_pace.locator("#elsewhere"), own_pace.locator("#open")
    expect(elsewhere).to_be_hidden()
    own_pace.get_by_label("Remark").press_sequentially("As I see")
    go_to(room.lead, room.id, OTHER)
    expect(elsewhere).to_contain_text("The room is at another")
    own_pace.get_by_label("Remark").press_sequentially(" it")
    vote(own_pace, "Partial")
    state_of(own_pace, "Saved ")
    expect(open_votes).to_contain_text("Title 1 ◐ Partial")
    expect(own_pace.locator("#next")).to_contain_text("Title 2")
    says(own_pace, "Partial", "As I see it")
    check(own_pace)
    go_to(room.lead, room.id, ITEM)
    expect(elsewhere).to_be_hidden()
    expect(own_pace.locator("#state")).not_to_contain_text("another recommendation")
    withdraw(own_pace)
    state_of(own_pace, "Your vote is withdrawn.")
    expect(open_votes).to_contain_text("Title 1 not voted yet")
    own_pace.context.set_offline(True)
    own_pace.locator("#next").get_by_role("link").click()
    state_of(own_pace, "No network. This page stays until there is one.")
    own_pace.context.set_offline(False)
    go_to(room.lead, room.id, OTHER)
    shows(own_pace, "Title 2")
    expect(elsewhere).to_be_hidden()
    room.steps(OTHER, Step.CLOSE)
    expect(own_pace.locator("#next")).to_contain_text("Title 1")


def test_a_vote_is_kept_while_the_network_is_away_and_counted_once_as_it_was_said_last(phone: Page, room: Room) -> None:
    phone.context.set_offline(True)
    vote(phone, "Partial", "from the cellar")
    state_of(phone, "Not sent yet: no network. Your vote is kept on this phone. It is sent by itself.")
    check(phone)
    with phone.expect_event("requestfailed", lambda request: request.method == "POST"):  # It is tried again meanwhile.
        phone.get_by_role("button", name="Next person on this phone").click()
    wait_until_idle(phone)
    state_of(phone, "Your vote isn’t sent yet. Wait until it is, then hand over the phone.")
    vote(phone, "Absent", "after all")
    state_of(phone, "Not sent yet")
    phone.context.set_offline(False)
    state_of(phone, "Saved ")
    wait_until(phone, "localStorage.getItem('assessment-ballot') === '[]'")
    assert [each[:2] for each in counted(room)] == [(Rating.ABSENT, "after all")]


def test_a_vote_whose_answer_was_lost_is_counted_once(phone: Page, room: Room) -> None:
    lost: list[int] = []

    def lose_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/ballot", lose_answer)
    vote(phone, "Partial")
    state_of(phone, "Saved ")
    assert lost == [200]
    assert counted(room) == [(Rating.PARTIAL, "", 1)]


def test_a_vote_survives_that_the_page_is_closed_before_it_was_sent_and_leaves_what_was_typed_meanwhile(
    phone: Page, server: SharedServer, room: Room
) -> None:
    hold_votes(phone)
    vote(phone, "Partial", "kept")
    other = phone.context.new_page()
    other.goto(f"{server.url}/ballot")
    state_of(other, "Saved ")
    says(other, "Partial", "kept")

    phone.reload()
    phone.evaluate("window.isSamePage = true")
    vote(phone, "Implemented")
    held = hold_votes(other)
    other.goto(f"{server.url}/ballot")
    other.get_by_label("Absent").check()
    let_go(other, held)
    state_of(other, "Saved ")
    says(other, "Absent", "kept")
    assert [each[:2] for each in counted(room)] == [(Rating.IMPLEMENTED, "kept")]


def test_a_kept_vote_is_sent_for_its_own_person_and_for_nobody_else_who_has_the_phone(
    phone: Page, server: SharedServer, room: Room
) -> None:
    phone.context.set_offline(True)
    vote(phone, "Partial", "of the first")
    state_of(phone, "Not sent yet")
    bring_secret(phone.context, server, room, number=1)
    with phone.expect_navigation():  # The server says that this page is of somebody else.
        phone.context.set_offline(False)
    vote(phone, "Absent", "of the next")
    state_of(phone, "Saved ")
    # Its person comes back by their code, and so has another secret.
    room.phones[0] = room.box.come_back(room.return_codes[0])
    bring_secret(phone.context, server, room)
    phone.goto(f"{server.url}/ballot")
    state_of(phone, "Saved ")
    says(phone, "Partial", "of the first")
    # A page that a browser has kept is loaded again when somebody else goes back to it.
    bring_secret(phone.context, server, room, number=1)
    with phone.expect_navigation():
        phone.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert "of the first" not in phone.content()
    phone.evaluate("window.isSamePage = true")
    assert set(counted(room)) == {(Rating.PARTIAL, "of the first", 1), (Rating.ABSENT, "of the next", 1)}


def test_a_vote_that_comes_too_late_is_kept_until_the_vote_is_opened_again(phone: Page, room: Room) -> None:
    phone.context.set_offline(True)
    vote(phone, "Partial", "too late")
    state_of(phone, "Not sent yet")
    room.steps(ITEM, Step.CLOSE)
    phone.context.set_offline(False)
    state_of(phone, "Not counted: this vote is closed. ◐ Partial")
    room.steps(ITEM, Step.REOPEN)
    state_of(phone, "The vote is open again. Your vote isn’t sent yet. Press Vote to send it.")
    says(phone, "Partial", "too late")
    phone.get_by_role("button", name="Vote", exact=True).click()
    state_of(phone, "Saved ")
    assert counted(room) == [(Rating.PARTIAL, "too late", 1)]


def hold_votes(page: Page) -> list[Route]:
    """Votes that are on their way, the last at the end; none arrives before it is let go on."""
    held: list[Route] = []
    page.route("**/ballot", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    return held


def await_request(page: Page, requests: Sized) -> None:
    """Let the browser go on until a request of it has come."""
    for _look in range(LOOKS):
        if requests:
            return
        page.wait_for_timeout(STEP)
    raise AssertionError("nothing was asked")


def let_go(page: Page, held: list[Route]) -> None:
    await_request(page, held)
    held.pop().continue_()


def withdraw(page: Page) -> None:
    page.get_by_role("button", name="Withdraw my vote").click()


def test_a_vote_from_another_phone_stands_and_what_is_typed_after_it_stays_and_can_be_sent(
    phone: Page, room: Room
) -> None:
    room.vote(0, ITEM, Rating.IMPLEMENTED)
    vote(phone, "Absent")
    state_of(phone, "Not counted: you have voted again since.")
    expect(phone.get_by_label("Implemented")).to_be_checked()

    room.vote(0, ITEM, Rating.PARTIAL)
    held = hold_votes(phone)
    vote(phone, "Absent")
    phone.get_by_label("Remark").fill("as I see it")
    with phone.expect_response(lambda answer: answer.request.method == "GET"):
        let_go(phone, held)
        state_of(phone, "Not counted: you have voted again since, and that vote stands.")
    wait_until(phone, "document.getElementById('vote').elements.namedItem('seen').value === '2'")
    says(phone, "Absent", "as I see it")
    phone.get_by_role("button", name="Vote", exact=True).click()
    let_go(phone, held)
    state_of(phone, "Saved ")

    room.vote(0, ITEM, Rating.IMPLEMENTED)
    vote(phone, "Absent")
    state_of(phone, "Sending")
    room.steps(OTHER, Step.OPEN)
    shows(phone, "Title 2")
    phone.get_by_label("Partial").check()
    phone.get_by_label("Remark").fill("of the second")
    let_go(phone, held)
    state_of(phone, "Title 1. Not counted: you have voted again since, and that vote stands.")
    says(phone, "Partial", "of the second")
    assert [each[0] for each in counted(room)] == [Rating.IMPLEMENTED]


def test_what_is_chosen_and_typed_while_a_withdrawal_is_on_its_way_stays(phone: Page, room: Room) -> None:
    vote(phone, "Partial", "oops")
    state_of(phone, "Saved ")
    held = hold_votes(phone)
    withdraw(phone)
    expect(phone.get_by_label("Remark")).to_have_value("")
    expect(phone.get_by_role("button", name="Withdraw my vote")).to_be_visible()
    phone.get_by_label("Absent").check()
    phone.get_by_label("Remark").fill("better")
    let_go(phone, held)
    state_of(phone, "Your vote is withdrawn.")
    expect(phone.get_by_role("button", name="Withdraw my vote")).to_be_hidden()
    says(phone, "Absent", "better")
    phone.get_by_role("button", name="Vote", exact=True).click()
    let_go(phone, held)
    state_of(phone, "Saved ")

    # A vote that follows a withdrawal at once is shown as it is saved.
    withdraw(phone)
    vote(phone, "Implemented", "best")
    let_go(phone, held)
    state_of(phone, "Your vote is withdrawn.")
    expect(phone.get_by_label("Implemented")).to_be_checked()
    let_go(phone, held)
    state_of(phone, "Saved ")
    says(phone, "Implemented", "best")
    expect(phone.get_by_role("button", name="Withdraw my vote")).to_be_visible()
    assert [each[:2] for each in counted(room)] == [(Rating.IMPLEMENTED, "best")]


def test_a_withdrawal_in_the_first_vote_leaves_what_is_typed_in_the_second(phone: Page, room: Room) -> None:
    vote(phone, "Partial")
    state_of(phone, "Saved ")
    answers: list[tuple[Route, APIResponse]] = []

    def hold_answer(route: Route) -> None:
        if route.request.method == "POST":
            answers.append((route, route.fetch()))
        else:
            route.continue_()

    phone.route("**/ballot", hold_answer)
    withdraw(phone)
    await_request(phone, answers)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    expect(phone.get_by_text("Second vote: your rating")).to_be_visible()
    phone.get_by_label("Absent").check()
    phone.get_by_label("Remark").fill("after the talk")
    for route, answer in answers:
        route.fulfill(response=answer)
    state_of(phone, "Your vote is withdrawn.")
    says(phone, "Absent", "after the talk")


def test_who_comes_back_to_a_vote_finds_what_they_said_last_of_it(phone: Page, room: Room) -> None:
    vote(phone, "Partial", "oops")
    state_of(phone, "Saved ")
    hold_votes(phone)
    withdraw(phone)
    vote(phone, "Absent", "better")
    room.steps(OTHER, Step.OPEN)
    shows(phone, "Title 2")
    go_to(room.lead, room.id, ITEM)
    shows(phone, "Title 1")
    says(phone, "Absent", "better")
    phone.unroute("**/ballot")
    state_of(phone, "Saved ")
    assert [each[:2] for each in counted(room)] == [(Rating.ABSENT, "better")]


COVERED = """() => {
  const of = document.activeElement, face = of.type === "radio" ? of.nextElementSibling : of;
  const box = face.getBoundingClientRect(), x = box.left + box.width / 2;
  return [box.top + 2, box.bottom - 2].map((y) => document.elementFromPoint(x, y))
    .some((top) => !top || !(face.contains(top) || top.contains(face)));
}"""
"""Whether something lies over what has the focus, or it is off the screen."""


def test_one_votes_by_keyboard_alone_and_what_is_to_be_hit_is_large_and_in_sight_in_any_direction_and_colours(
    phone: Page, room: Room
) -> None:
    phone.get_by_text("Read the recommendation").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Do number 1.")).to_be_visible()
    phone.keyboard.press("Tab")
    expect(phone.get_by_text("What they mean")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Tab")
    phone.keyboard.type("by keyboard")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    state_of(phone, "Saved ")
    for height in (568, 740):
        resize(phone, PHONE["width"], height)
        phone.evaluate("document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0)")
        for _place in range(8):
            phone.keyboard.press("Tab")
            assert not phone.evaluate(COVERED), phone.evaluate("document.activeElement.outerHTML")
    for target in phone.locator("button:visible, .choice, a:visible, summary, textarea").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()
    phone.evaluate("document.documentElement.dir = 'rtl'")
    phone.emulate_media(forced_colors="active")
    check(phone)
    assert counted(room) == [(Rating.PARTIAL, "by keyboard", 1)]


FIRST_SCREEN: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def whole(browser: Browser, server: SharedServer, repository: Storage) -> Iterator[tuple[Page, Room]]:
    """A small phone without scripts, in a workshop on all of Objective 10."""
    room = hold_room(repository, state=1, catalogue=catalogue_for("gcm-10"))
    context = browser.new_context(viewport=FIRST_SCREEN, java_script_enabled=False)
    bring_secret(context, server, room)
    yield context.new_page(), room
    context.close()


def open_vote(page: Page, server: SharedServer, room: Room, item: str) -> None:
    room.steps(item, Step.OPEN)
    page.goto(f"{server.url}/ballot?item={item}")


def test_question_five_answers_and_vote_are_on_the_first_screen_and_each_meaning_behind_a_tap(
    whole: tuple[Page, Room], server: SharedServer
) -> None:
    page, room = whole
    by_length = sorted(catalogue_for("gcm-10").recommendations, key=lambda item: (len(item.question), item.id))
    button = page.get_by_role("button", name="Vote", exact=True)
    for item in (by_length[len(by_length) // 2], by_length[-1]):
        open_vote(page, server, room, item.id)
        expect(page.get_by_text(item.question)).to_be_in_viewport(ratio=1)
        rows = [row.bounding_box() for row in page.locator(".choice").all()]
        cast = button.bounding_box()
        assert cast is not None
        for row in rows:
            assert row is not None
            assert row["height"] >= 48
            assert row["y"] + row["height"] <= cast["y"]
        assert (len(rows), cast["y"] + cast["height"] <= FIRST_SCREEN["height"]) == (5, True)
        meaning = page.get_by_text("Some of it is in place, or it is in law but not in practice.")
        expect(meaning).to_be_hidden()
        page.get_by_text("What they mean").click()
        expect(meaning).to_be_visible()
    # Where the answers are too many for a screen they scroll, and the button stays.
    page.set_viewport_size({"width": 320, "height": 568})
    page.reload()
    expect(page.locator(".choice").last).not_to_be_in_viewport()
    expect(button).to_be_in_viewport(ratio=1)


def test_a_choice_says_that_it_is_not_sent_until_it_is_saved(phone: Page) -> None:
    unsent = "Chosen, not sent yet"
    phone.get_by_label("Partial").check()
    expect(phone.locator("#state")).to_have_text(unsent)
    held = hold_votes(phone)
    phone.get_by_role("button", name="Vote", exact=True).click()
    expect(phone.locator("#state")).to_have_text("Sending …")
    phone.get_by_label("Remark").fill("and more")
    let_go(phone, held)
    state_of(phone, "Saved ")
    state_of(phone, unsent)
    phone.get_by_role("button", name="Vote", exact=True).click()
    let_go(phone, held)
    expect(phone.locator("#state")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    phone.get_by_label("Absent").check()
    expect(phone.locator("#state")).to_have_text(unsent)
    # What is stored is chosen again.
    phone.get_by_label("Partial").check()
    expect(phone.locator("#state")).to_have_text(re.compile("^Saved "))


def test_a_choice_says_that_it_is_not_sent_without_a_script_too(whole: tuple[Page, Room], server: SharedServer) -> None:
    page, room = whole
    open_vote(page, server, room, "GCM10-01")
    unsent = page.get_by_text("Chosen, not sent yet")
    expect(unsent).to_be_hidden()
    page.get_by_label("Partial").check()
    expect(unsent).to_be_visible()
    page.get_by_role("button", name="Vote", exact=True).click()
    state_of(page, "Saved ")
    expect(unsent).to_be_hidden()
    page.get_by_label("Absent").check()
    expect(unsent).to_be_visible()
    expect(page.locator("#state")).to_be_hidden()


@pytest.fixture
def refused_phone(browser: Browser, server: SharedServer) -> Iterator[Page]:
    """A phone whose page is loaded again when its vote is refused."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def finish_while_a_vote_is_kept(page: Page, server: SharedServer, repository: Storage) -> Room:
    """An anonymous workshop that ends while the network of somebody who votes is away."""
    room = hold_room(repository, state=5, plan=a_plan(anonymous=True))
    room.steps(ITEM, Step.OPEN)
    bring_secret(page.context, server, room)
    page.goto(f"{server.url}/ballot")
    page.context.set_offline(True)
    vote(page, "Partial")
    state_of(page, "Not sent yet")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    finish_workshop(room.lead, room.id)
    return room


def test_whose_workshop_is_finished_is_told_so_and_that_their_kept_vote_is_not_counted(
    refused_phone: Page, server: SharedServer, repository: Storage
) -> None:
    page = refused_phone
    finish_while_a_vote_is_kept(page, server, repository)
    page.context.set_offline(False)

    expect(page.locator("#unsent")).to_have_text(
        "Not counted: the workshop was finished before your vote arrived. ◐ Partial"
    )
    expect(page.get_by_text("This workshop is finished. Thank you.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('assessment-ballot')") == "[]"


def test_who_comes_after_the_end_with_a_kept_vote_is_told_that_it_is_not_counted(
    refused_phone: Page, server: SharedServer, repository: Storage
) -> None:
    page = refused_phone
    room = finish_while_a_vote_is_kept(page, server, repository)
    page.goto("about:blank")
    # One that this server has not seen before.
    bring_secret(page.context, server, room, 1)
    page.context.set_offline(False)
    page.goto(f"{server.url}/ballot")

    expect(page.get_by_text("This workshop is finished. Thank you.")).to_be_visible()
    expect(page.locator("#unsent")).to_have_text(
        "Not counted: the workshop was finished before your vote arrived. ◐ Partial"
    )
    check(page)
    assert page.get_by_text("Join").count() == 0
    assert page.evaluate("localStorage.getItem('assessment-ballot')") == "[]"


def test_whoever_is_out_is_told_that_their_kept_vote_waits_for_them(
    refused_phone: Page, server: SharedServer, room: Room
) -> None:
    page = refused_phone
    room.steps(ITEM, Step.OPEN)
    bring_secret(page.context, server, room)
    page.goto(f"{server.url}/ballot")
    page.context.set_offline(True)
    vote(page, "Partial")
    state_of(page, "Not sent yet")
    room.box.leave(room.phones[0])
    page.context.set_offline(False)

    expect(page.locator("#unsent")).to_have_text(
        "Not sent: your vote is kept on this phone. Come back with your return code, and it is sent. ◐ Partial",
    )
    page.get_by_role("link", name="I have a return code").click()
    page.get_by_label("Your return code").fill(room.return_codes[0])
    page.get_by_role("button", name="Continue").click()
    state_of(page, "Saved ")
    assert counted(room) == [(Rating.PARTIAL, "", 1)]


def test_a_vote_that_is_refused_twice_is_said_not_to_count(
    refused_phone: Page, server: SharedServer, room: Room
) -> None:
    page = refused_phone
    room.steps(ITEM, Step.OPEN)
    bring_secret(page.context, server, room)

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=403)
        else:
            route.continue_()

    page.route("**/ballot", refuse)
    page.goto(f"{server.url}/ballot")
    vote(page, "Partial")
    state_of(page, "Not counted: your vote was refused. Vote again if the vote is still open. ◐ Partial")
    page.unroute("**/ballot")
    vote(page, "Absent")
    state_of(page, "Saved ")
    assert counted(room) == [(Rating.ABSENT, "", 1)]


PARTS = ("elsewhere", "clock", "room", "shown", "lists", "next")


def parts_of(page: Page) -> list[str]:
    """What the parts of a page say and have filled in, and in which form."""
    read = """id => {
        const part = document.getElementById(id).cloneNode(true);
        for (const each of part.querySelectorAll('input')) {
            if (each.name === 'form') each.removeAttribute('value');
        }
        for (const each of part.querySelectorAll('*')) {
            each.removeAttribute('data-vote');
            if (!each.hidden) each.removeAttribute('hidden');
            if (each.hidden) each.remove();
            const named = [...each.attributes].sort((one, other) => one.name < other.name ? -1 : 1);
            for (const one of named) {
                each.removeAttribute(one.name);
                each.setAttribute(one.name, one.value);
            }
        }
        return part.hidden ? '' : part.innerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><');
    }"""
    return [str(page.evaluate(read, each)) for each in PARTS]


def test_a_page_that_follows_is_as_one_that_is_loaded_and_asks_once_for_a_reveal(
    phone: Page, room: Room, server: SharedServer
) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(server.url)}"))
    vote(phone, "Partial", "Nobody <in> the north")
    state_of(phone, "Saved")
    room.steps(OTHER, Step.OPEN)
    shows(phone, "Title 2")
    vote(phone, "Absent")
    state_of(phone, "Saved")
    assert asked.count("GET /ballot/own") == 1

    def is_as_loaded() -> None:
        followed = parts_of(phone)
        other = phone.context.new_page()
        other.goto(f"{server.url}/ballot")
        loaded = parts_of(other)
        other.close()
        assert followed == loaded

    asked.clear()
    room.steps(OTHER, Step.CLOSE, Step.REVEAL)
    expect(phone.get_by_text("First vote, your vote: ○ Absent")).to_be_visible()
    expect(phone.get_by_text("n = 1", exact=False).first).to_be_visible()
    assert set(asked) == {"GET /ballot/shown"}
    is_as_loaded()
    room.steps(OTHER, Step.SECOND)
    expect(phone.get_by_role("heading", name="Second vote: your rating")).to_be_visible()
    is_as_loaded()
    go_to(room.lead, room.id, ITEM)
    shows(phone, "Title 1")
    says(phone, "Partial", "Nobody <in> the north")
    is_as_loaded()
    # A facilitator types in what they have voted on paper.
    who = next(seat for seat in list_seats(room.lead, room.id) if seat.number == 1).participant.id
    cast_for(room.lead, room.id, who, ITEM, 1, Rating.DONT_KNOW)
    go_to(room.lead, room.id, OTHER)
    shows(phone, "Title 2")
    go_to(room.lead, room.id, ITEM)
    expect(phone.get_by_label("Don’t know")).to_be_checked()
    is_as_loaded()
