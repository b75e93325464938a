"""Whether a database is whole: every row can be read, and what rows say of each other is true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, select, text
from sqlalchemy.exc import DBAPIError

from assessment.catalogue import catalogue_from_content
from assessment.errors import AssessmentError, Problem
from assessment.language import gettext as _
from assessment.model import Answer, Catalogue, Status, Voice
from assessment.storage.catalogues import is_content_of
from assessment.storage.columns import AnswerText, Day, Flag, Instant, Names, StateText
from assessment.storage.records import Checked, EventKind
from assessment.storage.tables import answers, assessments, catalogues, changes, events, metadata
from assessment.strict import PROBLEM_LIMIT, printable

_KINDS = {
    Integer: int,
    Flag: bool,
    AnswerText: Answer,
    StateText: tuple,
    Names: tuple,
    Instant: dt.datetime,
    Day: dt.date,
}
"""What a column holds, by its type; a text where it isn't here."""
_CODES: dict[tuple[Table, str], set[str]] = {
    (assessments, "voice"): set(Voice),
    (assessments, "status"): set(Status),
    (events, "kind"): set(EventKind),
}


def check(connection: Connection) -> Checked:
    """All that is wrong with a database; of many problems the first `PROBLEM_LIMIT`."""
    problems = list(islice(_problems(connection), PROBLEM_LIMIT))
    told = tuple(dict.fromkeys(problems))
    return Checked(_count(connection, assessments), _count(connection, answers), told)


def _count(connection: Connection, table: Table) -> int:
    try:
        return len(connection.execute(select(*table.primary_key)).all())
    except DBAPIError:
        return 0


def _problems(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        yield from _told_by_sqlite(connection)
    asked: dict[str, Catalogue] = {}
    for table in metadata.sorted_tables:
        try:
            for row in connection.execute(select(table)):
                yield from _spoilt(table, row._mapping)
                if table is catalogues:
                    yield from _spoilt_catalogue(row, asked)
        except DBAPIError:
            yield _problem(_("table {name}").format(name=table.name), _("a part of it can’t be read"))
    with suppress(DBAPIError):  # That a table can't be read is told.
        yield from _contradictions(connection, asked)


def _told_by_sqlite(connection: Connection) -> Iterator[Problem]:
    try:
        for (line,) in connection.execute(text("PRAGMA integrity_check")):
            if line != "ok":
                yield _problem(_("the file"), _("SQLite finds: {words}").format(words=printable(str(line))))
        for table, _row, parent, _key in connection.execute(text("PRAGMA foreign_key_check")):
            yield _problem(
                _("table {name}").format(name=table),
                _("a row belongs to one of {parent} that isn’t there").format(parent=parent),
            )
    except DBAPIError as error:
        yield _problem(_("the file"), _("SQLite finds: {words}").format(words=printable(str(error.orig))))


def _spoilt(table: Table, row: Any) -> Iterator[Problem]:
    """The columns of a row that can't be read."""
    spoilt = [column.name for column in table.columns if not _is_sound(table, column, row[column.name])]
    if spoilt:
        yield _problem(_where(table, row), _("{columns} can’t be read").format(columns=", ".join(spoilt)))


def _is_sound(table: Table, column: Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    if not isinstance(value, _KINDS.get(type(column.type), str)):
        return False
    return value in _CODES.get((table, column.name), (value,))


def _where(table: Table, row: Any) -> str:
    """A row in words: the response and the recommendation that it is of, or its table and key."""
    if table is assessments:
        return _("response {id}").format(id=_shown(row["id"]))
    if "recommendation_id" in row:
        return _("response {id}, {recommendation}").format(
            id=_shown(row["assessment_id"]), recommendation=_shown(row["recommendation_id"])
        )
    key = ", ".join(_shown(row[column.name]) for column in table.primary_key)
    if "assessment_id" in row:
        return _("response {id}, {table} {key}").format(id=_shown(row["assessment_id"]), table=table.name, key=key)
    return _("{table} {key}").format(table=table.name, key=key)


def _shown(value: object) -> str:
    return printable(value) if isinstance(value, str) else "\N{REPLACEMENT CHARACTER}"


def _spoilt_catalogue(row: Any, asked: dict[str, Catalogue]) -> Iterator[Problem]:
    """Whether a catalogue is what was kept under its hash; those that are become part of `asked`."""
    where = _where(catalogues, row._mapping)
    if not is_content_of(row.content, row.hash):
        yield _problem(where, _("its content isn’t what was kept under its hash"))
        return
    try:
        found = asked[row.hash] = catalogue_from_content(row.content)
    except AssessmentError as error:
        yield _problem(where, str(error))
        return
    if (row.id, row.version, row.title, row.size) != (found.id, found.version, found.title, len(found.recommendations)):
        yield _problem(where, _("its content has another id, version, title or size"))


def _contradictions(connection: Connection, asked: dict[str, Catalogue]) -> Iterator[Problem]:
    """What the history, the answers that stand and the catalogues say of each other."""
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
            yield _problem(where, _("its revisions have holes"))
        rating = last.answer.rating if isinstance(last.answer, Answer) else None
        if standing.pop(of, None) != (last.revision, rating, last.at) and isinstance(last.answer, Answer):
            yield _problem(where, _("the answer that stands isn’t the last of its history"))
        catalogue = catalogue_of.get(of[0])
        if catalogue is not None and not all(_answers(catalogue, of[1], row.answer) for row in versions):
            yield _problem(where, _("it answers what its questionnaire doesn’t ask"))
    for of in standing:
        yield _problem(_where(answers, dict(zip(key, of, strict=True))), _("the answer that stands has no history"))


def _answers(catalogue: Catalogue, recommendation_id: str, answer: object) -> bool:
    item = catalogue.by_id.get(recommendation_id)
    measures: Iterable[str] = answer.measures if isinstance(answer, Answer) else ()
    return item is not None and {measure.id for measure in item.measures}.issuperset(measures)


def _problem(where: str, what: str) -> Problem:
    return Problem(where, f"{what}.", "")
