"""What a database can refuse: each refusal is a clear sentence, and nothing that was stored is lost."""

from __future__ import annotations

import itertools
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from assessment.access.assessments import list_summaries, read_assessment, read_history, save_answer
from assessment.domain.answer import Answer, Rating
from assessment.records.errors import (
    DatabaseBusy,
    DatabaseFailed,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUrlRefused,
    DiskFull,
    NotADatabase,
    StorageError,
)
from assessment.storage.engines import postgresql, sqlite
from assessment.storage.opening import Storage, open_storage
from tests.conftest import MakeDatabase
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response

ME = "Asha"
ABSENT = Answer(Rating.ABSENT)
LONG = Answer(evidence="long " * 20_000)
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


def create(repository: Storage) -> str:
    """A new assessment with one answer, of revision 1, to INV-01."""
    catalogue = a_catalogue()
    return store_response(as_admin(repository, ME), catalogue, a_response(catalogue, {"INV-01": ABSENT}))


def save(repository: Storage, assessment_id: str, answer: Answer, expected_revision: int = 1) -> None:
    save_answer(as_admin(repository, ME), assessment_id, "INV-01", answer, expected_revision=expected_revision)


def fill(repository: Storage, assessment_id: str) -> None:
    """Save ever more, until something prevents it."""
    for revision in itertools.count(1):
        save(repository, assessment_id, Answer(comment=f"{revision} " * 5_000), revision)


@contextmanager
def sqlalchemy_engine(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("make_databases_as_shipped")
class TestTables:
    def test_opening_again_changes_nothing(self, database_url: str) -> None:
        with open_storage(database_url) as repository:
            assessment_id = create(repository)
        with open_storage(database_url) as repository:
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": ABSENT}

    @pytest.mark.skipif(os.name != "posix", reason="this system has other permissions")
    def test_no_other_user_of_the_machine_can_read_the_file(self, url: str, file: Path, tmp_path: Path) -> None:
        with open_storage(url) as repository:
            create(repository)
            repository.backup(tmp_path / "backup.db")
            made = [*file.parent.iterdir(), tmp_path / "backup.db"]

            assert len(made) == 4
            assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
        folder = tmp_path / "new"
        with open_storage(f"sqlite:///{folder / 'assessments.db'}"):
            assert folder.stat().st_mode & 0o777 == 0o700

    def test_sqlite_is_set_to_keep_what_it_was_given(self, url: str) -> None:
        with open_storage(url) as repository:
            create(repository)
            for transaction in (repository._database.reading, repository._database.writing):
                with transaction() as connection:
                    pragmas = {
                        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
                    }
                assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_an_address_that_makes_no_sense_is_refused() -> None:
    for address in (
        "",
        "assessments.db",
        "mysql://server/name",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://host:port/x",
    ):
        with pytest.raises(DatabaseUrlRefused, match="is not valid"):
            open_storage(address)


def test_a_server_can_be_named_as_its_users_name_it(make_postgresql: MakeDatabase) -> None:
    address = make_postgresql()
    for name in ("postgres", "postgresql+psycopg"):
        open_storage(address.replace("postgresql", name, 1)).close()


class TestFileThatIsNoDatabaseOfOurs:
    def test_a_text_is_left_alone(self, url: str, file: Path) -> None:
        file.parent.mkdir()
        file.write_text("Dear minister, " * 100, encoding="utf-8")

        with pytest.raises(NotADatabase, match=r"assessments\.db is damaged or not a database"):
            open_storage(url)

        assert file.read_text(encoding="utf-8") == "Dear minister, " * 100

    @pytest.mark.both_engines
    def test_a_database_of_another_program_is_left_alone(self, database_url: str) -> None:
        if database_url.startswith("sqlite"):
            Path(database_url.removeprefix("sqlite:///")).parent.mkdir()
        with sqlalchemy_engine(database_url) as engine:
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE bookmarks (title TEXT)")
            with pytest.raises(NotADatabase):
                open_storage(database_url)
            assert sa.inspect(engine).get_table_names() == ["bookmarks"]

    def test_a_damaged_one_is_told(self, url: str, file: Path) -> None:
        with open_storage(url) as repository:
            create(repository)
        content = bytearray(file.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        file.write_bytes(content)

        with pytest.raises(NotADatabase):
            list_summaries(as_admin(open_storage(url)))


class TestBusyDatabase:
    def test_a_locked_file_is_told_and_nothing_is_lost(
        self, url: str, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
        with open_storage(url) as repository, closing(sqlite3.connect(file, isolation_level=None)) as other:
            assessment_id = create(repository)
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(DatabaseBusy, match="in use by another program"):
                save(repository, assessment_id, LONG)
            with pytest.raises(DatabaseBusy):
                open_storage(url)
            other.execute("ROLLBACK")
            save(repository, assessment_id, LONG)
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": LONG}

    def test_a_file_that_nobody_else_may_read_is_told(
        self, url: str, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
        open_storage(url).close()
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("UPDATE alembic_version SET version_num = version_num")
            with pytest.raises(DatabaseBusy):
                open_storage(url)

    def test_a_change_waits_for_one_that_takes_long(self, url: str, file: Path) -> None:
        holder = (
            "import sqlite3, sys, time; connection = sqlite3.connect(sys.argv[1], isolation_level=None); "
            "connection.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(0.3); "
            "connection.execute('COMMIT')"
        )
        with open_storage(url) as repository:
            assessment_id = create(repository)
            with subprocess.Popen([sys.executable, "-c", holder, str(file)], stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                process.stdout.readline()
                save(repository, assessment_id, LONG)
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": LONG}

    def test_a_locked_row_of_a_server_is_told(
        self, make_postgresql: MakeDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "BUSY_SECONDS", 0.1)
        address = make_postgresql()
        with open_storage(address) as repository, psycopg.connect(address) as other:
            assessment_id = create(repository)
            other.execute("SELECT * FROM assessments FOR UPDATE")
            with pytest.raises(DatabaseBusy):
                save(repository, assessment_id, LONG)
            other.rollback()
            save(repository, assessment_id, LONG)
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": LONG}


def test_a_full_disk_is_told_and_nothing_is_lost(url: str) -> None:
    room = {"max_page_count": 80}

    def limit(connection: Any, _record: object) -> None:
        # SQLite's own limit raises the very error that a full disk does.
        connection.execute(f"PRAGMA max_page_count = {room['max_page_count']}")

    sa.event.listen(sa.Engine, "connect", limit)
    try:
        with open_storage(url) as repository:
            assessment_id = create(repository)
            with pytest.raises(DiskFull, match="is full\\. This change was not saved"):
                fill(repository, assessment_id)
            revision = read_assessment(as_admin(repository), assessment_id).revisions["INV-01"]
            assert revision > 1
            room["max_page_count"] = 1_000_000
        with open_storage(url) as repository:
            kept = read_assessment(as_admin(repository), assessment_id)
            assert kept.revisions == {"INV-01": revision}
            assert [change.revision for change in read_history(as_admin(repository), assessment_id)] == [
                *range(1, revision + 1)
            ]
            save(repository, assessment_id, LONG, revision)
    finally:
        sa.event.remove(sa.Engine, "connect", limit)


def test_a_disk_that_takes_no_more_bytes_is_told(url: str) -> None:
    """The system itself refuses to let the file grow, as with a quota; SQLite calls that an input/output error."""
    with open_storage(url) as repository:
        assessment_id = create(repository)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, limits[1]))
        try:
            with pytest.raises(StorageError, match="earlier ones are"):
                fill(repository, assessment_id)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        revision = read_assessment(as_admin(repository), assessment_id).revisions["INV-01"]
        assert revision > 1
    with open_storage(url) as repository:
        assert read_assessment(as_admin(repository), assessment_id).revisions == {"INV-01": revision}
        save(repository, assessment_id, LONG, revision)


class TestReadOnly:
    """Root may write everywhere, so these ask as nobody would."""

    OPEN_AS_NOBODY = """
import os, sys
from assessment.records.errors import StorageError
from assessment.storage.opening import open_storage
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for path in sys.argv[1:]:
    try:
        open_storage(f"sqlite:///{path}")
    except StorageError as error:
        print(type(error).__name__, error)
"""

    @pytest.fixture
    def folders(self) -> Iterator[list[Path]]:
        """Two folders that everybody can reach, which pytest's own isn't."""
        with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as full:
            folders = [Path(empty), Path(full)]
            yield folders
            for folder in folders:
                folder.chmod(0o755)

    def test_a_folder_or_a_file_that_nobody_may_write(self, folders: list[Path]) -> None:
        empty, full = folders
        with open_storage(f"sqlite:///{full / 'assessments.db'}") as repository:
            create(repository)
        (full / "assessments.db").chmod(0o444)
        for folder in folders:
            folder.chmod(0o555)

        paths = [empty / "assessments.db", empty / "data" / "assessments.db", full / "assessments.db"]
        command = [sys.executable, "-c", self.OPEN_AS_NOBODY, *map(str, paths)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        for path, line in zip(paths, said, strict=True):
            assert line.startswith(f"DatabaseReadOnly {path} can’t be opened for writing")
        assert list(empty.iterdir()) == []

        full.chmod(0o755)
        with open_storage(f"sqlite:///{full / 'assessments.db'}") as repository:
            assert len(list_summaries(as_admin(repository))) == 1

    def test_a_folder_that_cannot_be_or_stands_in_the_place_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        for path in (tmp_path / "file" / "assessments.db", tmp_path):
            with pytest.raises(DatabaseReadOnly):
                open_storage(f"sqlite:///{path}")

    def test_a_server_that_takes_no_changes(self, make_postgresql: MakeDatabase) -> None:
        address = make_postgresql()
        with open_storage(address) as repository:
            assessment_id = create(repository)
        read_only = address + "%20-cdefault_transaction_read_only%3Don"

        with pytest.raises(DatabaseReadOnly):
            open_storage(read_only)

        with open_storage(address) as repository:
            assert read_assessment(as_admin(repository), assessment_id).revisions == {"INV-01": 1}


class TestServer:
    def test_one_that_is_not_there_is_told_without_the_password(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseUnreachable) as refused:
            open_storage(f"postgresql://asha:s3cret@/assessments?host={tmp_path}")

        assert "can’t be reached" in str(refused.value)
        assert "asha" in str(refused.value)
        assert "s3cret" not in str(refused.value)

    def test_a_database_that_is_not_there_is_told(self, make_postgresql: MakeDatabase) -> None:
        with pytest.raises(DatabaseUnreachable, match="nowhere"):
            open_storage(make_postgresql().replace("/postgres?", "/nowhere?"))

    def test_a_server_that_ends_a_connection_is_told_and_used_again(self, make_postgresql: MakeDatabase) -> None:
        address = make_postgresql()
        with open_storage(address) as repository, psycopg.connect(address, autocommit=True) as other:
            assessment_id = create(repository)
            other.execute(END_OTHERS)
            with pytest.raises(DatabaseUnreachable):
                save(repository, assessment_id, LONG)
            save(repository, assessment_id, LONG)
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": LONG}

    def test_a_connection_that_breaks_while_nobody_uses_it_costs_nothing(
        self, make_postgresql: MakeDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assessment.storage.engines.postgresql.TRUSTED_SECONDS", 0)
        address = make_postgresql()
        with open_storage(address) as repository, psycopg.connect(address, autocommit=True) as other:
            assessment_id = create(repository)
            other.execute(END_OTHERS)
            save(repository, assessment_id, LONG)
            assert read_assessment(as_admin(repository), assessment_id).response.answers == {"INV-01": LONG}


def test_anything_else_that_a_driver_reports_is_told(repository: Storage, database_url: str) -> None:
    with sqlalchemy_engine(database_url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE events")

    with pytest.raises(DatabaseFailed, match="events") as failed:
        create(repository)

    assert isinstance(failed.value, StorageError)
    assert list_summaries(as_admin(repository)) == []


class TestKilledProcess:
    def test_every_save_that_was_acknowledged_is_there(self, url: str) -> None:
        code = """
import itertools, sys
from assessment.access.assessments import save_answer
from assessment.access.entrance import open_entrance
from assessment.domain.answer import Answer
gate = open_entrance(sys.argv[1]).personal_gate("x")
for revision in itertools.count(1):
    answer = Answer(comment=str(revision + 1))
    saved = save_answer(gate, sys.argv[2], "INV-01", answer, expected_revision=revision)
    print(saved.revision, flush=True)
"""
        with open_storage(url) as repository:
            assessment_id = create(repository)
        with subprocess.Popen(
            [sys.executable, "-c", code, url, assessment_id], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            acknowledged = [int(process.stdout.readline()) for _number in range(100)]
            process.kill()
            acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]

        with open_storage(url) as repository:
            assessment = read_assessment(as_admin(repository), assessment_id)
            revision = assessment.revisions["INV-01"]
            # The very last one may be on disk without its acknowledgement having been read.
            assert revision in (acknowledged[-1], acknowledged[-1] + 1)
            assert assessment.response.answers["INV-01"].comment == str(revision)
            assert [change.revision for change in read_history(as_admin(repository), assessment_id)] == [
                *range(1, revision + 1)
            ]
