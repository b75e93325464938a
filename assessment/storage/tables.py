"""The tables.

`changes` is the history: every version of every answer, never altered. `answers` says which version of each answer is
current, and repeats its rating so that a database can count ratings without reading texts. An assessment refers to the
catalogue that it answers, stored under the hash of its content.

After a restore, revisions that files may refer to can have other values: `forks` says which (`backup`).

An import is one step over all assessments of its files: `imported` lists these, `imported_answers` the versions of
answers that it wrote and the files they came from, and `submissions` the states of submissions that it imported and
their answers, so that none is imported twice and an edited one is compared with its earlier state.

`follow_ups` has every version of what is done about a gap; the last is current.

A link lets people in, and each time somebody enters it is a visit; `sign_ins` are the visits of those who came without
one. All know only the hash of their secret, and none is part of a backup. Nor is
`presence`: who has a response open at this moment.

`audit` is the audit log, whose entries name people only by the ids of their visits; `audit_chain` is one row with its
two ends.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from assessment.domain.answer import Rating
from assessment.domain.permissions import Role
from assessment.domain.response import Status, Voice
from assessment.records.assessments import EventKind
from assessment.storage.column_types import (
    AnswerText,
    Code,
    Day,
    Flag,
    FollowUpText,
    Id,
    Instant,
    JsonList,
    Number,
    StateText,
    TypedText,
    Words,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, codes: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


catalogues = Table(
    "catalogues",
    metadata,
    Column("hash", Id, primary_key=True),
    Column("id", Id, nullable=False),
    Column("version", Id, nullable=False),
    Column("title", Words, nullable=False),
    Column("size", Number, nullable=False, doc="Number of recommendations."),
    Column("content", Words, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("catalogue_hash", ForeignKey(catalogues.c.hash), nullable=False),
    Column("country", Id, nullable=False),
    Column("voice", Code(Voice), nullable=False),
    Column("organisation", TypedText, nullable=False),
    Column("round_label", TypedText, nullable=False),
    Column("round_date", Day),
    Column("anonymous", Flag, nullable=False),
    Column("language", Id, nullable=False),
    Column("sample", Flag, nullable=False),
    Column("status", Code(Status), nullable=False),
    Column("created", Instant, nullable=False),
    Column("changed", Instant, nullable=False, doc="Of the assessment itself, not of its answers."),
    Column("deleted", Instant),
    Column("owner", TypedText, nullable=False, doc="The organisation whose facilitators work with it, or none."),
    Column("asked", JsonList, doc="What a workshop had on its agenda; none where everything was asked."),
    _one_of("voice", Voice),
    _one_of("status", Status),
)

changes = Table(
    "changes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), nullable=False),
    Column("recommendation_id", Id, nullable=False),
    Column("revision", Number, nullable=False),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("answer", AnswerText, nullable=False),
    UniqueConstraint("assessment_id", "recommendation_id", "revision"),
)

answers = Table(
    "answers",
    metadata,
    Column("assessment_id", Id, primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("revision", Number, nullable=False),
    Column("rating", Code(Rating)),
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(
        ["assessment_id", "recommendation_id", "revision"],
        [changes.c.assessment_id, changes.c.recommendation_id, changes.c.revision],
        ondelete="CASCADE",
    ),
    _one_of("rating", Rating),
    # Stored in the order of its key, so that counting answers reads one part of the file from end to end.
    sqlite_with_rowid=False,
)

forks = Table(
    "forks",
    metadata,
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("after", Number, nullable=False, doc="The last revision that had the same values before."),
    Column("until", Number, nullable=False, doc="The last revision that existed before."),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("kind", Code(EventKind), nullable=False),
    Column("note", TypedText, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("files", JsonList, nullable=False),
    Column("undone", Instant),
)

imported = Table(
    "imported",
    metadata,
    Column("import_id", ForeignKey(imports.c.id, ondelete="CASCADE"), primary_key=True),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), primary_key=True),
    Column("created", Flag, nullable=False, doc="Whether the import created this assessment."),
)

imported_answers = Table(
    "imported_answers",
    metadata,
    Column("assessment_id", Id, primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("revision", Number, primary_key=True),
    Column("import_id", ForeignKey(imports.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("said", JsonList, nullable=False, doc="The files whose values were taken."),
    ForeignKeyConstraint(
        ["assessment_id", "recommendation_id", "revision"],
        [changes.c.assessment_id, changes.c.recommendation_id, changes.c.revision],
        ondelete="CASCADE",
    ),
)

submissions = Table(
    "submissions",
    metadata,
    Column("key", TypedText, primary_key=True),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), primary_key=True),
    Column("revision", Number, primary_key=True),
    Column("import_id", ForeignKey(imports.c.id, ondelete="CASCADE"), nullable=False),
    Column("state", StateText, doc="What it said then."),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE"), primary_key=True),
    Column("recommendation_id", Id, primary_key=True),
    Column("revision", Number, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("file", TypedText, nullable=False, doc="The file that it came from, or none."),
    Column("follow_up", FollowUpText, nullable=False),
    Column("import_id", Id, nullable=False, doc="The import that wrote it, or none."),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key_hash", Id, nullable=False, unique=True),
    Column("role", Code(Role), nullable=False),
    Column("organisation", TypedText),
    Column("assessment_id", ForeignKey(assessments.c.id, ondelete="CASCADE")),
    Column("workshop_id", Id),
    Column("name", TypedText, nullable=False, doc="What it is called in lists, such as whom it was given to."),
    Column("created", Instant, nullable=False),
    Column("author", TypedText, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("revoked", Instant),
    Column("last_used", Instant),
    _one_of("role", Role),
)

presence = Table(
    "presence",
    metadata,
    Column("session", Id, primary_key=True, doc="Of a browser, which has a response open."),
    Column("assessment_id", Id, nullable=False),
    Column("name", TypedText, nullable=False),
    Column("until", Instant, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("token_hash", Id, primary_key=True),
    Column("link_id", ForeignKey(links.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("person", TypedText, nullable=False, doc="The name that the person gave."),
    Column("began", Instant, nullable=False),
    Column("ended", Instant),
    Column("id", Id, unique=True, index=True, doc="By which the audit log names it."),
    Column("came_from", TypedText, doc="The network address, if the settings say to keep it."),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("event", Id, nullable=False),
    Column("who", Id, nullable=False),
    Column("through", Id, nullable=False),
    Column("about", Id, nullable=False, doc="Ids, with a space between two."),
    Column("note", Id, nullable=False),
    Column("hash", Id, nullable=False),
)

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("pruned", Number, primary_key=True, autoincrement=False, doc="The last entry that was pruned."),
    Column("anchor", Id, nullable=False, doc="Its hash."),
    Column("number", Number, nullable=False, doc="The number of the newest entry."),
    Column("hash", Id, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", Id, nullable=False, unique=True),
    Column("subject_hash", Id, nullable=False, doc="Of the provider and its id of the person."),
    Column("person", TypedText, nullable=False, doc="The name that the provider gave."),
    Column("address", TypedText, nullable=False, doc="The verified address by which they may come, or none."),
    Column("groups", JsonList, nullable=False, doc="The groups by which they may come."),
    Column("began", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("ended", Instant),
    Column("came_from", TypedText, doc="As in `visits`."),
)
