"""Which column of an export of submissions holds what, whichever of its layouts was chosen.

KoboToolbox and ODK Central write names or labels into the header, in one of the form's languages, with or without the
groups before them and with any sign between. All of these are told here from the form itself; a header is compared
by its words, without case and signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.interchange.fields import IDENTITY_FIELDS, field_question
from assessment.interchange.words import folded
from assessment.interchange.xlsform_names import (
    ASKED,
    CALCULATED,
    NOTES,
    WHOSE,
    choice_label,
    choice_name,
    item_label,
    item_name,
    question_label,
    question_name,
    quotation_label,
    quotation_name,
    theme_name,
)
from assessment.language import gettext as _
from assessment.language import speaking
from assessment.model import Catalogue

KEY_COLUMN = "_uuid"
"""The column that messages name where submissions can't be told apart."""

_TOLD = {
    "root": r"(.+ )?root ?uuid",
    "key": "key",
    "instance": r"(.+ )?instance ?id",
    "replaced": r"(.+ )?deprecated ?id",
    "edits": r"(system )?edits",
    "review": r"(system )?review ?(state|status)|validation status( uid| label)?",
}
"""What a server says of a submission, by the words of the column. Labels of questions end in none of these."""
_UNDERSCORED = {"row": r"(.*\W)?__id", "uuid": r"(?!.*formhub)(.*\W)?_?uuid"}
"""The same by names in which the signs count: `_id` and `formhub/uuid` tell no submission from another."""

# What the servers and the phones add of themselves, beside everything that begins with an underscore.
_ADDED = frozenset(
    folded(name)
    for name in (
        "start", "end", "today", "deviceid", "username", "simserial", "subscriberid", "phonenumber", "email",
        "instanceID", "instanceName", "SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion", "formhub/uuid",
    )
)  # fmt: skip


PARTS_LIMIT, LETTERS_LIMIT = 12, 2_000
"""How many parts and letters of a header may be a question's: two groups, the question and a measure, whose labels
have slashes of their own. A header can have thousands, and each tail of it is compared; one with more letters is no
question's and no server's."""
NAME_LIMIT = 100
"""Letters of a header that is a server's or a hidden question's, which have names and no labels."""
_NAMES_KEPT = 16_384
"""Headers that are remembered, as many as a table may have: each is looked at several times."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What a column holds: a field of a recommendation's answer, or of whose answers they are where `item` is empty.

    `measure` is that of a column that a measure has for itself; of the hidden questions and the notes the name is
    the field.
    """

    item: str
    field: str
    measure: str = ""


def header_key(header: str) -> str:
    """A header as headers are compared: its words alone, since any sign at all may stand between groups."""
    return " ".join(re.findall(r"[^\W_]+", folded(header)))


def _name_key(header: str) -> str:
    """The same of a header that may be a name; nothing of any other."""
    return _short_key(header) if len(header) <= NAME_LIMIT else ""


@lru_cache(maxsize=_NAMES_KEPT)
def _short_key(header: str) -> str:
    return header_key(header)


def is_added(header: str) -> bool:
    """Whether a column is of the server or the phone, and of no question."""
    if len(header) > LETTERS_LIMIT:
        return False
    if header.replace("-", "/").rpartition("/")[2].startswith("_"):
        return True
    key = _name_key(header)
    return key in _ADDED or key.startswith(("meta ", "system ")) or told_by(header) is not None


@lru_cache(maxsize=_NAMES_KEPT)
def told_by(header: str) -> str | None:
    """What a column tells of the submission as such, as the server wrote it; None for any other column.

    `root`, `key` and `row` name a submission however it is edited, `uuid` and `instance` one state of it, `replaced`
    the state before, `edits` how often it was edited, `review` what somebody thought of it.
    """
    if len(header) > NAME_LIMIT:
        return None
    for patterns, name in ((_TOLD, _name_key(header)), (_UNDERSCORED, header.strip().casefold())):
        for told, pattern in patterns.items():
            if re.fullmatch(pattern, name):
                return told
    return None


def told_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Where a server says what of its submissions; the first column of each kind."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        if (told := told_by(name)) is not None:
            found.setdefault(told, place)
    return found


def hidden_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Where the hidden questions of our forms stand in a header: they have no label, so their names are there."""
    wanted = {header_key(name): name for name in CALCULATED}
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        key = _name_key(text)
        if key in wanted:
            found.setdefault(wanted[key], place)
    return found


@lru_cache(maxsize=8)
def layout(catalogue: Catalogue, languages: tuple[str, ...]) -> Mapping[str, Holds]:
    """What the columns of a form hold, by everything that their headers may say."""
    found: dict[str, Holds] = {}
    for path, holds in _columns(catalogue, languages):
        # With all groups before it, with the last one, and with none.
        ending = len(path) - (2 if holds.measure else 1)
        for start in range(ending + 1):
            found.setdefault(header_key("/".join(path[start:])), holds)
    return found


def held_by(header: str, known: Mapping[str, Holds]) -> Holds | None:
    """What a column holds. Groups that the form didn't have itself may stand before its name, apart by slashes."""
    if len(header) > LETTERS_LIMIT:
        return None
    keys = [header_key(part) for part in header.split("/")[-PARTS_LIMIT:]]
    for start in range(len(keys)):
        if holds := known.get(" ".join(filter(None, keys[start:]))):
            return holds
    return None


def _columns(catalogue: Catalogue, languages: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Holds]]:
    """Every column with the path of names or labels that leads to it; the last two of one measure's column."""
    for name in (*CALCULATED, *NOTES):
        yield (name,), Holds("", name)
        yield (NOTES[0] + "_page", name), Holds("", name)
    for field in IDENTITY_FIELDS:
        yield (WHOSE, field), Holds("", field)
    for item in catalogue.recommendations:
        path = (theme_name(catalogue.theme_by_id[item.theme]), item_name(item))
        yield (*path, quotation_name(item)), Holds("", quotation_name(item))
        for field in ASKED:
            yield (*path, question_name(item, field)), Holds(item.id, field)
        for measure in item.measures:
            names = (question_name(item, "measures"), choice_name(measure))
            yield (*path, *names), Holds(item.id, "measures", measure.id)
    for code in languages:
        with speaking(code):
            yield from _labelled(catalogue)


def _labelled(catalogue: Catalogue) -> Iterator[tuple[tuple[str, ...], Holds]]:
    """The same by the labels of the language that is spoken."""
    for field in IDENTITY_FIELDS:
        yield (_("Whose answers these are"), field_question(field)), Holds("", field)
    for item in catalogue.recommendations:
        # In forms that were made by earlier versions of this software the title begins with the id.
        for title in (item_label(item), f"{item.id} {item.title}"):
            path = (catalogue.theme_by_id[item.theme].name, title)
            yield (*path, quotation_label(item)), Holds("", quotation_name(item))
            for field in ASKED:
                yield (*path, question_label(item, field)), Holds(item.id, field)
            for measure in item.measures:
                labels = (question_label(item, "measures"), choice_label(measure))
                yield (*path, *labels), Holds(item.id, "measures", measure.id)
