"""Fifty people who vote by phone, and a server that is killed twenty times meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.support.polling_place import let_vote

VOTERS = 50
SECONDS = 60
KILLS = 20


def test_each_vote_that_a_phone_calls_saved_is_counted_once_after_every_kill(tmp_path: Path) -> None:
    assert let_vote(tmp_path, voters=VOTERS, seconds=SECONDS, kills=KILLS) == []
