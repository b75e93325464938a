"""Sign-ins, for those who come without a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("subject_hash", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("groups", sa.Text, nullable=False),
        sa.Column("began", INSTANT, nullable=False),
        sa.Column("ends", INSTANT, nullable=False),
        sa.Column("ended", INSTANT),
    )
