"""What is done with workshops by command: their files, their end, and rehearsals. Pages lead them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from assessment.access.ballots import BallotBox
from assessment.access.workshops import (
    finish_workshop,
    list_seats,
    list_workshops,
    read_turnout,
    read_workshop,
    record_agreement,
    take_step,
)
from assessment.config import settings
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Stage, Step, open_vote
from assessment.records.workshops import BallotForm, Newcomer, Workshop
from assessment.storage.opening import Storage, open_storage
from tests.support.commands import refused, said
from tests.support.gates import as_admin
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"


@pytest.fixture
def stored() -> Iterator[Storage]:
    with open_storage(settings().database_url) as repository:
        yield repository


@pytest.fixture
def held(stored: Storage) -> Room:
    """A workshop in which two people have voted on one recommendation and agreed."""
    room = hold_room(stored, state=2, plan=a_plan(title="Bo\u202eruna 2026"))
    room.steps(ITEM, Step.OPEN)
    room.vote(0, ITEM, Rating.PARTIAL, "In the capital")
    room.vote(1, ITEM, Rating.ABSENT, "Nowhere else")
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, ITEM, AgreedRating(Rating.PARTIAL, dissent="One sees none"))
    return room


def test_workshops_are_listed_and_a_terminal_is_safe_from_their_titles(
    capsys: pytest.CaptureFixture[str], held: Room
) -> None:
    (line,) = said(capsys, "workshop", "list").splitlines()
    assert line.startswith(held.id)
    assert "door open  2 participants  Bo�runa 2026" in line
    finish_workshop(held.lead, held.id)
    assert "finished" in said(capsys, "workshop", "list")


def test_minutes_are_written_for_word_and_for_excel(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: Room
) -> None:
    word, excel = tmp_path / "minutes.docx", tmp_path / "minutes.xlsx"
    for path in (word, excel):
        assert said(capsys, "workshop", "minutes", held.id, "-o", str(path)).strip() == str(path)
        assert path.stat().st_mode & 0o777 == 0o600
    document = docx.Document(str(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("One sees none" in text for text in (*cells, *(each.text for each in document.paragraphs)))
    sheets = load_workbook(BytesIO(excel.read_bytes()))
    assert any("One sees none" in str(cell.value) for sheet in sheets for row in sheet for cell in row)
    assert ".docx, .xlsx" in refused(capsys, "workshop", "minutes", held.id, "-o", str(tmp_path / "minutes.pdf"))


def test_the_revealed_votes_are_written_as_a_table_and_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: Room
) -> None:
    table, data = tmp_path / "ballots.csv", tmp_path / "ballots.json"
    for path in (table, data):
        assert said(capsys, "workshop", "export", held.id, "--ballots", "-o", str(path)).strip() == str(path)
        assert "Nowhere else" in path.read_text(encoding="utf-8-sig")
    assert json.loads(data.read_bytes())
    wrong = str(tmp_path / "ballots.xlsx")
    assert ".json, .csv" in refused(capsys, "workshop", "export", held.id, "--ballots", "-o", wrong)


def test_a_workshop_is_deleted_by_its_title_alone(capsys: pytest.CaptureFixture[str], stored: Storage) -> None:
    room = hold_room(stored)
    assert "type its name: Boruna 2026" in refused(capsys, "workshop", "delete", room.id, "--title", "Boruna")
    assert "Deleted" in said(capsys, "workshop", "delete", room.id, "--title", "boruna 2026")
    assert said(capsys, "workshop", "list") == ""
    assert "There is no such workshop" in refused(capsys, "workshop", "delete", room.id, "--title", "Boruna 2026")
    assert len(said(capsys, "responses").splitlines()) == 1


def test_a_rehearsal_is_a_copy_and_goes_on_with_the_same_people(
    capsys: pytest.CaptureFixture[str], stored: Storage
) -> None:
    real = hold_room(stored)
    words = ("--participants", "12", "--minutes", "0")
    first = said(capsys, "workshop", "rehearse", real.id, *words).splitlines()
    rehearsal, title = first[:2]
    assert title == "Rehearsal: Boruna 2026"
    assert "code" in first[2]
    assert first[-2:] == ["Ballots stored of invented people: 0", "Ballots stored from phones: 0"]
    take_step(real.lead, rehearsal, ITEM, Step.OPEN)
    assert said(capsys, "workshop", "rehearse", rehearsal, *words).splitlines()[0] == rehearsal
    assert len(list_seats(real.lead, rehearsal)) == 12
    assert sum(read_turnout(real.lead, rehearsal, ITEM, 1).voted.values()) > 0
    assert list_seats(real.lead, real.id) == []


def test_a_rehearsal_runs_until_somebody_presses_ctrl_c_or_finishes_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stored: Storage
) -> None:
    def press(_seconds: float) -> None:
        raise KeyboardInterrupt

    room = hold_room(stored)
    monkeypatch.setattr("assessment.cli.rehearsal.time.sleep", press)
    rehearsal = said(capsys, "workshop", "rehearse", room.id).splitlines()[0]
    monkeypatch.setattr("assessment.cli.rehearsal.time.sleep", lambda _seconds: finish_workshop(room.lead, rehearsal))
    said(capsys, "workshop", "rehearse", rehearsal)
    assert "finished" in refused(capsys, "workshop", "rehearse", rehearsal)


class Visitor:
    """Somebody with a phone, who is asked in each turn of a rehearsal, instead of waiting for it."""

    def __init__(self, repository: Storage) -> None:
        self._box = BallotBox(repository)
        self._lead = as_admin(repository, "Asha")
        self._token = ""
        self.voted: set[str] = set()

    @property
    def workshop(self) -> Workshop:
        (listed,) = list_workshops(self._lead)
        return read_workshop(self._lead, listed.id)

    def act(self, _seconds: float) -> None:
        """Join by the code; vote on each recommendation, and think better of it; press Ctrl+C at the third."""
        workshop = self.workshop
        if not self._token:
            room = self._box.find_workshop(workshop.code or "")
            self._token = self._box.join(room.id, Newcomer(Voice.STATE), "form").token
        if workshop.current is None or open_vote(workshop.places[workshop.current].stage) is None:
            return
        if workshop.current not in self.voted:
            self._cast(workshop.current, Rating.PARTIAL, seen=0)
            self._cast(workshop.current, Rating.ABSENT, seen=1)
            self.voted.add(workshop.current)
        if len(self.voted) == 3:
            raise KeyboardInterrupt

    def _cast(self, item: str, rating: Rating, *, seen: int) -> None:
        self._box.cast(self._token, BallotForm(item, 1, rating, seen=seen, form_id=f"{item} {seen}"))


def test_a_rehearsal_from_nothing_is_led_by_a_script_and_counts_what_came_from_phones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stored: Storage
) -> None:
    visitor = Visitor(stored)
    monkeypatch.setattr("assessment.cli.rehearsal.time.sleep", visitor.act)
    words = ("--new", "--country", "xab", "--lead", "--phones", "--participants", "2", "--seed", "4")
    lines = said(capsys, "workshop", "rehearse", *words).splitlines()
    workshop = visitor.workshop
    assert lines[:3] == [workshop.id, "Rehearsal: Boruna (invented)", f"code {workshop.code}, door open"]
    assert "1 phone has joined." in lines
    assert lines[-1] == "Ballots stored from phones: 3"
    invented = int(lines[-2].removeprefix("Ballots stored of invented people: "))
    assert 4 <= invented <= 6
    stages = [workshop.places[item].stage for item in list(workshop.places)[:4]]
    assert stages == [*[Stage.AGREED_AFTER_FIRST] * 2, Stage.FIRST_REVEALED, Stage.NOT_OPENED]
    assert not workshop.door_open


def test_what_can_not_be_rehearsed_is_refused(capsys: pytest.CaptureFixture[str], stored: Storage) -> None:
    room = hold_room(stored)
    assert "x>=0" in refused(capsys, "workshop", "rehearse", room.id, "--minutes", "-1")
    assert "1<=x<=500" in refused(capsys, "workshop", "rehearse", room.id, "--participants", "0")
    assert "belong together" in refused(capsys, "workshop", "rehearse", "--new")
    assert "belong together" in refused(capsys, "workshop", "rehearse", room.id, "--country", "XAB")
    assert "is not a country or area" in refused(capsys, "workshop", "rehearse", "--new", "--country", "Boruna")
    assert "needs “--new”" in refused(capsys, "workshop", "rehearse", room.id, "--catalogue", "gcm-10")
    assert len(said(capsys, "workshop", "list").splitlines()) == 1
