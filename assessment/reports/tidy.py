"""A comparison as CSV, and the Table Schema that says what its columns mean."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from assessment.comparison import Comparison
from assessment.csv_text import guarded
from assessment.language import gettext as _
from assessment.reports.explanations import formula
from assessment.reports.observations import KEY, Datum, Variable, observations, variables
from assessment.spreadsheet.text import visible


def tidy_csv(comparison: Comparison) -> str:
    """The observations as CSV (RFC 4180) with a header, to be written in UTF-8."""
    columns = variables()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_field(column, column.value(row)) for column in columns] for row in observations(comparison))
    return buffer.getvalue()


def _field(column: Variable, value: Datum) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(visible(value)) if column.typed else value
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case _:
            return number_text(value)


def number_text(number: float) -> str:
    """A number to its last digit: “66.66666666666667”, “0.5”, “1”."""
    return repr(number).removesuffix(".0")


def tidy_schema() -> dict[str, Any]:
    """What the columns mean, as a Table Schema of the Frictionless standard, with the source and the method in it."""
    return {
        "title": _("Comparison of responses, tidy"),
        "description": _(
            "One row a response and what was observed of it: its ratings of what it was asked, and its scores overall "
            "and by theme. Responses stand in alphabetical order of the countries and areas. Nothing is ranked."
        ),
        "sources": [
            {
                "title": _(
                    "What the respondents answered to recommendations of UN human rights mechanisms, as the catalogue "
                    "in CATALOGUE and CATALOGUE_VERSION quotes them. Nobody else has checked the answers."
                )
            }
        ],
        "method": _method(),
        "fields": [_field_descriptor(column) for column in variables()],
        "missingValues": [""],
        "primaryKey": list(KEY),
    }


def _method() -> str:
    steps = "; ".join(f"{step.name}: {step.words}" for step in formula())
    return _(
        "{steps}. Responses may be compared only where COMMON is true: on the recommendations that each of them rates "
        "in the same words. Voices are never averaged. “Don’t know”, “not answered” and “not applicable” are three "
        "different things, and none of them is counted as absent."
    ).format(steps=steps)


def _field_descriptor(column: Variable) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.title,
        "description": f"{column.meaning} {_about_apostrophes()}" if column.typed else column.meaning,
    }
    if column.constraints:
        descriptor["constraints"] = dict(column.constraints)
    return descriptor


def _about_apostrophes() -> str:
    return _(
        "An apostrophe stands before what a spreadsheet would take for a formula, at the beginning or after a "
        "semicolon, a tab or a line break, and before apostrophes that stand there before such a text; without it the "
        "text is as typed. Control characters are shown by their pictures, such as ␇."
    )
