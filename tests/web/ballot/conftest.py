"""The ballot of a room, where what is changed is seen at once and nobody waits for a wrong code."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp

from assessment.access.entrance import Entrance
from assessment.storage.opening import Storage
from assessment.web.ballot import rooms
from assessment.web.ballot.routes import ballot_app


@pytest.fixture
def repository(repository: Storage, monkeypatch: pytest.MonkeyPatch) -> Storage:
    for name in ("FRESH_FOR", "FRESH_FOR_PEOPLE", "PAUSE"):
        monkeypatch.setattr(rooms, name, 0)
    return repository


@pytest.fixture
def app(repository: Storage) -> ASGIApp:
    return ballot_app(lambda: Entrance(repository), b"PNG", delay=0)
