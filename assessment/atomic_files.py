"""Files that are written whole or not at all: under another name first, and renamed when they are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

UNFINISHED = ".unfinished-"
"""How the name of a folder begins in which a file is written that a kill may leave."""


class FileNotWritten(AssessmentError):
    """A file couldn't be written; an existing file of that name is unchanged."""

    def __init__(self, path: Path, error: OSError) -> None:
        words = _("{file} was not written: {reason}. Check the disk space and your permissions, or use another folder.")
        super().__init__(words.format(file=path, reason=error.strerror or error))


def already_exists(path: Path) -> str:
    return _("{path} already exists. Choose another name.").format(path=path)


def no_file(path: Path) -> str:
    return f"{path}: {_('There is no such file.')}"


def no_folder(folder: Path) -> str:
    return _("The folder {folder} does not exist. Create it, or use another one.").format(folder=folder)


def write_atomically(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file, replacing an existing one; with `is_private`, no other user of the machine can read it.

    Raises FileNotWritten, with nothing changed.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # A device or a pipe, which must not be replaced.
            return
        with atomic_file(path.resolve(), is_private=is_private) as unfinished:
            unfinished.write_bytes(content)
    except OSError as error:
        raise FileNotWritten(path, error) from error


@contextmanager
def atomic_file(path: Path, *, is_private: bool = False) -> Iterator[Path]:
    """A temporary path next to `path` to write to; it is renamed to `path` at the end, unless an exception is raised.

    Nobody else can read it meanwhile, and with `is_private` not afterwards either.
    Raises OSError if the folder or the disk doesn't allow it.
    """
    # In a folder of its own, so that temporary files that a program writes next to it are removed too.
    with TemporaryDirectory(dir=path.parent, prefix=UNFINISHED) as folder:
        unfinished = Path(folder) / path.name
        yield unfinished
        if is_private:
            unfinished.chmod(0o600)
        elif path.exists():
            shutil.copymode(path, unfinished)
        # The content is on the disk before the name is, and not in a cache that a power cut empties.
        with unfinished.open("r+b") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
