"""What is decided about a workshop before anybody joins."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from sqlalchemy import Connection, delete, insert, select

from assessment.domain.model import Catalogue
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage
from assessment.storage.assessment_queries import find_row
from assessment.storage.errors import AssessmentUnknown
from assessment.storage.records import EventKind
from assessment.storage.row_mapping import AnyRow
from assessment.storage.workshops.errors import WorkshopBegun
from assessment.storage.workshops.tables import participants, stages
from assessment.storage.writing import update_assessment


def add_stages(connection: Connection, workshop_id: str, plan: WorkshopPlan, *, at: dt.datetime) -> None:
    """Put everything that is voted on at the beginning of its way."""
    connection.execute(
        insert(stages),
        [
            {
                "workshop_id": workshop_id,
                "recommendation_id": each,
                "stage": Stage.NOT_OPENED.value,
                "revision": 0,
                "changed": at,
            }
            for each in plan.recommendations
        ],
    )


def require_not_begun(connection: Connection, workshop: AnyRow) -> None:
    """Raise WorkshopBegun if anybody has joined, or a vote was opened."""
    joined = select(participants.c.id).where(participants.c.workshop_id == workshop.id)
    opened = select(stages.c.stage).where(stages.c.workshop_id == workshop.id, stages.c.stage != Stage.NOT_OPENED.value)
    if connection.execute(joined).first() or connection.execute(opened).first():
        raise WorkshopBegun


def replace_stages(connection: Connection, workshop_id: str, plan: WorkshopPlan, *, at: dt.datetime) -> None:
    """Vote on what another plan says."""
    connection.execute(delete(stages).where(stages.c.workshop_id == workshop_id))
    add_stages(connection, workshop_id, plan, at=at)


def describe_agreed_response(
    connection: Connection, workshop: AnyRow, plan: WorkshopPlan, catalogue: Catalogue, *, author: str
) -> None:
    """Let the agreed response be of the country or area, voice and round that another plan says."""
    response = plan.agreed_response(catalogue)
    wanted = {
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": response.round.date,
    }
    with suppress(AssessmentUnknown):  # It was deleted; that is told when something is agreed.
        row = find_row(connection, workshop.assessment_id or "", lock=True)
        changed = {name: value for name, value in wanted.items() if row._mapping[name] != value}
        if changed:
            note = ", ".join(changed)
            update_assessment(connection, row.id, EventKind.IDENTITY_CHANGED, author=author, note=note, **changed)
