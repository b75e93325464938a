"""A database that is only looked at stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.access.assessments import create_assessment
from assessment.access.links import create_link, end_after
from assessment.domain.permissions import Role, Scope
from assessment.records.errors import DatabaseUnreachable, DatabaseUrlRefused, NotADatabase
from assessment.storage.migrations import TablesForm
from assessment.storage.opening import inspect_database, open_storage
from tests.conftest import MakeDatabase
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin


@pytest.fixture
def folder_stays(file: Path) -> Iterator[None]:
    """Holds what is in the file's folder to what was there before."""

    def contents() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in file.parent.iterdir()}

    file.parent.mkdir()
    with open_storage(f"sqlite:///{file}"):
        pass
    before = contents()
    yield
    assert contents() == before


@pytest.mark.both_engines
def test_an_empty_database_has_no_tables_afterwards_either(database_url: str) -> None:
    for _time in range(2):
        found = inspect_database(database_url)
        assert (found.tables, found.is_writable) == (TablesForm.MISSING, True)
        assert (found.newest_change, found.links) == (None, ())


def test_a_file_that_is_missing_stays_missing(file: Path) -> None:
    found = inspect_database(f"sqlite:///{file}")
    assert (found.file, found.place) == (file, str(file))
    assert not file.parent.exists()


def test_an_empty_file_stays_empty(tmp_path: Path) -> None:
    file = tmp_path / "assessments.db"
    file.touch()
    assert inspect_database(f"sqlite:///{file}").tables is TablesForm.MISSING
    assert file.read_bytes() == b""


@pytest.mark.usefixtures("folder_stays")
def test_a_file_that_nobody_has_open_gets_no_log_beside_it(file: Path) -> None:
    assert inspect_database(f"sqlite:///{file}").tables is TablesForm.CURRENT


@pytest.mark.both_engines
def test_what_was_stored_last_is_seen_while_the_database_is_open_and_afterwards(database_url: str) -> None:
    before = dt.datetime.now(dt.UTC)
    with open_storage(database_url) as repository:
        access = as_admin(repository, "Asha")
        catalogue = a_catalogue()
        create_assessment(access, catalogue, a_response(catalogue))
        link = create_link(access, Role.READER, Scope(organisation="Ministry"), "Bela", end_after(1)).link
        during = inspect_database(database_url)
    after = inspect_database(database_url)
    assert during == after
    assert after.tables is TablesForm.CURRENT
    assert after.links == (link,)
    assert after.newest_change is not None
    assert before <= after.newest_change <= dt.datetime.now(dt.UTC)


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "assessments.db"
    file.write_bytes(b"a letter to the ministry, and more than a hundred bytes of it" * 20)
    with pytest.raises(NotADatabase):
        inspect_database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUrlRefused):
        inspect_database("mysql://server/name")
    with pytest.raises(DatabaseUnreachable):
        inspect_database("postgresql://127.0.0.1:1/name")


def test_a_place_that_may_not_be_written_is_told(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    # Root, who may run the tests, may write everywhere.
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    assert not inspect_database(f"sqlite:///{file}").is_writable
    open_storage(f"sqlite:///{file}").close()
    assert not inspect_database(f"sqlite:///{file}").is_writable


def test_a_server_that_only_lets_read_is_told(make_postgresql: MakeDatabase) -> None:
    url = make_postgresql()
    for _time in range(2):
        assert inspect_database(url).is_writable
        assert not inspect_database(f"{url}%20-cdefault_transaction_read_only%3Don").is_writable
        open_storage(url).close()
