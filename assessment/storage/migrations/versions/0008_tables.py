"""All tables, as eight migrations had made them step by step before there was a release."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
ANSWER = ("assessment_id", "recommendation_id", "revision")
REVEAL = ("workshop_id", "recommendation_id", "number")
BALLOT = ("workshop_id", "recommendation_id", "vote", "participant_id", "revision")


def upgrade() -> None:
    _create_assessments()
    _create_answers()
    _create_imports()
    _create_links()
    _create_workshops()
    _create_votes()
    _create_outcomes()


def _create_assessments() -> None:
    op.create_table(
        "catalogues",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("catalogue_hash", sa.Text, sa.ForeignKey("catalogues.hash"), nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("round_label", sa.Text, nullable=False),
        sa.Column("round_date", sa.Date),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("changed", INSTANT, nullable=False),
        sa.Column("deleted", INSTANT),
        # Names are stored as JSON.
        sa.Column("owner", sa.Text, nullable=False, server_default='""'),
        sa.CheckConstraint(
            "voice IN ('state', 'civil_society', 'national_human_rights_institution', 'international_organisation', "
            "'other')",
            name="voice",
        ),
        sa.CheckConstraint("status IN ('draft', 'submitted')", name="status"),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True),
        _id_of("assessments", "assessment_id", nullable=False, index=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def _create_answers() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, primary_key=True),
        _id_of("assessments", "assessment_id", nullable=False),
        sa.Column("recommendation_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.UniqueConstraint(*ANSWER),
    )
    op.create_table(
        "answers",
        sa.Column("assessment_id", sa.Text, primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rating", sa.Text),
        sa.Column("at", INSTANT, nullable=False),
        _key_of("changes", ANSWER),
        sa.CheckConstraint(
            "rating IN ('implemented', 'partial', 'absent', 'not_applicable', 'dont_know')", name="rating"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forks",
        _id_of("assessments", "assessment_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
    )
    op.create_table(
        "follow_ups",
        _id_of("assessments", "assessment_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, nullable=False),
        sa.Column("follow_up", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("undone", INSTANT),
    )
    op.create_table(
        "imported",
        _id_of("imports", "import_id", primary_key=True),
        _id_of("assessments", "assessment_id", primary_key=True),
        sa.Column("created", sa.Boolean, nullable=False),
    )
    op.create_table(
        "imported_answers",
        sa.Column("assessment_id", sa.Text, primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        _id_of("imports", "import_id", nullable=False, index=True),
        sa.Column("said", sa.Text, nullable=False),
        _key_of("changes", ANSWER),
    )
    op.create_table(
        "submissions",
        sa.Column("key", sa.Text, primary_key=True),
        _id_of("assessments", "assessment_id", primary_key=True),
        _id_of("imports", "import_id", nullable=False),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text),
    )


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key_hash", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text),
        _id_of("assessments", "assessment_id"),
        sa.Column("workshop_id", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("ends", INSTANT, nullable=False),
        sa.Column("revoked", INSTANT),
        sa.Column("last_used", INSTANT),
        sa.CheckConstraint(
            "role IN ('administrator', 'facilitator', 'co-editor', 'reader', 'projector', 'participant')",
            # In the databases that exist, the convention has put its prefix before one that was there.
            name="ck_links_role",
        ),
    )
    op.create_table(
        "visits",
        sa.Column("token_hash", sa.Text, primary_key=True),
        _id_of("links", "link_id", nullable=False, index=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("began", INSTANT, nullable=False),
        sa.Column("ended", INSTANT),
    )


def _create_workshops() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("assessment_id", sa.Text, sa.ForeignKey("assessments.id", ondelete="SET NULL")),
        sa.Column("catalogue_hash", sa.Text, sa.ForeignKey("catalogues.hash"), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("code", sa.Text, unique=True),
        sa.Column("door_open", sa.Boolean, nullable=False),
        sa.Column("heads", sa.Integer),
        sa.Column("other_room", sa.Text),
        sa.Column("current", sa.Text),
        sa.Column("clock_ends", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("roster", sa.Integer, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("finished", INSTANT),
        sa.Column("forgotten", INSTANT),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Text, primary_key=True),
        _id_of("workshops", "workshop_id", nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("voice", sa.Text),
        sa.Column("seat", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("token_hash", sa.Text, unique=True),
        sa.Column("return_hash", sa.Text, unique=True),
        sa.Column("form_hash", sa.Text, unique=True),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("joined", INSTANT),
        sa.Column("left", INSTANT),
        sa.Column("merged_into", sa.Text),
        sa.UniqueConstraint("workshop_id", "number"),
    )
    op.create_table(
        "stages",
        _id_of("workshops", "workshop_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed", INSTANT, nullable=False),
    )


def _create_votes() -> None:
    op.create_table(
        "ballots",
        _id_of("workshops", "workshop_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("vote", sa.Integer, primary_key=True),
        _id_of("participants", "participant_id", primary_key=True, index=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("rating", sa.Text),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("form_id", sa.Text),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "late_ballots",
        _id_of("workshops", "workshop_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("vote", sa.Integer, primary_key=True),
        _id_of("participants", "participant_id", primary_key=True),
    )
    op.create_table(
        "reveals",
        _id_of("workshops", "workshop_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
    )
    op.create_table(
        "revealed_ballots",
        sa.Column("workshop_id", sa.Text, primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("participant_id", sa.Text, primary_key=True),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        _key_of("reveals", REVEAL, "fk_revealed_ballots_workshop_id"),
        _key_of("ballots", BALLOT, "fk_revealed_ballots_ballot"),
        sqlite_with_rowid=False,
    )


def _create_outcomes() -> None:
    op.create_table(
        "agreements",
        _id_of("workshops", "workshop_id", primary_key=True),
        sa.Column("recommendation_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("agreed", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
    )
    op.create_table(
        "workshop_events",
        sa.Column("number", sa.Integer, primary_key=True),
        _id_of("workshops", "workshop_id", nullable=False, index=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recommendation_id", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
    )


def _id_of(table: str, column: str, **how: Any) -> sa.Column[str]:
    """A column that refers to a row of another table, and goes with it."""
    return sa.Column(column, sa.Text, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), **how)


def _key_of(table: str, columns: tuple[str, ...], name: str | None = None) -> sa.ForeignKeyConstraint:
    """The same by a key of several columns, which have the same names there."""
    return sa.ForeignKeyConstraint(columns, [f"{table}.{column}" for column in columns], name=name, ondelete="CASCADE")
