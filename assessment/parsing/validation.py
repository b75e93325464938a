"""The validation of one file: its problems so far, each with its place, and what every reader of files needs.

Code that reads a file reports what it can't accept to a shared `FileValidation` and goes on to the next problem. At the
end it calls `FileValidation.close` and gets the data only if all is valid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable, too_large

Place = tuple[str | int, ...]

NESTING_LIMIT = 20
PROBLEM_LIMIT = 1000
"""Nobody corrects more at once, and a hostile file of many megabytes must not fill the memory with problems."""
# Half of a pair of UTF-16: no file and no database can hold it.
LONE_SURROGATE = r"[\ud800-\udfff]"


class Invalid:
    """Takes the place of a value whose problem has been reported, so that it isn't reported twice."""


INVALID = Invalid()


class FileValidation:
    """One file being read: its name, its problems so far, and the line numbers of its places where they are known.

    What was understood but should be checked is a warning.
    """

    def __init__(self, file: str) -> None:
        self.file = printable(file)
        self.lines: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, where: str, what: str, fix: str, path: Place = ()) -> None:
        if self.is_full:
            return
        line = self.lines.get(path)
        if line is not None:
            place = _("line {line}").format(line=line)
            where = f"{where} ({place})" if where else place
        self.problems.append(Problem(printable(where), printable(what), printable(fix), self.file))
        if len(self.problems) == PROBLEM_LIMIT:
            what, fix = _("There may be more problems."), _("Correct these first, then try again.")
            self.problems.append(Problem("", what, fix, self.file))

    def warn(self, where: str, what: str, fix: str) -> None:
        if len(self.warnings) < PROBLEM_LIMIT:
            self.warnings.append(Problem(printable(where), printable(what), printable(fix), self.file))

    def refused(self, where: str, what: str, fix: str) -> FileRefused:
        """The refusal of the file for this problem and those before it, to be raised."""
        self.refuse(where, what, fix)
        return FileRefused(self.problems)

    def check_size(self, content: bytes, limit: int, fix: str) -> None:
        """Raise FileRefused for a file of more bytes than `limit`."""
        if len(content) > limit:
            raise self.refused("", too_large(limit), fix)

    @property
    def is_full(self) -> bool:
        """Whether no more problems are reported."""
        return len(self.problems) >= PROBLEM_LIMIT

    def close(self) -> None:
        """Raise FileRefused with every problem of the file, if it has any."""
        if self.problems:
            raise FileRefused(self.problems)


def duplicates(names: Iterable[str]) -> list[str]:
    """The names that appear more than once, each once, in the order in which they first appear."""
    return [name for name, count in Counter(names).items() if count > 1]


def decode_utf8(content: bytes, reading: FileValidation) -> str:
    """A file's bytes as text, without a byte order mark. Raises FileRefused if they aren't UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise reading.refused(
            _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1),
            _("The file is not in UTF-8."),
            _("Save it as UTF-8."),
        ) from None
