"""Follow-up plans for programs: one row for each response and gap, in codes that never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, PlannedGap, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.model import Rating, Recommendation
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    Table,
    Variable,
    catalogue_variables,
    field_variable,
    identity_variables,
    recommendation_variables,
    source_variables,
    three_unknowns,
)

_NAMES = {"status": "follow_up_status", "note": "status_note"}
"""How columns are called whose names would say too little beside those of a response."""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A gap of one response with its follow-up; `gap_order` is its place among the gaps."""

    source: SourcedResponse
    planned: PlannedGap
    gap_order: int

    @property
    def recommendation(self) -> Recommendation:
        return self.planned.gap.recommendation


def follow_up_table() -> Table[FollowUpRow]:
    return Table(
        [
            *source_variables(),
            *recommendation_variables(),
            *catalogue_variables(),
            *identity_variables(),
            *_of_gap(),
            *_of_follow_up(),
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


def _of_gap() -> list[Variable[FollowUpRow]]:
    return [
        Variable(
            "rating", "string", _("Rating"), _("absent or partial"),
            lambda row: row.planned.gap.answer.rating and row.planned.gap.answer.rating.value,
            {"required": True, "enum": [Rating.ABSENT.value, Rating.PARTIAL.value]}, width=15,
        ),
        Variable(
            "gap_order", "integer", _("Order of gaps"), _("Position in the order of gaps"),
            lambda row: row.gap_order, {"required": True, "minimum": 1},
        ),
    ]  # fmt: skip


def _of_follow_up() -> list[Variable[FollowUpRow]]:
    saved: Variable[FollowUpRow] = Variable(
        "saved", "boolean", _("Saved"),
        _("TRUE if somebody has saved this follow-up; otherwise it is what the answer says"),
        lambda row: row.planned.is_stored, {"required": True}, width=9,
    )  # fmt: skip
    return [saved, *(field_variable(field, _follow_up, _NAMES) for field in FOLLOW_UP_FIELDS)]


def _follow_up(row: FollowUpRow) -> FollowUp:
    return row.planned.follow_up
