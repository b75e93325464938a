"""Figures for programs: one row for each response and group of recommendations, the same as in `score --json`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assessment.codec import attributes
from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    Table,
    Variable,
    catalogue_variables,
    identity_variables,
    source_variables,
    three_unknowns,
    variable,
)

OVERALL = "overall"
"""The grouping, and the one group in it, that is the whole catalogue."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    source: SourcedResponse
    grouping: str
    group: str
    tally: Tally


def figure_table(threshold: float) -> Table[FigureRow]:
    """`threshold` is the coverage, 0 to 1, from which on figures are sufficient."""
    sufficient = variable(
        "sufficient", "boolean", _("Sufficient data"),
        _("TRUE if the coverage reaches the threshold, below which no score is shown"),
        lambda row: row.tally.is_sufficient(threshold), required=True,
    )  # fmt: skip
    return Table(
        [
            *source_variables(),
            *catalogue_variables(),
            *identity_variables(),
            *_of_group(),
            *_counts(),
            *_scores(),
            sufficient,
        ],
        _("Figures"),
        _("One row for each response and group of recommendations: overall, by theme and by every other grouping."),
        three_unknowns(),
        ("response", "grouping", "group"),
    )


def figure_rows(responses: Iterable[SourcedResponse]) -> Iterator[FigureRow]:
    """The overall of each response, then the groups of each grouping in their order."""
    for source in responses:
        catalogue, response = source.catalogue, source.response
        yield FigureRow(source, OVERALL, OVERALL, tally_all(catalogue, response))
        for grouping in Grouping:
            for group, tally in tally_by(catalogue, response, grouping).items():
                yield FigureRow(source, grouping.value, group, tally)


def _of_group() -> list[Variable[Any]]:
    return [
        variable(
            "grouping", "string", _("Grouping"),
            _("overall, theme, pillar, population, mechanism, mandate, indicator, action or decade. Groups of "
              "population, indicator and action overlap."),
            "grouping", required=True, enum=[OVERALL, *(grouping.value for grouping in Grouping)],
        ),
        variable(
            "group", "string", _("Group"), _("Id of the group in its grouping; overall for the whole catalogue"),
            "group", required=True, width=18,
        ),
    ]  # fmt: skip


def _counts() -> list[Variable[Any]]:
    counts = {
        "implemented": (_("Implemented"), _("How many are rated implemented")),
        "partial": (_("Partial"), _("How many are rated partial")),
        "absent": (_("Absent"), _("How many are rated absent")),
        "dont_know": (_("Don’t know"), _("How many are answered “don’t know”")),
        "unanswered": (_("Not answered"), _("How many are not answered")),
        "not_applicable": (_("Not applicable"), _("How many do not apply")),
        "rated": (_("Rated (n of the score)"), _("How many are rated: the n of the score")),
        "applicable": (_("Applicable"), _("How many apply: all but “not applicable”")),
    }
    return [
        variable(name, "integer", title, meaning, f"tally.{name}", required=True, minimum=0)
        for name, (title, meaning) in counts.items()
    ]


def _scores() -> list[Variable[Any]]:
    scores = {
        "score": (100, _("Score"), _("0 to 100, not rounded; empty if nothing is rated")),
        "coverage": (1, _("Coverage"), _("Rated divided by applicable, 0 to 1; empty if nothing applies")),
        "low": (100, _("Band: low"), _("The score if every unknown turned out absent; empty if nothing applies")),
        "high": (
            100, _("Band: high"), _("The score if every unknown turned out implemented; empty if nothing applies"),
        ),
    }  # fmt: skip
    return [
        variable(name, "number", title, meaning, f"tally.{name}", minimum=0, maximum=highest)
        for name, (highest, title, meaning) in scores.items()
    ]


def tally_data(tally: Tally, threshold: float) -> dict[str, Any]:
    """The figures of a tally, the same in all output."""
    counts = attributes(tally, "implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable")
    derived = attributes(tally, "rated", "applicable", "score", "coverage", "low", "high")
    return {**counts, **derived, "sufficient": tally.is_sufficient(threshold)}
