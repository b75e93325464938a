"""Until a reveal nobody sees what anybody voted, by whatever they may ask: no role, no command, no log."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assessment.access import workshops
from assessment.access.assessments import check_stored_data
from assessment.access.ballots import BallotBox
from assessment.access.gate import Gate
from assessment.access.links import key_hash, list_links
from assessment.access.workshops import (
    BallotsAreSecret,
    cast_for,
    count_missing,
    find_room_of,
    find_slowing,
    list_not_voted,
    list_remarks,
    list_revealed_ballots,
    list_seats,
    list_typed_in,
    list_workshops,
    read_agreements,
    read_outcome,
    read_outcome_of,
    read_pulse,
    read_reveals,
    read_turnout,
    read_workshop,
)
from assessment.domain.answer import Rating
from assessment.domain.permissions import Action, Role, Scope
from assessment.domain.workshop.stages import Step
from assessment.errors import AnswerRefused, AssessmentError
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.records.errors import BallotOutdated, DatabaseFailed, VoteNotOpen
from assessment.records.workshops import BallotForm
from assessment.services.workshop_files import WorkshopFiles
from assessment.storage.opening import open_storage
from assessment.storage.workshops.voting import cast
from tests.access.test_use_cases import rows_about_responses, use_cases
from tests.support.commands import said, use_own_settings
from tests.support.gates import as_admin, as_role, in_transaction
from tests.support.room import Room, a_plan, hold_room

ITEM, OTHER = "INV-01", "INV-02"
MARK = "kestrel remark"
PEOPLE = 12

READS: dict[str, Callable[[Gate, Room], object]] = {
    "list_workshops": lambda lead, _room: list_workshops(lead),
    "read_workshop": lambda lead, room: read_workshop(lead, room.id),
    "read_pulse": lambda lead, room: read_pulse(lead, room.id),
    "read_turnout": lambda lead, room: [
        read_turnout(lead, room.id, item, vote) for item in (ITEM, OTHER) for vote in (1, 2)
    ],
    "read_reveals": lambda lead, room: read_reveals(lead, room.id),
    "read_agreements": lambda lead, room: read_agreements(lead, room.id),
    "list_remarks": lambda lead, room: list_remarks(lead, room.id),
    "list_seats": lambda lead, room: list_seats(lead, room.id),
    "count_missing": lambda lead, room: count_missing(lead, room.id, ITEM, 1),
    "list_not_voted": lambda lead, room: list_not_voted(lead, room.id, ITEM, 1),
    "list_typed_in": lambda lead, room: list_typed_in(lead, room.id, ITEM, 1),
    "list_revealed_ballots": lambda lead, room: list_revealed_ballots(lead, room.id),
    "read_outcome": lambda lead, room: read_outcome(lead, room.id),
    "read_outcome_of": lambda lead, room: read_outcome_of(lead, room.response),
    "find_room_of": lambda lead, room: find_room_of(lead, room.response),
    "find_slowing": lambda lead, room: find_slowing(lead, room.id),
}
"""Everything that can be read of a workshop."""
CHANGES = {
    "create_workshop",
    "change_plan",
    "change_agenda",
    "set_days",
    "set_door",
    "renew_code",
    "set_heads",
    "set_clock",
    "go_to",
    "take_step",
    "record_agreement",
    "moderate_remarks",
    "add_on_paper",
    "cast_for",
    "remove_participant",
    "remove_since",
    "let_more_in",
    "set_wifi",
    "merge_participants",
    "finish_workshop",
    "delete_workshop",
}
"""What changes something, and gives nothing but that."""
BOX_READS: dict[str, Callable[[BallotBox, Room], object]] = {
    "find_workshop": lambda box, room: box.find_workshop(read_workshop(room.lead, room.id).code or ""),
    "invited": lambda box, room: box.invited(
        as_role(room.repository, Role.PARTICIPANT, Scope(workshop_id=room.id)).grant()
    ),
    "seat": lambda box, room: box.seat(room.phones[-1]),
    "seats_of_phones": lambda box, room: box.seats_of_phones(room.id, [key_hash(room.phones[-1])]),
    "pulse": lambda box, room: box.pulse(room.id),
    "room": lambda box, room: box.room(room.id),
    "own_ballots": lambda box, room: box.own_ballots(room.id, [key_hash(room.phones[-1])]),
    "count_ballots": lambda box, room: box.count_ballots(room.id, [box.seat(room.phones[-1])[1].participant.id]),
    "reveal_if_all_voted": lambda box, room: box.reveal_if_all_voted(room.id, ITEM),
}
"""Everything that a participant can ask; the last one in the room hasn't voted."""
BOX_KEEPS = {"mark"}
"""What tells that anything at all was stored, by whomever, and is shown to nobody."""
BOX_CHANGES = {"join", "come_back", "leave", "cast", "cast_together", "note_presence", "store_presence"}


def public_names(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def test_nothing_that_can_be_asked_of_a_workshop_is_left_out_here() -> None:
    asked = use_cases()
    assert {
        name for name, value in vars(workshops).items() if callable(value) and value in asked
    } == READS.keys() | CHANGES
    assert public_names(BallotBox) == BOX_READS.keys() | BOX_CHANGES | BOX_KEEPS


def roles(room: Room) -> dict[str, Gate]:
    """Everybody who may come in."""
    scopes = {
        Role.ADMINISTRATOR: Scope(),
        Role.FACILITATOR: Scope(organisation="Ministry"),
        Role.COEDITOR: Scope(assessment_id=room.response),
        Role.READER: Scope(organisation="Ministry"),
        Role.PROJECTOR: Scope(workshop_id=room.id),
        Role.PARTICIPANT: Scope(workshop_id=room.id),
    }
    return {role: as_role(room.repository, role, scope) for role, scope in scopes.items()}


def tell(ask: Callable[[], object]) -> str:
    """What is answered, to the last field, or why not."""
    try:
        return repr(ask())
    except AssessmentError as refused:
        return f"{type(refused).__name__}: {refused}"


def everything_shown(room: Room, folder: Path) -> dict[str, str]:
    """What each role, and a participant, is answered to everything."""
    shown = {}
    for role, access in roles(room).items():
        lead = access
        for name, read in READS.items():
            shown[f"{role} {name}"] = tell(partial(read, lead, room))
        if role in (Role.ADMINISTRATOR, Role.COEDITOR):
            shown |= {
                f"{role} {row.use_case.__name__}": tell(partial(row.use_case, access, *row.arguments, **row.named))
                for row in rows_about_responses(room.response, folder)
                if row.action is Action.READ
            }
        shown[f"{role} links"] = tell(partial(list_links, access))
        shown[f"{role} check"] = tell(partial(check_stored_data, access))
    for name, box_read in BOX_READS.items():
        shown[f"participant {name}"] = tell(partial(box_read, room.box, room))
    return shown


COMMANDS = (
    "workshop list",
    "responses",
    "check",
    "export {id} --format json",
    "links list",
)


def everything_said(room: Room, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What the commands say."""
    return {command: said(capsys, *command.format(id=room.response).split()) for command in COMMANDS}


@contextmanager
def voting(url: str, **plan: Any) -> Iterator[Room]:
    """A room in which all but the last have voted on the first recommendation, and nothing is revealed."""
    with open_storage(url) as repository:
        room = hold_room(repository, state=6, civil_society=6, plan=a_plan(**plan))
        with repository._database.writing() as connection:
            for table in ("workshops", "assessments"):
                connection.exec_driver_sql(f"UPDATE {table} SET owner = '\"Ministry\"'")  # noqa: S608 - our tables
        room.steps(ITEM, Step.OPEN)
        vote(room, [Rating.ABSENT] * (PEOPLE - 1))
        yield room


def vote(room: Room, ratings: list[Rating], remark: str = MARK) -> None:
    for phone, rating in enumerate(ratings):
        room.vote(phone, ITEM, rating, f"{remark} {phone}")


@pytest.mark.parametrize("anonymous", [False, True], ids=["named", "anonymous"])
def test_what_anybody_is_shown_before_the_reveal_is_the_same_whatever_people_vote(
    database_url: str,
    anonymous: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_own_settings(monkeypatch, tmp_path, DATABASE_URL=database_url)
    with voting(database_url, anonymous=anonymous) as room:
        files = WorkshopFiles(as_admin(room.repository, "Asha"), room.id, "en")

        def look() -> dict[str, str]:
            shown = everything_shown(room, tmp_path)
            # Commands and files say more of a workshop with names.
            return shown if anonymous else shown | everything_said(room, capsys) | texts_of(files)

        before = look()
        assert MARK not in "".join(before.values())
        vote(room, [Rating.IMPLEMENTED] * (PEOPLE - 1), "osprey remark")
        assert look() == before

        room.steps(ITEM, Step.CLOSE)
        assert "osprey" not in "".join(look().values())
        room.steps(ITEM, Step.REOPEN)
        before = look()
        vote(room, [Rating.IMPLEMENTED, Rating.PARTIAL, Rating.DONT_KNOW, Rating.NOT_APPLICABLE] * 2)
        assert look() == before
        room.steps(ITEM, Step.CLOSE)
        assert MARK not in "".join(look().values())
        room.steps(ITEM, Step.REVEAL)
        assert MARK in "".join(texts_of(files).values())


def test_what_is_shown_of_an_anonymous_reveal_is_the_same_whoever_voted_what(database_url: str, tmp_path: Path) -> None:
    """Two people of one voice change places, and nobody can tell."""
    ratings = [Rating.IMPLEMENTED, Rating.ABSENT] * 5 + [Rating.PARTIAL]
    swapped = [ratings[1], ratings[0], *ratings[2:]]
    shown = []
    for given in (ratings, swapped):
        with voting(database_url, anonymous=True) as room:
            for phone, rating in enumerate(given):
                room.vote(phone, ITEM, rating, f"{MARK} {rating}")
            room.steps(ITEM, Step.CLOSE, Step.REVEAL)
            people = {seat.participant.id for seat in list_seats(room.lead, room.id)}
            found = everything_shown(room, tmp_path)
            telling = {name: text for name, text in found.items() if MARK in text}
            assert telling
            assert not any(who in text for text in telling.values() for who in people)
            for role in (Role.ADMINISTRATOR, Role.FACILITATOR):
                with pytest.raises(BallotsAreSecret):
                    list_revealed_ballots(roles(room)[role], room.id)
            shown.append([each.shown for each in read_reveals(room.lead, room.id)[ITEM]])
    assert shown[0] == shown[1]


def test_no_log_has_a_ballot_even_where_everything_is_logged(
    make_database: Callable[[], str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with voting(make_database()) as room:
        room.vote(0, ITEM, Rating.NOT_APPLICABLE, MARK)
        form = BallotForm(ITEM, 1, Rating.NOT_APPLICABLE, MARK, seen=9)
        with pytest.raises(BallotOutdated):
            room.box.cast(room.phones[0], form)
        with pytest.raises(AnswerRefused):
            room.vote(1, ITEM, Rating.NOT_APPLICABLE, MARK * PASSAGE_LIMIT)
        who = list_seats(room.lead, room.id)[0].participant.id
        cast_for(room.lead, room.id, who, ITEM, 1, Rating.NOT_APPLICABLE, MARK)
        room.steps(ITEM, Step.CLOSE)
        with pytest.raises(VoteNotOpen):
            room.vote(1, ITEM, Rating.NOT_APPLICABLE, MARK)
        told = _broken(room, replace(form, seen=3))

    everything = caplog.text + "".join(f"{record.__dict__}" for record in caplog.records) + told
    assert MARK not in everything
    assert "not_applicable" not in everything
    assert not any(secret in everything for secret in room.phones)


def _broken(room: Room, form: BallotForm) -> str:
    """What is told, to people and in a traceback, where the database can't take a ballot."""
    with room.repository._database.writing() as connection:
        connection.exec_driver_sql("UPDATE stages SET stage = 'first_open'")
        connection.exec_driver_sql("ALTER TABLE ballots RENAME COLUMN on_paper TO gone")
    try:
        in_transaction(as_admin(room.repository), cast, [(key_hash(room.phones[0]), form)])
    except DatabaseFailed as error:
        logging.getLogger("tests").exception("This failed")
        return f"{error} {error.__cause__}"
    raise AssertionError("it was taken")


def texts_of(files: WorkshopFiles) -> dict[str, str]:
    """What the files of a workshop say, part by part, without when they were written."""
    found = {"CSV": files.ballots_csv().decode("utf-8-sig"), "JSON": files.ballots_json()}
    for kind, content in (("Word", files.minutes_word()), ("Excel", files.minutes_excel())):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if not name.startswith("docProps/"):
                    found[f"{kind} {name}"] = package.read(name).decode("utf-8", "replace")
    return found
