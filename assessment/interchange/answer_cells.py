"""One answer from the texts of its cells, in a row of a table or a submission."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from assessment.bounds import (
    is_blank,
    wrong_with_address,
    wrong_with_character,
    wrong_with_length,
    wrong_with_name,
    wrong_with_target,
)
from assessment.interchange.fields import TEXTS
from assessment.interchange.words import WordUnknown, understand_cause, understand_date, understand_rating
from assessment.model import Answer, Rating
from assessment.strict import LONE_SURROGATE, no_reason

Meaning = TypeVar("Meaning")

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
Refuse = Callable[[str, str, str], None]
"""Reports a problem: the field where it is, what is wrong, how to correct it."""


def answer_from(
    cells: Mapping[str, str],
    measures: tuple[str, ...],
    refuse: Refuse,
    rating_of: Callable[[str], Rating | None] = understand_rating,
) -> Answer:
    """The answer in the cells of a recommendation, by field; a field without a cell is empty.

    `measures` are the ticks, which each kind of file has in its own form. What isn't understood is reported by `refuse`
    and left empty in the answer.
    """
    rating = understood("rating", cells, rating_of, refuse)
    texts = {field: _text(field, cells[field], refuse) if cells.get(field) else "" for field in TEXTS}
    if rating is Rating.NOT_APPLICABLE and is_blank(texts["reason"]):
        # If the reason itself was refused, that has been reported already.
        if is_blank(cells.get("reason", "")):
            refuse("reason", *no_reason())
        rating = None
    return Answer(
        rating=rating,
        measures=measures,
        evidence_url=_web_address(cells.get("evidence_url", ""), refuse),
        target_date=_target(cells, refuse),
        cause=understood("cause", cells, understand_cause, refuse),
        **texts,
    )


def understood(
    field: str, cells: Mapping[str, str], understand: Callable[[str], Meaning | None], refuse: Refuse
) -> Meaning | None:
    """The meaning of a cell; None if it is empty or isn't understood, which is reported."""
    text = cells.get(field, "")
    if not text:
        return None
    try:
        return understand(text)
    except WordUnknown as error:
        refuse(field, error.what, error.mend)
        return None


def day_in(field: str, cells: Mapping[str, str], refuse: Refuse) -> dt.date | None:
    if _ISO_DAY.fullmatch(cells.get(field, "")):
        # Most dates are written like this, and need no search for month names in every language.
        with suppress(ValueError):
            return dt.date.fromisoformat(cells[field])
    return understood(field, cells, understand_date, refuse)


def name_in(field: str, cells: Mapping[str, str], refuse: Refuse) -> str:
    """The name in a cell; one that isn't allowed is reported and left empty."""
    name = cells.get(field, "")
    if wrong := wrong_with_name(name):
        refuse(field, *wrong)
        return ""
    return name


def _target(cells: Mapping[str, str], refuse: Refuse) -> dt.date | None:
    day = day_in("target_date", cells, refuse)
    if day and (wrong := wrong_with_target(day)):
        refuse("target_date", *wrong)
        return None
    return day


def _text(field: str, text: str, refuse: Refuse) -> str:
    if wrong := wrong_with_length(text):
        refuse(field, *wrong)
        return ""
    if not text.isascii() and (strange := re.search(LONE_SURROGATE, text)):
        refuse(field, *wrong_with_character(strange.group(), strange.start() + 1))
        return ""
    return text


def _web_address(text: str, refuse: Refuse) -> str:
    address = _text("evidence_url", text.strip(), refuse)
    if address and (wrong := wrong_with_address(address)):
        refuse("evidence_url", *wrong)
        return ""
    return address
