"""How tables are made, and what becomes of a database that is there already: it opens unchanged, or is left alone."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assessment.access.assessments import (
    list_deleted,
    list_imports,
    list_summaries,
    read_answer_sources,
    read_assessment,
    read_events,
    read_follow_ups,
    read_history,
)
from assessment.access.workshops import list_seats, list_workshops, read_agreements, read_reveals, read_workshop
from assessment.domain.answer import Answer, Rating
from assessment.domain.workshop.disclosure import Figures
from assessment.records.errors import DatabaseNewer, DatabaseOlder
from assessment.storage import migrations
from assessment.storage.migrations import TablesForm
from assessment.storage.opening import Storage, inspect_database, open_storage
from assessment.storage.tables import metadata
from assessment.storage.workshops.reading import read_revealed_ballots
from tests.conftest import MakeDatabase
from tests.support.cases import CASES
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response

KEPT = CASES / "kept"
ME = "Asha"
ABSENT = Answer(Rating.ABSENT)
NEWEST = max(path.stem.partition("_")[0] for path in (migrations.FOLDER / "versions").glob("[0-9]*.py"))
CATALOGUE = a_catalogue()
NEXT_MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{NEWEST}"


def upgrade() -> None:
    op.create_table("votes", sa.Column("id", sa.Text, primary_key=True))
"""
Described = dict[str, object]
NewerVersion = Callable[[], AbstractContextManager[None]]


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def set_revision(url: str, revision: str) -> None:
    with connected(url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def described(url: str) -> Described:
    """Every table, column, constraint and index, so that two databases can be compared."""
    with connected(url) as connection:
        found = _describe_sqlite if connection.dialect.name == "sqlite" else _describe_postgresql
        return dict(found(connection))


def _describe_sqlite(connection: sa.Connection) -> Iterator[tuple[str, object]]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    for name, sql in rows:
        columns = connection.exec_driver_sql(f"PRAGMA table_xinfo({name})").all()
        words = re.sub(r"\s+", " ", re.sub(r'"(\w+)"', r"\1", sql)).strip()
        # In which order constraints are written has no effect; in which order columns stand is in `columns`.
        constraints = re.findall(r"CONSTRAINT .*?(?=, CONSTRAINT| \)(?: WITHOUT ROWID)?$)", words)
        yield name, (columns, sorted(constraints) or words, words.endswith("WITHOUT ROWID"))


def _describe_postgresql(connection: sa.Connection) -> Iterator[tuple[str, object]]:
    for what in (
        "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = current_schema()",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = current_schema()::regnamespace",
        "SELECT tablename, indexname, replace(indexdef, current_schema() || '.', '') "
        "FROM pg_indexes WHERE schemaname = current_schema()",
    ):
        for table, name, *rest in connection.exec_driver_sql(what):
            yield f"{table} {name}", rest


def rows_of(url: str) -> dict[str, list[Any]]:
    """What stands in every table, as it stands there."""
    with connected(url) as connection:
        names = sa.inspect(connection).get_table_names()
        return {
            name: sorted(map(str, connection.exec_driver_sql(f"SELECT * FROM {name}").all()))  # noqa: S608
            for name in names
        }


def values_of(url: str) -> dict[str, list[dict[str, object]]]:
    """The same by column, which newer tables may have more of."""
    with connected(url) as connection:
        names = sa.inspect(connection).get_table_names()
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().all() for name in names}  # noqa: S608
    return {name: [dict(row) for row in sorted(rows, key=_key)] for name, rows in found.items()}


def without(row: dict[str, object], names: set[str]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def _remarks(repository: Storage, workshop_id: str) -> list[str]:
    """What a room was shown of remarks."""
    revealed = [each.shown for found in read_reveals(as_admin(repository), workshop_id).values() for each in found]
    return [remark for shown in revealed if isinstance(shown, Figures) for remark in shown.remarks]


def _remarks_of(rows: dict[str, list[dict[str, object]]]) -> list[str]:
    """The same as it was stored in November 2026."""
    stored = [json.loads(str(row["shown"])) for row in rows["reveals"]]
    return [remark for shown in stored for remark in shown.get("remarks", ())]


def _key(row: sa.RowMapping) -> str:
    """By what no newer version changes: its first columns."""
    return str(list(row.values())[:4])


def put_kept_database(url: str) -> None:
    """Make a database what it was on 27 November 2026, with everything that the software keeps."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(exist_ok=True)
        shutil.copy(KEPT / "assessments.db", file)
        return
    with psycopg.connect(url) as connection:
        connection.execute((KEPT / "assessments.sql").read_bytes())


def everything(repository: Storage) -> list[object]:
    """All that a repository tells."""
    return (
        [
            (
                read_assessment(as_admin(repository), each.id),
                read_history(as_admin(repository), each.id),
                read_events(as_admin(repository), each.id),
                read_answer_sources(as_admin(repository), each.id),
                read_follow_ups(as_admin(repository), each.id),
            )
            for each in sorted(list_summaries(as_admin(repository)), key=lambda each: each.id)
        ]
        + [
            (
                read_workshop(as_admin(repository), each.id),
                list_seats(as_admin(repository), each.id),
                read_reveals(as_admin(repository), each.id),
                in_transaction(as_admin(repository), read_revealed_ballots, each.id),
                read_agreements(as_admin(repository), each.id),
            )
            for each in list_workshops(as_admin(repository))
        ]
        + [list_imports(as_admin(repository)), list_deleted(as_admin(repository))]
    )


@pytest.fixture
def newer_version(tmp_path: Path) -> NewerVersion:
    """Be a version of the software that has one more migration, within a `with`."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_votes.py").write_text(NEXT_MIGRATION, encoding="utf-8")

    @contextmanager
    def newer() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrations, "FOLDER", folder)
            yield

    return newer


def test_a_migration_file_is_called_by_its_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())

    names = sorted((migrations.FOLDER / "versions").glob("*.py"), reverse=True)
    assert [path.stem.partition("_")[0] for path in names] == [script.revision for script in scripts]


@pytest.mark.both_engines
@pytest.mark.usefixtures("make_databases_as_shipped")
class TestTables:
    def test_a_new_database_has_those_that_the_code_expects_as_one_that_is_there_already(
        self, make_database: MakeDatabase
    ) -> None:
        new, kept = make_database(), make_database()
        open_storage(new).close()
        put_kept_database(kept)
        open_storage(kept).close()

        with connected(new) as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        expected = described(kept)
        assert len(expected) > 20
        assert described(new) == expected


@pytest.mark.both_engines
class TestDatabaseThatIsThere:
    def test_it_opens_with_everything_in_it_and_nothing_in_it_changes(self, database_url: str) -> None:
        put_kept_database(database_url)
        before = values_of(database_url)
        assert all(before.values()), "a table of the fixture is empty"

        with open_storage(database_url) as repository:
            assert repository.check().problems == ()
            now = values_of(database_url)
            for table, rows in before.items():
                # Of a reveal, what was shown is in two tables since.
                moved = {"version_num", "shown"}
                for row, kept in zip(rows, now[table], strict=True):
                    assert {name: kept[name] for name in row.keys() - moved} == without(row, moved), table
            told = [
                each for workshop in list_workshops(as_admin(repository)) for each in _remarks(repository, workshop.id)
            ]
            assert sorted(told) == sorted(_remarks_of(before)) != []

    def test_its_backup_gives_everything_back(self, make_database: MakeDatabase, tmp_path: Path) -> None:
        kept, empty = make_database(), make_database()
        put_kept_database(kept)
        # What was there before is kept beside the backup.
        backup = tmp_path / "backup.db"
        shutil.copy(KEPT / "backup.db", backup)

        with open_storage(kept) as repository, open_storage(empty) as restored:
            restored.restore(backup)

            assert everything(restored) == everything(repository)

    def test_one_that_an_older_or_a_newer_version_wrote_is_left_alone(self, database_url: str) -> None:
        put_kept_database(database_url)
        before = rows_of(database_url)
        olds = dict.fromkeys(("0001", "0007"), (DatabaseOlder, "an older version.* 27 November 2026"))
        for revision, (error, words) in {**olds, "9999": (DatabaseNewer, "a newer version")}.items():
            set_revision(database_url, revision)
            with pytest.raises(error, match=words):
                open_storage(database_url)
            with pytest.raises(error, match=words):
                inspect_database(database_url)
            assert rows_of(database_url) == {**before, "alembic_version": [f"('{revision}',)"]}

    def test_it_is_brought_up_to_date_by_a_newer_version_and_only_when_it_is_opened(
        self, database_url: str, newer_version: NewerVersion
    ) -> None:
        put_kept_database(database_url)
        before = rows_of(database_url)
        with newer_version():
            for _time in range(2):
                found = inspect_database(database_url)
                assert (found.tables, found.newest_change, found.links) == (TablesForm.OLDER, None, ())
            open_storage(database_url).close()
            assert inspect_database(database_url).tables is TablesForm.CURRENT

        now = rows_of(database_url)
        assert (now["votes"], now["alembic_version"]) == ([], ["('9999',)"])
        assert {name: len(rows) for name, rows in before.items()}.items() <= {
            name: len(rows) for name, rows in now.items()
        }.items()


def test_a_backup_is_restored_by_a_newer_version_and_not_by_an_older_one(
    repository: Storage, tmp_path: Path, make_sqlite: MakeDatabase, newer_version: NewerVersion
) -> None:
    older, newer = tmp_path / "older.db", tmp_path / "newer.db"
    store_response(as_admin(repository, ME), CATALOGUE, a_response(CATALOGUE, {"INV-01": ABSENT}))
    before = everything(repository)
    repository.backup(older)
    content = older.read_bytes()

    with newer_version(), open_storage(make_sqlite()) as later:
        later.restore(older)
        assert everything(later) == before
        later.backup(newer)

    assert older.read_bytes() == content
    with pytest.raises(DatabaseNewer, match=r"newer\.db"):
        repository.restore(newer)
    assert everything(repository) == before


def test_a_backup_that_is_too_old_is_refused_and_changes_nothing(repository: Storage, tmp_path: Path) -> None:
    store_response(as_admin(repository, ME), CATALOGUE, a_response(CATALOGUE, {"INV-01": ABSENT}))
    before = everything(repository)
    old = tmp_path / "old.db"
    shutil.copy(KEPT / "backup.db", old)
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0007'")

    with pytest.raises(DatabaseOlder, match=r"old\.db was written by an older version"):
        repository.restore(old)

    assert everything(repository) == before
