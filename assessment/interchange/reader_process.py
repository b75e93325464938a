"""Reads many files: small ones in this process, larger ones in a separate process.

Reading a large file keeps the interpreter busy for seconds, while nobody else gets an answer, and takes memory that it
doesn't release. So a separate process does it, which can be ended: `python -m assessment.interchange.reader_process`.
The two exchange pickles over pipes; where a file needs its catalogue, the reading process asks for it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

from assessment.catalogues import CatalogueUnknown, FindCatalogue, parse_content
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.i18n import current_language, using_language
from assessment.i18n import gettext as _
from assessment.interchange.file_reader import read_file
from assessment.interchange.file_types import ZIP
from assessment.interchange.xlsx.bounds import UNSOUND, open_zip
from assessment.interchange.xlsx.counters import TooLarge
from assessment.parsing.message_text import printable

IN_PROCESS_LIMIT = 500_000
"""Total unpacked bytes of the files of an import that are read in this process: a workbook of 33 recommendations has
300,000, and is read before another process has started."""
SECONDS_LIMIT = 20
"""Seconds after which reading is abandoned. The largest file that the other limits allow takes three, and must be
readable on a slow or busy machine too."""
PROCESS_LIMIT = 2
"""Processes at a time: each may take 200 MB. Other imports wait."""
_MEMORY_LIMIT = 1_000_000_000
"""Bytes of memory that the process may reserve, where the system bounds that: a second net under the other limits."""

_ROOT = Path(__file__).resolve().parents[2]
_room = threading.BoundedSemaphore(PROCESS_LIMIT)

Found = dict[tuple[str, str], Catalogue]


def read_files(
    files: Iterable[tuple[bytes, str]], find_catalogue: FindCatalogue, *, leave_out_rows: bool = False
) -> tuple[list[ImportedResponse], list[FileRefused]]:
    """The responses and plans in many files, each given by its bytes and name, and one FileRefused for each refused.

    A refused file doesn't stop the others from being read.
    """
    incoming: list[ImportedResponse] = []
    refused: list[FileRefused] = []
    size = 0
    with ReaderProcess() as process:
        for content, name in files:
            size += _unpacked_size(content)
            read = partial(read_file, with_plans=True) if size <= IN_PROCESS_LIMIT else process.read_file
            try:
                incoming += read(content, name, find_catalogue, leave_out_rows=leave_out_rows)
            except FileRefused as error:
                refused.append(error)
    return incoming, refused


def _unpacked_size(content: bytes) -> int:
    """The size of a file in bytes, unpacked if it is a zip; one that can't be unpacked is refused soon after."""
    if content.startswith(ZIP):
        with suppress(TooLarge, *UNSOUND), open_zip(content) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    return len(content)


class ReaderProcess:
    """Reads files like `read_file`, with the plans of gap reports.

    Its process starts with the first file and ends with the block.
    """

    def __init__(self, seconds: float = SECONDS_LIMIT) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._found: Found = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def read_file(
        self, content: bytes, name: str, find_catalogue: FindCatalogue, *, leave_out_rows: bool = False
    ) -> tuple[ImportedResponse, ...]:
        """The responses in a file's bytes. Raises FileRefused, also if reading takes too long or the process ends."""
        process = self._process or self._start()
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            _send(process.stdin, (current_language(), content, name, leave_out_rows))
            return self._answer(process, find_catalogue)
        except FileRefused:
            raise
        except (EOFError, OSError, pickle.UnpicklingError):
            self._end()
            raise FileRefused([_not_read(name, self._seconds, is_late=is_late.is_set())]) from None
        except BaseException:
            # If this is interrupted between a question and its answer, the other process would wait forever.
            self._end()
            raise
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        _room.acquire()
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - no part of it comes from outside
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE,  # -P: not from the current folder, in which anything may lie
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            _room.release()
            raise
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
            _room.release()

    def _answer(self, process: subprocess.Popen[bytes], find_catalogue: FindCatalogue) -> tuple[ImportedResponse, ...]:
        """The other process's final answer about a file."""
        while True:
            match _Unpickler(_pipe(process.stdout), self._found).load():
                case "read", incoming:
                    return tuple(incoming)
                case "refused", AssessmentError() as error:
                    raise error
                case "catalogue", catalogue_id, version:
                    _send(process.stdin, self._catalogue(catalogue_id, version, find_catalogue))

    def _catalogue(self, catalogue_id: str, version: str, find: FindCatalogue) -> tuple[str, object]:
        """A catalogue for the other process, or why there is none."""
        try:
            catalogue = self._found[catalogue_id, version] = find(catalogue_id, version)
        except (FileRefused, CatalogueUnknown) as error:
            return "refused", error
        return "found", catalogue.content


def _not_read(name: str, seconds: float, *, is_late: bool) -> Problem:
    if is_late:
        what = _("The file takes more than {seconds} seconds to read.").format(seconds=seconds)
        return Problem("", what, _("Split it into smaller files."), printable(name))
    return Problem("", _("The file couldn’t be read."), _("Try again, or export it again."), printable(name))


def main() -> None:
    """Read one file after another for the process that started this one, until it closes the pipe."""
    _bound_memory()
    if hasattr(os, "nice"):
        # Where there are few processors, the pages come first.
        os.nice(10)
    answers, questions = sys.stdout.buffer, sys.stdin.buffer
    # Printed output must not get among the answers.
    sys.stdout = sys.stderr
    catalogues: Found = {}

    def find(catalogue_id: str, version: str) -> Catalogue:
        key = catalogue_id, version
        if key not in catalogues:
            _send(answers, ("catalogue", *key))
            match pickle.load(questions):  # noqa: S301 - from the process that started this one
                case "refused", AssessmentError() as error:
                    raise error
                case _found, content:
                    catalogues[key] = parse_content(content)
        return catalogues[key]

    with suppress(EOFError):
        while True:
            language, content, name, leave_out_rows = pickle.load(questions)  # noqa: S301 - the same
            with using_language(language):
                try:
                    read = read_file(content, name, find, leave_out_rows=leave_out_rows, with_plans=True)
                    outcome: tuple[str, object] = "read", read
                except AssessmentError as error:
                    outcome = "refused", error
            _send(answers, outcome)


def _bound_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has no such module, and macOS no such limit

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))


class _Pickler(pickle.Pickler):
    """Sends only the id and version of a catalogue: the other process has it."""

    def persistent_id(self, thing: object) -> tuple[str, str] | None:
        return (thing.id, thing.version) if isinstance(thing, Catalogue) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, pipe: IO[bytes], catalogues: Found) -> None:
        super().__init__(pipe)
        self._found = catalogues

    def persistent_load(self, key: tuple[str, str]) -> Catalogue:
        return self._found[key]


def _send(pipe: IO[bytes] | None, what: Any) -> None:
    _Pickler(_pipe(pipe), pickle.HIGHEST_PROTOCOL).dump(what)
    _pipe(pipe).flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for
    return pipe


if __name__ == "__main__":
    main()
