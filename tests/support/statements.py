"""What a database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def statements() -> Iterator[list[str]]:
    """What a database is asked meanwhile."""
    asked: list[str] = []
    record = lambda *details: asked.append(details[2])  # noqa: E731 - a listener that can be removed
    sa.event.listen(sa.Engine, "before_cursor_execute", record)
    try:
        yield asked
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", record)
