"""Answers and follow-up plans for programs: a row for each response and recommendation, in codes that never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.catalogue import Indicator, Mechanism, Pillar, Recommendation
from assessment.domain.fields import Kind
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, PlannedGap, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.scoring import RATING_VALUES, assessed
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    SEPARATOR,
    Table,
    Variable,
    catalogue_variables,
    field_variable,
    identity_variables,
    recommendation_variables,
    source_variables,
    three_unknowns,
    variable,
)

UNANSWERED = "unanswered"
"""The code of a rating where nothing was answered."""
RATINGS = (*(rating.value for rating in Rating), UNANSWERED)
_NAMES = {"status": "follow_up_status", "note": "status_note"}
"""How columns are called whose names would say too little beside those of a response."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A recommendation as one response answers it; `gap_order` is its place among the gaps of the response."""

    source: SourcedResponse
    recommendation: Recommendation
    answer: Answer
    gap_order: int | None


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A gap of one response with its follow-up; `gap_order` is its place among the gaps."""

    source: SourcedResponse
    planned: PlannedGap
    gap_order: int

    @property
    def recommendation(self) -> Recommendation:
        return self.planned.gap.recommendation


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
    fields = [field for field in ANSWER_FIELDS if field.kind is not Kind.MEASURES and field.name != "rating"]
    return [
        item,
        *catalogue_variables(),
        theme,
        *_of_recommendation(red_line),
        *identity_variables(),
        *_of_answer(),
        *(field_variable(field, "answer") for field in fields),
    ]


def _of_recommendation(red_line: Variable[Any]) -> list[Variable[Any]]:
    """What the catalogue says of a recommendation."""
    return [
        variable(
            "pillar", "string", _("Pillar"), _("prevention, protection, prosecution or partnership"),
            "recommendation.pillar", required=True, codes=Pillar,
        ),
        variable(
            "populations", "string", _("Populations"), _("Ids of the populations that it names, separated by “; ”"),
            "recommendation.populations", width=18,
        ),
        variable(
            "mechanism", "string", _("Mechanism"), _("special-procedure or treaty-body"),
            "recommendation.source.mandate.mechanism", required=True, codes=Mechanism, width=16,
        ),
        variable(
            "mandate", "string", _("Mandate"), _("Id of the UN mandate that made it"),
            "recommendation.source.mandate.id", required=True, width=15,
        ),
        variable(
            "year", "integer", _("Year"), _("Year of the UN document"), "recommendation.source.year",
            required=True, width=8,
        ),
        variable(
            "symbol", "string", _("Symbol"), _("Symbol of the UN document"), "recommendation.source.symbol", width=16,
        ),
        variable(
            "paragraph", "string", _("Paragraph"), _("Paragraph of the UN document"), "recommendation.source.paragraph",
        ),
        variable(
            "indicator", "string", _("Indicator"), _("structure, process or outcome; several are separated by “; ”"),
            "recommendation.indicator", pattern=_several(kind.value for kind in Indicator),
        ),
        variable(
            "actions", "string", _("Actions"),
            _("Ids of the Compact’s actions that it serves, the main one first, separated by “; ”"),
            "recommendation.gcm_actions",
        ),
        red_line,
        variable(
            "asked_by", "integer", _("UN mandates"), _("Number of UN mandates that recommend the same"),
            lambda row: row.source.catalogue.asked_by[row.recommendation.id], required=True, minimum=1, width=9,
        ),
        variable(
            "counts_once_with", "string", _("Counts once with"),
            _("The same word for near-duplicates; empty if there are none"),
            "recommendation.counts_once_with", width=20,
        ),
    ]  # fmt: skip


def _several(codes: Iterable[str]) -> str:
    """The pattern of one or more of these codes."""
    code = f"({'|'.join(codes)})"
    return f"{code}({SEPARATOR}{code})*"


def _of_answer() -> list[Variable[Any]]:
    """What was answered, in codes and counts."""
    return [
        variable(
            "rating", "string", _("Rating"),
            _("implemented, partial, absent, dont_know or not_applicable; unanswered if there is no answer"),
            lambda row: row.answer.rating.value if row.answer.rating else UNANSWERED,
            required=True, enum=list(RATINGS), width=15,
        ),
        variable(
            "value", "number", _("Value"), _("Value of the rating: 1, 0.5 or 0; empty if it has none"),
            lambda row: RATING_VALUES.get(row.answer.rating), minimum=0, maximum=1, width=8,
        ),
        variable(
            "gap_order", "integer", _("Order of gaps"), _("Position in the order of gaps; empty if it is not a gap"),
            "gap_order", minimum=1,
        ),
        variable(
            "measures", "integer", _("Measures"), _("Number of measures that it recommends"),
            lambda row: len(row.recommendation.measures), required=True, minimum=0, width=11,
        ),
        variable(
            "measures_ticked", "integer", _("Measures ticked"),
            _("Number of measures ticked as in place: 0 if none of them is, empty if nothing is said of them"),
            lambda row: None if row.answer.measures is None else len(row.answer.measures), minimum=0, width=16,
        ),
        variable(
            "ticked_ids", "string", _("Ticked measures"), _("Ids of the ticked measures, separated by “; ”"),
            lambda row: SEPARATOR.join(row.answer.ticked), width=18,
        ),
    ]  # fmt: skip


def follow_up_table() -> Table[FollowUpRow]:
    return Table(
        [
            *source_variables(),
            *recommendation_variables(),
            *catalogue_variables(),
            *identity_variables(),
            *_of_follow_up(),
            *(field_variable(field, "planned.follow_up", _NAMES) for field in FOLLOW_UP_FIELDS),
        ],
        _("Follow-up plans"),
        _("One row for each response and gap, in the order of gaps."),
        three_unknowns(),
        ("response", "recommendation_id"),
    )


def follow_up_rows(responses: Iterable[SourcedResponse]) -> Iterator[FollowUpRow]:
    for source in responses:
        plan = follow_up_plan(gaps(source.catalogue, source.response), source.follow_ups)
        for place, planned in enumerate(plan, start=1):
            yield FollowUpRow(source, planned, place)


def _of_follow_up() -> list[Variable[Any]]:
    return [
        variable(
            "rating", "string", _("Rating"), _("absent or partial"), "planned.gap.answer.rating",
            required=True, enum=[Rating.ABSENT.value, Rating.PARTIAL.value], width=15,
        ),
        variable(
            "gap_order", "integer", _("Order of gaps"), _("Position in the order of gaps"), "gap_order",
            required=True, minimum=1,
        ),
        variable(
            "saved", "boolean", _("Saved"),
            _("TRUE if somebody has saved this follow-up; otherwise it is what the answer says"),
            "planned.is_stored", required=True, width=9,
        ),
    ]  # fmt: skip
