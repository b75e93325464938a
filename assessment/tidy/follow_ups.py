"""Follow-up plans for programs: one row for each response and gap, in codes that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.follow_up import FollowUp, FollowUpStatus, PlannedGap, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.model import Rating, Recommendation
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.table import (
    Datum,
    Table,
    Variable,
    catalogue_variables,
    identity_variables,
    recommendation_variables,
    source_variables,
    three_unknowns,
)


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
    def of(value: Callable[[FollowUp], Datum]) -> Callable[[FollowUpRow], Datum]:
        return lambda row: value(row.planned.follow_up)

    return [
        Variable(
            "saved", "boolean", _("Saved"),
            _("TRUE if somebody has saved this follow-up; otherwise it is what the answer says"),
            lambda row: row.planned.is_stored, {"required": True}, width=9,
        ),
        Variable(
            "follow_up_status", "string", _("Status of the follow-up"),
            _("not_started, planned, started, done, postponed or not_pursued"),
            of(lambda each: each.status.value),
            {"required": True, "enum": [status.value for status in FollowUpStatus]}, width=16,
        ),
        Variable(
            "status_date", "date", _("Date of the status"), _("Day since which the status holds"),
            of(lambda each: each.status_date), width=11,
        ),
        Variable(
            "status_note", "string", _("Note on the status"), _("As typed"),
            of(lambda each: each.note), typed=True, width=30, item=lambda row: row.recommendation.id,
        ),
        Variable(
            "responsible", "string", _("Responsible body"), _("As typed"),
            of(lambda each: each.responsible), typed=True, width=20, item=lambda row: row.recommendation.id,
        ),
        Variable(
            "action", "string", _("Action"), _("As typed"),
            of(lambda each: each.action), typed=True, width=30, item=lambda row: row.recommendation.id,
        ),
        Variable(
            "target_date", "date", _("Target date"), _("Day by which it should be done"),
            of(lambda each: each.target_date), width=11,
        ),
    ]  # fmt: skip
