"""Checks a database: every row can be read, and rows agree with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, select, text
from sqlalchemy.exc import DBAPIError

from assessment.catalogues import parse_content
from assessment.domain.model import Answer, Catalogue, Rating, Status, Voice
from assessment.domain.permissions import Role
from assessment.domain.workshop.model import RemarkState
from assessment.domain.workshop.stages import Stage
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable
from assessment.parsing.validation import PROBLEM_LIMIT
from assessment.records.assessments import CheckResult, EventKind
from assessment.records.errors import unreadable
from assessment.records.workshops import WorkshopEventKind
from assessment.storage.catalogues import altered, is_content_of
from assessment.storage.column_types import Coded, Corrupted, Day, Flag, Instant
from assessment.storage.tables import answers, assessments, catalogues, changes, events, links, metadata
from assessment.storage.workshops.tables import ballots, participants, remarks, stages, workshop_events

_KINDS: dict[type, type] = {
    Integer: int,
    Flag: bool,
    Instant: dt.datetime,
    Day: dt.date,
}
"""The Python type of a column's values, by column type; str if it isn't listed."""
_CODES: dict[tuple[Table, str], set[str]] = {
    (assessments, "voice"): set(Voice),
    (assessments, "status"): set(Status),
    (events, "kind"): set(EventKind),
    (links, "role"): set(Role),
    (stages, "stage"): set(Stage),
    (remarks, "state"): set(RemarkState),
    (ballots, "rating"): set(Rating),
    (participants, "voice"): set(Voice),
    (workshop_events, "kind"): set(WorkshopEventKind),
}


def check(connection: Connection) -> CheckResult:
    """All problems of a database, up to `PROBLEM_LIMIT`."""
    problems = list(islice(_problems(connection), PROBLEM_LIMIT))
    distinct = tuple(dict.fromkeys(problems))
    return CheckResult(_count(connection, assessments), _count(connection, answers), distinct)


def _count(connection: Connection, table: Table) -> int:
    try:
        return len(connection.execute(select(*table.primary_key)).all())
    except DBAPIError:
        return 0


def _problems(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        yield from _sqlite_problems(connection)
    asked: dict[str, Catalogue] = {}
    for table in metadata.sorted_tables:
        try:
            for row in connection.execute(select(table)):
                yield from _corrupted(table, row._mapping)
                if table is catalogues:
                    yield from _corrupted_catalogue(row, asked)
        except DBAPIError:
            yield _problem("", unreadable(table.name))
    with suppress(DBAPIError):  # That a table can't be read has been reported.
        yield from _contradictions(connection, asked)


def _sqlite_problems(connection: Connection) -> Iterator[Problem]:
    try:
        for (line,) in connection.execute(text("PRAGMA integrity_check")):
            if line != "ok":
                yield _problem("", f"SQLite: {printable(str(line))}")
        for table, _row, parent, _key in connection.execute(text("PRAGMA foreign_key_check")):
            yield _problem(table, _("a row in {table} is missing").format(table=parent))
    except DBAPIError as error:
        yield _problem("", f"SQLite: {printable(str(error.orig))}")


def _corrupted(table: Table, row: Any) -> Iterator[Problem]:
    """The columns of a row that can't be read."""
    spoilt = [column.name for column in table.columns if not _is_sound(table, column, row[column.name])]
    if spoilt:
        yield _problem(_where(table, row), unreadable(*spoilt))


def _is_sound(table: Table, column: Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, Coded):
        return not isinstance(value, Corrupted)
    if not isinstance(value, _KINDS.get(type(column.type), str)):
        return False
    return value in _CODES.get((table, column.name), (value,))


def _where(table: Table, row: Any) -> str:
    """A row in words: its response and recommendation, or its table and key."""
    if table is assessments:
        return _of_response(row["id"])
    if "recommendation_id" in row and "assessment_id" in row:
        return f"{_of_response(row['assessment_id'])}, {_shown(row['recommendation_id'])}"
    key = ", ".join(_shown(row[column.name]) for column in table.primary_key)
    if row.get("assessment_id") is not None:
        return f"{_of_response(row['assessment_id'])}, {table.name} {key}"
    return f"{table.name} {key}"


def _of_response(assessment_id: object) -> str:
    return _("response {id}").format(id=_shown(assessment_id))


def _shown(value: object) -> str:
    return printable(value) if isinstance(value, str) else "\N{REPLACEMENT CHARACTER}"


def _corrupted_catalogue(row: Any, asked: dict[str, Catalogue]) -> Iterator[Problem]:
    """Check that a catalogue has its hash; those that do are added to `asked`."""
    where = _where(catalogues, row._mapping)
    if not is_content_of(row.content, row.hash):
        yield _problem(where, altered())
        return
    try:
        found = asked[row.hash] = parse_content(row.content)
    except ValueError:
        yield _problem(where, altered())
        return
    if (row.id, row.version, row.title, row.size) != (found.id, found.version, found.title, len(found.recommendations)):
        yield _problem(where, altered())


def _contradictions(connection: Connection, asked: dict[str, Catalogue]) -> Iterator[Problem]:
    """Check the history, the current answers and the catalogues against each other."""
    catalogue_of = {row.id: asked.get(row.catalogue_hash) for row in connection.execute(select(assessments))}
    key = ("assessment_id", "recommendation_id")
    standing = {
        (row.assessment_id, row.recommendation_id): (row.revision, row.rating, row.at)
        for row in connection.execute(select(answers))
    }
    history = connection.execute(
        select(changes).order_by(changes.c.assessment_id, changes.c.recommendation_id, changes.c.revision)
    )
    for of, found in groupby(history, lambda row: tuple(row._mapping[name] for name in key)):
        versions = list(found)
        where = _where(changes, dict(zip(key, of, strict=True)))
        last = versions[-1]
        if [row.revision for row in versions] != [*range(1, len(versions) + 1)]:
            yield _problem(where, _("revisions are missing"))
        rating = last.answer.rating if isinstance(last.answer, Answer) else None
        if standing.pop(of, None) != (last.revision, rating, last.at) and isinstance(last.answer, Answer):
            yield _problem(where, _("the current answer is not the last in its history"))
        catalogue = catalogue_of.get(of[0])
        if catalogue is not None and not all(_answers(catalogue, of[1], row.answer) for row in versions):
            yield _problem(where, _("the catalogue has no such recommendation or measure"))
    for of in standing:
        yield _problem(
            _where(answers, dict(zip(key, of, strict=True))), _("the current answer is not the last in its history")
        )


def _answers(catalogue: Catalogue, recommendation_id: str, answer: object) -> bool:
    item = catalogue.by_id.get(recommendation_id)
    measures: Iterable[str] = answer.ticked if isinstance(answer, Answer) else ()
    return item is not None and {measure.id for measure in item.measures}.issuperset(measures)


def _problem(where: str, what: str) -> Problem:
    return Problem(where, f"{what}.", "")
