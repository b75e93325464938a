"""People who vote by phone on a shared server that is killed in the middle: nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

from tests.support.polling_place import let_vote


def test_each_vote_that_a_phone_calls_saved_is_counted_once_after_a_kill(tmp_path: Path) -> None:
    assert let_vote(tmp_path, voters=10, seconds=1, kills=1) == []
