"""People who write into one response by links at once, for a few seconds; `make endurance` does so for long."""

from __future__ import annotations

from pathlib import Path

from tests.support.writing_room import let_write


def test_nothing_that_several_people_saved_is_lost_though_the_server_is_killed(tmp_path: Path) -> None:
    assert let_write(tmp_path, writers=8, seconds=0, kills=1, pause=0.2) == []
