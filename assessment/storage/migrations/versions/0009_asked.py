"""What a workshop had on its agenda, kept with the response on which it agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("assessments", sa.Column("asked", sa.Text))
