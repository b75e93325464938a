"""The audit log, and ids for visits by which it names people."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# An entry isn't changed, and removed only once it is said to be pruned.
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END",
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN OLD.number > (SELECT pruned FROM audit_chain) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' OR OLD.number > (SELECT pruned FROM audit_chain) "
        "THEN RAISE EXCEPTION 'the audit log is only added to'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_guard()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("event", "who", "through", "about", "note", "hash")),
    )
    op.create_table(
        "audit_chain",
        sa.Column("pruned", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO audit_chain (pruned, anchor, number, hash) VALUES (0, '', 0, '')")
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table, name in (("visits", "id"), ("visits", "came_from"), ("sign_ins", "came_from")):
        op.add_column(table, sa.Column(name, sa.Text))
    visits, connection = sa.table("visits", sa.column("token_hash"), sa.column("id")), op.get_bind()
    for (token_hash,) in connection.execute(sa.select(visits.c.token_hash)).all():
        named = sa.update(visits).where(visits.c.token_hash == token_hash)
        connection.execute(named.values(id=f"v{uuid.uuid4().hex}"))
    op.create_index("ix_visits_id", "visits", ["id"], unique=True)
