"""What processes that share a database must know of each other: who is there, and how many a door let in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("participant_id", sa.Text, primary_key=True),
        sa.Column("workshop_id", sa.Text, sa.ForeignKey("workshops.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "presence",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    for name in ("door_busy", "door_refused"):
        op.add_column("workshops", sa.Column(name, sa.DateTime(timezone=True)))
