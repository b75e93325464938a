"""What each column of an export of submissions contains, in any of the export's layouts.

KoboToolbox and ODK Central write names or labels in the header, in one of the form's languages, with or without group
names before them and with any separator. All of these are derived from the form itself; headers are compared by their
words, without case and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES, Kind
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.interchange.forms.question_names import (
    ASKED,
    CALCULATED,
    NOTES,
    WHOSE,
    choice_label,
    choice_name,
    item_name,
    question_label,
    question_name,
    quotation_label,
    quotation_name,
    theme_name,
)
from assessment.interchange.vocabulary import fold_case
from assessment.labels.codes import none_of_these

_TOLD = {
    "root": r"(.+ )?root ?uuid",
    "key": "key",
    "instance": r"(.+ )?instance ?id",
    "replaced": r"(.+ )?deprecated ?id",
    "edits": r"(system )?edits",
    "review": r"(system )?review ?(state|status)|validation status( uid| label)?",
}
"""What a server says about a submission, by the words of the header. No label of a question ends like these."""
_UNDERSCORED = {"row": r"(.*\W)?__id", "uuid": r"(?!.*formhub)(.*\W)?_?uuid"}
"""The same for names in which punctuation matters: `_id` and `formhub/uuid` don't identify a submission."""

# Columns that servers and phones add, besides those that begin with an underscore.
_ADDED = frozenset(
    fold_case(name)
    for name in (
        "start", "end", "today", "deviceid", "username", "simserial", "subscriberid", "phonenumber", "email",
        "instanceID", "instanceName", "SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion", "formhub/uuid",
    )
)  # fmt: skip
PARTS_LIMIT, LETTERS_LIMIT = 12, 2_000
"""How many parts and letters a question's header may have: two groups, the question and a measure, whose labels may
contain slashes. A header can have thousands of parts, and each ending of it is compared; one with more letters belongs
to no question and no server."""
NAME_LIMIT = 100
"""Letters of the header of a server's column or a hidden question, which have names but no labels."""
_EARLIER_LABELS = {"Keep the organisation out of every report": "anonymous"}
"""Questions of forms that were handed out before they were worded anew, and the fields that they ask for."""
_NAMES_KEPT = 16_384
"""Headers that are cached, as many as a table may have, since each is examined several times."""


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """What a column contains: a field of a recommendation's answer, or of whose answers they are if `item` is empty.

    `measure` is given if a measure has its own column; for hidden questions and notes `field` is their name.
    """

    item: str
    field: str
    measure: str = ""


def header_key(header: str) -> str:
    """A header in the form in which headers are compared: its words only, since groups may have any separator."""
    return " ".join(re.findall(r"[^\W_]+", fold_case(header)))


@lru_cache(maxsize=_NAMES_KEPT)
def _name_key(header: str) -> str:
    """The same for a header that may be a name; empty for any other."""
    return header_key(header) if len(header) <= NAME_LIMIT else ""


def is_server_column(header: str) -> bool:
    """Whether a column was added by the server or the phone."""
    if len(header) > LETTERS_LIMIT:
        return False
    if header.replace("-", "/").rpartition("/")[2].startswith("_"):
        return True
    key = _name_key(header)
    return key in _ADDED or key.startswith(("meta ", "system ")) or server_field(header) is not None


@lru_cache(maxsize=_NAMES_KEPT)
def server_field(header: str) -> str | None:
    """What a server's column says about the submission itself; None for any other column.

    `root`, `key` and `row` identify a submission through all edits, `uuid` and `instance` one state of it, `replaced`
    the previous state; `edits` is the number of edits, `review` the review state.
    """
    if len(header) > NAME_LIMIT:
        return None
    for patterns, name in ((_TOLD, _name_key(header)), (_UNDERSCORED, header.strip().casefold())):
        for field, pattern in patterns.items():
            if re.fullmatch(pattern, name):
                return field
    return None


def server_columns(header: tuple[str, ...]) -> dict[str, int]:
    """The places of a server's own columns; the first column of each kind."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        if (field := server_field(name)) is not None:
            places.setdefault(field, place)
    return places


def hidden_columns(header: tuple[str, ...]) -> dict[str, int]:
    """The places of our forms' hidden questions in a header: they have no labels, so their names appear."""
    wanted = {header_key(name): name for name in CALCULATED}
    places: dict[str, int] = {}
    for place, text in enumerate(header):
        if name := wanted.get(_name_key(text)):
            places.setdefault(name, place)
    return places


@lru_cache(maxsize=8)
def form_columns(catalogue: Catalogue, languages: tuple[str, ...]) -> Mapping[str, ColumnContent]:
    """What the columns of a form contain, by every possible header."""
    hidden = [((NOTES[0] + "_page", name), ColumnContent("", name)) for name in (*CALCULATED, *NOTES)]
    paths = [*hidden, *_columns(catalogue, by_label=False)]
    for code in languages:
        with using_language(code):
            paths += _columns(catalogue, by_label=True)
    paths += [((WHOSE, label), ColumnContent("", field)) for label, field in _EARLIER_LABELS.items()]
    columns: dict[str, ColumnContent] = {}
    for path, holds in paths:
        # With all groups before it, with only the last, and with none.
        ending = len(path) - (2 if holds.measure else 1)
        for start in range(ending + 1):
            columns.setdefault(header_key("/".join(path[start:])), holds)
    return columns


def column_content(header: str, known: Mapping[str, ColumnContent]) -> ColumnContent | None:
    """What a column contains. Further groups may come before its name, separated by slashes."""
    if len(header) > LETTERS_LIMIT:
        return None
    keys = [header_key(part) for part in header.split("/")[-PARTS_LIMIT:]]
    for start in range(len(keys)):
        if holds := known.get(" ".join(filter(None, keys[start:]))):
            return holds
    return None


def _columns(catalogue: Catalogue, *, by_label: bool) -> Iterator[tuple[tuple[str, ...], ColumnContent]]:
    """Every column with the path of names, or of labels in the current language, that leads to it.

    A measure's own column has two of its own.
    """
    whose = _("Whose answers these are") if by_label else WHOSE
    for field in IDENTITY_FIELDS:
        yield (whose, field.question if by_label else field.name), ColumnContent("", field.name)
    for item in catalogue.recommendations:
        theme = catalogue.theme_by_id[item.theme]
        group = (theme.name, item.title) if by_label else (theme_name(theme), item_name(item))
        quotation = quotation_label(item) if by_label else quotation_name(item)
        yield (*group, quotation), ColumnContent("", quotation_name(item))
        for field in ASKED:
            question = question_label(item, field) if by_label else question_name(item, field.name)
            yield (*group, question), ColumnContent(item.id, field.name)
            if field.kind is Kind.MEASURES:
                for measure in item.measures:
                    choice = choice_label(measure) if by_label else choice_name(measure)
                    yield (*group, question, choice), ColumnContent(item.id, field.name, measure.id)
                none = none_of_these() if by_label else NO_MEASURES
                yield (*group, question, none), ColumnContent(item.id, field.name, NO_MEASURES)
