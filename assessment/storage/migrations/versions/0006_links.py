"""Links and visits, and the organisation to which a response belongs: many people come to one server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ROLES = ("administrator", "facilitator", "co-editor", "reader", "projector", "participant")


def upgrade() -> None:
    # Names are stored as JSON.
    op.add_column("assessments", sa.Column("owner", sa.Text, nullable=False, server_default='""'))
    op.create_table(
        "links",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("assessment_id", sa.Text),
        sa.Column("workshop_id", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.Column("last_used", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("key_hash", name="uq_links_key_hash"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_links_assessment_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint(f"role IN {ROLES}", name="ck_links_role"),
    )
    op.create_table(
        "visits",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("link_id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_visits"),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_visits_link_id", ondelete="CASCADE"),
    )
    op.create_index("ix_visits_link_id", "visits", ["link_id"])
