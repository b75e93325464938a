"""The catalogues that are kept: each under the hash of its content, and read from the database once in a process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeGuard

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from assessment.catalogue import catalogue_from_content
from assessment.language import gettext as _
from assessment.model import Catalogue
from assessment.storage.errors import AssessmentDamaged
from assessment.storage.tables import catalogues

_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def is_content_of(content: Any, content_hash: str) -> TypeGuard[str]:
    """Whether a catalogue's content is word for word what was kept under that hash."""
    return isinstance(content, str) and hashlib.sha256(content.encode()).hexdigest() == content_hash


class KeptCatalogues:
    """A database's catalogues. What is kept under a hash never changes, so threads may share them."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Catalogue] = {}

    def keep(self, connection: Connection, catalogue: Catalogue) -> None:
        """Put a catalogue into the database, if it isn't there. One that was spoilt there is right again."""
        of = {
            "id": catalogue.id,
            "version": catalogue.version,
            "title": catalogue.title,
            "size": len(catalogue.recommendations),
            "content": catalogue.content,
        }
        statement = _INSERT[connection.dialect.name](catalogues).values(hash=catalogue.hash, **of)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[catalogues.c.hash], set_=of, where=catalogues.c.content != catalogue.content
            )
        )

    def find(self, connection: Connection, content_hash: str, assessment_id: str) -> Catalogue:
        """The catalogue that an assessment was asked on. Raises AssessmentDamaged if it isn't there word for word."""
        catalogue = self._find(connection, content_hash)
        if catalogue is None:
            raise AssessmentDamaged(assessment_id, _("its questionnaire isn’t as it was asked"))
        return catalogue

    def _find(self, connection: Connection, content_hash: str) -> Catalogue | None:
        if content_hash not in self._by_hash:
            content = connection.execute(
                select(catalogues.c.content).where(catalogues.c.hash == content_hash)
            ).scalar_one_or_none()
            if not is_content_of(content, content_hash):
                return None
            self._by_hash[content_hash] = catalogue_from_content(content)
        return self._by_hash[content_hash]

    def find_version(self, connection: Connection, catalogue_id: str, version: str) -> Catalogue | None:
        """The catalogue of this id and version; None if none is kept, or several with other words, or it is damaged."""
        statement = select(catalogues.c.hash).where(catalogues.c.id == catalogue_id, catalogues.c.version == version)
        hashes = connection.execute(statement).scalars().all() if (catalogue_id + version).isprintable() else []
        return self._find(connection, hashes[0]) if len(hashes) == 1 else None
