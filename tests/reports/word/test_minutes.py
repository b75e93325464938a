"""The minutes in Word, reopened: people who weren't there read who took part, what was voted and what was agreed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document

from assessment.access.workshops import finish_workshop, read_outcome, set_days
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.labels.formatting import date_text
from assessment.records.workshops import Newcomer
from assessment.reports.word.minutes import minutes_document
from assessment.storage.opening import Storage
from tests.reports.excel.test_gap_report import WRITTEN
from tests.reports.word.test_document import all_text, captioned, rows_of, styled
from tests.support.held_workshops import AGREED, FIRST, REMARK, SECOND, change_agreed_answer, hold_workshop
from tests.support.room import TWO_VOICES, Room, a_plan, hold_room

_ONE_VOTE = (Step.OPEN, Step.CLOSE, Step.REVEAL)


def minutes(room: Room) -> Any:
    return Document(io.BytesIO(minutes_document(read_outcome(room.lead, room.id), written=WRITTEN)))


def facts(document: Any, title: str) -> dict[str, str]:
    """The names and values of a table of facts."""
    return {row.cells[0].text: row.cells[1].text for row in captioned(document, title).rows}


def test_minutes_say_who_took_part_and_what_became_of_the_workshop(repository: Storage) -> None:
    room = hold_workshop(repository)
    document = minutes(room)
    front = facts(document, "What the workshop was, and who took part")
    assert front["Workshop"] == "Boruna 2026"
    assert front["Joined"] == "6 participants: State 3, Civil society 3"
    assert front["In the room"] == "6 of 12 present had joined"
    assert front["Ballots"] == "Named"
    assert front["Status"] == "Draft: the workshop isn’t finished"
    assert front["Result"] == "1 agreed, 1 parked, 3 without a result"
    assert styled(document, "Title") == ["Minutes of a workshop"]

    change_agreed_answer(room)
    finish_workshop(room.lead, room.id)
    outcome = read_outcome(room.lead, room.id)
    content = minutes_document(outcome, written=WRITTEN)
    document = Document(io.BytesIO(content))
    front = facts(document, "What the workshop was, and who took part")
    assert front["Status"].startswith("Finished on ")
    assert facts(document, "Title 1")["Changed after"] == "In the agreed response it is now ○\N{NO-BREAK SPACE}Absent."
    # The same minutes are the same file.
    assert minutes_document(outcome, written=WRITTEN) == content


def test_minutes_show_both_votes_by_voice_and_the_agreed_rating_with_reason_dissent_and_next_step(held: Room) -> None:
    document = minutes(held)
    assert rows_of(captioned(document, f"Votes on {FIRST}")) == [
        ["First vote", "Together", "3", "0", "3", "0", "0"],
        ["First vote", "State", "3", "0", "0", "0", "0"],
        ["First vote", "Civil society", "0", "0", "3", "0", "0"],
        ["Second vote", "Together", "0", "6", "0", "0", "0"],
        ["Second vote", "State", "0", "3", "0", "0", "0"],
        ["Second vote", "Civil society", "0", "3", "0", "0", "0"],
    ]
    told = facts(document, "Title 1")
    assert told["Agreed rating"].endswith("Partial")
    assert (told["Reason"], told["Dissent"], told["Next step"]) == (AGREED.reason, AGREED.dissent, AGREED.next_step)
    assert told["Most frequent"] == "Partial: 100\N{NO-BREAK SPACE}% (6 of 6 who rated)"
    assert told["Moved"] == "6 of 6 who rated in both votes: 3 up, 3 down"
    assert told["Remarks (First vote)"] == REMARK
    assert facts(document, "Title 2")["Result"] == "Parked: left for later, without an agreed rating"
    assert facts(document, "Title 3")["Result"] == "Not voted on"
    assert rows_of(captioned(document, "Agreement in first votes"))[0][0] == "Together"
    assert rows_of(captioned(document, "Spread of the last vote")) == [
        [FIRST, "Title 1", "0.00 (n = 6)"],
        [SECOND, "Title 2", "–"],
    ]


def test_minutes_begin_with_what_came_of_the_workshop_in_words_and_say_where_when_and_who_led(
    repository: Storage,
) -> None:
    room = hold_workshop(repository, place="Hotel Invented, Boruna City")
    document = minutes(room)
    text = all_text(document)
    order = [
        "The room agreed on 1, parked 1, and left 3 without a result.",
        "Agreed: 1 partial.",
        "With dissent: INV-01.",
        "Alpha",
    ]
    places = [text.index(words, text.index("Summary")) for words in order]
    assert places == sorted(places)
    front = facts(document, "What the workshop was, and who took part")
    today = date_text(dt.datetime.now().astimezone())
    assert (front["Days"], front["Place"], front["Facilitators"]) == (today, "Hotel Invented, Boruna City", "Asha")
    planned = [dt.date(2026, 5, 4), dt.date(2026, 5, 5)]
    set_days(room.lead, room.id, planned)
    front = facts(minutes(room), "What the workshop was, and who took part")
    assert front["Days"] == f"4 May 2026, 5 May 2026; something was recorded on {today} too"
    set_days(room.lead, room.id, [*planned, dt.datetime.now().astimezone().date()])
    front = facts(minutes(room), "What the workshop was, and who took part")
    assert front["Days"] == f"4 May 2026, 5 May 2026, {today}"


def test_minutes_tell_each_reveal_and_reopening_and_what_changed_by_it(repository: Storage) -> None:
    room = hold_workshop(repository)
    blind = "Each vote was blind until"
    assert blind in all_text(minutes(room))
    room.steps(SECOND, Step.TAKE_UP, Step.REOPEN)
    room.vote(0, SECOND, Rating.ABSENT)
    room.steps(SECOND, Step.CLOSE, Step.REVEAL)

    document = minutes(room)

    lines = [line.split(" ", 4)[-1] for line in facts(document, "Title 2")["What happened"].split("\n")]
    assert lines == [
        "First vote revealed: 6 don’t know (n = 0)",
        "Parked",
        "Reopened",
        "First vote opened again",
        "First vote revealed again: 1 absent, 5 don’t know (n = 1); before: 6 don’t know (n = 0)",
    ]
    assert "Second vote revealed: 6 partial (n = 6)" in facts(document, "Title 1")["What happened"]
    assert blind not in all_text(document)
    assert "so not blind: INV-02." in all_text(document)


def test_minutes_of_a_named_workshop_name_nobody(repository: Storage) -> None:
    room = hold_room(repository, plan=a_plan(voices=TWO_VOICES))
    room.let_in([Newcomer(TWO_VOICES[0], name="Asha Invented")])
    assert "Asha Invented" not in all_text(minutes(room))


def test_a_vote_that_is_withheld_says_why(repository: Storage) -> None:
    room = hold_workshop(repository, anonymous=True)
    room.steps("INV-03", *_ONE_VOTE[:1])
    room.vote(0, "INV-03", Rating.PARTIAL)
    room.steps("INV-03", *_ONE_VOTE[1:])

    text = all_text(minutes(room))

    assert "First vote: Not shown: fewer than 5 people voted, and this workshop is anonymous." in text
    assert "nothing is shown from which it would follow how fewer than 5 voted" in text
