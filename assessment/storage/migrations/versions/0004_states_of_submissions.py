"""States of submissions: what each said when it was taken, so that an edited one is known, and held against that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("submissions", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    op.add_column("submissions", sa.Column("state", sa.Text))
    with op.batch_alter_table("submissions") as table:
        table.alter_column("revision", server_default=None)
        table.drop_constraint("pk_submissions", type_="primary")
        table.create_primary_key("pk_submissions", ["key", "assessment_id", "revision"])
