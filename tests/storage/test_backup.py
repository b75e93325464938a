"""A backup is one file; restoring it replaces everything, and keeps what was there."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from assessment.access.assessments import (
    list_deleted,
    list_summaries,
    read_assessment,
    read_events,
    read_history,
    reopen_assessment,
    save_answer,
    submit_assessment,
)
from assessment.access.entrance import Entrance, KeyRefused
from assessment.access.gate import Gate
from assessment.access.links import create_link, list_links, revoke_link
from assessment.access.workshops import list_seats, read_pulse, remove_participant
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Round
from assessment.domain.workshop.stages import Step
from assessment.records.errors import DatabaseReadOnly, NotADatabase, StorageError
from assessment.storage.opening import Storage, open_storage
from assessment.storage.presence import exchange_marks
from assessment.storage.writing import delete_assessment
from tests.conftest import MakeDatabase
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response
from tests.support.room import hold_room

ME = "Asha"
TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
ABSENT = Answer(Rating.ABSENT)
STRANGE = Answer(Rating.PARTIAL, evidence="\0 \ud800 \u202e 😀 \\")
CATALOGUE = a_catalogue()
RESPONSE = a_response(
    CATALOGUE,
    {"INV-01": Answer(Rating.ABSENT, measures=("INV-01.2",)), "INV-02": STRANGE},
    organisation="a\u202eb",
    round=Round("2026 baseline"),
)


def everything(gate: Gate) -> list[object]:
    """All that a database tells."""
    return [
        (summary, read_assessment(gate, summary.id), read_history(gate, summary.id), read_events(gate, summary.id))
        for summary in list_summaries(gate)
    ] + list(list_deleted(gate))


def fill(gate: Gate) -> str:
    """One assessment that was changed and submitted, and a deleted one; gives the id of the first."""
    assessment_id = store_response(gate, CATALOGUE, RESPONSE)
    for revision, answer in enumerate([STRANGE, Answer(), ABSENT]):
        save_answer(as_admin(gate._storage, "\ud800"), assessment_id, "INV-03", answer, expected_revision=revision)
    submit_assessment(gate, assessment_id)
    in_transaction(gate, delete_assessment, store_response(gate, CATALOGUE, RESPONSE))
    return assessment_id


class TestBackup:
    def test_restored_on_another_engine_and_back_it_gives_everything_back(
        self, make_sqlite: MakeDatabase, make_postgresql: MakeDatabase, tmp_path: Path
    ) -> None:
        with open_storage(make_sqlite()) as repository:
            assessment_id = fill(as_admin(repository, ME))
            before = everything(as_admin(repository, ME))
            repository.backup(tmp_path / "0.db")
        for number, address in enumerate((make_postgresql(), make_sqlite())):
            with open_storage(address) as elsewhere:
                elsewhere.restore(tmp_path / f"{number}.db")

                assert everything(as_admin(elsewhere, ME)) == before
                elsewhere.backup(tmp_path / f"{number + 1}.db")
                # And life goes on there.
                reopen_assessment(as_admin(elsewhere, ME), assessment_id)
                saved = save_answer(as_admin(elsewhere, ME), assessment_id, "INV-03", STRANGE, expected_revision=3)
                assert saved.revision == 4
                assert [change.revision for change in read_history(as_admin(elsewhere), assessment_id, "INV-03")] == [
                    1,
                    2,
                    3,
                    4,
                ]

    def test_it_is_one_sqlite_file(self, repository: Storage, tmp_path: Path) -> None:
        folder = tmp_path / "backups"
        folder.mkdir()

        repository.backup(folder / "backup.db")

        assert [path.name for path in folder.iterdir()] == ["backup.db"]
        with closing(sqlite3.connect(folder / "backup.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)

    @pytest.mark.both_engines
    def test_it_is_one_moment_while_others_write(self, repository: Storage, asha: Gate, tmp_path: Path) -> None:
        assessment_id = store_response(asha, CATALOGUE, a_response(CATALOGUE))
        stop = threading.Event()

        def save_in_turns() -> None:
            revision = 0
            while not stop.is_set():
                for recommendation_id in ("INV-01", "INV-02"):
                    answer = Answer(comment=str(revision))
                    save_answer(asha, assessment_id, recommendation_id, answer, expected_revision=revision)
                revision += 1

        writer = threading.Thread(target=save_in_turns)
        writer.start()
        try:
            for number in range(3):
                repository.backup(tmp_path / f"{number}.db")
        finally:
            stop.set()
            writer.join()

        for number in range(3):
            with open_storage(f"sqlite:///{tmp_path / f'{number}.db'}") as backup:
                revisions = read_assessment(as_admin(backup), assessment_id).revisions
                first, second = revisions.get("INV-01", 0), revisions.get("INV-02", 0)
                assert first - second in (0, 1)
                assert len(read_history(as_admin(backup), assessment_id)) == first + second

    def test_it_overwrites_nothing(self, repository: Storage, tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("Dear minister", encoding="utf-8")

        with pytest.raises(StorageError, match=r"letter\.txt"):
            repository.backup(path)

        assert path.read_text(encoding="utf-8") == "Dear minister"

    def test_a_folder_that_is_not_there_is_told(self, repository: Storage, tmp_path: Path) -> None:
        with pytest.raises(DatabaseReadOnly, match="nowhere"):
            repository.backup(tmp_path / "nowhere" / "backup.db")

    def test_one_that_fails_leaves_nothing_behind(
        self, repository: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "backups"
        folder.mkdir()
        monkeypatch.setattr("assessment.storage.backup._copy", fail)

        with pytest.raises(RuntimeError):
            repository.backup(folder / "backup.db")

        assert list(folder.iterdir()) == []


def fail(*_arguments: object) -> None:
    raise RuntimeError


def run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 20_000)


OF_OTHERS: dict[str, Callable[[Path], object]] = {
    "a text": lambda path: path.write_text("Dear minister, " * 100, encoding="utf-8"),
    "an empty file": Path.touch,
    "a database without tables": lambda path: run(path, "PRAGMA user_version = 1"),
    "a database of another program": lambda path: run(path, "CREATE TABLE bookmarks (title TEXT)"),
}
SPOILT_ROWS = [
    "UPDATE answers SET at = 'yesterday'",
    "UPDATE changes SET answer = 'absent'",
    'UPDATE changes SET answer = \'{"mood": "good"}\'',
    'UPDATE changes SET answer = \'{"rating": "excellent"}\'',
    "UPDATE events SET note = 'no quotes'",
]
SPOILT: dict[str, Callable[[Path], object]] = {
    "damaged": damage,
    "cut short": lambda path: os.truncate(path, 10_000),
    **{statement: partial(run, statement=statement) for statement in SPOILT_ROWS},
}


class TestRestore:
    def test_what_was_there_is_kept_first(self, repository: Storage, asha: Gate, tmp_path: Path) -> None:
        repository.backup(tmp_path / "empty.db")
        fill(asha)
        before = everything(asha)

        kept = repository.restore(tmp_path / "empty.db")

        assert everything(asha) == []
        repository.restore(kept)
        assert everything(asha) == before

    def test_what_is_not_stored_as_it_is_in_the_backup_is_told_and_replaces_nothing(
        self, make_sqlite: MakeDatabase, tmp_path: Path
    ) -> None:
        with open_storage(address := make_sqlite()) as repository:
            fill(as_admin(repository, ME))
            repository.backup(tmp_path / "full.db")
            before = everything(as_admin(repository, ME))
            run(
                Path(address.removeprefix("sqlite:///")),
                "CREATE TRIGGER forget AFTER INSERT ON events BEGIN UPDATE events SET author = 'x'; END",
            )

            with pytest.raises(StorageError, match=r"full\.db: “events” was not stored as it is in the backup"):
                repository.restore(tmp_path / "full.db")

            assert everything(as_admin(repository, ME)) == before

    def test_a_workshop_never_has_a_number_again_that_somebody_has_seen(
        self, repository: Storage, asha: Gate, tmp_path: Path
    ) -> None:
        room = hold_room(repository, state=1)
        repository.backup(tmp_path / "backup.db")
        room.steps("INV-01", Step.OPEN)
        remove_participant(room.lead, room.id, list_seats(room.lead, room.id)[0].participant.id)
        seen = read_pulse(asha, room.id)
        for _restore in range(2):
            repository.restore(tmp_path / "backup.db")
            version, roster = read_pulse(asha, room.id)
            assert version > seen[0]
            assert roster > seen[1]
            room.steps("INV-01", Step.OPEN)
            seen = read_pulse(asha, room.id)

    def test_what_is_kept_lies_beside_the_database_or_else_beside_the_backup(
        self, make_sqlite: MakeDatabase, make_postgresql: MakeDatabase, tmp_path: Path
    ) -> None:
        folder = tmp_path / "backups"
        folder.mkdir()
        url = make_sqlite()
        with open_storage(url) as repository:
            repository.backup(folder / "backup.db")
            assert repository.restore(folder / "backup.db").parent == Path(url.removeprefix("sqlite:///")).parent
        with open_storage(make_postgresql()) as repository:
            assert repository.restore(folder / "backup.db").parent == folder

    def test_a_file_that_is_no_whole_backup_of_ours_changes_nothing(
        self, repository: Storage, asha: Gate, tmp_path: Path
    ) -> None:
        fill(asha)
        before = everything(asha)
        path = tmp_path / "backup.db"
        with pytest.raises(StorageError, match=r"backup\.db"):
            repository.restore(path)
        for kind, make in (OF_OTHERS | SPOILT).items():
            if kind in SPOILT:
                repository.backup(path)
            make(path)
            with pytest.raises(NotADatabase, match=r"backup\.db is damaged or not a database of this software"):
                repository.restore(path)
            assert everything(asha) == before, kind
            path.unlink()

    def test_the_given_file_and_its_folder_stay_as_they_are(self, make_sqlite: MakeDatabase, tmp_path: Path) -> None:
        folder = tmp_path / "backups"
        folder.mkdir()
        path = folder / "backup.db"
        with open_storage(make_sqlite()) as repository:
            repository.backup(path)
            content = path.read_bytes()
            folder.chmod(0o555)

            repository.restore(path)

        assert path.read_bytes() == content
        assert list(folder.iterdir()) == [path]

    @pytest.mark.both_engines
    def test_an_answer_saved_until_the_last_moment_is_in_what_is_kept(
        self, repository: Storage, asha: Gate, tmp_path: Path
    ) -> None:
        repository.backup(tmp_path / "backup.db")
        assessment_id = store_response(asha, CATALOGUE, a_response(CATALOGUE))
        acknowledged: list[int] = []

        def save_until_it_is_gone() -> None:
            for revision in range(100_000):
                try:
                    saved = save_answer(
                        asha, assessment_id, "INV-01", Answer(comment=str(revision)), expected_revision=revision
                    )
                except Exception:  # whatever the reason, this one wasn't acknowledged
                    return
                acknowledged.append(saved.revision)

        writer = threading.Thread(target=save_until_it_is_gone)
        writer.start()
        while len(acknowledged) < 5:
            pass
        kept = repository.restore(tmp_path / "backup.db")
        writer.join()

        with open_storage(f"sqlite:///{kept}") as former:
            assert read_assessment(as_admin(former), assessment_id).revisions == {"INV-01": acknowledged[-1]}


def test_a_backup_holds_no_link_and_a_restore_brings_none_back(repository: Storage, asha: Gate, tmp_path: Path) -> None:
    assessment_id = fill(asha)
    to_response = create_link(asha, Role.COEDITOR, Scope(assessment_id=assessment_id), "Asha", TOMORROW)
    revoked = create_link(asha, Role.ADMINISTRATOR, Scope(), "Bela", TOMORROW)
    entrance = Entrance(repository)
    token, _grant = entrance.enter(to_response.key, "Asha")
    hold_room(repository, state=1)
    in_transaction(asha, exchange_marks, {"session": (assessment_id, "Asha")}, (), TOMORROW)
    repository.backup(tmp_path / "backup.db")
    revoke_link(asha, revoked.link.id)

    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        assert connection.execute("SELECT * FROM links").fetchall() == []
        assert connection.execute("SELECT * FROM visits").fetchall() == []
        # Nor has it who was there in that moment.
        assert connection.execute("SELECT * FROM attendance").fetchall() == []
        assert connection.execute("SELECT * FROM presence").fetchall() == []
    assert to_response.key_hash.encode() not in (tmp_path / "backup.db").read_bytes()
    repository.restore(tmp_path / "backup.db")

    assert {link.id: link.revoked is None for link in list_links(asha)} == {
        to_response.link.id: True,
        revoked.link.id: False,
    }
    assert entrance.grant(token) is not None
    with pytest.raises(KeyRefused):
        entrance.enter(revoked.key, "Bela")


def test_a_link_to_what_a_restore_takes_away_is_gone(repository: Storage, asha: Gate, tmp_path: Path) -> None:
    repository.backup(tmp_path / "empty.db")
    made = create_link(asha, Role.COEDITOR, Scope(assessment_id=fill(asha)), "Asha", TOMORROW)
    token, _grant = Entrance(repository).enter(made.key, "Asha")

    repository.restore(tmp_path / "empty.db")

    assert list_links(asha) == []
    assert Entrance(repository).grant(token) is None
