"""Which import wrote a version of a follow-up, so that undoing it puts back what was there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("import_id", sa.Text, nullable=False, server_default=""))
