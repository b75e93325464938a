"""Answers for programs: one row for each response and recommendation, in codes that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.fields import Kind
from assessment.domain.gaps import gaps
from assessment.domain.model import ANSWER_FIELDS, Answer, Indicator, Mechanism, Pillar, Rating, Recommendation
from assessment.domain.scoring import RATING_VALUES, assessed
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    SEPARATOR,
    Datum,
    OfRecommendation,
    Table,
    Variable,
    catalogue_variables,
    field_variable,
    identity_variables,
    recommendation_variables,
    source_variables,
    three_unknowns,
)

UNANSWERED = "unanswered"
"""The code of a rating where nothing was answered."""
RATINGS = (*(rating.value for rating in Rating), UNANSWERED)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A recommendation as one response answers it; `gap_order` is its place among the gaps of the response."""

    source: SourcedResponse
    recommendation: Recommendation
    answer: Answer
    gap_order: int | None


def answer_table() -> Table[AnswerRow]:
    return Table(
        [*source_variables(), *answer_variables()],
        _("Answers"),
        _("One row for each response and recommendation that it was asked, answered or not."),
        three_unknowns(),
        ("response", "recommendation_id"),
    )


def answer_rows(responses: Iterable[SourcedResponse]) -> Iterator[AnswerRow]:
    """A row for each recommendation that a response was asked, answered or not."""
    for source in responses:
        catalogue, response = source.catalogue, source.response
        order = {gap.recommendation.id: place for place, gap in enumerate(gaps(catalogue, response), start=1)}
        for item in assessed(response, catalogue.recommendations):
            yield AnswerRow(source, item, response.answer(item.id), order.get(item.id))


def answer_variables() -> list[Variable[AnswerRow]]:
    """The columns, but for those that tell several responses apart."""
    item, theme, red_line = recommendation_variables()
    return [
        item,
        *catalogue_variables(),
        theme,
        *_of_recommendation(red_line),
        *identity_variables(),
        *_of_answer(),
        *_of_fields(),
    ]


def _of_recommendation(red_line: Variable[OfRecommendation]) -> list[Variable[AnswerRow]]:
    """What the catalogue says of a recommendation."""

    def of(value: Callable[[Recommendation], Datum]) -> Callable[[AnswerRow], Datum]:
        return lambda row: value(row.recommendation)

    return [
        Variable(
            "pillar", "string", _("Pillar"), _("prevention, protection, prosecution or partnership"),
            of(lambda item: item.pillar.value), {"required": True, "enum": [pillar.value for pillar in Pillar]},
        ),
        Variable(
            "populations", "string", _("Populations"), _("Ids of the populations that it names, separated by “; ”"),
            of(lambda item: SEPARATOR.join(item.populations)), width=18,
        ),
        Variable(
            "mechanism", "string", _("Mechanism"), _("special-procedure or treaty-body"),
            of(lambda item: item.source.mandate.mechanism.value),
            {"required": True, "enum": [mechanism.value for mechanism in Mechanism]}, width=16,
        ),
        Variable(
            "mandate", "string", _("Mandate"), _("Id of the UN mandate that made it"),
            of(lambda item: item.source.mandate.id), {"required": True}, width=15,
        ),
        Variable(
            "year", "integer", _("Year"), _("Year of the UN document"), of(lambda item: item.source.year),
            {"required": True}, width=8,
        ),
        Variable(
            "symbol", "string", _("Symbol"), _("Symbol of the UN document"), of(lambda item: item.source.symbol),
            width=16,
        ),
        Variable(
            "paragraph", "string", _("Paragraph"), _("Paragraph of the UN document"),
            of(lambda item: item.source.paragraph),
        ),
        Variable(
            "indicator", "string", _("Indicator"), _("structure, process or outcome; several are separated by “; ”"),
            of(lambda item: SEPARATOR.join(kind.value for kind in item.indicator)),
            {"pattern": _several(kind.value for kind in Indicator)},
        ),
        Variable(
            "actions", "string", _("Actions"),
            _("Ids of the Compact’s actions that it serves, the main one first, separated by “; ”"),
            of(lambda item: SEPARATOR.join(item.gcm_actions)),
        ),
        red_line,
        Variable(
            "asked_by", "integer", _("UN mandates"), _("Number of UN mandates that recommend the same"),
            lambda row: row.source.catalogue.asked_by[row.recommendation.id], {"required": True, "minimum": 1}, width=9,
        ),
        Variable(
            "counts_once_with", "string", _("Counts once with"),
            _("The same word for near-duplicates; empty if there are none"),
            of(lambda item: item.counts_once_with), width=20,
        ),
    ]  # fmt: skip


def _several(codes: Iterable[str]) -> str:
    """The pattern of one or more of these codes."""
    one = f"({'|'.join(codes)})"
    return f"{one}({SEPARATOR}{one})*"


def _of_answer() -> list[Variable[AnswerRow]]:
    """What was answered, in codes and counts."""
    return [
        Variable(
            "rating", "string", _("Rating"),
            _("implemented, partial, absent, not_applicable or dont_know; unanswered if there is no answer"),
            lambda row: row.answer.rating.value if row.answer.rating else UNANSWERED,
            {"required": True, "enum": list(RATINGS)}, width=15,
        ),
        Variable(
            "value", "number", _("Value"), _("Value of the rating: 1, 0.5 or 0; empty if it has none"),
            lambda row: RATING_VALUES.get(row.answer.rating) if row.answer.rating else None,
            {"minimum": 0, "maximum": 1}, width=8,
        ),
        Variable(
            "gap_order", "integer", _("Order of gaps"), _("Position in the order of gaps; empty if it is not a gap"),
            lambda row: row.gap_order, {"minimum": 1},
        ),
        Variable(
            "measures", "integer", _("Measures"), _("Number of measures that it recommends"),
            lambda row: len(row.recommendation.measures), {"required": True, "minimum": 0}, width=11,
        ),
        Variable(
            "measures_ticked", "integer", _("Measures ticked"),
            _("Number of measures ticked as in place: 0 if none of them is, empty if nothing is said of them"),
            lambda row: None if row.answer.measures is None else len(row.answer.measures), {"minimum": 0}, width=16,
        ),
        Variable(
            "ticked_ids", "string", _("Ticked measures"), _("Ids of the ticked measures, separated by “; ”"),
            lambda row: SEPARATOR.join(row.answer.ticked), width=18,
        ),
    ]  # fmt: skip


def _of_fields() -> list[Variable[AnswerRow]]:
    """What was typed, the day by which to act, and the cause of a change."""
    return [
        field_variable(field, lambda row: row.answer)
        for field in ANSWER_FIELDS
        if field.kind is not Kind.MEASURES and field.name != "rating"
    ]
