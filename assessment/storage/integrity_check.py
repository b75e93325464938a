"""Checks a database: every row can be read, and rows agree with each other.

Not those of the audit log: it has checks of its own, and nothing that is damaged in it can be put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from assessment.catalogues import parse_content
from assessment.domain.answer import Answer
from assessment.domain.catalogue import Catalogue
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable
from assessment.parsing.validation import PROBLEM_LIMIT
from assessment.records.assessments import CheckResult
from assessment.records.errors import unreadable
from assessment.storage.catalogues import altered, is_content_of
from assessment.storage.column_types import damaged_columns
from assessment.storage.tables import answers, assessments, audit, audit_chain, catalogues, changes, metadata


def check(connection: Connection) -> CheckResult:
    """All problems of a database, up to `PROBLEM_LIMIT`."""
    problems = list(islice(_problems(connection), PROBLEM_LIMIT))
    distinct = tuple(dict.fromkeys(problems))
    return CheckResult(_count(connection, assessments), _count(connection, answers), distinct)


def _count(connection: Connection, table: Table) -> int:
    try:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()
    except DBAPIError:
        return 0


def _problems(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        yield from _sqlite_problems(connection)
    asked: dict[str, Catalogue] = {}
    for table in metadata.sorted_tables:
        if table in (audit, audit_chain):
            continue
        try:
            for row in connection.execute(select(table)):
                if damaged := damaged_columns(row, table):
                    yield _problem(_where(table, row._mapping), unreadable(*damaged))
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
    described = None
    if is_content_of(row.content, row.hash):
        with suppress(ValueError):
            catalogue = asked[row.hash] = parse_content(row.content)
            described = catalogue.id, catalogue.version, catalogue.title, len(catalogue.recommendations)
    if described != (row.id, row.version, row.title, row.size):
        yield _problem(_where(catalogues, row._mapping), altered())


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
    for of, rows in groupby(history, lambda row: tuple(row._mapping[name] for name in key)):
        versions = list(rows)
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
