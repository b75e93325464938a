"""Workshops: who takes part, what they vote, what the room was shown and what it agreed on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)
WORKSHOP = "workshop_id"


def _of_workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([WORKSHOP], ["workshops.id"], name=f"fk_{table}_workshop_id", ondelete="CASCADE")


def _of_participant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["participant_id"], ["participants.id"], name=f"fk_{table}_participant_id", ondelete="CASCADE"
    )


def upgrade() -> None:
    _create_rooms()
    _create_votes()
    _create_outcomes()


def _create_rooms() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("assessment_id", sa.Text),
        sa.Column("catalogue_hash", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("door_open", sa.Boolean, nullable=False),
        sa.Column("heads", sa.Integer),
        sa.Column("other_room", sa.Text),
        sa.Column("current", sa.Text),
        sa.Column("clock_ends", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("roster", sa.Integer, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("finished", INSTANT),
        sa.Column("forgotten", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
        sa.UniqueConstraint("code", name="uq_workshops_code"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_workshops_assessment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["catalogue_hash"], ["catalogues.hash"], name="fk_workshops_catalogue_hash"),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("voice", sa.Text),
        sa.Column("seat", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("token_hash", sa.Text),
        sa.Column("return_hash", sa.Text),
        sa.Column("form_hash", sa.Text),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("joined", INSTANT),
        sa.Column("left", INSTANT),
        sa.Column("merged_into", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        sa.UniqueConstraint(WORKSHOP, "number", name="uq_participants_workshop_id_number"),
        *(sa.UniqueConstraint(each, name=f"uq_participants_{each}") for each in ("token_hash", "return_hash")),
        sa.UniqueConstraint("form_hash", name="uq_participants_form_hash"),
        _of_workshop("participants"),
    )
    op.create_table(
        "stages",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(WORKSHOP, "recommendation_id", name="pk_stages"),
        _of_workshop("stages"),
    )


def _create_votes() -> None:
    ballot = (WORKSHOP, "recommendation_id", "vote", "participant_id")
    op.create_table(
        "ballots",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rating", sa.Text),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("form_id", sa.Text),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(*ballot, "revision", name="pk_ballots"),
        _of_workshop("ballots"),
        _of_participant("ballots"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballots_participant_id", "ballots", ["participant_id"])
    op.create_table(
        "late_ballots",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(*ballot, name="pk_late_ballots"),
        _of_workshop("late_ballots"),
        _of_participant("late_ballots"),
    )
    op.create_table(
        "reveals",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(WORKSHOP, "recommendation_id", "number", name="pk_reveals"),
        _of_workshop("reveals"),
    )
    op.create_table(
        "revealed_ballots",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(WORKSHOP, "recommendation_id", "number", "participant_id", name="pk_revealed_ballots"),
        sa.ForeignKeyConstraint(
            [WORKSHOP, "recommendation_id", "number"],
            ["reveals.workshop_id", "reveals.recommendation_id", "reveals.number"],
            name="fk_revealed_ballots_workshop_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            [*ballot, "revision"],
            [f"ballots.{each}" for each in (*ballot, "revision")],
            name="fk_revealed_ballots_ballot",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )


def _create_outcomes() -> None:
    op.create_table(
        "agreements",
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("agreed", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(WORKSHOP, "recommendation_id", "number", name="pk_agreements"),
        _of_workshop("agreements"),
    )
    op.create_table(
        "workshop_events",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column(WORKSHOP, sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_workshop_events"),
        _of_workshop("workshop_events"),
    )
    op.create_index("ix_workshop_events_workshop_id", "workshop_events", [WORKSHOP])
