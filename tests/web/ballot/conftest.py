"""The ballot of a room, where what is changed is seen at once and nobody waits for a wrong code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from assessment.access.entrance import Entrance
from assessment.web.ballot import rooms
from assessment.web.ballot.routes import ballot_routes
from tests.support.repository import Repository, open_repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setattr(rooms, "FRESH_FOR", 0)
    monkeypatch.setattr(rooms, "FRESH_FOR_PEOPLE", 0)
    monkeypatch.setattr(rooms, "PAUSE", 0)
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def app(repository: Repository) -> ASGIApp:
    return Starlette(routes=ballot_routes(lambda: Entrance(repository), b"PNG", delay=0))
