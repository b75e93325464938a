"""One answer from the texts of its cells, in a row of a table or a submission."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from assessment.domain.model import Answer, Rating
from assessment.interchange.fields import TEXTS
from assessment.interchange.vocabulary import WordUnknown, parse_cause, parse_date
from assessment.parsing.limits import (
    address_problem,
    is_blank,
    length_problem,
    name_problem,
    target_date_problem,
    wrong_with_character,
)
from assessment.parsing.message_text import no_reason
from assessment.parsing.validation import LONE_SURROGATE

Meaning = TypeVar("Meaning")

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    rating = parse_choice("rating", cells, rating_of, refuse)
    texts = {field: parse_text(field, cells[field], refuse) if cells.get(field) else "" for field in TEXTS}
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
        cause=parse_choice("cause", cells, parse_cause, refuse),
        **texts,
    )


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


def _target(cells: Mapping[str, str], refuse: Refuse) -> dt.date | None:
    day = parse_day("target_date", cells, refuse)
    if day and (wrong := target_date_problem(day)):
        refuse("target_date", *wrong)
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


def _web_address(text: str, refuse: Refuse) -> str:
    address = parse_text("evidence_url", text.strip(), refuse)
    if address and (wrong := address_problem(address)):
        refuse("evidence_url", *wrong)
        return ""
    return address
