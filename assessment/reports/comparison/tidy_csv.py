"""A comparison as CSV, and the Table Schema that says what its columns mean."""

from __future__ import annotations

from typing import Any

from assessment.domain.comparison.compare import Comparison
from assessment.reports.table_csv import table_csv, table_schema
from assessment.tidy.observations import observation_table, observations


def tidy_csv(comparison: Comparison) -> str:
    """The observations as CSV (RFC 4180) with a header, to be written in UTF-8."""
    return table_csv(observation_table(), observations(comparison))


def tidy_schema() -> dict[str, Any]:
    return table_schema(observation_table())
