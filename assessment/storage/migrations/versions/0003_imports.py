"""Imports: what each brought, so that it is undone as one step and no submission is taken twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("undone", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_table(
        "imported",
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("created", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("import_id", "assessment_id", name="pk_imported"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_imported_import_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_imported_assessment_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "imported_answers",
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "recommendation_id", "revision", name="pk_imported_answers"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_imported_answers_import_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "recommendation_id", "revision"],
            ["changes.assessment_id", "changes.recommendation_id", "changes.revision"],
            name="fk_imported_answers_assessment_id_recommendation_id_revision",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_imported_answers_import_id", "imported_answers", ["import_id"])
    op.create_table(
        "submissions",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", "assessment_id", name="pk_submissions"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_submissions_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_submissions_import_id", ondelete="CASCADE"),
    )
