"""What can happen in a workshop."""

from __future__ import annotations

from enum import StrEnum


class WorkshopEventKind(StrEnum):
    """What can happen in a workshop."""

    PREPARED = "prepared"
    CHANGED = "changed"
    DOOR_OPENED = "door_opened"
    DOOR_CLOSED = "door_closed"
    OPENED = "open"
    CLOSED = "close"
    REVEALED = "reveal"
    SECOND_OPENED = "second"
    REOPENED = "reopen"
    AGREED = "agree"
    PARKED = "park"
    TAKEN_UP = "take_up"
    ADDED = "added"
    REMOVED = "removed"
    MERGED = "merged"
    FINISHED = "finished"
    IMPORTED = "imported"
    """From another server; nothing writes this any more, but a database may have it."""
