"""Files that are written whole or not at all: beside the name that they get, and renamed when nothing is missing."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.errors import AssessmentError
from assessment.language import gettext as _

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileNotWritten(AssessmentError):
    """A file couldn't be written; what was there under its name is as it was."""

    def __init__(self, path: Path, error: OSError) -> None:
        if error.errno in _NO_ROOM:
            words = _(
                "{file} was not written, because there is no room for it on its disk. Make room, or name another place."
            )
        else:
            words = _("{file} was not written: {reason}. Name another place, or see that you may write there.")
        super().__init__(words.format(file=path, reason=error.strerror or error))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, in the place of one that is there. Raises FileNotWritten; then nothing has changed."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # A device or a pipe, which nothing may take the place of.
            return
        with whole_file(path.resolve()) as unfinished:
            unfinished.write_bytes(content)
    except OSError as error:
        raise FileNotWritten(path, error) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, which gets its name in the end, unless an exception comes first.

    Raises OSError if the folder or the disk doesn't allow it.
    """
    # In a folder of its own, so that what a program needs beside a file while it writes it goes along.
    with TemporaryDirectory(dir=path.parent, prefix=".unfinished-") as folder:
        unfinished = Path(folder) / path.name
        yield unfinished
        if path.exists():
            shutil.copymode(path, unfinished)
        # What bears the name is on the disk, and not in a cache that a power cut empties.
        with unfinished.open("r+b") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
