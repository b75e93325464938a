"""What can go wrong: problems of a person's file as values, mistakes of a caller as small exceptions.

A `Problem` is never raised by itself. Whoever reads a file collects all of them and hands them over together,
inside one `FileRefused`, and takes nothing from the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a person's file: where it is, what it is, and how to mend it."""

    where: str
    what: str
    mend: str
    file: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.where, f"{self.what} {self.mend}".strip()) if part)


class AssessmentError(Exception):
    """Base of every exception that this software raises on purpose; `str()` of it is a sentence for a person."""


class FileRefused(AssessmentError):
    """A file has problems, so nothing was taken from it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class RowsRefused(FileRefused):
    """Some rows of a file can't be taken, and the others can without them, if somebody says so."""


class TextRefused(AssessmentError, ValueError):
    """A name or a note is longer than it may be, or isn't in one line."""


class AnswerRefused(AssessmentError, ValueError):
    """An answer contradicts itself or holds what no answer may hold, so there is no such answer."""
