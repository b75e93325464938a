"""Opens the repository at a database address."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from assessment.storage.engines.database import Database
from assessment.storage.engines.postgresql import postgresql_database
from assessment.storage.engines.sqlite import sqlite_database
from assessment.storage.errors import DatabaseUrlRefused
from assessment.storage.repository import Repository


def open_repository(url: str) -> Repository:
    """The repository at an address: `sqlite:////folder/assessments.db` or `postgresql://user:password@server/name`.

    Creates what doesn't exist yet, migrates older tables, and removes for good what was deleted, and links that ended,
    more than 30 days ago, and who voted what in workshops where people were told that it is kept until now. Several
    processes may open the same database. Raises DatabaseUrlRefused, DatabaseOlder, DatabaseNewer,
    DatabaseReadOnly, DatabaseUnreachable or another StorageError.
    """
    repository = Repository(_database(url).migrate())
    try:
        repository.remove_what_is_due()
    except BaseException:
        repository.close()
        raise
    return repository


def _database(address: str) -> Database:
    found = read_url(address)
    return sqlite_database(found) if isinstance(found, Path) else postgresql_database(found)


def read_url(address: str) -> Path | URL:
    """The file of an SQLite database, or the address of a PostgreSQL database. Raises DatabaseUrlRefused."""
    try:
        url: URL = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlRefused from error
    match url.drivername:
        case "sqlite" if url.database not in (None, "", ":memory:") and not url.query:
            return Path(url.database)
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url
    raise DatabaseUrlRefused
