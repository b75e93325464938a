"""A table for programs as CSV, and the Table Schema that says what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assessment.domain.comparison.compare import Comparison
from assessment.i18n import gettext as _
from assessment.parsing.csv_escaping import Datum, csv_text
from assessment.reports.method_text import formula
from assessment.spreadsheet.text import visible
from assessment.tidy.observations import observation_table, observations
from assessment.tidy.table import Row, Table, Variable


def table_csv(table: Table[Row], rows: Iterable[Row]) -> str:
    """The table as CSV with a header, to be written in UTF-8."""
    cells = ([_visible(column.value(row)) for column in table.variables] for row in rows)
    return csv_text([column.name for column in table.variables], cells)


def _visible(value: Datum) -> Datum:
    return visible(value) if isinstance(value, str) else value


def table_schema(table: Table[Row]) -> dict[str, Any]:
    """What the columns mean, as a Table Schema of the Frictionless standard, with the source and the method in it."""
    return {
        "title": table.title,
        "description": table.description,
        "sources": [
            {
                "title": _(
                    "Respondents’ answers to recommendations of UN human rights mechanisms, quoted from the catalogue "
                    "and version in each row. Nobody else has checked the answers."
                )
            }
        ],
        "method": f"{'; '.join(f'{step.name}: {step.words}' for step in formula())}. {table.caution}",
        "fields": [_field_descriptor(column) for column in table.variables],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }


def _field_descriptor(column: Variable[Row]) -> dict[str, Any]:
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
        "An apostrophe is put before text that a spreadsheet would read as a formula (at the beginning, or "
        "after a semicolon, tab or line break), and before apostrophes that precede such text; without it the "
        "text is as typed. Control characters appear as symbols such as ␇."
    )


def tidy_csv(comparison: Comparison) -> str:
    """The observations as CSV (RFC 4180) with a header, to be written in UTF-8."""
    return table_csv(observation_table(), observations(comparison))


def tidy_schema() -> dict[str, Any]:
    return table_schema(observation_table())
