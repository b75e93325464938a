"""What tests of stored workshops need: a database. Its kind matters to those that say so themselves."""

from __future__ import annotations

import pytest

from tests.conftest import MakeDatabase


@pytest.fixture
def make_database(make_sqlite: MakeDatabase) -> MakeDatabase:
    return make_sqlite
