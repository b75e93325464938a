"""Follow-ups: what is done about each gap, in every version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("follow_up", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "recommendation_id", "revision", name="pk_follow_ups"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_follow_ups_assessment_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
