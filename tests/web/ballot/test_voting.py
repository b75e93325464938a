"""How people vote, what they see of it, and where the room is."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from starlette.types import ASGIApp

from assessment.access.ballots import BallotBox
from assessment.access.entrance import open_entrance
from assessment.access.workshops import (
    finish_workshop,
    go_to,
    list_seats,
    read_workshop,
    record_agreement,
    remove_participant,
    set_clock,
)
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.records.errors import StorageError
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage
from assessment.storage.workshops.reading import read_revealed_ballots
from assessment.web.ballot import voting
from assessment.web.ballot.routes import ballot_app
from tests.support.asgi import Answer, ask
from tests.support.gates import as_admin, in_transaction
from tests.support.phone import JSON, Phone, fields_of
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"


@pytest.fixture
def room(repository: Storage) -> Room:
    return hold_room(repository, state=2, civil_society=1)


@pytest.fixture
def phones(app: ASGIApp, room: Room) -> list[Phone]:
    return [Phone(app, token) for token in room.phones]


@contextmanager
def database_away(*methods: str) -> Iterator[None]:
    away = StorageError("The database postgresql://asha@inside/votes can’t be reached.")
    with ExitStack() as patched:
        for method in methods:
            patched.enter_context(patch.object(BallotBox, method, side_effect=away))
        yield


def text_of(answer: Answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def stored(room: Room, item: str = ITEM) -> list[tuple[Rating, str]]:
    """What is counted at a reveal."""
    room.steps(item, Step.CLOSE, Step.REVEAL)
    return [
        (each.rating, each.remark) for each in in_transaction(as_admin(room.repository), read_revealed_ballots, room.id)
    ]


def test_a_page_shows_what_is_voted_on_and_what_each_rating_means(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    page = phones[0].get().text
    for text in (
        "<h1 tabindex=\"-1\">Title 1</h1>", "Is number 1 done?", "Read the recommendation", "Do number 1.",
        "A Special Rapporteur (2001), A/HRC/1/1 (para.1)", "First vote: your rating", "Withdraw my vote",
        "Some of it is in place, or it is in law but not in practice.",
        "Does not apply to the situation of this country or area.",
    ):  # fmt: skip
        assert text in page
    assert re.findall(r'name="rating" value="(\w+)"', page) == [
        "implemented", "partial", "absent", "dont_know", "not_applicable",
    ]  # fmt: skip


def test_a_vote_leads_back_to_its_page_which_says_when_it_was_saved(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    answer = phones[0].vote(ITEM, "partial", "Two <of> five\r\nshelters")
    assert (answer.status, answer.headers["location"]) == (303, f"/ballot?item={ITEM}")
    page = phones[0].open(ITEM).text
    assert re.search(r"Saved \d\d:\d\d", page)
    assert fields_of(page)["rating"] == "partial"
    assert "Two &lt;of&gt; five\nshelters</textarea>" in page
    assert stored(room) == [(Rating.PARTIAL, "Two <of> five\nshelters")]


def test_a_vote_can_be_changed_and_withdrawn_until_it_is_closed(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    phones[0].vote(ITEM, "partial")
    phones[0].vote(ITEM, "absent")
    phones[1].vote(ITEM, "partial", "not me")
    withdrawn = phones[1].send(fields_of(phones[1].open(ITEM).text, "withdraw"))
    assert withdrawn.status == 303
    page = phones[1].open(ITEM).text
    assert "Saved" not in page
    assert "not me" not in page
    assert "rating" not in fields_of(page)
    assert stored(room) == [(Rating.ABSENT, "")]


def test_an_older_form_changes_nothing_and_shows_what_stands_and_what_was_sent(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    old = fields_of(phones[0].get().text) | {"rating": "absent", "remark": "From <my> other phone"}
    phones[0].vote(ITEM, "partial")
    answer = phones[0].send(old)
    assert answer.status == 409
    assert "Not counted: you have voted again since." in answer.text
    assert "What you sent: ○ Absent: From &lt;my&gt; other phone" in text_of(answer)
    assert fields_of(answer.text)["rating"] == "partial"
    told = json.loads(phones[0].send(old, accept=JSON).text)
    assert (told["problem"][:12], told["again"]) == ("Not counted:", False)
    assert stored(room) == [(Rating.PARTIAL, "")]


def test_a_vote_that_comes_too_late_is_shown_and_counts_when_it_is_sent_after_opening_again(
    room: Room, phones: list[Phone]
) -> None:
    room.steps(ITEM, Step.OPEN)
    form = fields_of(phones[0].get().text) | {"rating": "absent", "remark": "too <late>"}
    room.steps(ITEM, Step.CLOSE)
    answer = phones[0].send(form)
    assert answer.status == 409
    assert "Not counted: this vote is closed." in answer.text
    assert "○ Absent" in answer.text
    again = fields_of(answer.text)
    assert again["remark"] == "too <late>"
    told = json.loads(phones[0].send(form, accept=JSON).text)
    assert told == {"problem": "Not counted: this vote is closed.", "again": True}

    room.steps(ITEM, Step.REOPEN)
    assert phones[0].send(again).status == 303
    assert stored(room) == [(Rating.ABSENT, "too <late>")]


def test_what_no_form_says_is_refused(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    right = fields_of(phones[0].get().text) | {"rating": "partial"}
    for changes in (
        {"item": "INV-99"}, {"item": ""}, {"item": "x" * 5000}, {"vote": "3"}, {"vote": "99"}, {"vote": "-1"},
        {"vote": "²"}, {"vote": ""}, {"seen": "x"}, {"seen": "9" * 30}, {"rating": "good"}, {"rating": ""},
        {"form": ""}, {"form": "x" * 100}, {"form": "'; drop table"}, {"item": "INV-01\x00"},
    ):  # fmt: skip
        answer = phones[0].send(right | changes, accept=JSON)
        assert answer.status == 400, changes
        assert json.loads(answer.text)["problem"].startswith("This form could not be read."), changes
    assert stored(room) == []


def test_a_form_of_another_person_or_page_is_refused(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    form = fields_of(phones[0].get().text) | {"rating": "partial"}
    assert phones[1].send(form).status == 403
    assert phones[0].send(form | {"csrf": ""}).status == 403
    assert stored(room) == []


def test_a_remark_may_be_as_long_as_a_passage_and_no_longer(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    assert phones[0].vote(ITEM, "partial", "é" * 10_000).status == 303
    too_long = phones[0].vote(ITEM, "absent", "x" * 10_001)
    assert too_long.status == 400
    assert "This text is longer than 10000 characters." in too_long.text
    assert "x" * 10_001 in too_long.text
    assert stored(room) == [(Rating.PARTIAL, "é" * 10_000)]


def test_nobody_is_shown_anothers_vote_before_the_reveal(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    phones[0].vote(ITEM, "absent", "my secret remark")
    for step in (None, Step.CLOSE):
        if step:
            room.steps(ITEM, step)
        for path in ("/ballot", f"/ballot?item={ITEM}", "/ballot/now"):
            assert "secret" not in phones[1].get(path).text
    room.steps(ITEM, Step.REVEAL)
    assert "my secret remark" in phones[1].get().text


def test_a_reveal_shows_the_distribution_by_voice_the_remarks_and_who_moved(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    for phone, rating in zip(phones, ("implemented", "partial", "absent"), strict=True):
        phone.vote(ITEM, rating)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL, Step.SECOND)
    for phone in phones:
        phone.vote(ITEM, "partial", "after the <talk>")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)

    said = text_of(phones[0].get())
    second, first = said.index("Second vote Together n = 3"), said.index("First vote Together n = 3")
    assert second < first
    assert "State n = 2 ◐ Partial: 2 Civil society n = 1 ◐ Partial: 1" in said
    assert "Moved: 2 of 3 who rated in both votes: 1 up, 1 down" in said
    assert said.count("after the &lt;talk&gt;") == 3
    assert "First vote, your vote: ● Implemented" in said
    assert "Second vote, your vote: ◐ Partial" in said


def test_a_vote_that_is_opened_again_is_blind_again(app: ASGIApp, repository: Storage) -> None:
    for steps in ((Step.REOPEN,), (Step.REOPEN, Step.CLOSE)):
        room = hold_room(repository, state=2)
        phones = [Phone(app, token) for token in room.phones]
        room.steps(ITEM, Step.OPEN)
        phones[0].vote(ITEM, "partial", "the first remark")
        room.steps(ITEM, Step.CLOSE, Step.REVEAL, *steps)
        said = text_of(phones[1].get())
        assert "the first remark" not in said, steps
        assert "n = 1" not in said, steps
        assert "Revealed so far" not in said, steps

        room.steps(ITEM, *([Step.CLOSE] if len(steps) == 1 else []), Step.REVEAL, Step.SECOND)
        phones[0].vote(ITEM, "absent", "the second remark")
        room.steps(ITEM, Step.CLOSE, Step.REVEAL, *steps)
        said = text_of(phones[1].get())
        assert "the second remark" not in said, steps
        assert "the first remark" in said, steps
        assert "Revealed so far" in said, steps


def test_an_anonymous_workshop_says_why_it_shows_nothing(app: ASGIApp, repository: Storage) -> None:
    room = hold_room(repository, state=5, plan=a_plan(anonymous=True))
    room.steps(ITEM, Step.OPEN)
    phone = Phone(app, room.phones[0])
    phone.vote(ITEM, "partial", "mine alone")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    page = Phone(app, room.phones[1]).get().text
    assert "Not shown: fewer than 5 people voted, and this workshop is anonymous." in page
    assert "mine alone" not in page


def test_who_joins_late_sees_what_was_revealed_and_agreed(app: ASGIApp, room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    phones[0].vote(ITEM, "partial")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL, "Two <of> five", "Dina: none in the north"))
    room.steps(OTHER, Step.OPEN, Step.CLOSE, Step.REVEAL, Step.PARK)
    room.steps("INV-03", Step.OPEN)
    room.let_in([])
    late = Phone(app, room.box.join(room.id, Newcomer(Voice.STATE), "").token)

    assert "Revealed so far Title 1 agreed: ◐ Partial Title 2 parked" in text_of(late.get())
    said = text_of(late.open(ITEM))
    for words in (
        "Agreed rating ◐ Partial",
        "Reason Two &lt;of&gt; five",
        "Dissent Dina",
        "First vote Together n = 1",
    ):
        assert words in said
    room.steps(ITEM, Step.TAKE_UP)
    assert "Agreed rating" not in text_of(late.open(ITEM))


def test_at_home_everybody_goes_from_one_open_vote_to_the_next(room: Room, phones: list[Phone]) -> None:
    for item in (ITEM, OTHER, "INV-03"):
        room.steps(item, Step.OPEN)
    go_to(room.lead, room.id, None)
    first = text_of(phones[0].get())
    assert "Open votes 0/3 Title 1 not voted yet Title 2 not voted yet Title 3 not voted yet" in first
    assert fields_of(phones[0].get().text)["item"] == ITEM
    phones[0].vote(ITEM, "partial")
    voted = text_of(phones[0].open(ITEM))
    assert "Next open vote: Title 2" in voted
    assert "Open votes 1/3 Title 1 ◐ Partial Title 2 not voted yet" in voted
    assert fields_of(phones[0].get().text)["item"] == OTHER
    for item in (OTHER, "INV-03"):
        phones[0].vote(item, "absent")
    assert 'id="next" hidden' in phones[0].get().text


def test_a_person_who_looks_at_another_recommendation_is_told_where_the_room_is(
    room: Room, phones: list[Phone]
) -> None:
    room.steps(ITEM, Step.OPEN)
    room.steps(OTHER, Step.OPEN)
    assert "The room is at another recommendation." in phones[0].open(ITEM).text
    assert "The room is at another recommendation." not in phones[0].open(OTHER).text
    assert "data-follows" not in phones[0].open(ITEM).text
    assert "data-follows" in phones[0].open(OTHER).text


def test_a_phone_shows_what_is_left_of_the_time_that_was_given(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    assert 'role="timer"' not in phones[0].get(f"/ballot?item={ITEM}").text
    set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3, seconds=0.4))
    assert "3:00 left" in text_of(phones[0].get(f"/ballot?item={ITEM}"))
    set_clock(room.lead, room.id, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    assert 'role="timer"' not in phones[0].get(f"/ballot?item={ITEM}").text


def test_what_the_workshop_does_not_ask_is_not_found(phones: list[Phone]) -> None:
    for item in ("INV-99", "%3Cb%3E", "x" * 3000, "%00"):
        answer = phones[0].get(f"/ballot?item={item}")
        assert answer.status == 400
        assert "<b>" not in answer.text


def test_a_phone_waits_as_long_as_it_prefers_for_the_room_to_move_on(room: Room, phones: list[Phone]) -> None:
    room.steps("INV-03", Step.OPEN)
    for path, item in (("/ballot/shown", ITEM), ("/ballot/now", OTHER)):
        etag = phones[0].get(path).headers["etag"]
        waited = phones[0].get(path, if_none_match=etag, prefer="wait=1")
        assert (waited.status, waited.text, waited.headers["preference-applied"]) == (304, "", "wait=1"), path
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(phones[0].get, path, if_none_match=etag, prefer="wait=900")
            room.steps(item, Step.OPEN)
            assert item in answer.result().text, path
        for prefer in ("wait=0", "wait=-1", "wait=1e9", "respond-async"):
            answered = phones[0].get(path, if_none_match='"0"', prefer=prefer)
            assert (answered.status, answered.headers.get("preference-applied")) == (200, None), (path, prefer)


def test_a_person_who_is_removed_while_they_wait_is_told_so(
    room: Room, phones: list[Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voting, "WAIT_LIMIT", 60)
    seats = list_seats(room.lead, room.id)
    # One after the other, for those who wait at once share a loop only on a real server.
    for path, phone, seat in zip(("/ballot", "/ballot/now"), phones, seats, strict=False):
        etag = phone.get(path).headers["etag"]
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(phone.get, path, if_none_match=etag, prefer="wait=60")
            remove_participant(room.lead, room.id, seat.participant.id)
            assert answer.result(timeout=30).status == 403, path


def test_where_the_room_is_is_for_participants(app: ASGIApp) -> None:
    for token in ("", "x", "x" * 32, "é"):
        assert ask(app, "GET", "/ballot/now", cookie=f"assessment_ballot={token}").status == 403


def test_polls_ask_the_database_only_whether_anything_has_changed(room: Room, phones: list[Phone]) -> None:
    for _first in range(2):
        phones[0].get("/ballot/now")
    with database_away("seat", "room", "own_ballots"):
        assert phones[0].get("/ballot/now").status == 200
    with database_away("pulse"):
        assert phones[0].get("/ballot/now").status == 200


def test_after_a_restore_everybody_sees_what_was_restored_and_then_happened(
    app: ASGIApp, room: Room, phones: list[Phone], tmp_path: Path
) -> None:
    room.steps(ITEM, Step.OPEN, Step.CLOSE, Step.REVEAL)
    room.repository.backup(tmp_path / "backup.db")
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL, "Before"))
    late = Phone(app, room.box.join(room.id, Newcomer(Voice.STATE), "").token)
    assert "Before" in text_of(late.open(ITEM))
    etag = phones[0].open(ITEM).headers["etag"]

    room.repository.restore(tmp_path / "backup.db")
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.ABSENT, "After"))

    assert phones[0].get("/ballot", if_none_match=etag).status == 200
    assert "After" in text_of(phones[0].open(ITEM))
    # Who joined after the backup isn't in the workshop any more, and can join again.
    assert late.get().status == 403
    assert late.get("/join").status == 200


def test_a_page_shows_as_many_remarks_as_load_soon_and_says_how_many_there_are_more(
    app: ASGIApp, repository: Storage
) -> None:
    room = hold_room(repository, state=25)
    room.steps(ITEM, Step.OPEN)
    for phone in range(25):
        remark = "Nobody in the north has seen it. " * (300 if phone == 7 else 12)
        room.vote(phone, ITEM, Rating.PARTIAL, remark)
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    page = Phone(app, room.phones[0]).get()
    shown = page.text.count('<li class="typed')
    assert 10 < shown < 20
    assert f"{25 - shown} more in the minutes" in text_of(page)
    assert len(page.text) < 20_000


def test_a_vote_that_cannot_be_stored_is_kept_in_the_page(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    form = fields_of(phones[0].get().text) | {"rating": "absent", "remark": "not <lost>"}
    with database_away("cast_together", "pulse", "own_ballots"):
        answer = phones[0].send(form)
        told = phones[0].send(form, accept=JSON)
    assert (answer.status, told.status) == (503, 503)
    assert "Your vote was not saved. Try again." in answer.text
    assert json.loads(told.text)["problem"].startswith("Your vote was not saved. Try again.")
    assert "postgresql" not in answer.text + told.text
    assert fields_of(answer.text)["remark"] == "not <lost>"
    assert phones[0].send(fields_of(answer.text)).status == 303
    assert stored(room) == [(Rating.ABSENT, "not <lost>")]


def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "assessments.db"
    file.write_text("no database", encoding="utf-8")
    app = ballot_app(lambda: open_entrance(f"sqlite:///{file}"), b"", delay=0)
    for path in ("/ballot", "/ballot/now", "/join?code=AAAAAA"):
        answer = ask(app, "GET", path, cookie=f"assessment_ballot={'x' * 32}")
        assert answer.status == 503
        assert "The database can’t be reached at the moment." in answer.text
        assert file.name not in answer.text
        assert "retry-after" in answer.headers


def test_what_nobody_expected_is_told_in_a_sentence_too(room: Room, phones: list[Phone]) -> None:
    with patch.object(BallotBox, "own_ballots", side_effect=RuntimeError("inner <secret>")):
        answer = phones[0].get()
    assert answer.status == 500
    assert "Something went wrong here. Try again, or tell the facilitator." in answer.text
    assert "secret" not in answer.text


def test_a_phone_that_votes_too_often_is_slowed_and_loses_nothing(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    form = fields_of(phones[0].get().text) | {"rating": "partial", "remark": "kept"}
    answers = [phones[0].send(form) for _time in range(40)]
    slowed = [answer for answer in answers if answer.status == 429]
    assert slowed
    assert "That was too often. Wait a few seconds, and try again." in slowed[-1].text
    assert fields_of(slowed[-1].text)["remark"] == "kept"
    assert phones[1].vote(ITEM, "absent").status == 303


def test_a_finished_workshop_says_so_and_takes_no_votes(room: Room, phones: list[Phone]) -> None:
    room.steps(ITEM, Step.OPEN)
    form = fields_of(phones[0].get().text) | {"rating": "partial"}
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    finish_workshop(room.lead, room.id)
    page = phones[0].get().text
    assert "This workshop is finished. Thank you." in page
    assert 'id="vote"' not in page
    assert phones[0].send(form).status == 409
    assert json.loads(phones[0].get("/ballot/now").text)["finished"] is True


def test_all_that_a_ballot_loads_has_less_than_30_kilobytes(room: Room, phones: list[Phone]) -> None:
    for item in read_workshop(room.lead, room.id).places:
        room.steps(item, Step.OPEN)
    page = phones[0].get()
    files = [phones[0].get(path, accept_encoding="gzip, br") for path in ("/ballot.css", "/ballot.js")]
    assert {answer.headers["content-encoding"] for answer in files} == {"gzip"}
    icon = (Path(__file__).parents[3] / "assessment" / "ui" / "icon.png").stat().st_size
    sizes = [int(answer.headers["content-length"]) for answer in (page, *files)]
    assert sum(sizes) + icon < 20_000
    assert 'src="/ballot.js"' in page.text
