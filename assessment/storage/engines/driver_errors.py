"""Turns errors of drivers and disks into our own errors; the only place that knows their codes."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.records.errors import (
    DatabaseBusy,
    DatabaseFailed,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    NotADatabase,
    StorageError,
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnly,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: NotADatabase,
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "53100": DiskFull,
    "25006": DatabaseReadOnly,
    "42501": DatabaseReadOnly,
    "55P03": DatabaseBusy,
    "57014": DatabaseBusy,
    "40001": DatabaseBusy,
    "40P01": DatabaseBusy,
    "53300": DatabaseBusy,
}
_UNREACHABLE_CLASSES = ("08", "28", "3D", "57")

_SYSTEM = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: DatabaseReadOnly,
    errno.EPERM: DatabaseReadOnly,
    errno.EROFS: DatabaseReadOnly,
    errno.ENOENT: DatabaseReadOnly,
    errno.ENOTDIR: DatabaseReadOnly,
    errno.EEXIST: DatabaseReadOnly,
    errno.EISDIR: DatabaseReadOnly,
}


@contextmanager
def translate_errors(place: str) -> Iterator[None]:
    """Errors of a driver or the disk inside the block become a `StorageError` that names `place`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _translation(error, place) from error


def _translation(error: BaseException, place: str) -> StorageError:
    if isinstance(error, PoolTimeout | TimeoutError):
        return DatabaseBusy(place)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # PostgreSQL adds the row as a detail, and nobody may read there what somebody voted or answered.
    primary: str | None = getattr(getattr(cause, "diag", None), "message_primary", None)
    reason = primary or str(cause).strip()
    if isinstance(cause, sqlite3.Error):
        # The low byte is the type of error; the rest only specifies it.
        kind = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    elif isinstance(cause, OSError):
        kind = _SYSTEM.get(cause.errno or 0)
    else:
        state: str | None = getattr(cause, "sqlstate", None)
        kind = _POSTGRESQL.get(state or "")
        lost = isinstance(error, DBAPIError) and (error.connection_invalidated or error.statement is None)
        if kind is None and (lost or (state or "").startswith(_UNREACHABLE_CLASSES)):
            return DatabaseUnreachable(place, reason)
    return DatabaseFailed(place, reason) if kind is None else kind(place)
