"""The ballot of a room, where what is changed is seen at once and nobody waits for a wrong code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from assessment.access.entrance import Entrance
from assessment.storage.opening import Storage, open_storage
from assessment.web.ballot import rooms
from assessment.web.ballot.routes import ballot_app


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.setattr(rooms, "FRESH_FOR", 0)
    monkeypatch.setattr(rooms, "FRESH_FOR_PEOPLE", 0)
    monkeypatch.setattr(rooms, "PAUSE", 0)
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def app(repository: Storage) -> ASGIApp:
    return ballot_app(lambda: Entrance(repository), b"PNG", delay=0)
