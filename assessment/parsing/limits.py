"""How long a text may be, which target dates are possible, and when a text is blank: the same for files, pages and
storage.

Each check gives two sentences, what is wrong and how to correct it, or None. Values that an earlier version stored
beyond these limits are kept, shown and exported unchanged; only new values are checked.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from assessment.errors import TextRefused
from assessment.i18n import gettext as _
from assessment.parsing.message_text import not_recognised, truncated, type_name, write_exactly, write_like

NAME_LIMIT = 200
"""Characters of a name: an organisation, a round, a title, an id. Names are shown in one line, in lists and headers."""
PASSAGE_LIMIT = 10_000
"""Characters of a quotation, a question or a note. A spreadsheet cell holds 32,767 units, and a character may take two;
the longest recommendation of the catalogue included has 1,134."""
TEXT_LIMIT = 200_000
"""Characters of one text of an answer: a hundred pages."""
ADDRESS_LIMIT = 2_000
"""Characters of a web address: Excel repairs a workbook that has links of more than 2,079."""
FILE_NAME_LIMIT = 1_000
"""Characters of a file's name or path. Windows takes 260, and few paths elsewhere are longer."""
AUDIT_DAYS = 365
"""How long an entry of the audit log is kept if nobody says otherwise: until the next yearly audit."""
COPIES_KEPT_DAYS = 30
"""How long copies stay that the software made by itself, as a deleted response does: somebody may still want them."""
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""The possible target dates: anything outside was mistyped, or lost its century on the way."""
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+", re.IGNORECASE)

_NAMED_HOST = re.compile(r"(?:[\w-]+\.)+(?P<end>[^\W\d_]{2,})(?::\d+)?(?:[/?#][^\s<>\"\x00-\x1f\x7f]*)?")
_FILE_ENDING = re.compile(r"csv|docx?|html?|jpe?g|odt|pdf|png|txt|xlsx?", re.IGNORECASE)

WhatAndFix = tuple[str, str] | None
Rule = Callable[[Any], WhatAndFix]
"""Says what is wrong with a value and how to correct it."""

# Tabs and line breaks are text; no other character below the space is.
_CONTROL_CHARACTER = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
_NO_PART_OF_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
# Invisible characters that Unicode counts as letters, symbols or marks: Hangul and Khmer fillers, the blank Braille
# pattern, the grapheme joiner, and variation selectors.
_BLANK = re.compile("[\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff]")


def is_blank(text: str) -> bool:
    """Whether a text has no visible character."""
    return all(unicodedata.category(sign) in _BLANK_CATEGORIES or _BLANK.match(sign) for sign in text)


def length_problem(text: str, limit: int = TEXT_LIMIT) -> WhatAndFix:
    if len(text) <= limit:
        return None
    return _("This text is longer than {limit} characters.").format(limit=limit), _("Shorten it.")


def wrong_with_character(character: str, position: int) -> tuple[str, str]:
    """What is wrong with a character that no text may have; `position` counts from 1."""
    what = _("Character {position} (U+{code:04X}) is not allowed.")
    return what.format(position=position, code=ord(character)), _("Delete it, or type it again.")


def written(limit: int) -> Rule:
    """The rule for a text that must be there, such as a title: something that can be read, and no more than `limit`
    characters."""

    def problem(text: str) -> WhatAndFix:
        if wrong := length_problem(text, limit):
            return wrong
        if is_blank(text):
            return _("This is empty."), _("Fill it in, or remove it.")
        # Most texts have no such character, and the pattern takes a millisecond to compile.
        strange = None if text.isprintable() else re.search(_CONTROL_CHARACTER, text)
        return wrong_with_character(strange.group(), strange.start() + 1) if strange else None

    return problem


def like(pattern: str, example: str, limit: int = NAME_LIMIT) -> Rule:
    """The rule for a text in a given format, such as an id; `example` shows the format."""
    must_be_written = written(limit)

    def problem(text: str) -> WhatAndFix:
        if wrong := must_be_written(text):
            return wrong
        if re.fullmatch(pattern, text):
            return None
        return _("“{text}” is not in the expected format.").format(text=truncated(text)), write_like(example)

    return problem


def exactly(expected: str) -> Rule:
    """The rule for a text that is always the same, such as the name of a format."""
    return lambda text: None if text == expected else (not_recognised(text), write_exactly(expected))


def between(low: int, high: int) -> Rule:
    """The rule for a number in a range."""

    def problem(number: int) -> WhatAndFix:
        if low <= number <= high:
            return None
        fix = _("Write a whole number from {low} to {high}, without quotes.").format(low=low, high=high)
        return type_name(number), fix

    return problem


def not_empty(entries: Collection[object]) -> WhatAndFix:
    return None if entries else (_("This is empty."), _("Add at least one entry."))


def name_problem(name: str) -> WhatAndFix:
    if wrong := length_problem(name, NAME_LIMIT):
        return wrong
    if strange := _NO_PART_OF_A_LINE.search(name):
        return wrong_with_character(strange.group(), strange.start() + 1)
    if name.strip() and is_blank(name):
        return _("This name has no visible character."), _("Write one that can be read.")
    return None


def check_name(name: str) -> None:
    """Raise TextRefused for a text that can't be a new name."""
    if wrong := name_problem(name):
        raise TextRefused(" ".join(wrong))


def address_problem(address: str) -> WhatAndFix:
    if wrong := length_problem(address, ADDRESS_LIMIT):
        return wrong
    if not WEB_ADDRESS.fullmatch(address):
        what = _("This is not a web address.")
        return what, _("Start it with https:// or http://, or move it to the evidence.")
    return None


def complete_address(text: str) -> str:
    """A web address as typed without its beginning, such as “www.un.org/x”, with `https://`; other text unchanged."""
    text = text.strip()
    named = _NAMED_HOST.fullmatch(text)
    return f"https://{text}" if named and not _FILE_ENDING.fullmatch(named["end"]) else text


def day_problem(day: dt.date, label: str) -> WhatAndFix:
    """What is wrong with a day in a plan; `label` says what the day is."""
    if FIRST_DAY <= day <= LAST_DAY:
        return None
    what = _("{label} {day} is out of range.").format(label=label, day=day)
    return what, _("Write a day from {first} to {last}.").format(first=FIRST_DAY, last=LAST_DAY)


_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")


def link_target(url: str) -> str | None:
    """The address as a link of a workbook, or none if it can't be one."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        sound = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    # Brackets are for addresses of version 6, which nobody quotes as a source.
    if not sound or "[" in parts.netloc or re.search(r"[\s\ud800-\udfff\ufffe\uffff]", url):
        return None
    target = _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", url)
    return target if len(target) <= ADDRESS_LIMIT else None
