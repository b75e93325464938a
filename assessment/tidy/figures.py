"""Figures for programs: one row for each response and group of recommendations, the same as in `score --json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    Datum,
    Table,
    Variable,
    catalogue_variables,
    identity_variables,
    source_variables,
    three_unknowns,
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
    return Table(
        [
            *source_variables(),
            *catalogue_variables(),
            *identity_variables(),
            *_of_group(),
            *_counts(),
            *_scores(),
            _sufficient(threshold),
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


def _of_group() -> list[Variable[FigureRow]]:
    return [
        Variable(
            "grouping", "string", _("Grouping"),
            _("overall, theme, pillar, population, mechanism, mandate, indicator, action or decade. Groups of "
              "population, indicator and action overlap."),
            lambda row: row.grouping,
            {"required": True, "enum": [OVERALL, *(grouping.value for grouping in Grouping)]},
        ),
        Variable(
            "group", "string", _("Group"), _("Id of the group in its grouping; overall for the whole catalogue"),
            lambda row: row.group, {"required": True}, width=18,
        ),
    ]  # fmt: skip


def _of_tally(value: Callable[[Tally], Datum]) -> Callable[[FigureRow], Datum]:
    return lambda row: value(row.tally)


def _counts() -> list[Variable[FigureRow]]:
    def count(name: str, title: str, meaning: str, value: Callable[[Tally], int]) -> Variable[FigureRow]:
        return Variable(name, "integer", title, meaning, _of_tally(value), {"required": True, "minimum": 0})

    return [
        count("implemented", _("Implemented"), _("How many are rated implemented"), lambda tally: tally.implemented),
        count("partial", _("Partial"), _("How many are rated partial"), lambda tally: tally.partial),
        count("absent", _("Absent"), _("How many are rated absent"), lambda tally: tally.absent),
        count("dont_know", _("Don’t know"), _("How many are answered “don’t know”"), lambda tally: tally.dont_know),
        count("unanswered", _("Not answered"), _("How many are not answered"), lambda tally: tally.unanswered),
        count(
            "not_applicable", _("Not applicable"), _("How many do not apply"), lambda tally: tally.not_applicable
        ),
        count(
            "rated", _("Rated (n of the score)"), _("How many are rated: the n of the score"),
            lambda tally: tally.rated,
        ),
        count(
            "applicable", _("Applicable"), _("How many apply: all but “not applicable”"),
            lambda tally: tally.applicable,
        ),
    ]  # fmt: skip


def _scores() -> list[Variable[FigureRow]]:
    percentage, share = {"minimum": 0, "maximum": 100}, {"minimum": 0, "maximum": 1}
    return [
        Variable(
            "score", "number", _("Score"), _("0 to 100, not rounded; empty if nothing is rated"),
            _of_tally(lambda tally: tally.score), percentage,
        ),
        Variable(
            "coverage", "number", _("Coverage"), _("Rated divided by applicable, 0 to 1; empty if nothing applies"),
            _of_tally(lambda tally: tally.coverage), share,
        ),
        Variable(
            "low", "number", _("Band: low"),
            _("The score if every unknown turned out absent; empty if nothing applies"),
            _of_tally(lambda tally: tally.low), percentage,
        ),
        Variable(
            "high", "number", _("Band: high"),
            _("The score if every unknown turned out implemented; empty if nothing applies"),
            _of_tally(lambda tally: tally.high), percentage,
        ),
    ]  # fmt: skip


def _sufficient(threshold: float) -> Variable[FigureRow]:
    return Variable(
        "sufficient", "boolean", _("Sufficient data"),
        _("TRUE if the coverage reaches the threshold, below which no score is shown"),
        _of_tally(lambda tally: tally.is_sufficient(threshold)), {"required": True},
    )  # fmt: skip
