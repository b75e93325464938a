"""Reading JSON strictly, as plain data."""

from __future__ import annotations

import json
import re

from assessment.i18n import gettext as _
from assessment.parsing.message_text import appears_again, dotted, keep_one, too_many_entries
from assessment.parsing.validation import NESTING_LIMIT, FileValidation, duplicates

VALUE_LIMIT = 100_000
"""Values in a file of JSON. A response to 800 recommendations has 20,000; a million of them take gigabytes."""
# The signs that tell how many values a JSON text has and how deeply they are nested; strings are skipped, even
# unclosed ones.
_JSON_SIGN = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]'


class _Repeating(dict[str, object]):
    """A JSON mapping in which a key appears twice."""

    twice: list[str]


def read_json(text: str, reading: FileValidation) -> object:
    """JSON as plain data; repeated keys are problems. NaN and infinity are numbers, which no record takes.

    Raises FileRefused for other text, and for JSON with more values or levels than any file needs.
    """
    repeating = False

    def pairs(entries: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeating
        mapping = dict(entries)
        if len(mapping) == len(entries):
            return mapping
        repeating = True
        mapping = _Repeating(mapping)
        mapping.twice = duplicates(name for name, _value in entries)
        return mapping

    if not text.strip():
        raise reading.refused("", _("The file is empty."), _("Export it again."))
    _check_values(text, reading)
    try:
        data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        what = _("This is not JSON: {reason}.").format(reason=error.msg)
        where = _("line {line}").format(line=error.lineno)
        raise reading.refused(where, what, _("Correct it, or export it again.")) from None
    except ValueError:
        # Python doesn't read integers of thousands of digits.
        raise reading.refused("", _("A number has thousands of digits."), _("Shorten it.")) from None
    if repeating:
        _report_repeated(data, reading)
    return data


def _check_values(text: str, reading: FileValidation) -> None:
    """Raise FileRefused for JSON with more values or levels than any file needs. It is scanned before it is parsed,
    since plain data takes a hundred times as much memory as its text."""
    values = depth = 0
    for sign in re.finditer(_JSON_SIGN, text, re.DOTALL):
        match sign[0][0]:
            case ",":
                values += 1
            case "[" | "{":
                values, depth = values + 1, depth + 1
            case "]" | "}":
                depth -= 1
        if depth > NESTING_LIMIT:
            where = _("line {line}").format(line=text.count("\n", 0, sign.start()) + 1)
            raise reading.refused(where, _("The file is nested too deeply."), _("Export it again."))
        if values > VALUE_LIMIT:
            raise reading.refused("", too_many_entries(VALUE_LIMIT), _("Export it again."))


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
