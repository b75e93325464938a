"""The tables of workshops.

A participant is known by the hash of a secret in their phone, and of the return code with which they come back. Their
`ballots` are only ever added to: the last revision counts, and one without a rating was withdrawn. `revealed_ballots`
says which of them were in force at each reveal, and `reveals` what the room was shown, but for `remarks`, which people
let through, hide and redact.

When an anonymous workshop is finished, or the time for which people were told that they are kept is over, ballots go,
and participants lose their names and secrets; what the room was shown stays.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, Table, UniqueConstraint

from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import RemarkState
from assessment.domain.workshop.stages import Stage
from assessment.records.workshops import WorkshopEventKind
from assessment.storage.column_types import (
    AgreedText,
    Code,
    Flag,
    Id,
    Instant,
    Number,
    PlanText,
    ShownText,
    TypedText,
)
from assessment.storage.tables import assessments, catalogues, metadata

workshops = Table(
    "workshops",
    metadata,
    Column("id", Id, primary_key=True),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="SET NULL"), doc="The agreed response."),
    Column("catalogue_hash", ForeignKey(catalogues.c.hash), nullable=False),
    Column("owner", TypedText, nullable=False, doc="The organisation whose facilitators lead it, or none."),
    Column("plan", PlanText, nullable=False),
    Column("code", Id, unique=True, doc="The join code; none when it is finished."),
    Column("door_open", Flag, nullable=False),
    Column("heads", Number, doc="How many are in the room, as a facilitator counted."),
    # Databases have it, and a backup takes every column along.
    Column("other_room", Id, doc="Not used any more: a workshop with which this one was revealed."),
    Column("current", Id, doc="The recommendation at which the room is."),
    Column("clock_ends", Instant, doc="When the time that the facilitator gave is over."),
    Column("version", Number, nullable=False, doc="How often anything has changed that the room sees."),
    Column(
        "roster",
        Number,
        nullable=False,
        doc="How often somebody was removed, merged, left a phone, came back or voted on paper.",
    ),
    Column("created", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("finished", Instant),
    Column("forgotten", Instant, doc="Since when it isn't stored any more who voted what."),
    Column("wifi_name", TypedText, doc="Of the room, for all who see the wall; none when it is finished."),
    Column("wifi_password", TypedText),
    Column("door_busy", Instant, doc="Until when seats count that the door has given."),
    Column("door_refused", Instant, doc="When somebody had to wait at the door."),
)

participants = Table(
    "participants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Number, nullable=False, doc="Counted within the workshop, from 1."),
    Column("voice", Code(Voice)),
    Column("seat", TypedText, doc="The table where they sit."),
    Column("name", TypedText),
    Column("token_hash", Id, unique=True),
    Column("return_hash", Id, unique=True),
    Column("form_hash", Id, unique=True, doc="Of the form by which they joined, so that sending it twice is once."),
    Column("on_paper", Flag, nullable=False, doc="Whether a facilitator types their ballots in."),
    Column("joined", Instant),
    Column("left", Instant, doc="When they were removed or merged."),
    Column("merged_into", Id),
    UniqueConstraint("workshop_id", "number", name="uq_participants_workshop_id_number"),
)

attendance = Table(
    "attendance",
    metadata,
    # No reference, which would let votes wait for who is only seen.
    Column("participant_id", Id, primary_key=True),
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), nullable=False),
    Column("seen", Instant, nullable=False),
)

stages = Table(
    "stages",
    metadata,
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("stage", Code(Stage), nullable=False),
    Column("revision", Number, nullable=False, doc="How often it was moved."),
    Column("changed", Instant, nullable=False),
)

ballots = Table(
    "ballots",
    metadata,
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("vote", Number, primary_key=True),
    # Each phone asks for its own after each step of the room.
    Column("participant_id", ForeignKey(participants.c.id, ondelete="CASCADE"), primary_key=True, index=True),
    Column("revision", Number, primary_key=True),
    Column("rating", Code(Rating), doc="None for a ballot that was withdrawn."),
    Column("remark", TypedText, nullable=False),
    Column("form_id", Id, doc="Of the form that brought it, so that sending it twice is once."),
    Column("on_paper", Flag, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

late_ballots = Table(
    "late_ballots",
    metadata,
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("vote", Number, primary_key=True),
    Column("participant_id", ForeignKey(participants.c.id, ondelete="CASCADE"), primary_key=True),
)

reveals = Table(
    "reveals",
    metadata,
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("vote", Number, nullable=False),
    Column("at", Instant, nullable=False),
    Column("shown", ShownText, nullable=False),
)

revealed_ballots = Table(
    "revealed_ballots",
    metadata,
    Column("workshop_id", Id, primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("participant_id", Id, primary_key=True),
    Column("vote", Number, nullable=False),
    Column("revision", Number, nullable=False),
    Column("part", TypedText, nullable=False, doc="The voice or table with which it was counted."),
    ForeignKeyConstraint(
        ["workshop_id", "recommendation_id", "number"],
        [reveals.c.workshop_id, reveals.c.recommendation_id, reveals.c.number],
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["workshop_id", "recommendation_id", "vote", "participant_id", "revision"],
        [
            ballots.c.workshop_id,
            ballots.c.recommendation_id,
            ballots.c.vote,
            ballots.c.participant_id,
            ballots.c.revision,
        ],
        name="fk_revealed_ballots_ballot",
        ondelete="CASCADE",
    ),
    sqlite_with_rowid=False,
)

remarks = Table(
    "remarks",
    metadata,
    Column("workshop_id", Id, primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("number", Number, primary_key=True, doc="Of the reveal."),
    Column(
        "place", Number, primary_key=True, autoincrement=False, doc="In alphabetical order, so that it says nothing."
    ),
    Column("text", TypedText, nullable=False),
    Column("state", Code(RemarkState), nullable=False),
    Column("author", TypedText, nullable=False, doc="Who let it through, hid or redacted it, or none."),
    ForeignKeyConstraint(
        ["workshop_id", "recommendation_id", "number"],
        [reveals.c.workshop_id, reveals.c.recommendation_id, reveals.c.number],
        ondelete="CASCADE",
    ),
)

agreements = Table(
    "agreements",
    metadata,
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("agreed", AgreedText, nullable=False),
    Column("revision", Number, nullable=False, doc="Of the answer that it became in the agreed response."),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
)

workshop_events = Table(
    "workshop_events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("workshop_id", ForeignKey(workshops.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("kind", Code(WorkshopEventKind), nullable=False),
    Column("recommendation_id", Id),
    Column("note", TypedText, nullable=False),
)
