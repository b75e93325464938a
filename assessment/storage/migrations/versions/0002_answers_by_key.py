"""In SQLite, answers stand in the order of their key: those of one assessment beside each other, and only once.

To count them, the file is then read from one end to the other, in whatever order they were given, and to save one
writes one tree instead of two. PostgreSQL has no such tables, and reads its own fast enough.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = ("assessment_id", "recommendation_id", "revision", "rating", "at")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "answers_by_key",
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rating", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
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
        sqlite_with_rowid=False,
    )
    columns = ", ".join(COLUMNS)
    op.execute(
        f"INSERT INTO answers_by_key ({columns}) "  # noqa: S608 - the names are those above
        f"SELECT {columns} FROM answers ORDER BY assessment_id, recommendation_id"
    )
    op.drop_table("answers")
    op.rename_table("answers_by_key", "answers")
