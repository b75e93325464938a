"""Somebody who answers: their way from the first click to the report, without a pointer too, with a way back, and with
nothing lost or rated that wasn't meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Dialog, Locator, Page, WebSocketRoute, expect

from assessment.access.assessments import read_assessment, read_follow_ups, read_history, save_answer
from assessment.access.workshops import go_to, read_agreements, set_door
from assessment.domain.answer import Answer, Rating
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.waiting import wait_until, wait_until_still
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.room import Room, a_plan, hold_room

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
PREVENTION = ("GCM10-12", "GCM10-13", "GCM10-19", "GCM10-20")
"""The theme that is shown where nothing else is asked for."""
IDENTIFICATION = ("GCM10-06", "GCM10-16", "GCM10-17")
FIRST, ITEM = PREVENTION[0], IDENTIFICATION[1]
SEEN_WITHIN = 10_000
"""Milliseconds in which what happens elsewhere is seen."""
COMES_BACK = 30_000
"""The same for what comes back after the server has."""


def gap_report(page: Page) -> openpyxl.Workbook:
    with page.expect_download() as download:
        page.get_by_role("button", name="Gap report (Excel)").first.press("Enter")
    return openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))


def texts_of(book: openpyxl.Workbook, sheet: str) -> set[str]:
    return {str(cell.value) for row in book[sheet] for cell in row if cell.value is not None}


NOTE_DIALOGS = """() => new MutationObserver(() => {
  const dialog = document.querySelector('[data-testid="stDialog"]');
  if (dialog) document.documentElement.dataset.dialog = dialog.textContent;
}).observe(document, { subtree: true, childList: true })"""
"""Note what a dialog of Streamlit’s says, which may be closed at once."""


class TestServersThatEnd:
    """On a server that may be killed, and whose database may be replaced, without harm to other tests."""

    TYPED = "GCM10-10"
    ANSWERS = (
        ("GCM10-09", "Absent", Rating.ABSENT, "=cmd|' /C calc'!A0"),
        ("GCM10-15", "Implemented", Rating.IMPLEMENTED, "שלום \u202eevil\u202c 🏳️‍🌈\nsecond line"),
    )

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
        server = Server(tmp_path_factory.mktemp("server"))
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    def room(self, repository: Storage) -> Room:
        """One that has voted in Nepal on its first recommendation, which is revealed."""
        catalogue = catalogue_for("gcm-10")
        room = hold_room(repository, state=3, plan=a_plan(catalogue, country="NPL"), catalogue=catalogue)
        room.steps("GCM10-01", Step.OPEN)
        room.vote_all("GCM10-01", [Rating.ABSENT] * 3)
        room.steps("GCM10-01", Step.CLOSE, Step.REVEAL)
        return room

    def test_pages_that_nobody_reloads_come_back_from_a_power_cut_with_all_that_was_called_saved_or_typed(
        self, visitor: Visitor, server: Server, repository: Storage, room: Room
    ) -> None:
        visitor.open_new(query="theme=non-punishment")
        for item, word, _rating, evidence in self.ANSWERS:
            visitor.rate(item, word)
            visitor.unfold_details(item)
            visitor.write(item, "Evidence: what shows it?", evidence)
            expect(visitor.card(item).get_by_text(SAVED)).to_be_visible()
        expect(visitor.page.get_by_role("button", name="Non-punishment (2/5)")).to_be_visible()
        assert visitor.faults == []
        comment = visitor.card(self.TYPED).get_by_label("Comment")
        visitor.unfold_details(self.TYPED)
        comment.press_sequentially("Typed and not left")
        wall = Visitor(visitor.page.context.new_page(), server)
        wall.open(f"/projector?workshop={room.id}")
        for each in (visitor, wall):
            each.page.evaluate(NOTE_DIALOGS)

        server.kill()
        expect(wall.page.get_by_text("Reconnecting to the laptop…")).to_be_visible()
        for each in (visitor, wall):
            expect(each.page.locator(":root[data-dialog^='Connection error']")).to_have_count(1, timeout=COMES_BACK)
            expect(each.page.get_by_text("Connection error")).to_have_count(0)
        server.start()

        expect(comment).to_have_value("Typed and not left", timeout=COMES_BACK)
        # While the page is drawn, the card may have in it what is said of its neighbour.
        expect(visitor.card(self.TYPED).get_by_text("Filled in: Comment")).to_be_visible(timeout=COMES_BACK)
        expect(visitor.card(self.TYPED).get_by_text(SAVED)).to_be_visible(timeout=COMES_BACK)
        for item, word, _rating, _evidence in self.ANSWERS:
            expect(visitor.rating(item, word)).to_have_attribute("aria-checked", "true")
        answers = read_assessment(as_admin(repository), visitor.assessment_id).response.answers
        said = {item: Answer(rating, evidence=evidence) for item, _word, rating, evidence in self.ANSWERS}
        assert answers == said | {self.TYPED: Answer(comment="Typed and not left")}
        expect(wall.page.get_by_text("Reconnecting to the laptop…")).not_to_be_visible(timeout=COMES_BACK)
        set_door(room.lead, room.id, is_open=False)
        go_to(room.lead, room.id, "GCM10-02")
        question = catalogue_for("gcm-10").by_id["GCM10-02"].question
        expect(wall.page.get_by_role("heading", level=1)).to_have_text(question, timeout=COMES_BACK)

    def test_pages_that_nobody_reloads_come_back_from_a_restart_with_what_was_typed_and_clicked_meanwhile(
        self, visitor: Visitor, server: Server, repository: Storage, room: Room
    ) -> None:
        lead, plan = visitor, Visitor(visitor.page.context.new_page(), server)
        lead.open(f"/workshops?workshop={room.id}")
        lead.page.get_by_label("Reason").fill("Two of five shelters")
        lead.page.get_by_label("Dissent").press_sequentially("Dina: none in the north")
        catalogue = catalogue_for("gcm-10")
        answered = a_response(catalogue, {ITEM: Rating.ABSENT})
        assessment_id = store_response(as_admin(repository), catalogue, answered)
        plan.open(f"/results?assessment={assessment_id}")
        plan.page.get_by_text(re.compile(ITEM)).last.click()
        plan.settle()
        plan.page.get_by_label("Responsible body", exact=True).last.press_sequentially("Ministry of Labour")

        server.interrupt()
        expect(lead.page.get_by_text("The server doesn’t answer. Reconnecting…")).to_be_visible()
        # Streamlit has disabled them, and people click nevertheless.
        lead.page.get_by_role("radio", name="Absent").click(force=True)
        lead.page.get_by_role("button", name="Record the agreed rating").click(force=True)
        server.start()

        expect(lead.page.get_by_text("Reason: Two of five shelters")).to_be_visible(timeout=COMES_BACK)
        agreed = read_agreements(room.lead, room.id)["GCM10-01"][-1].agreed
        assert agreed == AgreedRating(Rating.ABSENT, "Two of five shelters", "Dina: none in the north")
        expect(plan.page.get_by_text("✓ Saved").last).to_be_visible(timeout=COMES_BACK)
        saved = read_follow_ups(as_admin(repository), assessment_id)[ITEM].record
        assert saved.responsible == "Ministry of Labour"

    def test_a_rating_that_is_lost_with_the_connection_is_saved_once_it_is_back(
        self, visitor: Visitor, repository: Storage
    ) -> None:
        sockets: list[WebSocketRoute] = []
        is_read = True

        def connect(socket: WebSocketRoute) -> None:
            sockets.append(socket)
            server = socket.connect_to_server()
            socket.on_message(lambda message: server.send(message) if is_read else None)

        visitor.page.route_web_socket(re.compile("/_stcore/stream"), connect)
        assessment_id = visitor.open_new(query="theme=identification")
        is_read = False
        visitor.rating(ITEM, "Absent").click()
        visitor.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 5_000; }")
        is_read = True
        sockets[-1].close()
        expect(visitor.card(ITEM).get_by_text(SAVED)).to_be_visible(timeout=COMES_BACK)
        assert read_assessment(as_admin(repository), assessment_id).response.rating(ITEM) is Rating.ABSENT

    def test_a_window_that_is_open_across_a_restore_shows_what_was_restored_and_keeps_what_is_typed(
        self, visitor: Visitor, repository: Storage, tmp_path: Path
    ) -> None:
        assessment_id = visitor.open_new({ITEM: Rating.PARTIAL}, query="theme=identification")
        repository.backup(tmp_path / "backup.db")
        visitor.rate(ITEM, "Absent")
        visitor.unfold_details(ITEM)
        comment = visitor.card(ITEM).get_by_label("Comment")
        comment.press_sequentially("Typed meanwhile")

        repository.restore(tmp_path / "backup.db")

        expect(visitor.rating(ITEM, "Partial")).to_have_attribute("aria-checked", "true", timeout=SEEN_WITHIN)
        expect(comment).to_have_value("Typed meanwhile")
        comment.blur()
        visitor.settle()
        expect(visitor.card(ITEM).get_by_text(SAVED)).to_be_visible()
        stored = read_assessment(as_admin(repository), assessment_id).response.answer(ITEM)
        assert stored == Answer(Rating.PARTIAL, comment="Typed meanwhile")


HAS_RING = """() => {
  for (let each = document.activeElement, step = 0; each && step < 6; each = each.parentElement, step += 1) {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    if (outlineStyle === "solid" && parseFloat(outlineWidth) >= 3) return true;
  }
  return false;
}"""
"""Whether what has the focus, or the label or frame that stands for it, has a line of 3 pixels around it."""


BACKGROUND = "element => getComputedStyle(element).backgroundColor"


LEAST_CONTRAST = """card => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0.05);
  const ofButton = (button) => {
    const { color, backgroundColor } = getComputedStyle(button);
    const [dark, bright] = [light(color), light(backgroundColor)].sort((one, other) => one - other);
    return bright / dark;
  };
  return Math.min(...[...card.querySelectorAll('[role="radio"]')].map(ofButton));
}"""
"""Of the ratings of a card, that which is hardest to read. The checker takes white on white for meant."""


def assert_chosen_is_seen(card: Locator) -> None:
    """In colours that the reader has chosen, a rating and a measure that are chosen differ from the others."""
    for one, chosen, other in (
        ("rating", '[role="radio"][aria-checked="true"]', '[role="radio"][aria-checked="false"]'),
        ("measure", "label:has(:checked) > div:has(> svg)", "label:not(:has(:checked)) > div:not([data-testid])"),
    ):
        colours = [card.locator(each).first.evaluate(BACKGROUND) for each in (chosen, other)]
        assert colours[0] != colours[1], one


class Typist(Visitor):
    FAR = 150
    """Keys after which nobody looks any further."""

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on it, and is seen there."""
        target.wait_for()
        for _press in range(self.FAR):
            if target.evaluate("element => element === document.activeElement"):
                wait_until(self.page, HAS_RING)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} isn’t reached by keys")

    def press_at(self, target: Locator, *keys: str) -> None:
        self.reach(target)
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def type_at(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.settle()


def test_somebody_without_a_pointer_and_the_colours_of_the_page_takes_a_gap_report(visitor: Visitor) -> None:
    visitor.page.emulate_media(forced_colors="active")
    typist = Typist(visitor.page, visitor.server)
    page, keyboard = typist.page, typist.page.keyboard
    typist.open("/?start=new")
    typist.type_at(page.get_by_role("textbox", name="Country or area"), "Mongolia")
    typist.press_at(page.get_by_role("combobox", name="Who answers?"), *"State")
    page.get_by_role("option", name="State", exact=True).wait_for()
    keyboard.press("Enter")
    typist.settle()
    typist.press_at(page.get_by_role("button", name="Begin"), "Enter")
    page.get_by_role("heading", name="Rate", level=1).wait_for()
    typist.settle()

    for keys, item, word in (("2", PREVENTION[0], "Partial"), ("n3", PREVENTION[1], "Absent")):
        for key in keys:
            typist.press(key)
        expect(typist.rating(item, word)).to_be_checked()
        expect(typist.card(item).get_by_text(SAVED)).to_be_visible()
    card, evidence = typist.card(PREVENTION[1]), "The Act of 2019, section 3"
    typist.press_at(card.get_by_role("checkbox").first, "Space")
    expect(card.get_by_role("checkbox").first).to_be_checked()
    assert_chosen_is_seen(card)
    typist.press_at(card.locator("summary", has_text="Evidence"), "Enter")
    typist.type_at(card.get_by_label("Evidence: what shows it?"), evidence)
    expect(card.get_by_text("Filled in: Evidence")).to_be_visible()
    expect(card.get_by_role("radio", name="Absent")).to_be_checked()  # What is typed rates nothing.

    typist.press_at(page.get_by_role("radio", name="By theme"), "ArrowRight", "ArrowRight", "Space")
    page.get_by_role("heading", name="Review and submit", level=2).wait_for()
    typist.press_at(page.get_by_role("checkbox", name="We confirm these answers."), "Space")
    typist.press_at(page.get_by_role("button", name="Submit", exact=True), "Enter")
    submitted = page.get_by_text(re.compile(r"Submitted at \d+ \w+ \d{4}, \d\d:\d\d\."))
    expect(submitted).to_be_in_viewport()
    typist.press_at(page.get_by_role("link", name="See the results"), "Enter")
    page.get_by_role("heading", name="Results", level=1).wait_for()
    typist.settle()
    typist.reach(page.get_by_role("button", name="Gap report (Excel)").first)
    report = gap_report(page)
    assert {*PREVENTION[:2]} <= texts_of(report, "Gaps")
    assert evidence in texts_of(report, "Gap texts")
    assert typist.faults == []


@pytest.fixture
def rating(visitor: Visitor) -> Visitor:
    """Somebody who has begun to rate, with the first theme on the screen."""
    visitor.open_new()
    expect(visitor.page.get_by_role("button", name="Governance (0/4)")).to_be_visible()
    visitor.settle()
    return visitor


def chosen(visitor: Visitor, recommendation_id: str, word: str) -> None:
    expect(visitor.rating(recommendation_id, word)).to_have_attribute("aria-checked", "true")


def marked(page: Page) -> Locator:
    return page.locator(":root[data-keys-on] [data-current]")


def stored(visitor: Visitor, repository: Storage) -> dict[str, Rating | None]:
    answers = read_assessment(as_admin(repository), visitor.assessment_id).response.answers
    return {item: answer.rating for item, answer in answers.items()}


def take_back(rating: Visitor, repository: Storage) -> None:
    """The last change is taken back, which is in the history too, unless somebody else has changed it since."""
    page, undo = rating.page, rating.page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    rating.press("1")
    rating.press("3")
    chosen(rating, FIRST, "Absent")
    rating.press("z")
    expect(page.get_by_text(f"Undone in {FIRST}: Rating, now ● Implemented")).to_be_visible()
    chosen(rating, FIRST, "Implemented")
    expect(undo).to_be_disabled()
    changes = read_history(as_admin(repository), rating.assessment_id, FIRST)
    assert [change.after.rating for change in changes] == [Rating.IMPLEMENTED, Rating.ABSENT, Rating.IMPLEMENTED]

    rating.card(FIRST).get_by_role("checkbox").first.check(force=True)
    rating.settle()
    measures = read_assessment(as_admin(repository), rating.assessment_id).response.answer(FIRST).measures
    theirs = Answer(Rating.PARTIAL, measures)
    save_answer(as_admin(repository, "Bela"), rating.assessment_id, FIRST, theirs, expected_revision=4)
    undo.click()
    expect(page.get_by_text(f"Not undone: somebody else has changed {FIRST} since.")).to_be_visible()
    assert read_assessment(as_admin(repository), rating.assessment_id).response.answer(FIRST) == theirs

    chosen(rating, FIRST, "Partial")
    rating.press("5")
    reason = rating.card(FIRST).get_by_label("Why doesn’t it apply?")
    expect(reason).to_be_visible()
    expect(undo).to_be_enabled()
    rating.press("z")
    chosen(rating, FIRST, "Partial")
    expect(reason).not_to_be_attached()


def rate_by_keys(rating: Visitor, repository: Storage) -> None:
    """A theme is rated by keys alone, and the next unanswered is a key away."""
    page = rating.page
    words = ("Implemented", "Partial", "Absent", "Don’t know")
    for item, key, word in zip(PREVENTION, "1234", words, strict=True):
        expect(marked(page)).to_have_class(re.compile(f"card-{item}"))
        rating.press(key)
        chosen(rating, item, word)
        rating.press("n")
    # After the last card of a theme comes the next theme.
    expect(page.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    rating.settle()
    by_word = [Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.DONT_KNOW]
    assert stored(rating, repository) == dict(zip(PREVENTION, by_word, strict=True))
    for key in "np2":
        rating.press(key)
    chosen(rating, IDENTIFICATION[0], "Partial")
    rating.press("u")
    expect(rating.card(IDENTIFICATION[1])).to_be_in_viewport()
    rating.press("1")
    chosen(rating, IDENTIFICATION[1], "Implemented")
    rating.rate(IDENTIFICATION[2], "Absent")
    rating.press("u")
    expect(page.get_by_role("heading", name="Training", level=2)).to_be_visible()
    expect(page.get_by_text("7 of 33", exact=True)).to_be_visible()


def test_the_last_change_is_taken_back_and_a_theme_is_rated_by_keys_alone(rating: Visitor, repository: Storage) -> None:
    take_back(rating, repository)
    rate_by_keys(rating, repository)
    assert rating.faults == []


AT_ONCE = "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"


def test_keys_rate_nothing_while_a_theme_is_drawn_or_somebody_types_or_once_they_are_turned_off(
    rating: Visitor, repository: Storage
) -> None:
    page, first = rating.page, rating.card(FIRST)
    for there, heading, key, now in (
        (PREVENTION, "Identification", "n", IDENTIFICATION[0]),
        (IDENTIFICATION[:1], "Prevention", "p", FIRST),
    ):
        rating.rating(there[-1], "Implemented").focus()
        page.evaluate(AT_ONCE, [key, "2", key, "u"])
        expect(page.get_by_role("heading", name=heading, level=2)).to_be_focused()
        expect(marked(page)).to_have_class(re.compile(f"card-{now}"))
        assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0
        rating.settle()

    rating.unfold_details(FIRST)
    first.get_by_label("Evidence: what shows it?").press_sequentially("12345 npuz")
    first.get_by_label("Responsible body").press_sequentially("1 npuz")
    page.get_by_role("button", name="Filter and search").click()
    page.get_by_label("Search in the recommendations").press_sequentially("1")
    page.keyboard.press("Escape")
    rating.settle()

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    expect(marked(page)).to_have_count(0)
    rating.press("1")
    rating.reload()
    rating.press("1")
    assert set(stored(rating, repository).values()) <= {None}
    # The browser remembers it on every page; another browser is asked by nobody.
    page.get_by_text("Keys", exact=True).click()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.get_by_label("Use these keys").check()
    rating.press("1")
    assert stored(rating, repository)[FIRST] is Rating.IMPLEMENTED
    assert rating.faults == []


def test_one_at_a_time_begins_where_the_person_is_moves_on_if_wanted_and_leads_to_the_review_and_the_results(
    visitor: Visitor, repository: Storage
) -> None:
    page, (first, second, last) = visitor.page, IDENTIFICATION
    items = {item.id for item in catalogue_for("gcm-10").recommendations} - {*IDENTIFICATION}
    others = dict.fromkeys(items, Rating.PARTIAL)
    visitor.open_new(others, query="theme=identification")
    visitor.view("One at a time")
    expect(visitor.card(first)).to_be_visible()
    visitor.press("2")
    chosen(visitor, first, "Partial")
    page.get_by_text("Move on after a rating").click()
    visitor.settle()
    expect(visitor.card(first)).to_be_visible()
    visitor.press("1")
    expect(visitor.card(second)).to_be_visible()
    visitor.press("5")
    reason = visitor.card(second).get_by_label("Why doesn’t it apply?")
    reason.fill("We have no such border")
    expect(visitor.card(second)).to_be_visible()
    reason.press("Enter")
    expect(visitor.card(last)).to_be_visible()
    assert stored(visitor, repository) == others | {first: Rating.IMPLEMENTED, second: Rating.NOT_APPLICABLE}
    page.get_by_text("Move on after a rating").click()
    visitor.settle()

    visitor.view("Review")
    wait_until_still(page)
    left = page.get_by_role("button", name=re.compile(f"^{last}"))
    left.scroll_into_view_if_needed()
    left.click()
    visitor.settle()
    expect(visitor.card(last)).to_be_visible()
    wait_until(page, "document.querySelector('.stMain').scrollTop === 0")
    lead_on_in_sight(visitor, last)
    page.get_by_role("button", name="Back to the review").click()
    visitor.settle()
    expect(page.get_by_role("heading", name="Review and submit", level=2)).to_be_visible()
    visitor.view("One at a time")
    page.get_by_role("button", name="All answered: see the results").click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    assert visitor.faults == []


def lead_on_in_sight(visitor: Visitor, last: str) -> None:
    """What leads on stays in sight, and leads to the results once all is answered."""
    page, filled = visitor.page, visitor.page.locator('.stMain [kind="primary"]')
    for width, height in ((1920, 1080), (1280, 800), (360, 740), (320, 640)):
        visitor.resize(width, height)
        for way in ("← Previous", "Next →"):
            expect(page.get_by_role("button", name=way)).to_be_in_viewport(ratio=1)
        expect(page.get_by_text("Recommendation 7 of 33")).to_be_in_viewport(ratio=1)
    visitor.resize(1280, 800)
    expect(filled).to_have_text(["Next →"])
    visitor.press("2")
    expect(filled).to_have_text(["All answered: see the results"])
    visitor.card(last).get_by_role("button", name="Clear").click()
    expect(filled).to_have_text(["Next →"])
    expect(visitor.card(last).get_by_text("Choose a rating")).to_be_visible()
    visitor.press("3")
    expect(filled).to_have_text(["All answered: see the results"])
    expect(filled).to_be_in_viewport(ratio=1)


CLICK_AND_COUNT_MOVEMENTS = """async element => {
  element.click();
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
  return document.getAnimations().filter(({ playState }) => playState === "running").length;
}"""


def test_a_card_says_what_is_chosen_saved_suggested_and_wrong_to_the_eye_and_aloud(rating: Visitor) -> None:
    page, card = rating.page, rating.card(FIRST)
    question = "Does the State address root causes of trafficking"
    expect(card.get_by_role("radiogroup", name=question)).to_be_visible()
    expect(card.get_by_role("group", name=re.compile(f"^Measures in place: {question}"))).to_be_visible()
    expect(card.get_by_text("Choose a rating")).to_be_visible()
    assert_in_one_row_or_column(rating, card)
    expect(card).to_have_css("border-bottom-style", "dashed")
    said = page.get_by_role("status").filter(has_text="Saved.")
    expect(said).to_have_count(0)
    assert card.evaluate(LEAST_CONTRAST) >= 4.5
    rating.rate(FIRST, "Partial")
    assert card.evaluate(LEAST_CONTRAST) >= 4.5
    expect(card.get_by_text("Choose a rating")).to_have_count(0)
    expect(card).to_have_css("border-bottom-style", "solid")
    expect(said).to_have_text("Saved. 1 of 33 answered")
    before = said.locator("span").get_attribute("data-saved")

    boxes, none = card.get_by_role("checkbox"), card.get_by_role("checkbox", name="None of these")
    suggestion = card.get_by_text("doesn’t match the ticked measures")
    boxes.first.check(force=True)
    rating.settle()
    # The same words are read again, because they are another element.
    expect(said.locator("span")).not_to_have_attribute("data-saved", before or "")
    expect(said).to_have_text("Saved. 1 of 33 answered")
    none.check(force=True)
    rating.settle()
    expect(boxes.first).not_to_be_checked()
    expect(suggestion).to_contain_text("“Absent”")
    boxes.nth(1).check(force=True)
    rating.settle()
    expect(none).not_to_be_checked()

    assert card.locator("summary", has_text="Evidence").evaluate(CLICK_AND_COUNT_MOVEMENTS) == 0
    rating.settle()
    link = rating.write(FIRST, "Link to the evidence", "www.un.org/x")
    expect(link).to_have_value("https://www.un.org/x")
    rating.write(FIRST, "Link to the evidence", "see the report")
    alert = card.get_by_role("alert")
    expect(alert).to_contain_text("A link starts with https://")
    below = alert.evaluate("alert => alert.getBoundingClientRect().top") - link.evaluate(
        "field => field.getBoundingClientRect().bottom"
    )
    assert 0 < below < 40
    rating.write(FIRST, "Responsible body", "Ministry of Labour")
    expect(alert).to_contain_text("Everything else is saved.")
    rating.write(FIRST, "Link to the evidence", "https://www.un.org/y")
    expect(alert).to_have_count(0)
    expect(card.get_by_text("Filled in: Source, Responsible body")).to_be_visible()
    fold_on_a_phone(rating)
    assert rating.faults == []


def assert_in_one_row_or_column(visitor: Visitor, card: Locator) -> None:
    """The ratings, with what each means; where they stand one below the other, that is shown when asked for."""
    ratings = card.get_by_role("radio")
    meaning = ratings.nth(1).get_by_text("Some of it is in place, or it is in law but not in practice.")
    for width, places in ((1280, (1, 5)), (1920, (1, 5)), (360, (5, 1)), (320, (5, 1))):
        visitor.resize(width)
        boxes = [box for each in ratings.all() if (box := each.bounding_box())]
        assert (len({box["y"] for box in boxes}), len({box["x"] for box in boxes})) == places, width
        assert len({round(box["width"]) for box in boxes}) == 1, width
        assert min(box["height"] for box in boxes) >= 44, width
        expect(meaning).to_be_visible(visible=width > 1000)
    card.get_by_text("What they mean").click()
    expect(meaning).to_be_visible()
    visitor.resize(1280)
    card.get_by_text("recommended by 2 UN mandates").focus()
    visitor.page.keyboard.press("Enter")
    explained = card.get_by_text("A mandate is a UN expert or committee")
    expect(explained).to_be_in_viewport(ratio=1)
    visitor.page.keyboard.press("Enter")
    expect(explained).not_to_be_visible()


def fold_on_a_phone(rating: Visitor) -> None:
    """A phone folds the quotation for the eye alone, and a key unfolds it; its menu of themes closes after use."""
    page, card = rating.page, rating.card(FIRST)
    rating.resize(360, 740)
    text = card.locator("blockquote p").first
    folded, whole = text.evaluate("p => [p.clientHeight, p.scrollHeight]")
    assert folded < whole
    assert "those most at risk of trafficking in persons" in card.aria_snapshot()
    card.locator("summary", has_text="Whole quotation").focus()
    page.keyboard.press("Enter")
    expect(text).to_have_js_property("clientHeight", whole)

    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_role("button", name="Identification").click()
    expect(page.get_by_role("heading", name="Identification", level=2)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    expect(page.get_by_text("1 of 33", exact=True)).to_be_in_viewport()


def scrolled(visitor: Visitor) -> int:
    return int(visitor.page.get_by_test_id("stMain").evaluate("element => element.scrollTop"))


def test_a_reload_a_new_tab_and_a_page_switch_lead_back_to_the_place_the_filters_and_what_waits(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.open_new(query="theme=prevention")
    page.get_by_role("button", name="Identification →").click()
    heading = page.get_by_role("heading", name="Identification", level=2)
    expect(heading).to_be_focused()
    assert scrolled(visitor) == 0
    visitor.rate(IDENTIFICATION[0], "Partial")
    visitor.rate(ITEM, "Not applicable")
    expect(visitor.card(ITEM).get_by_text("Not saved yet.")).to_be_visible()
    wait_until_still(page)  # What is drawn above the place would move it.
    page.get_by_test_id("stMain").evaluate("element => element.scrollTo(0, 900)")
    visitor.reload()
    expect(page.get_by_test_id("stMain")).to_have_js_property("scrollTop", 900)
    reason = visitor.write(ITEM, "Why doesn’t it apply? (required)", "We have no such border")
    expect(visitor.card(ITEM).get_by_text("✓ Saved")).to_be_visible()

    tab = Visitor(page.context.new_page(), visitor.server)
    tab.page.goto(page.url)
    expect(tab.page.get_by_role("heading", name="Identification", level=2)).to_be_visible(timeout=30_000)
    expect(tab.rating(ITEM, "Not applicable")).to_have_attribute("aria-checked", "true")
    tab.page.close()
    expect(reason).to_have_value("We have no such border")

    page.get_by_text("Filter and search").click()
    search = page.get_by_label("Search in the recommendations, their sources and your own texts")
    search.fill("children")
    search.press("Enter")
    found = page.get_by_role("heading", level=2)
    expect(found).to_contain_text("recommendations found")
    words = found.inner_text()
    visitor.go_to("Method")
    visitor.go_to("Rate")
    expect(found).to_have_text(words)
    assert visitor.faults == []


DRAWN_ANEW = """() => {
  const place = document.createElement("div");
  place.className = "st-key-drawn-anew";
  const draw = () => {
    const button = document.createElement("button");
    button.textContent = "Go";
    place.replaceChildren(button);
  };
  place.addEventListener("click", () => (place.dataset.presses = Number(place.dataset.presses ?? 0) + 1));
  draw();
  document.body.append(place);
  place.firstChild.click();
  draw();
}"""
"""Press a button, which is drawn anew in the same moment."""


def test_a_text_still_in_its_field_is_saved_or_asked_about_whatever_the_person_does_next(
    visitor: Visitor, repository: Storage
) -> None:
    page = visitor.page
    visitor.open_new(dict.fromkeys(IDENTIFICATION, Rating.PARTIAL), query="theme=identification")

    def body() -> Locator:
        field = visitor.card(ITEM).get_by_label("Responsible body")
        if not field.is_visible():
            visitor.unfold_details(ITEM)
        return field

    def saved() -> str:
        return read_assessment(as_admin(repository), visitor.assessment_id).response.answer(ITEM).responsible

    body().fill("Ministry of Health")
    visitor.go_to("Results")  # The cursor is still in the field.
    visitor.go_to("Rate")
    visitor.rate(ITEM, "Absent")
    assert saved() == "Ministry of Health"
    changes = read_history(as_admin(repository), visitor.assessment_id)
    assert [change for change in changes if change.after.rating is None] == []

    body().fill("Ministry of Labour")
    page.evaluate(DRAWN_ANEW)
    expect(page.locator(".st-key-drawn-anew")).to_have_attribute("data-presses", "1")
    assert saved() == "Ministry of Labour"

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    body().fill("Ministry of Justice")
    page.evaluate("location.reload()")
    visitor.settle()
    expect(visitor.card(ITEM).get_by_text("✓ Saved")).to_be_visible()
    assert asked == ["beforeunload"]
    visitor.reload()  # Now it is saved, and nothing is asked.
    assert asked == ["beforeunload"]
    assert saved() == "Ministry of Justice"
    assert visitor.faults == []
