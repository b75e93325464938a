"""Reading a person's file strictly: every problem is reported with its place, and nothing is guessed or half imported.

A file becomes plain data (mappings, lists, texts, numbers, flags), and a `Node` walks through it. What a `Node` can't
accept becomes a `Problem` in the shared `FileValidation` and is replaced by an empty value, so that the walk goes on to
the next problem. Code that reads a whole file calls `FileValidation.close` at the end and gets the data only if all is
valid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT, is_blank, length_problem, wrong_with_character
from assessment.parsing.message_text import (
    abbreviated_list,
    appears_again,
    dotted,
    keep_one,
    missing,
    not_recognised,
    printable,
    put_in_quotes,
    too_large,
    truncated,
    type_name,
    use_one_of,
    write_like,
)

Choice = TypeVar("Choice", bound=StrEnum)
Path = tuple[str | int, ...]

NESTING_LIMIT = 20
PROBLEM_LIMIT = 1000
"""Nobody corrects more at once, and a hostile file of many megabytes must not fill the memory with problems."""
# `re` compiles these patterns only when a text needs them: compiling takes a millisecond, and few texts do.
# Tabs and line breaks are text; no other character below the space is.
CONTROL_CHARACTER = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
# Half of a pair of UTF-16: no file and no database can hold it.
LONE_SURROGATE = r"[\ud800-\udfff]"


class Invalid:
    """Takes the place of a value whose problem has been reported, so that it isn't reported twice."""


INVALID = Invalid()


class FileValidation:
    """One file being read: its name, its problems so far, and the line numbers of its places where they are known."""

    def __init__(self, file: str, *, is_kept: bool = False) -> None:
        """`is_kept`: the file was stored before, perhaps by an earlier version with wider limits."""
        self.file, self.is_kept = printable(file), is_kept
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def refuse(self, where: str, what: str, fix: str, path: Path = ()) -> None:
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

    def check_size(self, content: bytes, limit: int, fix: str) -> None:
        """Raise FileRefused for a file of more bytes than `limit`."""
        if len(content) > limit:
            self.refuse("", too_large(limit), fix)
            self.close()

    @property
    def is_full(self) -> bool:
        """Whether no more problems are reported."""
        return len(self.problems) >= PROBLEM_LIMIT

    def close(self) -> None:
        """Raise FileRefused with every problem of the file, if it has any."""
        if self.problems:
            raise FileRefused(self.problems)


class Node:
    """A place in a file's plain data. Its methods return values of one type and report whatever isn't of that type."""

    def __init__(self, reading: FileValidation, value: object, path: Path = (), where: str = "") -> None:
        self.reading, self.value, self.path, self.where = reading, value, path, where

    def refuse(self, what: str, fix: str, key: str | None = None) -> None:
        path = self.path if key is None or (*self.path, key) not in self.reading.lines else (*self.path, key)
        self.reading.refuse(self._where(key), what, fix, path)

    def _where(self, key: str | None) -> str:
        return self.where if key is None else dotted(self.where, key)

    @property
    def entries(self) -> Mapping[str, Any]:
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_given(self) -> bool:
        """Whether the file has a value here."""
        return self.value is not INVALID and self.value is not None

    def keys(self, required: Collection[str] = (), optional: Collection[str] = ()) -> Node:
        """Check that this is a mapping with all the `required` keys and no others but the `optional` ones."""
        if self.value is INVALID:
            return self
        if not isinstance(self.value, dict):
            self.refuse(
                type_name(self.value),
                _("Write a mapping with the keys {keys}.").format(keys=abbreviated_list((*required, *optional))),
            )
            return self
        allowed = (*required, *optional)
        for key in self.value:
            if self.reading.is_full:
                break
            if key not in allowed:
                self.refuse(not_recognised(key), use_one_of(allowed, removable=True), str(key))
        for key in required:
            if key not in self.value:
                self.refuse(missing(key), _("Add it."))
        return self

    def part(self, key: str) -> Node:
        return Node(self.reading, self.entries.get(key, INVALID), (*self.path, key), self._where(key))

    def text(self, key: str, *, empty: bool = False, free: bool = False, limit: int = NAME_LIMIT) -> str:
        """The text under `key`; "" if it is missing, or longer than `limit` characters, which is a problem.

        An empty or blank text is a problem unless `empty`, and so is a control character unless the text is `free`:
        what a respondent typed is preserved exactly.
        """
        value = self.entries.get(key, INVALID)
        if value is INVALID or (empty and value is None):
            return ""
        if not isinstance(value, str):
            self.refuse(
                type_name(value),
                put_in_quotes(str(value))
                if isinstance(value, int | float) and not isinstance(value, bool)
                else _("Write text."),
                key,
            )
            return ""
        if not self.reading.is_kept and (wrong := length_problem(value, limit)):
            self.refuse(*wrong, key)
            return ""
        if not empty and (not value.strip() if self.reading.is_kept else is_blank(value)):
            self.refuse(_("This is empty."), _("Fill it in, or remove it."), key)
        if not value.isprintable() and (strange := re.search(LONE_SURROGATE if free else CONTROL_CHARACTER, value)):
            self.refuse(*wrong_with_character(strange.group(), strange.start() + 1), key)
        return value

    def pattern(self, key: str, pattern: str, example: str, limit: int = NAME_LIMIT) -> str:
        """A text in a given format, such as an id; `example` shows the format."""
        value = self.text(key, limit=limit)
        if value.strip() and not re.fullmatch(pattern, value):
            self.refuse(
                _("“{text}” is not in the expected format.").format(text=truncated(value)), write_like(example), key
            )
        return value

    def integer(self, key: str, low: int, high: int) -> int:
        value = self.entries.get(key, INVALID)
        if value is INVALID:
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(
                type_name(value),
                _("Write a whole number from {low} to {high}, without quotes.").format(low=low, high=high),
                key,
            )
            return low
        return value

    def boolean(self, key: str, default: bool = False) -> bool:
        value = self.entries.get(key, INVALID)
        if value is INVALID:
            return default
        if not isinstance(value, bool):
            self.refuse(type_name(value), _("Write true or false, without quotes."), key)
            return default
        return value

    def choice(self, key: str, choices: type[Choice], *, empty: bool = False) -> Choice | None:
        """One of an enumeration's codes; null means none of them if `empty`."""
        value = self.entries.get(key, INVALID)
        if value is INVALID or (empty and value is None):
            return None
        codes = [choice.value for choice in choices]
        if not isinstance(value, str) or value not in codes:
            self.refuse(not_recognised(value) if isinstance(value, str) else type_name(value), use_one_of(codes), key)
            return None
        return choices(value)

    def reference(self, key: str, allowed: Collection[str]) -> str:
        """An id that must be declared elsewhere."""
        value = self.text(key)
        self._check_reference(value, key, allowed)
        return value

    def references(self, key: str, allowed: Collection[str], *, empty: bool = True) -> tuple[str, ...]:
        """A list of ids, each declared elsewhere and none repeated."""
        value = self.entries.get(key, INVALID)
        if value is INVALID or (empty and value is None):
            return ()
        if isinstance(value, list):
            value = [item for item in value if item is not INVALID]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            strange = next(item for item in value if not isinstance(item, str)) if isinstance(value, list) else value
            self.refuse(
                type_name(strange),
                _("Write a list of ids, such as [{example}].").format(example=truncated(next(iter(allowed), ""))),
                key,
            )
            return ()
        if not value and not empty:
            self.refuse(_("This is empty."), use_one_of(allowed), key)
        for item in dict.fromkeys(value):
            self._check_reference(item, key, allowed)
        for item in duplicates(value):
            self.refuse(appears_again(item), keep_one(), key)
        return tuple(value)

    def _check_reference(self, value: str, key: str, allowed: Collection[str]) -> None:
        if value.strip() and value not in allowed:
            fix = use_one_of(allowed) if allowed else _("Declare it first, or remove it.")
            self.refuse(not_recognised(value), fix, key)

    def parts(self, key: str, *, empty: bool = False) -> Iterator[Node]:
        """The entries of a list of mappings; messages name an entry by its id if it has one."""
        value = self.entries.get(key, INVALID)
        if value is INVALID:
            return
        if not isinstance(value, list):
            self.refuse(type_name(value), _("Write a list, each entry after a dash."), key)
            return
        if not value and not empty:
            self.refuse(_("This is empty."), _("Add at least one entry."), key)
        for index, item in enumerate(value):
            if self.reading.is_full:
                return
            name = item.get("id") if isinstance(item, dict) else None
            label = name if isinstance(name, str) and name else index + 1
            yield Node(self.reading, item, (*self.path, key, index), f"{self._where(key)}[{truncated(str(label))}]")


def duplicates(names: Iterable[str]) -> list[str]:
    """The names that appear more than once, each once, in the order in which they first appear."""
    return [name for name, count in Counter(names).items() if count > 1]


def decode_utf8(content: bytes, reading: FileValidation) -> str:
    """A file's bytes as text, without a byte order mark. Raises FileRefused if they aren't UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reading.refuse(
            _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1),
            _("The file is not in UTF-8."),
            _("Save it as UTF-8."),
        )
        raise FileRefused(reading.problems) from None
