"""How long a text may be, which days a target has, and when a text says nothing: the same for files, pages and storage.

What is the matter with a value comes as two sentences, what it is and how to correct it, or None. What an earlier
version kept beyond these bounds stays, is shown and goes out as it is; only what comes in anew is held to them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from assessment.errors import TextRefused
from assessment.language import gettext as _

NAME_LIMIT = 200
"""Characters of a name: an organisation, a round, a title, an id. Names stand in one line, in lists and in headers."""
PASSAGE_LIMIT = 10_000
"""Characters of a quotation, a question or a note. A cell of a spreadsheet holds 32,767 units, and a character may take
two; the longest recommendation of the catalogue that ships has 1,134."""
TEXT_LIMIT = 200_000
"""Characters of one text of an answer: a hundred pages."""
ADDRESS_LIMIT = 2_000
"""Characters of a web address: Excel repairs a workbook that has links of more than 2,079."""
FILE_NAME_LIMIT = 1_000
"""Characters of a file's name or path. Windows takes 260, and few paths elsewhere are longer."""
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""The target dates that can be: what is outside was mistyped, or lost a century on its way."""
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+", re.IGNORECASE)

Wrong = tuple[str, str] | None

_NO_PART_OF_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
# What shows nothing though Unicode counts it as a letter, a sign or a mark: fillers of Hangul and Khmer, the empty
# Braille pattern, the joiner of graphemes, and what chooses between two looks of the sign before it.
_BLANK = re.compile("[\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff]")


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return all(unicodedata.category(sign) in _BLANK_CATEGORIES or _BLANK.match(sign) for sign in text)


def wrong_with_length(text: str, limit: int = TEXT_LIMIT) -> Wrong:
    if len(text) <= limit:
        return None
    what = _("The text has more than {limit} characters.").format(limit=limit)
    return what, _("Shorten it, and give a link to the rest.") if limit == TEXT_LIMIT else _("Shorten it.")


def wrong_with_name(name: str) -> Wrong:
    if len(name) > NAME_LIMIT:
        return _("The name has more than {limit} characters.").format(limit=NAME_LIMIT), _("Shorten it.")
    if strange := _NO_PART_OF_A_LINE.search(name):
        what = _("The name has a line break or a control character at position {position}.")
        return what.format(position=strange.start() + 1), _("Remove that character.")
    return None


def check_name(name: str) -> None:
    """Raise TextRefused for what can't be the name of anything new."""
    if wrong := wrong_with_name(name):
        raise TextRefused(" ".join(wrong))


def wrong_with_address(address: str) -> Wrong:
    if len(address) > ADDRESS_LIMIT:
        what = _("The web address has more than {limit} characters.").format(limit=ADDRESS_LIMIT)
        return what, _("Give a shorter one, or put the text with the evidence.")
    if not WEB_ADDRESS.fullmatch(address):
        what = _("This is not a web address.")
        return what, _("Write one that starts with https:// or http://, or put the text with the evidence.")
    return None


def wrong_with_target(day: dt.date) -> Wrong:
    if FIRST_DAY <= day <= LAST_DAY:
        return None
    what = _("The target date {day} is out of range.").format(day=day)
    return what, _("Write a day from {first} to {last}.").format(first=FIRST_DAY, last=LAST_DAY)
