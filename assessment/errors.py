"""What can go wrong: problems in a person's file as values, mistakes of a caller as small exceptions.

A `Problem` is never raised by itself. Code that reads a file collects all problems and raises them together in one
`FileRefused`, and nothing is read from the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.i18n import gettext


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a person's file: where it is, what is wrong, and how to correct it."""

    where: str
    what: str
    fix: str
    file: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.where, f"{self.what} {self.fix}".strip()) if part)


class AssessmentError(Exception):
    """Base of every exception that this software raises on purpose; its `str()` is a sentence for a person.

    A subclass has a `sentence`, which is filled with the keyword arguments, or is given its text.
    """

    sentence = ""

    def __init__(self, *text: object, **values: object) -> None:
        super().__init__(*text or [gettext(self.sentence).format(**values)])


class FileRefused(AssessmentError):
    """A file has problems, so nothing was read from it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class RowsRefused(FileRefused):
    """Some rows of a file can't be imported; the others can, if the person agrees to leave these out."""


class TextRefused(AssessmentError, ValueError):
    """A name or note is too long, or isn't a single line."""


class FollowUpRefused(AssessmentError, ValueError):
    """A follow-up has a text or a day that isn't allowed."""


class AnswerRefused(AssessmentError, ValueError):
    """An answer contradicts itself or has a value that isn't allowed."""
