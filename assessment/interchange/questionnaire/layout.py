"""How the offline workbook is laid out: the codes by which a place is found again, wherever a person moves it.

A row that asks for something carries its own address in hidden columns, the recommendation's id and the field's name,
so rows may be sorted and columns moved. A hidden row on top names the columns by the codes below.
"""

from __future__ import annotations

from enum import StrEnum

from assessment.domain.answer import ANSWER_FIELDS, Rating
from assessment.domain.fields import Kind
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label


class ColumnCode(StrEnum):
    """The codes of the columns, as they stand in the hidden row on top of a sheet with answers."""

    ID = "#id"
    FIELD = "#field"
    MEASURE = "#measure"
    THEME = "#theme"
    TICK = "#tick"
    TEXT = "#text"
    GUTTER = "#gutter"
    LABEL = "#label"
    ANSWER = "#answer"
    NOTE = "#note"


OWN_CODES = "#words"
"""Stands in the column of fields where words of ours stand in the column of answers."""
CATALOGUE_CODE = "#catalogue"
"""Begins the cell of the hidden row that names the catalogue: “#catalogue gcm-10 1.0”."""
TICK = "x"
ASKED_FIELDS = tuple(field for field in ANSWER_FIELDS if field.kind is not Kind.MEASURES)
"""What is asked of each recommendation beside its measures, in the order of the sheet."""
_NO_BREAK = "\N{WORD JOINER}\N{NO-BREAK SPACE}"
"""Between a mark and its word: behind a dash, a space alone doesn't hold them together."""


def column_headers() -> dict[ColumnCode, str]:
    """What is printed above the columns of the questionnaire."""
    ratings = ", ".join(rating_label(rating).replace(" ", _NO_BREAK) for rating in Rating)
    return {
        ColumnCode.TICK: _("In place?"),
        ColumnCode.TEXT: _("Recommendation and its measures"),
        ColumnCode.ANSWER: _("Answer. Ratings: {ratings}").format(ratings=ratings),
    }
