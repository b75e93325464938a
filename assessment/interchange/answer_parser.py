"""One answer from the texts of its cells, in a row of a table or a submission."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from assessment.domain.fields import Field, Kind
from assessment.domain.model import ANSWER_FIELDS, Answer, Rating
from assessment.i18n import gettext as _
from assessment.interchange.vocabulary import WordUnknown, parse_code, parse_date
from assessment.labels.codes import none_of_these
from assessment.parsing.limits import is_blank, length_problem, name_problem, wrong_with_character
from assessment.parsing.message_text import no_reason
from assessment.parsing.validation import LONE_SURROGATE

Meaning = TypeVar("Meaning")

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IN_CELLS = tuple(field for field in ANSWER_FIELDS if field.kind is not Kind.MEASURES)
Refuse = Callable[[str, str, str], None]
"""Reports a problem: the field where it is, what is wrong, how to correct it."""


def parse_answer(
    cells: Mapping[str, str],
    measures: tuple[str, ...] | None,
    refuse: Refuse,
    rating_of: Callable[[str], Rating | None],
) -> Answer:
    """The answer in the cells of a recommendation, by field; a field without a cell is empty.

    `measures` are the ticks, which each kind of file has in its own form. What isn't understood is reported by `refuse`
    and left empty in the answer.
    """
    values: dict[str, Any] = {"measures": measures}
    for field in _IN_CELLS:
        if field.codes:
            understand = rating_of if field.name == "rating" else partial(parse_code, field.codes)
            values[field.name] = parse_choice(field.name, cells, understand, refuse)
        elif field.kind is Kind.DAY:
            values[field.name] = _target(field, cells, refuse)
        elif text := cells.get(field.name):
            values[field.name] = _typed(field, text, refuse)
    if values["rating"] is Rating.NOT_APPLICABLE and is_blank(values.get("reason", "")):
        # If the reason itself was refused, that has been reported already.
        if is_blank(cells.get("reason", "")):
            refuse("reason", *no_reason())
        values["rating"] = None
    return Answer(**values)


def parse_choice(
    field: str, cells: Mapping[str, str], understand: Callable[[str], Meaning | None], refuse: Refuse
) -> Meaning | None:
    """The meaning of a cell; None if it is empty or isn't understood, which is reported."""
    text = cells.get(field, "")
    if not text:
        return None
    try:
        return understand(text)
    except WordUnknown as error:
        refuse(field, error.what, error.fix)
        return None


def parse_day(field: str, cells: Mapping[str, str], refuse: Refuse) -> dt.date | None:
    if _ISO_DAY.fullmatch(cells.get(field, "")):
        # Most dates are written like this, and need no search for month names in every language.
        with suppress(ValueError):
            return dt.date.fromisoformat(cells[field])
    return parse_choice(field, cells, parse_date, refuse)


def parse_name(field: str, cells: Mapping[str, str], refuse: Refuse) -> str:
    """The name in a cell; one that isn't allowed is reported and left empty."""
    name = cells.get(field, "")
    if wrong := name_problem(name):
        refuse(field, *wrong)
        return ""
    return name


def _target(field: Field, cells: Mapping[str, str], refuse: Refuse) -> dt.date | None:
    day = parse_day(field.name, cells, refuse)
    if wrong := field.problem(day):
        refuse(field.name, *wrong)
        return None
    return day


def parse_text(field: str, text: str, refuse: Refuse) -> str:
    """A free text; one that isn't allowed is reported and left empty."""
    if wrong := length_problem(text):
        refuse(field, *wrong)
        return ""
    if not text.isascii() and (strange := re.search(LONE_SURROGATE, text)):
        refuse(field, *wrong_with_character(strange.group(), strange.start() + 1))
        return ""
    return text


def _typed(field: Field, text: str, refuse: Refuse) -> str:
    """A text or a web address; one that isn't allowed is reported and left empty."""
    text = parse_text(field.name, text.strip() if field.kind is Kind.ADDRESS else text, refuse)
    if wrong := field.problem(text):
        refuse(field.name, *wrong)
        return ""
    return text


def none_contradicted() -> str:
    """What is wrong where a file says “none of these” beside a measure."""
    return _("“{none}” is chosen together with a measure.").format(none=none_of_these())
