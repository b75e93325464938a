"""A response as a table with one row per recommendation, for other programs; it isn't read again.

Every row says whose answers they are and which catalogue they answer, so nothing is lost when rows are sorted, copied
or deleted. Values that spreadsheets would change are written in a form that they leave alone: catalogue and version in
one cell, since “1.0” alone becomes 1, and dates as year, month and day. Text that a spreadsheet would take for a
formula gets an apostrophe before it (`csv_escaping`).

Files are comma-separated and in UTF-8; for Excel the bytes need a byte order mark (`.encode("utf-8-sig")`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from assessment.codec import plain
from assessment.domain.answer import ANSWER_FIELDS, Answer
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.domain.scoring import assessed
from assessment.domain.sourced import SourcedResponse
from assessment.parsing.csv_escaping import csv_text

FORMAT = "gap-assessment-table/2"
"""Written in every row: its texts are guarded as in `csv_escaping`."""
RECOMMENDATION = "recommendation_id"
TAGS = {
    "catalogue": "#meta+catalogue",
    **{field.name: field.tag for field in IDENTITY_FIELDS},
    "left_out": "#meta+left_out",
    "assessment_id": "#meta+id",
    "revision": "#meta+revision",
    RECOMMENDATION: "#indicator+code",
    "title": "#indicator+name",
    **{field.name: field.tag for field in ANSWER_FIELDS},
    "format": "#meta+format",
}
"""The columns in their order, each with its hashtag of the Humanitarian Exchange Language (HXL 1.1)."""
COLUMNS = tuple(TAGS)
_SEVERAL = "; "


def write_csv(source: SourcedResponse, *, hxl: bool = False) -> str:
    """The response as CSV, with a row for every recommendation that was asked.

    With `hxl` there is a row of hashtags below the header. Only a full response says which stored answers these are:
    the others are for other people.
    """
    catalogue, response = source.catalogue, source.response
    about = {
        "catalogue": f"{catalogue.id} {catalogue.version}",
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": response.round.date,
        "anonymous": response.anonymous,
        "left_out": _SEVERAL.join(source.left_out),
        "assessment_id": source.assessment_id,
        "format": FORMAT,
    }
    rows = (
        about
        | {"revision": source.revisions.get(item.id), RECOMMENDATION: item.id, "title": item.title}
        | plain(response.answer(item.id))
        | {"measures": _measures(response.answer(item.id))}
        for item in assessed(response, catalogue.recommendations)
    )
    cells = ([row.get(column) for column in COLUMNS] for row in rows)
    return csv_text(COLUMNS, chain([TAGS.values()] if hxl else [], cells))


def _measures(answer: Answer) -> str:
    return NO_MEASURES if answer.measures == () else _SEVERAL.join(answer.ticked)


def is_response_csv(header: Iterable[str]) -> bool:
    """Whether a table with these columns is such a file, or one of the tables for analysts, which name it likewise."""
    return RECOMMENDATION in header
