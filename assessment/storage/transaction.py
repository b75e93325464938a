"""A transaction, on which every function of storage works that reads or changes what is stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, CursorResult, Executable, Table, and_, insert

from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Grant, Role, Scope, Through
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.engines.database import INSERT, Database, note_erasure

NOBODY = Grant("", Role.ADMINISTRATOR, through=Through.ITSELF)
"""What the software does by itself: it signs nothing, and sees everything."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is read in it is from one moment; what is changed is on disk when it ends, or has no effect if it fails.

    A function with an `assessment_id` or `ids` raises AssessmentUnknown if there is no such assessment or it was
    deleted, and AssessmentDamaged if its stored data can't be read; one with a `workshop_id` raises WorkshopUnknown,
    and if it changes something WorkshopFinished. All raise StorageError if the database can't do what was asked.
    Lists leave out what can't be read.
    """

    connection: Connection
    database: Database
    catalogues: CatalogueStore
    grant: Grant = NOBODY
    """Whose name signs the changes, and the part of the server that lists show."""

    def of(self, grant: Grant) -> Self:
        """The same transaction, signed by a person and limited to their scope."""
        return dataclasses.replace(self, grant=grant)

    @property
    def person(self) -> str:
        return self.grant.person

    @property
    def scope(self) -> Scope:
        return self.grant.scope

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        return self.connection.execute(statement, parameters)

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to a table, if there are any."""
        if rows:
            self.connection.execute(insert(table), rows)

    def put(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to a table, or change those that it has under the same primary key."""
        if rows:
            statement = INSERT[self.connection.dialect.name](table)
            key = [column.name for column in table.primary_key]
            others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
            self.connection.execute(statement.on_conflict_do_update(index_elements=key, set_=others), rows)

    def note_erasure(self) -> None:
        """Say that something is erased for good, of which no trace may stay in the database's log either."""
        note_erasure(self.connection)

    @property
    def owner(self) -> str:
        """The organisation to which new responses and workshops belong."""
        return self.scope.organisation or ""

    def catalogue(self, content_hash: str, assessment_id: str | None) -> Catalogue:
        """The catalogue that an assessment answers. Raises AssessmentDamaged if it is missing or altered."""
        return self.catalogues.find(self.connection, content_hash, assessment_id or "")

    def lock_creation(self) -> None:
        """Stop everybody else from creating responses until the transaction ends. Must be the first lock."""
        self.database.lock_creation(self.connection)


def matching(table: Table, **values: Any) -> ColumnElement[bool]:
    """The condition that a row has these values."""
    return and_(*(table.c[name] == value for name, value in values.items()))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def new_id(kind: str) -> str:
    """An id that can't be guessed: the letter of its type, then only letters and digits."""
    return f"{kind}{uuid.uuid4().hex}"
