"""Restores: which revisions of an answer had other words before, so that no file is held against the wrong ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "forks",
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "recommendation_id", name="pk_forks"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_forks_assessment_id", ondelete="CASCADE"
        ),
    )
