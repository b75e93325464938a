"""What the texts in cells mean: an answer, and who answers, in a row of a table, a submission or a workbook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.fields import Field, Kind
from assessment.domain.response import Round, Voice
from assessment.i18n import gettext as _
from assessment.interchange.vocabulary import (
    WordUnknown,
    parse_code,
    parse_country,
    parse_date,
    parse_tick,
)
from assessment.labels.codes import none_of_these
from assessment.parsing.limits import is_blank, name_problem, wrong_with_character
from assessment.parsing.message_text import no_reason
from assessment.parsing.validation import LONE_SURROGATE

Meaning = TypeVar("Meaning")
Cells = Mapping[str, str]
"""The texts of cells, by field; a field without a cell is empty."""
Refuse = Callable[[str, str, str], None]
"""Reports a problem: the field where it is, what is wrong, how to correct it. What is refused is left empty."""

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_answer(
    cells: Cells, measures: tuple[str, ...] | None, refuse: Refuse, rating_of: Callable[[str], Rating | None]
) -> Answer:
    """The answer to a recommendation. `measures` are the ticks, which each kind of file has in its own form."""
    values: dict[str, Any] = {"measures": measures}
    for field in ANSWER_FIELDS:
        if not cells.get(field.name) or field.kind is Kind.MEASURES:
            continue
        if field.name == "rating":
            values["rating"] = parse_choice("rating", cells, rating_of, refuse)
        else:
            values[field.name] = parse_value(field, cells, refuse)
    if values.get("rating") is Rating.NOT_APPLICABLE and is_blank(values.get("reason", "")):
        # If the reason itself was refused, that has been reported already.
        if is_blank(cells.get("reason", "")):
            refuse("reason", *no_reason())
        values["rating"] = None
    return Answer(**values)


def parse_identity(cells: Cells, refuse: Refuse) -> dict[str, Any] | None:
    """Who answers, as the parts of a response; None if the country or the voice isn't known."""
    for name in ("country", "voice"):
        if not cells.get(name, "").strip():
            refuse(name, _("This cell is empty."), _("Fill it in."))
    country = parse_choice("country", cells, parse_country, refuse)
    voice = parse_choice("voice", cells, partial(parse_code, Voice), refuse)
    asked_in = Round(_parse_name("round_label", cells, refuse), parse_day("round_date", cells, refuse))
    organisation = _parse_name("organisation", cells, refuse)
    anonymous = bool(parse_choice("anonymous", cells, parse_tick, refuse))
    if country is None or voice is None:
        return None
    return {
        "country": country, "voice": voice, "organisation": organisation, "round": asked_in, "anonymous": anonymous,
    }  # fmt: skip


def parse_choice(
    field: str, cells: Cells, understand: Callable[[str], Meaning | None], refuse: Refuse
) -> Meaning | None:
    """The meaning of a cell; None if it is empty or refused."""
    text = cells.get(field, "")
    if not text:
        return None
    try:
        return understand(text)
    except WordUnknown as error:
        refuse(field, error.what, error.fix)
        return None


def parse_day(field: str, cells: Cells, refuse: Refuse) -> dt.date | None:
    if _ISO_DAY.fullmatch(cells.get(field, "")):
        # Most dates are written like this, and need no search for month names in every language.
        with suppress(ValueError):
            return dt.date.fromisoformat(cells[field])
    return parse_choice(field, cells, parse_date, refuse)


def parse_value(field: Field, cells: Cells, refuse: Refuse) -> Any:
    """The value of a field of an answer or a follow-up."""
    if field.codes:
        return parse_choice(field.name, cells, partial(parse_code, field.codes), refuse)
    if field.kind is Kind.DAY:
        day = parse_day(field.name, cells, refuse)
        return None if _is_refused(field.name, field.problem(day), refuse) else day
    text = cells.get(field.name, "")
    if field.kind is Kind.ADDRESS:
        text = text.strip()
    wrong = _half_character(text) or field.problem(text)
    return "" if _is_refused(field.name, wrong, refuse) else text


def _parse_name(field: str, cells: Cells, refuse: Refuse) -> str:
    name = cells.get(field, "")
    return "" if _is_refused(field, name_problem(name), refuse) else name


def _half_character(text: str) -> tuple[str, str] | None:
    strange = None if text.isascii() else re.search(LONE_SURROGATE, text)
    return wrong_with_character(strange.group(), strange.start() + 1) if strange else None


def _is_refused(field: str, wrong: tuple[str, str] | None, refuse: Refuse) -> bool:
    if wrong:
        refuse(field, *wrong)
    return wrong is not None


def none_contradicted() -> str:
    """What is wrong where a file says “none of these” beside a measure."""
    return _("“{none}” is chosen together with a measure.").format(none=none_of_these())
