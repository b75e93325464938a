"""Checks whether the files of an SQLite database are still those that were opened; if not, rescues their content."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assessment.atomic_files import atomic_file
from assessment.storage.engines.file_copy import copy_database
from assessment.storage.safety_copies import rescued_copy

_Node = tuple[int, int] | None
"""The identity of a file: its device and inode. None if it doesn't exist; an empty database counts as missing."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What is at the path of a database: its file, and the log and index that SQLite keeps next to it."""

    file: _Node
    companions: tuple[_Node, _Node]
    size: int
    """The size of the file in bytes. It only grows, since nothing here makes SQLite shrink it."""


class OpenedFile:
    """A connection that only keeps the files open, whatever happens to their names."""

    def __init__(self, file: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._paths = (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm"))
        self._connection = connect()
        # SQLite opens the log and index with the first statement that reads.
        self._connection.execute("PRAGMA schema_version").fetchone()
        self._opened = self._find()
        self.rescued: Path | None = None
        """The copy of the open database, after it was found displaced."""

    def close(self) -> None:
        self._connection.close()

    def version(self) -> str:
        """What is another once any other connection, of whichever process, has written to the file."""
        (number,) = self._connection.execute("PRAGMA data_version").fetchone()
        return f"{id(self)}-{number}"

    def stands(self) -> bool:
        """Whether all open files are where they were."""
        state = self._find()
        if (state.file, state.companions) != (
            self._opened.file,
            self._opened.companions,
        ) or state.size < self._opened.size:
            return False
        self._opened = state
        return True

    def has_file(self) -> bool:
        """Whether there is any file at the path."""
        return self._find().file is not None

    def lacks_log_only(self) -> bool:
        """Whether the file is the open one and nobody else has opened it since its log and index were deleted: then
        SQLite writes everything to the file when all connections are closed."""
        state = self._find()
        return state.file == self._opened.file and state.size >= self._opened.size and state.companions == (None, None)

    def rescue(self) -> Path | None:
        """Copy the open database to a new file next to its path, once; returns its path, or None if that fails."""
        if self.rescued is None:
            file = self._paths[0]
            path = rescued_copy(file)
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with atomic_file(path) as unfinished:
                    unfinished.touch(mode=0o600)
                    copy_database(self._connection, unfinished)
            except (sqlite3.Error, OSError):
                return None
            self.rescued = path
            self._remove_beside()
        return self.rescued

    def _remove_beside(self) -> None:
        """Remove the log of a file that is gone: SQLite would use it for the next file of that name."""
        state = self._find()
        if state.file != self._opened.file:
            for path, there, opened in zip(self._paths[1:], state.companions, self._opened.companions, strict=True):
                if there == opened:
                    path.unlink(missing_ok=True)

    def _find(self) -> FileState:
        """What is there now. Without opening it, since closing it again would release SQLite's locks."""
        file, *companions = map(_stat, self._paths)
        node, size = (file[:2], file[2]) if file and file[2] else (None, 0)
        log, index = (companion and companion[:2] for companion in companions)
        return FileState(node, (log, index), size)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size
