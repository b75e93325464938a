"""The stored catalogues: each under the hash of its content, and read from the database once per process."""

from __future__ import annotations

import hashlib
from typing import Any, TypeGuard

from sqlalchemy import Connection, select

from assessment.catalogues import parse_content
from assessment.domain.catalogue import Catalogue
from assessment.i18n import gettext as _
from assessment.records.errors import AssessmentDamaged
from assessment.storage.engines.database import INSERT
from assessment.storage.tables import catalogues


def is_content_of(content: Any, content_hash: str) -> TypeGuard[str]:
    """Whether a catalogue's content has that hash."""
    return isinstance(content, str) and hashlib.sha256(content.encode()).hexdigest() == content_hash


def altered() -> str:
    return _("the catalogue is missing or altered")


class CatalogueStore:
    """A database's catalogues. What is stored under a hash never changes, so threads may share them."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Catalogue] = {}

    def save(self, connection: Connection, catalogue: Catalogue) -> None:
        """Store a catalogue, if it isn't stored yet. A damaged copy is repaired."""
        of = {
            "id": catalogue.id,
            "version": catalogue.version,
            "title": catalogue.title,
            "size": len(catalogue.recommendations),
            "content": catalogue.content,
        }
        statement = INSERT[connection.dialect.name](catalogues).values(hash=catalogue.hash, **of)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[catalogues.c.hash], set_=of, where=catalogues.c.content != catalogue.content
            )
        )

    def find(self, connection: Connection, content_hash: str, assessment_id: str) -> Catalogue:
        """The catalogue that an assessment answers. Raises AssessmentDamaged if it is missing or altered."""
        catalogue = self._find(connection, content_hash)
        if catalogue is None:
            raise AssessmentDamaged(assessment_id, altered())
        return catalogue

    def _find(self, connection: Connection, content_hash: str) -> Catalogue | None:
        if content_hash not in self._by_hash:
            content = connection.execute(
                select(catalogues.c.content).where(catalogues.c.hash == content_hash)
            ).scalar_one_or_none()
            if not is_content_of(content, content_hash):
                return None
            self._by_hash[content_hash] = parse_content(content)
        return self._by_hash[content_hash]

    def find_version(self, connection: Connection, catalogue_id: str, version: str) -> Catalogue | None:
        """The catalogue of this id and version; None if there is none, or several differ, or it is damaged."""
        statement = select(catalogues.c.hash).where(catalogues.c.id == catalogue_id, catalogues.c.version == version)
        hashes = connection.execute(statement).scalars().all()
        return self._find(connection, hashes[0]) if len(hashes) == 1 else None
