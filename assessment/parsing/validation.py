"""Reading a person's file strictly: every problem is reported with its place, and nothing is guessed or half imported.

A file becomes plain data (mappings, lists, texts, numbers, flags), and a `Part` walks through it. What a `Part` can't
accept becomes a `Problem` in the shared `Reading` and is replaced by an empty value, so that the walk goes on to the
next problem. Code that reads a whole file calls `Reading.close` at the end and gets the data only if all is valid.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT, is_blank, length_problem, wrong_with_character

Choice = TypeVar("Choice", bound=StrEnum)
Path = tuple[str | int, ...]

NESTING_LIMIT = 20
VALUE_LIMIT = 100_000
"""Values in a file of JSON. A response to 800 recommendations has 20,000; a million of them take gigabytes."""
PROBLEM_LIMIT = 1000
"""Nobody corrects more at once, and a hostile file of many megabytes must not fill the memory with problems."""
LIST_LIMIT = 20
"""Ids or keys that a message lists in full."""
TEXT_SHOWN = 60
"""Characters of a person's text that a message repeats."""
# Three patterns that `re` compiles only when a text needs them: compiling takes a millisecond, and few texts do.
# Tabs and line breaks are text; no other character below the space is.
CONTROL_CHARACTER = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
# What would break a message into lines, steer a terminal, or turn the rest of the line around.
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
# The signs that tell how many values a JSON text has and how deeply they are nested; strings are skipped, even
# unclosed ones.
_JSON_SIGN = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]'
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

    def refuse(self, where: str, what: str, mend: str, path: Path = ()) -> None:
        if self.is_full:
            return
        line = self.lines.get(path)
        if line is not None:
            place = _("line {line}").format(line=line)
            where = f"{where} ({place})" if where else place
        self.problems.append(Problem(printable(where), printable(what), printable(mend), self.file))
        if len(self.problems) == PROBLEM_LIMIT:
            what, mend = _("There may be more problems."), _("Correct these first, then try again.")
            self.problems.append(Problem("", what, mend, self.file))

    def check_size(self, content: bytes, limit: int, mend: str) -> None:
        """Raise FileRefused for a file of more bytes than `limit`."""
        if len(content) > limit:
            self.refuse("", too_large(limit), mend)
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

    def refuse(self, what: str, mend: str, key: str | None = None) -> None:
        path = self.path if key is None or (*self.path, key) not in self.reading.lines else (*self.path, key)
        self.reading.refuse(self._where(key), what, mend, path)

    def _where(self, key: str | None) -> str:
        return self.where if key is None else _dotted(self.where, key)

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
                _("Write a list of ids, such as [{example}].").format(example=next(iter(allowed), "")),
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
            mend = use_one_of(allowed) if allowed else _("Declare it first, or remove it.")
            self.refuse(not_recognised(value), mend, key)

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


def type_name(value: object) -> str:
    """What a value is, as a sentence, where something else is expected."""
    if value is None:
        return _("This is empty.")
    if isinstance(value, bool):
        return _("This is true or false.")
    if isinstance(value, int | float):
        return _("This is the number {number}.").format(number=truncated(str(value)))
    if isinstance(value, str):
        return _("This is the text “{text}”.").format(text=truncated(value))
    return _("This is a list.") if isinstance(value, list) else _("This is a mapping.")


def not_recognised(text: str) -> str:
    return _("“{text}” is not recognised.").format(text=truncated(text))


def missing(name: str) -> str:
    return _("“{name}” is missing.").format(name=truncated(name))


def appears_again(text: str) -> str:
    return _("“{text}” appears more than once.").format(text=truncated(text))


def also_in(text: str, place: str) -> str:
    """What is wrong with an id that was found in another place before."""
    return _("“{text}” is also in {place}.").format(text=truncated(text), place=place)


def no_date(text: str) -> tuple[str, str]:
    return _("“{text}” is not a date.").format(text=truncated(text)), write_like("2026-11-24")


def no_country(text: str) -> str:
    return _("“{text}” is not a country or area of ISO 3166-1.").format(text=truncated(text))


def write_country() -> str:
    return _("Write its three-letter code, such as “NPL”.")


def no_reason() -> tuple[str, str]:
    return _("“Not applicable” needs a reason."), _("Write the reason, or remove the rating.")


def too_large(limit: int) -> str:
    """What is wrong with a file of more bytes than `limit`."""
    return _("The file is larger than {limit} MB.").format(limit=limit // 1_000_000)


def too_many_entries(limit: int) -> str:
    return _("The file has more than {limit} entries.").format(limit=limit)


def keep_one() -> str:
    return _("Keep one of them.")


def use_one_of(choices: Collection[str], *, removable: bool = False) -> str:
    if removable:
        return _("Use one of these, or remove it: {choices}.").format(choices=abbreviated_list(choices))
    return _("Use one of these: {choices}.").format(choices=abbreviated_list(choices))


def write_like(example: str) -> str:
    return _("Write it like “{example}”.").format(example=example)


def write_exactly(text: str) -> str:
    return _("Write “{text}”.").format(text=text)


def put_in_quotes(text: str) -> str:
    return _('Put it in quotes: "{text}".').format(text=truncated(text))


def truncated(text: str, limit: int = TEXT_SHOWN) -> str:
    """A text short enough for a message, or for another place with a limit."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """A text in one line that every screen, file and terminal can show, with � for characters that aren't text or would
    change its direction."""
    return text if text.isprintable() else re.sub(UNPRINTABLE, "\N{REPLACEMENT CHARACTER}", text)


def abbreviated_list(items: Collection[str]) -> str:
    """All of a few items, or the first and last of many."""
    names = list(items)
    return ", ".join(names) if len(names) <= LIST_LIMIT else f"{', '.join(names[:3])} … {names[-1]}"


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


class _Repeating(dict[str, object]):
    """A JSON mapping in which a key appears twice."""

    twice: list[str]


def read_json(text: str, reading: FileValidation) -> object:
    """JSON as plain data; repeated keys, and more values or levels than any file needs, are problems.

    NaN and infinity are read as numbers, which no `Part` accepts, so they are reported with their place.
    """
    repeating = False

    def pairs(entries: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeating
        found = dict(entries)
        if len(found) == len(entries):
            return found
        repeating = True
        found = _Repeating(found)
        found.twice = duplicates(name for name, _value in entries)
        return found

    if not text.strip():
        reading.refuse("", _("The file is empty."), _("Export it again."))
        return INVALID
    if not _has_few_values(text, reading):
        return INVALID
    try:
        data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        reading.refuse(
            _("line {line}").format(line=error.lineno),
            _("This is not JSON: {reason}.").format(reason=error.msg),
            _("Correct it, or export it again."),
        )
    except ValueError:
        # Python doesn't read integers of thousands of digits.
        reading.refuse("", _("A number has thousands of digits."), _("Shorten it."))
    else:
        if repeating:
            _report_repeated(data, reading)
        return data
    return INVALID


def _has_few_values(text: str, reading: FileValidation) -> bool:
    """Whether JSON has no more values and levels than any file needs. It is scanned before it is parsed, since plain
    data takes a hundred times as much memory as its text."""
    values = depth = 0
    for found in re.finditer(_JSON_SIGN, text, re.DOTALL):
        match found[0][0]:
            case ",":
                values += 1
            case "[" | "{":
                values, depth = values + 1, depth + 1
            case "]" | "}":
                depth -= 1
        if depth > NESTING_LIMIT:
            reading.refuse(
                _("line {line}").format(line=text.count("\n", 0, found.start()) + 1),
                _("The file is nested too deeply."),
                _("Export it again."),
            )
            return False
        if values > VALUE_LIMIT:
            reading.refuse("", too_many_entries(VALUE_LIMIT), _("Export it again."))
            return False
    return True


def _report_repeated(data: object, reading: FileValidation) -> None:
    """Report each repeated key with its place, which the parser doesn't know yet when it finds one."""
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting and not reading.is_full:
        where, value = waiting.pop()
        if isinstance(value, _Repeating):
            for name in value.twice:
                reading.refuse(_dotted(where, name), appears_again(name), keep_one())
        if isinstance(value, dict):
            inside = [(_dotted(where, name), item) for name, item in value.items()]
        elif isinstance(value, list):
            inside = [(f"{where}[{place}]", item) for place, item in enumerate(value, start=1)]
        else:
            continue
        waiting += reversed(inside)


def _dotted(where: str, key: str) -> str:
    return ".".join(part for part in (where, truncated(key)) if part)
