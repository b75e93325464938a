"""The tables' forms through time. Each file in `versions` is called by its revision: `0001_first_tables.py`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assessment.records.errors import DatabaseNewer, DatabaseOlder, NotADatabase

FOLDER = Path(__file__).parent


class TablesForm(Enum):
    """How far the tables of a database are from their newest form."""

    MISSING = "missing"
    OLDER = "older"
    CURRENT = "current"


def tables_form(connection: Connection, place: str) -> TablesForm:
    """The form of the tables. Raises DatabaseOlder or DatabaseNewer for one that this version doesn't know,
    NotADatabase for tables of another program."""
    known = sorted(path.stem.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    stored = stored_revision(connection, place)
    if stored is None:
        return TablesForm.MISSING
    if stored < known[0]:
        raise DatabaseOlder(place)
    if stored not in known:
        raise DatabaseNewer(place)
    return TablesForm.CURRENT if stored == known[-1] else TablesForm.OLDER


def migrate(connection: Connection, place: str) -> None:
    """Bring the tables to their newest form, in the transaction of `connection`, which nobody else may disturb.

    Raises what `tables_form` raises.
    """
    if tables_form(connection, place) is TablesForm.CURRENT:
        return
    # Importing Alembic takes longer than most commands, and nearly always there is nothing to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def stored_revision(connection: Connection, place: str) -> str | None:
    """The revision of the tables; None if there are none yet. Raises NotADatabase for tables of another program."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if not {"alembic_version", "assessments"} <= set(names):
        raise NotADatabase(place)
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
