"""How a gap report says where its follow-up plan came from, so that the plan can be read from it again.

A hidden sheet names the report's assessment, its sheets, and the headers of the plan's columns; and for each gap the
follow-up that was written, with its revision. Each row begins with a code that says what it tells.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from assessment.domain.follow_up import FOLLOW_UP_FIELDS

PLAN_FORMAT = "gap-assessment-gap-report/1"
PLAN_FIELDS = tuple(field.name for field in FOLLOW_UP_FIELDS)
PLAN_TEXTS = tuple(field.name for field in FOLLOW_UP_FIELDS if field.is_text)
PIECE_LIMIT = 16_000
"""Characters of a piece of a text: no piece is too long for a cell, even if every character takes two units."""


class PlanCode(StrEnum):
    """What a row of the hidden sheet tells; the rest of the row is what is told."""

    FORMAT = "format"
    LEVEL = "level"
    """With whom the report is shared; only the full one can be imported."""
    CATALOGUE = "catalogue"
    VERSION = "version"
    ASSESSMENT = "assessment"
    SHEET = "sheet"
    """A sheet's title."""
    COLUMN = "column"
    """The title of the sheet with the gaps, a field, and its header there."""
    GAP = "gap"
    """A recommendation, the revision of its follow-up (0: nobody had saved one), a number that counts from 1, and that
    piece of what was written in JSON."""


def json_pieces(value: Any) -> list[str]:
    """A value in JSON and in ASCII, in pieces that fit into cells; nothing in it looks like an escape of Office."""
    written = json.dumps(value).replace("_x", r"\u005fx")
    return [written[start : start + PIECE_LIMIT] for start in range(0, len(written), PIECE_LIMIT)]
