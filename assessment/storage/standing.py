"""Whether the files of an SQLite database are still those that were opened; if not, what was in them is rescued."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assessment.storage.copying import copy_file
from assessment.whole_files import whole_file

_Node = tuple[int, int] | None
"""What tells a file from every other: its device and inode. None where there is none; an empty database is none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What lies at the path of a database: its file, and the log and index that SQLite keeps beside it."""

    file: _Node
    beside: tuple[_Node, _Node]
    size: int
    """Of the file, in bytes. It only grows, for nothing here asks SQLite to make it smaller."""


class OpenedFile:
    """A connection that does nothing but keep what was opened, whatever becomes of the files' names."""

    def __init__(self, file: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._paths = (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm"))
        self._connection = connect()
        # SQLite opens what lies beside the file with the first statement that reads.
        self._connection.execute("PRAGMA schema_version").fetchone()
        self._opened = self._find()
        self.rescued: Path | None = None
        """Where what was opened was copied to, after it was found displaced."""

    def close(self) -> None:
        self._connection.close()

    def stands(self) -> bool:
        """Whether all that was opened lies where it lay."""
        found = self._find()
        if (found.file, found.beside) != (self._opened.file, self._opened.beside) or found.size < self._opened.size:
            return False
        self._opened = found
        return True

    def has_file(self) -> bool:
        """Whether a file lies at the path, whichever it is."""
        return self._find().file is not None

    def lacks_log_only(self) -> bool:
        """Whether the file is the one that was opened and nobody else has opened it since what lies beside it was
        deleted: then SQLite writes all of it into the file when every connection is closed."""
        found = self._find()
        return found.file == self._opened.file and found.size >= self._opened.size and found.beside == (None, None)

    def rescue(self) -> Path | None:
        """Copy what was opened into a new file beside its path, once; gives its path, or None if that can't be."""
        if self.rescued is None:
            file = self._paths[0]
            path = file.with_name(f"{file.stem}-rescued-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}.db")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with whole_file(path) as unfinished:
                    unfinished.touch(mode=0o600)
                    copy_file(self._connection, unfinished)
            except (sqlite3.Error, OSError):
                return None
            self.rescued = path
            self._remove_beside()
        return self.rescued

    def _remove_beside(self) -> None:
        """Take away the log of a file that is gone: SQLite would take it for that of the next file of the name."""
        found = self._find()
        if found.file != self._opened.file:
            for path, there, opened in zip(self._paths[1:], found.beside, self._opened.beside, strict=True):
                if there == opened:
                    path.unlink(missing_ok=True)

    def _find(self) -> Standing:
        """What lies there now. Not by opening it, for closing it again would release the locks that SQLite holds."""
        file, *beside = map(_stat, self._paths)
        node, size = (file[:2], file[2]) if file and file[2] else (None, 0)
        log, index = (each and each[:2] for each in beside)
        return Standing(node, (log, index), size)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size
