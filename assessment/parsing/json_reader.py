"""Reading JSON strictly, as plain data."""

from __future__ import annotations

import json
import re

from assessment.i18n import gettext as _
from assessment.parsing.message_text import appears_again, dotted, keep_one, too_many_entries
from assessment.parsing.validation import INVALID, NESTING_LIMIT, FileValidation, duplicates

VALUE_LIMIT = 100_000
"""Values in a file of JSON. A response to 800 recommendations has 20,000; a million of them take gigabytes."""
# The signs that tell how many values a JSON text has and how deeply they are nested; strings are skipped, even
# unclosed ones.
_JSON_SIGN = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]'


class _Repeating(dict[str, object]):
    """A JSON mapping in which a key appears twice."""

    twice: list[str]


def read_json(text: str, reading: FileValidation, limit: int = VALUE_LIMIT) -> object:
    """JSON as plain data; repeated keys, and more values than `limit` or levels than any file needs, are problems.

    NaN and infinity are read as numbers, which no `Node` accepts, so they are reported with their place.
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
    if not _has_few_values(text, reading, limit):
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


def _has_few_values(text: str, reading: FileValidation, limit: int) -> bool:
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
        if values > limit:
            reading.refuse("", too_many_entries(limit), _("Export it again."))
            return False
    return True


def _report_repeated(data: object, reading: FileValidation) -> None:
    """Report each repeated key with its place, which the parser doesn't know yet when it finds one."""
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting and not reading.is_full:
        where, value = waiting.pop()
        if isinstance(value, _Repeating):
            for name in value.twice:
                reading.refuse(dotted(where, name), appears_again(name), keep_one())
        if isinstance(value, dict):
            inside = [(dotted(where, name), item) for name, item in value.items()]
        elif isinstance(value, list):
            inside = [(f"{where}[{place}]", item) for place, item in enumerate(value, start=1)]
        else:
            continue
        waiting += reversed(inside)
