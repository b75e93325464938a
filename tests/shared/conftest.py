"""A shared server for all tests of a process, which change nothing there, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.hall import Hall, open_hall
from tests.support.wire import Caller


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("hall")) as opened:
        yield opened


@pytest.fixture
def caller(hall: Hall) -> Iterator[Caller]:
    calling = Caller(hall.address)
    yield calling
    calling.close()


@pytest.fixture
def unchanged(hall: Hall) -> Iterator[None]:
    """Whatever a test does, it changes nothing that is stored."""
    before = hall.state()
    yield
    assert hall.state() == before
