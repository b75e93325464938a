"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "catalogues",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_catalogues"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("catalogue_hash", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("round_label", sa.Text, nullable=False),
        sa.Column("round_date", sa.Date),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("changed", INSTANT, nullable=False),
        sa.Column("deleted", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.ForeignKeyConstraint(["catalogue_hash"], ["catalogues.hash"], name="fk_assessments_catalogue_hash"),
        sa.CheckConstraint(
            "voice IN ('state', 'civil_society', 'national_human_rights_institution', 'international_organisation', "
            "'other')",
            name=op.f("ck_assessments_voice"),
        ),
        sa.CheckConstraint("status IN ('draft', 'submitted')", name=op.f("ck_assessments_status")),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_changes_assessment_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "assessment_id",
            "recommendation_id",
            "revision",
            name="uq_changes_assessment_id_recommendation_id_revision",
        ),
    )
    op.create_table(
        "answers",
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rating", sa.Text),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "recommendation_id", name="pk_answers"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "recommendation_id", "revision"],
            ["changes.assessment_id", "changes.recommendation_id", "changes.revision"],
            name="fk_answers_assessment_id_recommendation_id_revision",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "rating IN ('implemented', 'partial', 'absent', 'not_applicable', 'dont_know')",
            name=op.f("ck_answers_rating"),
        ),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_events_assessment_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_events_assessment_id", "events", ["assessment_id"])
