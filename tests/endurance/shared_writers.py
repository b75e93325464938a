"""Twenty people who write into one response by links, and a server that is killed twenty times meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.support.writing_room import let_write

WRITERS = 20
SECONDS = 60
KILLS = 20


def test_what_twenty_people_save_in_one_response_at_once_is_in_its_history(tmp_path: Path) -> None:
    assert let_write(tmp_path, writers=WRITERS, seconds=SECONDS) == []


def test_what_the_screen_called_saved_is_there_after_every_kill(tmp_path: Path) -> None:
    assert let_write(tmp_path, writers=WRITERS, seconds=SECONDS, kills=KILLS) == []
