"""Remarks by themselves, so that each can be let through, hidden and redacted; those of before were shown."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

REVEAL = ("workshop_id", "recommendation_id", "number")
_REVEALS = sa.table("reveals", *(sa.column(column) for column in (*REVEAL, "shown")))


def upgrade() -> None:
    remarks = op.create_table(
        "remarks",
        sa.Column("workshop_id", sa.Text, primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(REVEAL, [f"reveals.{column}" for column in REVEAL], ondelete="CASCADE"),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(_REVEALS)).mappings().all():
        key = {column: row[column] for column in REVEAL}
        try:
            shown = json.loads(row["shown"])
            texts = [json.dumps(remark) for remark in shown.get("remarks", ())]
        except (ValueError, AttributeError, TypeError):
            continue  # It is damaged, which is told where it is read.
        if not texts:
            continue
        op.bulk_insert(
            remarks,
            [
                {**key, "place": place, "text": text, "state": "shown", "author": '""'}
                for place, text in enumerate(texts, start=1)
            ],
        )
        is_this = sa.and_(*(_REVEALS.c[column] == row[column] for column in REVEAL))
        emptied = json.dumps({**shown, "remarks": []})
        connection.execute(sa.update(_REVEALS).where(is_this).values(shown=emptied))
