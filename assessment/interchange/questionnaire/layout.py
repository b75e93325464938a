"""How the offline workbook is laid out: the codes by which a place is found again, wherever a person moves it.

A row that asks for something carries its own address in hidden columns, the recommendation's id and the field's name,
so rows may be sorted and columns moved. A hidden row on top names the columns by the codes below. A hidden sheet says
what the workbook was made from, and where the columns were.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from assessment.domain.fields import Kind
from assessment.domain.model import ANSWER_FIELDS, Catalogue, Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label

FORMAT = "gap-assessment-questionnaire/1"


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


_NO_BREAK = "\N{WORD JOINER}\N{NO-BREAK SPACE}"
"""Between a mark and its word: behind a dash, a space alone doesn't hold them together."""
OWN_CODES = "#words"
"""Stands in the column of fields where words of ours stand in the column of answers."""
CATALOGUE_CODE = "#catalogue"
"""Begins the cell of the hidden row that names the catalogue, in case the hidden sheet gets lost."""


class ProvenanceCode(StrEnum):
    """What a row of the hidden sheet tells; the rest of the row is what is told."""

    FORMAT = "format"
    CATALOGUE = "catalogue"
    VERSION = "version"
    HASH = "hash"
    LANGUAGE = "language"
    ASSESSMENT = "assessment"
    ASKED = "asked"
    """A recommendation that a workshop had on its agenda."""
    SHEET = "sheet"
    """A sheet's title."""
    COLUMN = "column"
    """A sheet's title, a column's code and its letter."""
    REVISION = "revision"
    """A recommendation, the revision of its answer, and the digest of its words."""
    TEXT = "text"
    """A recommendation, a field, a number that counts from 1, and that piece of the text in JSON (`texts`)."""


ASKED_FIELDS = tuple(field for field in ANSWER_FIELDS if field.kind is not Kind.MEASURES)
"""What is asked of each recommendation beside its measures, in the order of the sheet."""


def column_headers() -> dict[ColumnCode, str]:
    """What is printed above the columns of the questionnaire."""
    ratings = ", ".join(rating_label(rating).replace(" ", _NO_BREAK) for rating in RATING_STYLES if rating is not None)
    return {
        ColumnCode.TICK: _("In place?"),
        ColumnCode.TEXT: _("Recommendation and its measures"),
        ColumnCode.ANSWER: _("Answer. Ratings: {ratings}").format(ratings=ratings),
    }


def catalogue_mark(catalogue: Catalogue) -> str:
    """“#catalogue gcm-10 1.0”."""
    return f"{CATALOGUE_CODE} {catalogue.id} {catalogue.version}"


def wording_digest(item: Recommendation) -> str:
    """What tells whether a recommendation still asks for the same: a digest of its words and those of its measures."""
    words = [item.question, item.text, *([measure.id, measure.text] for measure in item.measures)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]
