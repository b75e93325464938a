"""Traces of what was erased: SQLite's write-ahead log keeps old pages of the file until it is emptied.

A file beside the database says that an erasure waits for that, and since when: it outlives a kill.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PATIENCE = 0.1
"""Seconds for which emptying the log waits for others who read it; meanwhile nobody else can write."""


class LogTraces:
    """What was erased from a database, and is still in its log. `connect` opens the database for so many seconds."""

    def __init__(self, file: Path, connect: Callable[[float], sqlite3.Connection]) -> None:
        self._file, self._connect = file, connect

    def expect(self) -> None:
        """Note that something is about to be erased."""
        if not (mark := _mark(self._file)).exists():
            mark.touch(mode=0o600)

    def remain(self) -> bool:
        """Whether anything that was erased may still be in the log."""
        return _mark(self._file).exists()

    def remove(self) -> bool:
        """Empty the log; returns whether it is empty. Others who are reading, or a full disk, may prevent it."""
        try:
            with closing(self._connect(PATIENCE)) as connection:
                # Never VACUUM: a file that got smaller counts as replaced.
                is_busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                _mark(self._file).unlink(missing_ok=True)
        except (sqlite3.Error, OSError):
            return False
        return not is_busy


def traces_since(file: Path) -> dt.datetime | None:
    """Since when traces of what was erased wait in the log of a database; None if there are none."""
    try:
        return dt.datetime.fromtimestamp(_mark(file).stat().st_mtime, dt.UTC)
    except OSError:
        return None


def _mark(file: Path) -> Path:
    return file.with_name(f"{file.name}-erasing")
