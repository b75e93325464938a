"""Messages on a person's file: what is wrong, how to correct it, and the person's own text made fit to show."""

from __future__ import annotations

import re
from collections.abc import Collection

from assessment.i18n import gettext as _

LIST_LIMIT = 20
"""Ids or keys that a message lists in full."""
LIST_TEXT_LIMIT = 600
"""Characters that such a list has at most."""
TEXT_SHOWN = 60
"""Characters of a person's text that a message repeats."""
# What would break a message into lines, steer a terminal, or turn the rest of the line around; compiled
# only when a text needs it, as the patterns of `validation`.
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"


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


def check_it() -> str:
    """What to do about something that was read with a doubt."""
    return _("Check that this is right.")


def use_one_of(choices: Collection[str], *, removable: bool = False) -> str:
    choices_shown = abbreviated_list([truncated(choice) for choice in choices])
    if removable:
        return _("Use one of these, or remove it: {choices}.").format(choices=choices_shown)
    return _("Use one of these: {choices}.").format(choices=choices_shown)


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


def encodable(text: str) -> str:
    """The text with � for half a character of UTF-16, which people can paste and no file can hold."""
    return text if text.isascii() else re.sub(r"[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def abbreviated_list(items: Collection[str]) -> str:
    """All of a few short items, or the first and last of many or of long ones."""
    names = list(items)
    text = ", ".join(names)
    return (
        text if len(names) <= LIST_LIMIT and len(text) <= LIST_TEXT_LIMIT else f"{', '.join(names[:3])} … {names[-1]}"
    )


def dotted(where: str, key: str) -> str:
    """The place of a key in a mapping: `round.label`."""
    return ".".join(part for part in (where, truncated(key)) if part)
