# ruff: noqa: S608 - names of tables and columns are those of our own
"""Any value anywhere in a database may be spoilt by a disk: every command then says so, or goes on."""

from __future__ import annotations

import random

import pytest

from assessment.cli.main import main
from assessment.storage.tables import metadata
from tests.storage.test_integrity_check import Damaged, damaged, sound

__all__ = ["damaged", "sound"]

TRIALS = 24
BAD_VALUES = (None, "{", "", 0, -1, "zzz", b"\xff\xfe", "9" * 30, '{"rating": "excellent"}', "[1]", "[[[", "null")


@pytest.mark.parametrize("seed", range(TRIALS))
def test_any_value_anywhere_may_be_spoilt_and_no_command_ends_in_a_traceback(
    damaged: Damaged, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    """Bits flipped, and values of other kinds, in random cells of every table."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    for guard in ("audit_unchanged", "audit_kept"):
        damaged.spoil(f"DROP TRIGGER IF EXISTS {guard}")
    tables = [table for table in metadata.sorted_tables if damaged.rows(f"SELECT 1 FROM {table.name}")]
    table = tables[seed % len(tables)]
    # SQLite keeps nothing but a whole number as the number of a row.
    column = chance.choice([column.name for column in table.columns if column.name != "number"])
    keys = [key.name for key in table.primary_key]
    *key, value = chance.choice(damaged.rows(f"SELECT {', '.join(keys)}, {column} FROM {table.name}"))
    if isinstance(value, bytes) and value and chance.random() < 0.5:
        spoilt = bytearray(value)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        new: object = bytes(spoilt)
    else:
        new = chance.choice(BAD_VALUES)
    where = " AND ".join(f"CAST({name} AS BLOB) = CAST(? AS BLOB)" for name in keys)
    new_value = "CAST(? AS TEXT)" if isinstance(new, bytes) else "?"
    damaged.spoil(f"UPDATE OR IGNORE {table.name} SET {column} = {new_value} WHERE {where}", new, *key)

    backup = damaged.folder / "backup.db"
    for command in (
        ["check"],
        ["responses"],
        ["compare", *damaged.ids.values()],
        ["import", "--dry-run", str(damaged.folder / "state.json")],
        ["backup", str(backup)],
        *(["export", each] for each in damaged.ids.values()),
    ):
        status = main(command)
        err = capsys.readouterr().err
        assert (status, bool(err.strip())) in ((0, False), (2, True)), (command, err)
    assert backup.exists()
