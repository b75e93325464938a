"""`python -m assessment …`: runs a command, prints only what is harmless for a terminal, and gives the exit status.

Exit status: 0 done, 2 refused, with the problems on standard error; 141 if the reader of a pipe has stopped.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import BinaryIO, TextIO

from assessment.cli.parser import build_parser
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable

READER_LEFT = 141
"""The exit status that shells give to a program whose output is no longer read."""


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names and quotations need all of Unicode, whatever the terminal's code page.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with redirect_stdout(PrintableStream(sys.stdout)), redirect_stderr(PrintableStream(sys.stderr)):
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(arguments: Sequence[str]) -> int:
    options = build_parser(*arguments[:1]).parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of the output, such as `head`, has enough.
        _forget_output()
        return READER_LEFT
    except AssessmentError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is None:
            _forget_output()
        # Without a name it is the command's output, which a shell may write to a file.
        file = _("Output") if error.filename is None else error.filename
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


def _forget_output() -> None:
    """Discard the rest of the output, or Python would complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class PrintableStream(io.TextIOBase):
    """A stream on which no text can control the terminal, whether from a file, an argument or an exception.

    Output that isn't for people, such as an exported file, bypasses it through `buffer`.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def buffer(self) -> BinaryIO:
        return self._stream.buffer

    def write(self, text: str) -> int:
        return self._stream.write("\n".join(map(printable, text.split("\n"))))

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()
