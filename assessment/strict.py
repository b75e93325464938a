"""Reading a person's file strictly: every problem with its place, nothing guessed, nothing taken half.

A file becomes plain data (mappings, lists, texts, numbers, flags) and a `Part` walks over it. What a `Part` can't
accept becomes a `Problem` in the shared `Reading`, and an empty value stands in for it, so that the walk goes on to
the next problem. Whoever reads a whole file calls `Reading.close` at the end, and gets the data only if it was sound.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from assessment.bounds import NAME_LIMIT, is_blank, wrong_with_length
from assessment.errors import FileRefused, Problem
from assessment.language import gettext as _

Choice = TypeVar("Choice", bound=StrEnum)
Path = tuple[str | int, ...]

NESTING_LIMIT = 20
VALUE_LIMIT = 100_000
"""Values in a file of JSON. A response to 800 recommendations has 20,000; a million of them take gigabytes."""
PROBLEM_LIMIT = 1000
"""A person mends no more at once, and a hostile file of many megabytes must not fill the memory with problems."""
FEW = 20
"""Ids or keys that a message lists in full."""
TEXT_SHOWN = 60
"""Characters of a person's text that a message repeats."""
# Three patterns that `re` compiles when a text first needs them: it takes a millisecond, and few texts do.
# Tab and line breaks are text; everything else below the space isn't.
CONTROL_CHARACTER = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
# What would break a message into lines, steer a terminal, or turn the rest of the line around.
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
# What says how many values a text of JSON has, and how deep they lie: texts are skipped, even one without an end.
_JSON_SIGN = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]'
# Half of a pair of UTF-16: no file and no database can hold it.
LONE_SURROGATE = r"[\ud800-\udfff]"


class Unreadable:
    """Stands where a problem was already told, so that nobody complains about the same place twice."""


UNREADABLE = Unreadable()


class Reading:
    """One file on its way in: its name, its problems so far, and the lines of its places where these are known."""

    def __init__(self, file: str, *, is_kept: bool = False) -> None:
        """`is_kept` says that it was read before, perhaps by an earlier version, whose bounds were wider."""
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
            self.problems.append(
                Problem("", _("There may be more problems."), _("Mend these first, then look again."), self.file)
            )

    @property
    def is_full(self) -> bool:
        """Whether no more problems are told."""
        return len(self.problems) >= PROBLEM_LIMIT

    def close(self) -> None:
        """Raise FileRefused with every problem of the file, if it has any."""
        if self.problems:
            raise FileRefused(self.problems)


class Part:
    """A place in a file's plain data. Its methods take out values of one type and report what isn't of that type."""

    def __init__(self, reading: Reading, value: object, path: Path = (), where: str = "") -> None:
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
        """Whether the file says something here."""
        return self.value is not UNREADABLE and self.value is not None

    def keys(self, required: Collection[str] = (), optional: Collection[str] = ()) -> Part:
        """Check that this is a mapping with all the `required` keys and no key beside these and the `optional`."""
        if self.value is UNREADABLE:
            return self
        if not isinstance(self.value, dict):
            self.refuse(
                _("This is {kind}, where a mapping is expected.").format(kind=kind(self.value)),
                _("Write the keys {keys}.").format(keys=listed((*required, *optional))),
            )
            return self
        allowed = (*required, *optional)
        for key in self.value:
            if self.reading.is_full:
                break
            if key not in allowed:
                self.refuse(
                    _("The key “{key}” is unknown here.").format(key=shortened(key)),
                    _("Remove it, or use one of {keys}.").format(keys=listed(allowed)),
                    str(key),
                )
        for key in required:
            if key not in self.value:
                self.refuse(_("The key “{key}” is missing.").format(key=key), _("Add it."))
        return self

    def part(self, key: str) -> Part:
        return Part(self.reading, self.entries.get(key, UNREADABLE), (*self.path, key), self._where(key))

    def text(self, key: str, *, empty: bool = False, free: bool = False, limit: int = NAME_LIMIT) -> str:
        """The text under `key`; a missing one is "", and so is one of more characters than `limit`, which is a problem.

        An empty or blank one is a problem unless `empty`, and so is a control character unless the text is `free`:
        what a respondent typed is kept to the character.
        """
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE or (empty and value is None):
            return ""
        if not isinstance(value, str):
            self.refuse(
                _("This is {kind}, where text is expected.").format(kind=kind(value)),
                _('Put it in quotes: "{value}".').format(value=shortened(str(value)))
                if isinstance(value, int | float) and not isinstance(value, bool)
                else _("Write text."),
                key,
            )
            return ""
        if not self.reading.is_kept and (wrong := wrong_with_length(value, limit)):
            self.refuse(*wrong, key)
            return ""
        if not empty and (not value.strip() if self.reading.is_kept else is_blank(value)):
            self.refuse(_("The text is empty."), _("Write something, or remove the entry."), key)
        if not value.isprintable() and (strange := re.search(LONE_SURROGATE if free else CONTROL_CHARACTER, value)):
            self.refuse(
                _("The text has a control character (U+{code:04X}) at position {position}.").format(
                    code=ord(strange.group()), position=strange.start() + 1
                ),
                _("Remove that character."),
                key,
            )
        return value

    def pattern(self, key: str, pattern: str, example: str, limit: int = NAME_LIMIT) -> str:
        """A text of one form, such as an id; `example` shows the form."""
        value = self.text(key, limit=limit)
        if value.strip() and not re.fullmatch(pattern, value):
            self.refuse(
                _("“{value}” has not the form that is expected.").format(value=shortened(value)),
                _("Write it like “{example}”.").format(example=example),
                key,
            )
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE:
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(
                _("This is {kind}, where a whole number from {low} to {high} is expected.").format(
                    kind=kind(value), low=low, high=high
                ),
                _("Write such a number, without quotes."),
                key,
            )
            return low
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE:
            return default
        if not isinstance(value, bool):
            self.refuse(
                _("This is {kind}, where true or false is expected.").format(kind=kind(value)),
                _("Write true or false, without quotes."),
                key,
            )
            return default
        return value

    def choice(self, key: str, choices: type[Choice], *, empty: bool = False) -> Choice | None:
        """One of an enumeration's codes; null stands for none of them if `empty`."""
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE or (empty and value is None):
            return None
        codes = [choice.value for choice in choices]
        if not isinstance(value, str) or value not in codes:
            self.refuse(
                _("{value} is not one of the possible values.").format(value=shown(value)),
                _("Write one of {codes}.").format(codes=listed(codes)),
                key,
            )
            return None
        return choices(value)

    def reference(self, key: str, allowed: Collection[str]) -> str:
        """An id that must be declared elsewhere."""
        value = self.text(key)
        self._check_reference(value, key, allowed)
        return value

    def references(self, key: str, allowed: Collection[str], *, empty: bool = True) -> tuple[str, ...]:
        """A list of ids, each declared elsewhere and none named twice."""
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE or (empty and value is None):
            return ()
        if isinstance(value, list):
            value = [item for item in value if item is not UNREADABLE]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(
                _("This is {kind}, where a list of ids is expected.").format(
                    kind=kind(value) if not isinstance(value, list) else _("a list with something else in it")
                ),
                _("Write a list such as [{example}].").format(example=next(iter(allowed), "")),
                key,
            )
            return ()
        if not value and not empty:
            self.refuse(_("The list is empty."), _("Name at least one of {ids}.").format(ids=listed(allowed)), key)
        for item in dict.fromkeys(value):
            self._check_reference(item, key, allowed)
        for item in repeated(value):
            self.refuse(_("“{id}” is named twice.").format(id=shortened(item)), _("Name it once."), key)
        return tuple(value)

    def _check_reference(self, value: str, key: str, allowed: Collection[str]) -> None:
        if value.strip() and value not in allowed:
            self.refuse(
                _("“{id}” is unknown.").format(id=shortened(value)),
                _("Use one of {ids}.").format(ids=listed(allowed)) if allowed else _("Declare it first, or remove it."),
                key,
            )

    def parts(self, key: str, *, empty: bool = False) -> Iterator[Part]:
        """The entries of a list of mappings; one that has an id is called by it in messages."""
        value = self.entries.get(key, UNREADABLE)
        if value is UNREADABLE:
            return
        if not isinstance(value, list):
            self.refuse(
                _("This is {kind}, where a list is expected.").format(kind=kind(value)),
                _("Write a list, each entry after a dash."),
                key,
            )
            return
        if not value and not empty:
            self.refuse(_("The list is empty."), _("Add at least one entry."), key)
        for index, item in enumerate(value):
            if self.reading.is_full:
                return
            name = item.get("id") if isinstance(item, dict) else None
            label = name if isinstance(name, str) and name else index + 1
            yield Part(self.reading, item, (*self.path, key, index), f"{self._where(key)}[{shortened(str(label))}]")


def kind(value: object) -> str:
    """What a value is, in words for a person."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("a true or false")
    if isinstance(value, int | float):
        return _("the number {number}").format(number=shortened(str(value)))
    if isinstance(value, str):
        return _("the text “{text}”").format(text=shortened(value))
    return _("a list") if isinstance(value, list) else _("a mapping")


def shown(value: object) -> str:
    return f"“{shortened(value)}”" if isinstance(value, str) else kind(value)


def shortened(text: str, limit: int = TEXT_SHOWN) -> str:
    """A text that a message, or another place with a limit, can hold."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """A text in one line that every screen, file and terminal can show: � for what isn't text or turns it around."""
    return text if text.isprintable() else re.sub(UNPRINTABLE, "\N{REPLACEMENT CHARACTER}", text)


def listed(items: Collection[str]) -> str:
    """All of a few, the first and the last of many."""
    names = list(items)
    return ", ".join(names) if len(names) <= FEW else f"{', '.join(names[:3])} … {names[-1]}"


def repeated(names: Iterable[str]) -> list[str]:
    """What stands more than once, each once, in the order of the first time."""
    return [name for name, count in Counter(names).items() if count > 1]


def decoded(content: bytes, reading: Reading) -> str:
    """A file's bytes as text. Raises FileRefused if they aren't UTF-8; a byte order mark is no part of the text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reading.refuse(
            _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1),
            _("The file is not in UTF-8."),
            _("Save it again with the encoding UTF-8."),
        )
        raise FileRefused(reading.problems) from None


class _Repeating(dict[str, object]):
    """A mapping of JSON in which a key stands twice."""

    twice: list[str]


def read_json(text: str, reading: Reading) -> object:
    """JSON as plain data; a name that stands twice, and more values or levels than any file needs, are problems.

    NaN and infinity come out as numbers, which no `Part` takes, so they are told with their place.
    """
    repeating = False

    def pairs(entries: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeating
        found = dict(entries)
        if len(found) == len(entries):
            return found
        repeating = True
        found = _Repeating(found)
        found.twice = repeated(name for name, _value in entries)
        return found

    if not text.strip():
        reading.refuse("", _("The file is empty."), _("Export it again."))
        return UNREADABLE
    if not _has_few_values(text, reading):
        return UNREADABLE
    try:
        data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        reading.refuse(
            _("line {line}").format(line=error.lineno),
            _("This is not JSON: {reason}.").format(reason=error.msg),
            _("Mend it there, or export the file again."),
        )
    except ValueError:
        # Python itself reads no integer of thousands of digits.
        reading.refuse("", _("There is a number of thousands of digits."), _("Write a shorter one, or leave it out."))
    else:
        if repeating:
            _tell_repeated(data, reading)
        return data
    return UNREADABLE


def _has_few_values(text: str, reading: Reading) -> bool:
    """Whether JSON has no more values and levels than any file needs: it is looked through before it is parsed,
    since plain data takes a hundred times as much memory as its text."""
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
                _("Export the file again."),
            )
            return False
        if values > VALUE_LIMIT:
            reading.refuse(
                "",
                _("The file has more than {limit} values.").format(limit=VALUE_LIMIT),
                _("Export the file again, as one response."),
            )
            return False
    return True


def _tell_repeated(data: object, reading: Reading) -> None:
    """Tell each key that stands twice, with its place, which the parser doesn't know yet when it meets one."""
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting and not reading.is_full:
        where, value = waiting.pop()
        if isinstance(value, _Repeating):
            for name in value.twice:
                reading.refuse(
                    _dotted(where, name),
                    _("The key “{key}” stands twice.").format(key=shortened(name)),
                    _("Keep one of the two."),
                )
        if isinstance(value, dict):
            inside = [(_dotted(where, name), item) for name, item in value.items()]
        elif isinstance(value, list):
            inside = [(f"{where}[{place}]", item) for place, item in enumerate(value, start=1)]
        else:
            continue
        waiting += reversed(inside)


def _dotted(where: str, key: str) -> str:
    return ".".join(part for part in (where, shortened(key)) if part)
