"""What the tests of reports share: one workshop that was held, for all that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessment.storage.opening import open_storage
from tests.conftest import MakeDatabase
from tests.support.held_workshops import hold_workshop
from tests.support.room import Room


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A workshop that nobody changes."""
    with open_storage(f"sqlite:///{tmp_path_factory.mktemp('held') / 'assessments.db'}") as repository:
        yield hold_workshop(repository)


@pytest.fixture
def database_url(make_sqlite: MakeDatabase) -> str:
    """One kind of database is enough here: a report is written of what is read, whatever it was read from."""
    return make_sqlite()
