"""The audit log: who did what, when and through what. Each entry has a hash that covers the one before it.

An entry has ids and the software's own words: no answers, no keys, no names of people, who can thus be forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assessment.i18n import mark


class Event(StrEnum):
    """What the log has an entry for, in the words that a page shows too; the ids that an entry is about are those of
    what is named."""

    LINK_MADE = mark("link made")
    """About the link, and what it opens; the note is its role."""
    LINK_RENEWED = mark("link renewed")
    LINK_REVOKED = mark("link revoked")
    SIGNED_IN = mark("signed in")
    """About the link; without one the note is “account”."""
    SIGNED_OUT = mark("signed out")
    ACCOUNT_SIGNED_OUT = mark("account signed out")
    """By an administrator, wherever it was; about one of its sign-ins."""
    EXPORTED = mark("exported")
    """About the responses or the workshop of which a file was made; the note says if it was this log."""
    BACKED_UP = mark("backed up")
    RESTORED = mark("restored")
    """The note is the last number and hash of the log that wasn't continued."""
    IMPORTED = mark("imported")
    """About the import, and the responses that it changed."""
    IMPORT_UNDONE = mark("import undone")
    RESPONSE_DELETED = mark("response deleted")
    RESPONSE_UNDELETED = mark("response restored")
    RESPONSES_ERASED = mark("responses erased")
    """For good, when they had been deleted long enough."""
    HANDED_OVER = mark("response handed over")
    PLAN_CHANGED = mark("plan changed")
    """Of a workshop, as the next two."""
    AGENDA_CHANGED = mark("agenda changed")
    DAYS_CHANGED = mark("days changed")
    WORKSHOP_FINISHED = mark("workshop finished")
    """An anonymous one forgets who voted what."""
    VOTES_ERASED = mark("votes erased")
    """When the time was over for which people were told that they are kept."""
    WORKSHOP_DELETED = mark("workshop deleted")
    REMARK_REDACTED = mark("remark redacted")
    PARTICIPANT_REMOVED = mark("participant removed")
    PARTICIPANTS_REMOVED = mark("participants removed")
    PARTICIPANTS_MERGED = mark("participants merged")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the log: the number of an entry and its hash, which vouches for all before it."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


BEGINNING = Point(0, "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, numbered without gaps. `at` is aware and in UTC."""

    number: int
    at: dt.datetime
    event: str
    who: str
    """The id of a visit or sign-in; empty for the person at the machine, and for what the software does by itself."""
    through: str
    about: str
    """Ids, with a space between two."""
    note: str

    def hash_after(self, previous: str) -> str:
        """The SHA-256 of the previous entry's hash and this entry as JSON (docs/audit.md)."""
        told = {
            "number": self.number,
            "at": self.at.isoformat(),
            "event": self.event,
            "who": self.who,
            "through": self.through,
            "about": self.about,
            "note": self.note,
        }
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored, and what is known about who did it, until that is erased."""

    entry: Entry
    hash: str
    person: str = ""
    came_from: str = ""
    """The network address from which they signed in, where the settings say that it is kept."""

    @property
    def point(self) -> Point:
        return Point(self.entry.number, self.hash)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A number at which a log isn't what was written, and why."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The log: `anchor` is the last entry that was pruned, `head` the last of all, as the log itself says."""

    entries: tuple[StoredEntry, ...]
    anchor: Point
    head: Point

    def misfits(self, known: Point | None = None) -> list[Misfit]:
        """Where the log was changed; `known` is a point of it that was kept elsewhere.

        After each the log is followed from what is there, so no damage hides another.
        """
        found: list[Misfit] = []
        last, has_known = self.anchor, known is None or known.number < self.anchor.number or known == self.anchor
        for stored in self.entries:
            if stored.entry.number != last.number + 1:
                found.append(Misfit(last.number + 1, "is missing."))
            if stored.entry.hash_after(last.hash) != stored.hash:
                place = "what was pruned before it" if last is self.anchor and last != BEGINNING else "the one before"
                found.append(Misfit(stored.entry.number, f"was changed, or {place}: its hash doesn’t fit."))
            last = stored.point
            has_known |= known == last
        if last.number < self.head.number:
            found.append(Misfit(last.number + 1, "is missing."))
        elif last != self.head:
            found.append(Misfit(last.number, "isn’t the last that the log knows of."))
        if known and not has_known:
            found.append(Misfit(known.number, "isn’t the one whose hash was kept."))
        return found


def last_before(entries: Iterable[StoredEntry], anchor: Point, before: dt.datetime) -> Point:
    """The last entry of those that are older than a time and follow each other unchanged after an anchor."""
    last = anchor
    for stored in entries:
        if (
            stored.entry.at >= before
            or stored.entry.number != last.number + 1
            or stored.entry.hash_after(last.hash) != stored.hash
        ):
            break
        last = stored.point
    return last
