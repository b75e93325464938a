"""Traces of what was erased: SQLite keeps old pages in its write-ahead log, and old rows in gaps of pages that it has
rearranged, which `secure_delete` doesn't overwrite.

A file beside the database says what waits to be removed, and since when: it outlives a kill.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

PATIENCE = 0.1
"""Seconds for which removing traces waits for others who read or write; while the log is emptied nobody can write."""
_PAGES, _LOG = "pages", "log"
"""What is left to do: all of it, or only the log."""


class LogTraces:
    """What was erased from a database, and may still be in its files.

    `connect` opens the database, without its rules for keys, for so many seconds of patience. `tables` are those whose
    pages are rearranged: where rows come in between, or change.
    """

    def __init__(self, file: Path, connect: Callable[[float], sqlite3.Connection], tables: Sequence[str]) -> None:
        self._file, self._connect, self._tables = file, connect, tables
        self._mutex = threading.Lock()

    def expect(self) -> None:
        """Note that something is about to be erased."""
        with self._mutex:
            self._write(_PAGES)

    def remain(self) -> bool:
        """Whether anything that was erased may still be in a file."""
        return _mark(self._file).exists()

    def remove(self) -> bool:
        """Remove all traces; returns whether there are none. Others who are reading, or a full disk, may prevent it."""
        with self._mutex:
            if not self.remain():
                return True
            try:
                with closing(self._connect(PATIENCE)) as connection:
                    if _mark(self._file).read_text(encoding="utf-8").split()[1:] != [_LOG]:
                        self._rewrite(connection)
                        self._write(_LOG)
                    # Never VACUUM: a file that got smaller counts as replaced.
                    is_busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not is_busy:
                    _mark(self._file).unlink(missing_ok=True)
            except (sqlite3.Error, OSError, UnicodeError):
                return False
            return not is_busy

    def _rewrite(self, connection: sqlite3.Connection) -> None:
        """Put the rows into pages in which nothing else ever was."""
        connection.execute("BEGIN IMMEDIATE")
        for name in self._tables:
            connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM main.{name}")  # noqa: S608 - one of ours
            connection.execute(f"DELETE FROM main.{name}")  # noqa: S608 - as above
            connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.kept")  # noqa: S608 - as above
            connection.execute("DROP TABLE temp.kept")
        connection.execute("COMMIT")

    def _write(self, left: str) -> None:
        since = traces_since(self._file) or dt.datetime.now(dt.UTC)
        mark = _mark(self._file)
        mark.touch(mode=0o600)
        mark.write_text(f"{since.isoformat()} {left}", encoding="utf-8")


def traces_since(file: Path) -> dt.datetime | None:
    """Since when traces of what was erased wait beside a database to be removed; None if there are none."""
    mark = _mark(file)
    try:
        return dt.datetime.fromisoformat(mark.read_text(encoding="utf-8").partition(" ")[0])
    except ValueError:
        return dt.datetime.fromtimestamp(mark.stat().st_mtime, dt.UTC)  # A kill came while it was written.
    except OSError:
        return None


def _mark(file: Path) -> Path:
    return file.with_name(f"{file.name}-erasing")
