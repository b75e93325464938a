"""What SQLite keeps of rows that were erased, and is removed."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from assessment.storage.engines.log_traces import LogTraces
from assessment.storage.engines.sqlite import _connect_without_rules

TELLTALE = "The shelter at Quay 7"


@pytest.mark.parametrize("seed", [34, 52])
def test_a_remark_that_was_erased_is_in_no_gap_of_a_page_that_was_rearranged(tmp_path: Path, seed: int) -> None:
    """Ballots come in between others, and SQLite moves these: with these numbers, it left copies of some behind."""
    file, chance = tmp_path / "assessments.db", random.Random(seed)  # noqa: S311 - the same in each run
    people = [f"p{chance.getrandbits(128):032x}" for _person in range(60)]
    file.touch()
    connect = partial(_connect_without_rules, file)
    traces = LogTraces(file, connect, ["votes"])
    with closing(connect(1)) as connection:
        connection.execute(
            "CREATE TABLE votes (item TEXT, person TEXT, revision INT, remark TEXT,"
            " PRIMARY KEY (item, person, revision)) WITHOUT ROWID"
        )
        for revision in range(600):
            remark = (f"{TELLTALE} " if chance.random() < 0.05 else "Elsewhere ") * chance.choice([1, 2, 5, 30])
            key = (f"INV-{chance.randrange(6):02}", chance.choice(people), revision)
            connection.execute("INSERT INTO votes VALUES (?, ?, ?, ?)", (*key, remark))
        traces.expect()
        connection.execute("UPDATE votes SET remark = '' WHERE remark LIKE ?", (f"{TELLTALE}%",))
        kept = connection.execute("SELECT * FROM votes").fetchall()
        size = file.stat().st_size

        assert traces.remove()

        assert not traces.remain()
        assert connection.execute("SELECT * FROM votes").fetchall() == kept
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [path.name for path in tmp_path.iterdir() if TELLTALE.encode() in path.read_bytes()] == []
    assert file.stat().st_size >= size, "a file that got smaller counts as replaced"


def test_traces_wait_while_somebody_writes_and_are_removed_then(tmp_path: Path) -> None:
    file = tmp_path / "assessments.db"
    file.touch()
    connect = partial(_connect_without_rules, file)
    traces = LogTraces(file, connect, ["votes"])
    with closing(connect(1)) as connection:
        connection.execute("CREATE TABLE votes (remark TEXT)")
        traces.expect()
        connection.execute("BEGIN IMMEDIATE")
        assert not traces.remove()
        connection.execute("INSERT INTO votes VALUES ('kept')")
        connection.execute("COMMIT")
        assert traces.remove()
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            connection.execute("SELECT * FROM kept")
        assert connection.execute("SELECT * FROM votes").fetchall() == [("kept",)]
