"""The output of commands: text that can't control the terminal, wherever it comes from."""

from __future__ import annotations

import io
from typing import BinaryIO, TextIO

from assessment.parsing.message_text import printable


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
