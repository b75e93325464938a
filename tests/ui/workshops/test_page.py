"""The page “Workshops”, as a facilitator uses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from assessment.access.assessments import save_answer
from assessment.access.ballots import Attendance, BallotBox
from assessment.access.links import list_links
from assessment.access.workshops import (
    BallotsAreSecret,
    add_on_paper,
    change_agenda,
    delete_workshop,
    finish_workshop,
    go_to,
    list_not_voted,
    list_remarks,
    list_seats,
    list_workshops,
    read_agreements,
    read_outcome,
    read_turnout,
    read_workshop,
    record_agreement,
    set_door,
    set_heads,
)
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Voice
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.door import JoiningSlowed
from assessment.domain.workshop.model import AgreedRating, Breakdown, RemarkRule, RemarkState, Wifi
from assessment.domain.workshop.stages import Stage, Step
from assessment.html.escaping import escape_markdown
from assessment.labels.workshops import consent_sentences
from assessment.records.errors import VoteNotOpen
from assessment.records.workshops import Newcomer
from assessment.storage.workshops.writing import create_workshop
from assessment.ui.session import state
from assessment.ui.session.looking import has_news
from assessment.ui.workshops import leading
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin, in_transaction
from tests.support.pages import OpenPage, Tables, page_gate, session_of, words
from tests.support.room import Room, a_plan, hold_room
from tests.support.visits import SharedServer

PAGE = "workshops/page.py"
ITEM, SECOND = "INV-01", "INV-02"
Kind = TypeVar("Kind", bound=Widget)


def hold(state_people: int = 0, civil_society: int = 0, **plan: Any) -> Room:
    """A room in the database of the pages."""
    return hold_room(state.entrance()._storage, state=state_people, civil_society=civil_society, plan=a_plan(**plan))


def prepare_for(owner: str) -> str:
    """A workshop of an organisation, with the code ABC234."""
    gate = as_admin(state.entrance()._storage, "Asha", owner=owner)
    return in_transaction(gate, create_workshop, a_catalogue(), a_plan(), "ABC234")


def enter(open_page: OpenPage, room: Room, view: str = "lead") -> AppTest:
    app = open_page(PAGE, workshop=room.id, **{"workshop-view": view})
    assert not app.exception
    return app


def one(found: Iterable[Kind], begins: str) -> Kind:
    """The only widget of its kind whose key begins like this."""
    (widget,) = [each for each in found if (each.key or "").startswith(begins)]
    return widget


def press(app: AppTest, begins: str) -> AppTest:
    """Press the button whose key begins like this."""
    app = one(app.button, begins).click().run()
    assert not app.exception
    return app


def steps_of(app: AppTest) -> list[str]:
    return [each.label for each in app.button if (each.key or "").startswith("key-") and ITEM in (each.key or "")]


def test_a_workshop_is_prepared_once_nothing_is_missing_and_then_listed(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    app.button(key="new-workshop-create").click().run()
    assert app.error[0].value == "Choose a country or area, and whose the agreed response is."
    app.text_input(key="new-workshop-title").set_value("Two days in Nepal")
    app.text_input(key="new-workshop-country").set_value("Nepal")
    app.selectbox(key="new-workshop-voice").set_value(Voice.OTHER)
    app.button(key="new-workshop-create").click().run()
    assert app.error[0].value == "Choose whether votes are anonymous, and how they are shown."
    assert list_workshops(state.gate()) == []
    app.multiselect(key="new-workshop-voices").set_value([Voice.STATE, Voice.CIVIL_SOCIETY])
    app.text_area(key="new-workshop-tables").set_value("North\n\n South ")
    app.radio(key="new-workshop-anonymous").set_value(True)
    app.radio(key="new-workshop-breakdown").set_value(Breakdown.VOICE)
    app.run()
    assert "needs 5 participants before its first vote" in words(app)
    app.button(key="new-workshop-create").click().run()

    assert not app.exception
    (made,) = list_workshops(state.gate())
    assert (made.plan.title, made.plan.country, made.plan.tables) == ("Two days in Nepal", "NPL", ("North", "South"))
    assert (made.plan.anonymous, made.plan.reveals_itself, made.plan.breakdown) == (True, False, Breakdown.VOICE)
    assert (made.plan.voice, made.plan.organisation) == (Voice.OTHER, "Two days in Nepal")
    assert len(made.plan.recommendations) == 33
    assert "Two days in Nepal" in words(app)
    app.button(key="all-workshops").click().run()
    assert "Nepal · 33 recommendations · 0 participants · anonymous" in words(app)


def test_exactly_the_steps_that_are_possible_have_a_button_and_late_ballots_are_seen(open_page: OpenPage) -> None:
    room = hold(2, civil_society=1)
    app = enter(open_page, room)
    assert steps_of(app) == ["Open the first vote"]
    app = press(app, "key-o-")
    assert (room.stage(ITEM), steps_of(app)) == (Stage.FIRST_OPEN, ["Close the vote", "Undo"])
    app = press(app, "key-c-")
    assert steps_of(app) == ["Reveal the votes", "Undo"]
    for phone in (0, 1):
        with pytest.raises(VoteNotOpen):
            room.vote(phone, ITEM, Rating.ABSENT)
    said = words(app.run())
    assert "2 ballots came after closing and aren’t counted. Open the vote again to let them in." in said
    assert steps_of(app) == ["Reveal the votes", "Open this vote again"]
    app = press(press(app, "key-r-"), "key-r-")
    assert steps_of(app) == ["Open the second vote", "Park", "Open this vote again"]
    app = press(app, "key-p-")
    assert (room.stage(ITEM), steps_of(app)) == (Stage.PARKED_AFTER_FIRST, ["Reopen", "Undo"])
    app = press(app, "key-t-")
    assert room.stage(ITEM) is Stage.FIRST_REVEALED


def test_revealing_asks_once_if_votes_of_those_present_are_missing(open_page: OpenPage) -> None:
    room = hold(3)
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE)
    app = press(enter(open_page, room), "key-r-")
    assert room.stage(ITEM) is Stage.FIRST_CLOSED
    assert [each.value for each in app.warning] == [
        "2 of those present haven’t voted. Their votes would be missing for good."
    ]
    assert steps_of(app) == ["Reveal without them", "Undo"]
    app = press(app, "key-r-")
    assert room.stage(ITEM) is Stage.FIRST_REVEALED

    room.steps(ITEM, Step.SECOND)
    room.vote_all(ITEM, [Rating.ABSENT] * 3)
    room.steps(ITEM, Step.CLOSE)
    press(app.run(), "key-r-")
    assert room.stage(ITEM) is Stage.SECOND_REVEALED


def test_votes_are_counted_by_voice_and_nothing_says_what_they_are_until_the_reveal(open_page: OpenPage) -> None:
    room = hold(2, civil_society=1)
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.IMPLEMENTED, "as I see it")
    app = enter(open_page, room)
    assert "**1 of 3** have voted." in words(app)
    assert Tables(app).rows["Votes so far"] == [
        ["Voice", "Have voted", "Present"],
        ["State", "1", "2"],
        ["Civil society", "0", "1"],
    ]
    assert "as I see it" not in words(app)
    assert "Implemented" not in words(app)

    room.vote(2, ITEM, Rating.ABSENT)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    app.run()
    said = words(app)
    assert 'aria-label="Civil society. Absent: 1"' in said
    assert 'aria-label="Together. Implemented: 1, Absent: 1"' in said
    assert "Spread: 1.00 (n = 2)" in said
    assert "as I see it" in said


def test_an_agreed_rating_is_recorded_with_nothing_preselected(open_page: OpenPage) -> None:
    room = hold(1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    response = room.response
    chen = page_gate("Chen")
    save_answer(chen, response, ITEM, Answer(evidence="Law 12", action="Train judges"), expected_revision=0)
    app = enter(open_page, room)
    app = press(app, f"agree-{ITEM}")
    assert app.error[0].value == "Choose the rating that the room agrees on."
    assert room.stage(ITEM) is Stage.FIRST_REVEALED

    rating = one(app.button_group, "agree-rating-")
    assert rating.value is None
    rating.set_value(Rating.NOT_APPLICABLE)
    app = press(app, f"agree-{ITEM}")
    assert "reason" in app.error[0].value
    assert room.stage(ITEM) is Stage.FIRST_REVEALED

    one(app.button_group, "agree-rating-").set_value(Rating.PARTIAL)
    one(app.text_area, "agree-dissent-").set_value("Dina: none in the north")
    app = press(app, f"agree-{ITEM}")
    agreed = read_agreements(room.lead, room.id)[ITEM][0].agreed
    assert agreed == AgreedRating(Rating.PARTIAL, "", "Dina: none in the north", "Law 12", "Train judges")
    assert "Dissent: Dina: none in the north" in words(app)

    answer = read_outcome(room.lead, room.id).outcomes[0].answer
    changed = Answer(Rating.ABSENT, evidence=answer.evidence)
    save_answer(chen, response, ITEM, changed, expected_revision=2)
    app.run()
    assert "The answer was changed after it was agreed." in words(app)


def test_the_page_hears_of_votes_of_people_who_join_of_moves_and_of_the_end(open_page: OpenPage) -> None:
    room = hold(2)
    app = enter(open_page, room)
    # Of two facilitators the second is told and sees where the room is.
    room.steps(ITEM, Step.OPEN)
    app = press(app, "key-o-")
    assert "Another facilitator has moved this on meanwhile." in app.error[0].value
    assert steps_of(app) == ["Close the vote", "Undo"]
    assert not app.run().error
    session = session_of(app)
    assert has_news(session, None) is False

    room.vote(0, ITEM, Rating.ABSENT)
    assert has_news(session, None) is True
    app = press(app, "show-news-")
    assert "**1 of 2** have voted." in words(app)
    assert has_news(session, None) is False

    room.let_in([Newcomer(Voice.STATE)])
    assert has_news(session, None) is True
    app = press(app, "show-news-")
    assert "**3** have joined." in words(app)

    room.steps(ITEM, Step.CLOSE)
    assert has_news(session, None) is True
    app = press(app, "show-news-")
    assert steps_of(app) == ["Reveal the votes", "Undo"]
    assert has_news(session, None) is False

    delete_workshop(room.lead, room.id, "Boruna 2026")
    app = press(app, "show-news-")
    assert "There is no such workshop." in words(app)
    assert "New workshop" in words(app)


def test_a_facilitator_rehearses_in_a_marked_copy_in_which_invented_people_vote(open_page: OpenPage) -> None:
    room = hold(2)
    app = press(enter(open_page, room, "prepare"), "rehearse")
    assert "Rehearsal: Boruna 2026" in words(app)
    app = press(press(app, "key-o-"), "invented-votes")
    assert "have voted." in words(app)
    press(app, "key-c-")
    press(press(app, "key-r-"), "all-workshops")

    assert "people vote" not in words(enter(open_page, room))
    app = press(enter(open_page, room, "prepare"), "rehearsal-w")
    assert "First vote: revealed" in words(app)
    assert dict(read_turnout(room.lead, room.id, ITEM, 1).voted) == {}


def test_the_page_hears_of_a_vote_that_comes_while_it_is_drawn(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = hold(2)
    room.steps(ITEM, Step.OPEN)
    # Between the turnout and the number of those who have joined.
    monkeypatch.setattr(leading, "show_reveals", lambda _room: room.vote(0, ITEM, Rating.ABSENT))
    app = enter(open_page, room)
    assert "**0 of 2** have voted." in words(app)
    assert has_news(session_of(app), None) is True


def test_the_room_goes_to_any_recommendation_and_to_the_next_that_is_not_settled(open_page: OpenPage) -> None:
    room = hold(2)
    app = press(enter(open_page, room), "key-n-")
    assert read_workshop(room.lead, room.id).current == SECOND
    app = one(app.selectbox, "room-go-").set_value("INV-04").run()
    assert read_workshop(room.lead, room.id).current == "INV-04"
    press(app, "key-b-")
    assert read_workshop(room.lead, room.id).current == "INV-03"

    # What divides, and what is settled, changes no order by itself.
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL))
    room.steps("INV-04", Step.OPEN)
    room.vote_all("INV-04", [Rating.ABSENT, Rating.IMPLEMENTED])
    room.steps("INV-04", Step.CLOSE, Step.REVEAL, Step.PARK)
    app = press(app.run(), "key-n-")
    assert read_workshop(room.lead, room.id).current == "INV-05"
    app = press(press(press(press(app, "key-b-"), "key-b-"), "key-b-"), "key-b-")
    assert read_workshop(room.lead, room.id).current == ITEM
    press(app, "key-n-")
    assert read_workshop(room.lead, room.id).current == SECOND


def test_the_agenda_has_the_order_that_the_facilitator_gives_it(open_page: OpenPage) -> None:
    room = hold(2, recommendations=(ITEM, SECOND, "INV-03"))
    room.steps("INV-03", Step.OPEN)
    room.vote_all("INV-03", [Rating.ABSENT, Rating.IMPLEMENTED])
    room.steps("INV-03", Step.CLOSE, Step.REVEAL)

    def agenda(app: AppTest) -> list[str]:
        (caption,) = [each for each in Tables(app).rows if each.startswith("Agenda")]
        return [row[0].split(" ")[2] for row in Tables(app).rows[caption][1:] if " · " in row[0]]

    app = enter(open_page, room, "prepare")
    assert agenda(app) == [ITEM, SECOND, "INV-03"]
    app = one(app.selectbox, "agenda-item-").set_value(SECOND).run()
    app = one(app.number_input, "agenda-place-").set_value(1).run()
    assert agenda(app) == [SECOND, ITEM, "INV-03"]
    app = one(app.number_input, "agenda-minutes-").set_value(12).run()
    assert read_workshop(room.lead, room.id).plan.minutes == {SECOND: 12}

    app = enter(open_page, room)
    assert agenda(app) == [SECOND, ITEM, "INV-03"]
    assert "3 of 3 still to do" in [each.label for each in app.expander][-1]
    app = press(app, "agenda-sort")
    assert agenda(app) == ["INV-03", ITEM, SECOND]
    app = one(app.selectbox, "agenda-add-").set_value("INV-04").run()
    assert agenda(app) == ["INV-03", ITEM, SECOND, "INV-04"]
    app = press(app, "agenda-drop-INV-04")
    app = press(one(app.selectbox, "agenda-item-").set_value("INV-03").run(), "agenda-drop-INV-03")
    assert app.error[0].value == "There are votes on INV-03, so it stays on the agenda. Park it instead."
    assert agenda(app) == ["INV-03", ITEM, SECOND]


def test_the_code_is_shown_while_the_door_is_open_and_beside_it_heads_and_the_clock(open_page: OpenPage) -> None:
    room = hold(2)
    code = read_workshop(room.lead, room.id).code or ""
    set_door(room.lead, room.id, is_open=False)
    app = enter(open_page, room)
    assert code not in words(app)
    app = press(app, "door-")
    assert code in words(app)
    app = press(app, "make-code")
    assert code not in words(app)
    assert (read_workshop(room.lead, room.id).code or "?") in words(app)

    app = one(app.number_input, "room-heads-").set_value(12).run()
    assert "**2 of 12** in the room have joined." in words(app)

    app.number_input(key="clock-minutes").set_value(20)
    app = press(app, "clock-start")
    assert read_workshop(room.lead, room.id).clock_ends is not None
    assert 'role="timer"' in words(app)
    press(app, "clock-stop")
    assert read_workshop(room.lead, room.id).clock_ends is None


def test_people_on_paper_are_added_and_their_votes_counted_and_marked(open_page: OpenPage) -> None:
    room = hold()
    room.steps(ITEM, Step.OPEN)
    app = enter(open_page, room, "participants")
    app.selectbox(key="newcomer-0-voice").set_value(Voice.STATE)
    app.text_input(key="newcomer-0-name").set_value("Dina")
    app = press(app, "newcomer-0-add")
    (seat,) = list_seats(room.lead, room.id)
    assert (seat.participant.name, seat.on_paper) == ("Dina", True)
    assert "Dina" in words(app)

    app.selectbox(key="paper-who-0").set_value(seat.participant.id)
    one(app.button_group, "paper-rating-0").set_value(Rating.ABSENT)
    assert "Typed in for this vote" not in words(app)
    app = press(app, "paper-cast-")
    assert dict(read_turnout(room.lead, room.id, ITEM, 1).voted) == {"state": 1}
    counted = escape_markdown("Counted: the vote of 1 · State · Dina · on paper")
    assert [each.value for each in app.success] == [counted]
    assert "Typed in for this vote:\n1 · State · Dina · on paper" in words(app)
    assert "Absent" not in app.success[0].value
    assert not app.run().success


def test_an_anonymous_workshop_lists_no_names_and_takes_paper_votes_only_of_those_on_paper(open_page: OpenPage) -> None:
    room = hold(5, anonymous=True)
    room.steps(ITEM, Step.OPEN)
    app = enter(open_page, room, "participants")
    assert Tables(app).rows["Participants"][0] == ["Number", "Voice", "Votes", "Joined"]
    assert "only votes of those who vote on paper are typed in" in words(app)
    assert not [each for each in app.button if (each.key or "").startswith("paper-")]

    add_on_paper(room.lead, room.id, Newcomer(Voice.STATE))
    assert app.run().selectbox(key="paper-who-0").options == ["6 · State · on paper"]


def test_a_named_workshop_shows_who_has_not_voted_and_an_anonymous_one_how_many(open_page: OpenPage) -> None:
    named, anonymous = hold(), hold(6, anonymous=True)
    named.let_in(Newcomer(Voice.STATE, name=name) for name in ("Dina", "Emil", "Fatou"))
    for room in (named, anonymous):
        room.steps(ITEM, Step.OPEN)
        room.vote(1, ITEM, Rating.ABSENT)
    assert "Not yet: 1 Dina; 3 Fatou" in words(enter(open_page, named))
    said = words(enter(open_page, anonymous))
    assert "**1 of 6** have voted." in said
    assert "Not yet:" not in said
    with pytest.raises(BallotsAreSecret):
        list_not_voted(anonymous.lead, anonymous.id, ITEM, 1)


def test_two_participants_become_one_and_one_is_removed(open_page: OpenPage) -> None:
    room = hold(3)
    first, second, third = (seat.participant.id for seat in list_seats(room.lead, room.id))

    app = enter(open_page, room, "participants")
    app = one(app.selectbox, "change-who-").set_value(first).run()
    app = press(one(app.selectbox, "change-into-").set_value(second).run(), "merge-")
    app = one(app.selectbox, "change-who-").set_value(third).run()
    press(app, "remove-now-")
    assert [seat.participant.id for seat in list_seats(room.lead, room.id) if seat.left is None] == [second]


def test_a_room_that_a_program_filled_is_told_slowed_and_emptied_in_one_step(open_page: OpenPage) -> None:
    room = hold(3)
    set_heads(room.lead, room.id, 3)
    seats = list_seats(room.lead, room.id)
    app = enter(open_page, room, "participants")
    rows = Tables(app).rows["Participants"][1:]
    times = [seat.joined.astimezone() for seat in seats if seat.joined]
    assert [row[-1] for row in rows] == [f"{each:%-d %B %Y, %H:%M:%S}" for each in times]
    app = one(app.selectbox, "burst-").set_value(seats[1].participant.id).run()
    assert "Remove 2 participants" in [each.label for each in app.button]
    press(app, "burst-now-")
    assert [seat.number for seat in list_seats(room.lead, room.id) if seat.left is None] == [1]

    def come_in(form: str) -> None:
        room.box.join(room.id, Newcomer(Voice.STATE), form, admit=lambda _plan: None)

    for seat in range(26):
        come_in(f"seat-{seat}")
    with pytest.raises(JoiningSlowed):
        come_in("one-too-many")
    app = enter(open_page, room, "lead")
    assert "26 have joined within 10 minutes." in words(app)
    app = press(app, "let-more-in")
    assert "Joining is being slowed" not in words(app)
    come_in("one-too-many")


def test_every_first_vote_is_opened_before_the_day_and_who_votes_at_home_reveals_nothing(
    open_page: OpenPage,
) -> None:
    room = hold(1, civil_society=1, reveals_itself=True)
    go_to(room.lead, room.id, ITEM)
    app = enter(open_page, room, "prepare")
    assert "This opens the first votes of 5 recommendations at once." in words(app)
    press(app, "open-all")
    workshop = read_workshop(room.lead, room.id)
    assert {place.stage for place in workshop.places.values()} == {Stage.FIRST_OPEN}
    assert workshop.current is None
    room.box = BallotBox(state.entrance()._storage, Attendance())
    room.vote_all(ITEM, [Rating.ABSENT, Rating.PARTIAL])
    assert not room.box.reveal_if_all_voted(room.id, ITEM)


def test_the_plan_can_be_changed_until_somebody_joins(open_page: OpenPage) -> None:
    room = hold()
    app = enter(open_page, room, "prepare")
    # In the words that participants read.
    assert all(sentence in words(app) for sentence in consent_sentences(read_workshop(room.lead, room.id).plan, None))
    plan = read_workshop(room.lead, room.id).plan
    (title,) = [each for each in app.text_input if (each.key or "").endswith("-title") and "plan-" in (each.key or "")]
    title.set_value("Another title")
    # What is typed stays when somebody changes the agenda or opens the door meanwhile, and overwrites nothing of that.
    change_agenda(room.lead, room.id, [SECOND, ITEM], {}, seen=plan)
    set_door(room.lead, room.id, is_open=True)
    app = press(app.run(), "plan-save-")
    changed = read_workshop(room.lead, room.id).plan
    assert (changed.title, changed.recommendations) == ("Another title", (SECOND, ITEM))
    room.let_in([Newcomer(Voice.STATE)])
    app.run()
    assert "People have joined, so the plan can’t be changed any more." in words(app)


def test_the_days_are_named_in_any_order_and_changed_while_people_are_there(open_page: OpenPage) -> None:
    room = hold(1)
    today = dt.datetime.now().astimezone().date()
    earlier, later = today - dt.timedelta(days=1), today + dt.timedelta(days=6)
    for day in (later, today, earlier):
        app = enter(open_page, room, "prepare")
        [*_planned, free] = [each for each in app.date_input if (each.key or "").startswith("day-")]
        free.set_value(day).run()
    assert read_workshop(room.lead, room.id).plan.days == (earlier, today, later)
    assert "Day 2 of 3" in [each.label for each in enter(open_page, room).expander][-1]

    app = enter(open_page, room, "prepare")
    first, *_others = [each for each in app.date_input if (each.key or "").startswith("day-")]
    first.set_value(today).run()
    assert "each named once" in app.error[0].value
    first, *_others = [each for each in enter(open_page, room, "prepare").date_input if "day-" in (each.key or "")]
    first.set_value(None).run()
    assert read_workshop(room.lead, room.id).plan.days == (today, later)


def test_remarks_of_any_recommendation_are_hidden_also_once_the_workshop_is_finished(open_page: OpenPage) -> None:
    room = hold(2)
    for item, remark in ((ITEM, "A decree"), (SECOND, "A name")):
        room.steps(item, Step.OPEN)
        room.vote(0, item, Rating.ABSENT, remark)
        room.steps(item, Step.CLOSE, Step.REVEAL)
    finish_workshop(room.lead, room.id)
    app = enter(open_page, room, "after")
    app.selectbox(key=f"remarks-of-{room.id}").set_value(SECOND).run()
    press(app, f"hidden-{SECOND}-1-1-1")
    assert [each.text for each in list_remarks(room.lead, room.id) if each.state is RemarkState.HIDDEN] == ["A name"]
    assert "A name" not in str(read_outcome(room.lead, room.id).outcomes)


def test_a_workshop_is_finished_with_a_warning_and_deleted_only_by_its_title(open_page: OpenPage) -> None:
    room = hold(anonymous=True)
    app = enter(open_page, room, "after")
    assert "It also removes for good who voted what" in words(app)
    app = press(app, "finish-w")
    assert read_workshop(room.lead, room.id).finished is not None
    assert "Nothing in it can be changed." in words(app)
    app.text_input(key=f"delete-title-{room.id}").set_value("Boruna")
    app = press(app, "delete-workshop-")
    assert "type its name: Boruna 2026" in app.error[0].value
    app.text_input(key=f"delete-title-{room.id}").set_value("boruna 2026")
    press(app, "delete-workshop-")
    assert list_workshops(room.lead) == []


def test_a_link_into_the_room_is_shown_once(open_page: OpenPage, shared_server: SharedServer) -> None:
    link = shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    assert link.role is Role.FACILITATOR
    made = prepare_for("Ministry")
    for role in (Role.PARTICIPANT, Role.PROJECTOR):
        app = open_page(PAGE, workshop=made, **{"workshop-view": "prepare"})
        app.text_input(key=f"{role}-{made}-name-0").set_value("Everybody")
        app = press(app, f"make-{role}")
        assert "The link for Everybody" in words(app)
        (new, *_others) = list_links(shared_server.access)
        assert (new.role, new.scope) == (role, Scope(workshop_id=made))
        app.switch_page("start/page.py").run()
        app.switch_page(PAGE).run()
        assert "The link for Everybody" not in words(app)


def test_a_workshop_of_others_is_as_unknown_as_none(open_page: OpenPage, shared_server: SharedServer) -> None:
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    theirs = prepare_for("Another")
    app = open_page(PAGE, workshop=theirs)
    assert "There is no such workshop." in words(app)
    assert "Boruna" not in words(app)


def test_what_co_editors_write_while_the_form_is_open_is_not_lost(open_page: OpenPage) -> None:
    room = hold(1)
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    app = enter(open_page, room)
    response = room.response
    theirs = Answer(reason="No harbour", evidence="Law 12", action="Train judges")
    save_answer(page_gate("Chen"), response, ITEM, theirs, expected_revision=0)
    one(app.text_area, "agree-action-").set_value("Two more shelters")
    one(app.button_group, "agree-rating-").set_value(Rating.PARTIAL)
    press(app, f"agree-{ITEM}")
    agreed = read_agreements(room.lead, room.id)[ITEM][0].agreed
    assert (agreed.evidence, agreed.next_step) == ("Law 12", "Train judges\n\nTwo more shelters")
    assert agreed.reason == "No harbour"


def test_an_anonymous_vote_waits_for_enough_people_and_too_few_votes_are_not_shown(open_page: OpenPage) -> None:
    room = hold(4, anonymous=True)
    app = enter(open_page, room)
    assert "Anonymous: a vote can be opened once 5 have joined." in words(app)
    app = press(app, "key-o-")
    assert "needs at least 5 participants, and this one has 4" in app.error[0].value
    assert room.stage(ITEM) is Stage.NOT_OPENED

    room.let_in([Newcomer(Voice.STATE)])
    room.steps(ITEM, Step.OPEN)
    room.vote_all(ITEM, [Rating.PARTIAL, Rating.ABSENT])
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    said = words(app.run())
    assert "Not shown: fewer than 5 people voted, and this workshop is anonymous." in said
    assert "Spread" not in said.split("Agenda")[0]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes | str]:
    """What the buttons of downloads give, by their keys."""
    files: dict[str, bytes | str] = {}
    monkeypatch.setattr("streamlit.download_button", lambda _label, data, key, **_more: files.update({key: data()}))
    return files


def test_the_files_of_a_workshop_can_be_downloaded(open_page: OpenPage, written: dict[str, bytes | str]) -> None:
    room = hold(2)
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    enter(open_page, room, "after")
    files = {"minutes.docx", "minutes.xlsx", "ballots.csv", "ballots.json"}
    assert all(written[f"download-{name}"] for name in files)


def test_where_phones_reach_the_server_they_have_the_code_on_the_page_and_on_sheets(
    open_page: OpenPage,
    shared_server: SharedServer,
    written: dict[str, bytes | str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared_server.come(Role.FACILITATOR, Scope("Ministry"))
    monkeypatch.setattr(ContextProxy, "url", "http://hall.test/workshops")
    made = prepare_for("Ministry")
    set_door(page_gate("Asha"), made, is_open=True)
    said = words(open_page(PAGE, workshop=made))
    assert "Join at http://hall.test<" in said
    assert "ABC234" in said
    assert "Only this computer" not in said
    app = open_page(PAGE, workshop=made, **{"workshop-view": "prepare"})
    app.text_input(key=f"wifi-name-{made}").set_value("Hall 3").run()
    app.text_input(key=f"wifi-password-{made}").set_value("sesame").run()
    assert read_workshop(state.gate(), made).wifi == Wifi("Hall 3", "sesame")
    assert not app.exception
    assert written["download-join-sheets.docx"]
    assert written["download-paper-ballots.docx"]


def test_remarks_wait_until_the_facilitator_lets_them_through(open_page: OpenPage) -> None:
    room = hold(2, remarks=RemarkRule.MODERATED)
    room.steps(ITEM, Step.OPEN)
    for phone, remark in enumerate(("No decree", "A name")):
        room.vote(phone, ITEM, Rating.ABSENT, remark)
    room.steps(ITEM, Step.CLOSE)
    told = words(enter(open_page, room))
    assert "remark" not in told.lower()
    room.steps(ITEM, Step.REVEAL)

    app = enter(open_page, room)
    assert "2 remarks" in words(app)
    assert "Let 2 through" in [each.label for each in app.button]
    app = press(app, f"shown-{ITEM}-1-1-2")
    app = press(app, f"hidden-{ITEM}-1-1-1")
    shown = room.box.room(room.id).reveals[ITEM][-1].shown
    assert isinstance(shown, Figures)
    assert shown.remarks == ("No decree",)
    press(app, f"redact-{ITEM}-1-1-1")
    assert "A name" not in str(list_remarks(room.lead, room.id))
