"""The catalogues that are kept: each under the hash of its content, and read from the database once in a process."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from assessment.catalogue import catalogue_from_content
from assessment.model import Catalogue
from assessment.storage.tables import catalogues

_INSERT_OR_LEAVE: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class KeptCatalogues:
    """A database's catalogues. What is kept under a hash never changes, so threads may share them."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Catalogue] = {}

    def keep(self, connection: Connection, catalogue: Catalogue) -> None:
        """Put a catalogue into the database, if it isn't there."""
        connection.execute(
            _INSERT_OR_LEAVE[connection.dialect.name](catalogues)
            .values(
                hash=catalogue.hash,
                id=catalogue.id,
                version=catalogue.version,
                title=catalogue.title,
                size=len(catalogue.recommendations),
                content=catalogue.content,
            )
            .on_conflict_do_nothing()
        )

    def find(self, connection: Connection, content_hash: str) -> Catalogue:
        """A catalogue that is kept."""
        if content_hash not in self._by_hash:
            content = connection.execute(
                select(catalogues.c.content).where(catalogues.c.hash == content_hash)
            ).scalar_one()
            self._by_hash[content_hash] = catalogue_from_content(content)
        return self._by_hash[content_hash]

    def find_version(self, connection: Connection, catalogue_id: str, version: str) -> Catalogue | None:
        """The catalogue of this id and version; None if none is kept, or several with other words."""
        statement = select(catalogues.c.hash).where(catalogues.c.id == catalogue_id, catalogues.c.version == version)
        hashes = connection.execute(statement).scalars().all() if (catalogue_id + version).isprintable() else []
        return self.find(connection, hashes[0]) if len(hashes) == 1 else None
