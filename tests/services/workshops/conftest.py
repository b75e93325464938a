"""What tests of workshops need: a database, whose kind matters to `tests/storage/workshops` alone."""

from __future__ import annotations

import pytest

from tests.conftest import MakeDatabase


@pytest.fixture
def make_database(make_sqlite: MakeDatabase) -> MakeDatabase:
    return make_sqlite
