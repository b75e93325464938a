"""Editing one answer or one follow-up while others may do the same: what is stored, what a person has changed here and
isn't saved yet, and what their screen shows. It decides what a change means; it draws nothing and reads nothing.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic

from assessment.access.gate import Gate
from assessment.domain.answer import Answer
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.settlement import Record
from assessment.errors import AnswerRefused, AssessmentError, FollowUpRefused
from assessment.records.assessments import Stored
from assessment.records.errors import ChangedMeanwhile

ATTEMPTS = 5
"""How often a change is merged with what others saved in the same moment, before it waits for the next try."""
TOGETHER = ({"rating", "reason"}, {"status", "status_date"})
"""Fields that are decided together if somebody else changed one of them."""
MEASURE = "measure."
"""Begins the name of the widget of a measure; every other widget is named like its field."""
NONE = "none"
"""The tick that says that none of the measures is in place, among those of the measures."""


Save = Callable[[Gate, Record, Stored[Record]], Stored[Record]]
"""Saves a record over the version that it was made from, and returns the new one. Raises ChangedMeanwhile."""


@dataclass(frozen=True, slots=True)
class OwnValue:
    """What a person wants in a field, and what they saw there when they changed it."""

    value: Any
    before: Any


@dataclass(frozen=True, slots=True)
class Conflict(Generic[Record]):
    """Fields that somebody else changed too, to another value, and so aren't saved.

    `yours` are the person's values, `record` is what would be stored with them, and `author` who changed the first.
    """

    yours: Mapping[str, Any]
    record: Record
    author: str


@dataclass(slots=True)
class Edit(Generic[Record]):
    """One session's view of one record.

    `drawn` is the version of each widget on the screen, as a part of its key. So what a browser sends again after a
    restart of the server reaches only widgets that nobody has changed since. What others change gives new keys to the
    widgets of the fields that they changed, and to no others (docs/decisions/0032). Texts in `held` stay as they are
    while they are on the screen, for somebody may be typing there.
    """

    stored: Stored[Record]
    save: Save[Record]
    held: frozenset[str] = frozenset()
    unsaved: dict[str, OwnValue] = field(default_factory=dict)
    """By field, what is changed but not stored: invalid, refused, or in conflict."""
    drawn: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    """By widget, what was stored in its field when it was drawn."""
    redrawn: int = 0
    """How often widgets were given new keys."""
    authors: dict[str, str] = field(default_factory=dict)
    """Who else changed each field last, while it was looked at here."""
    impossible: dict[str, str] = field(default_factory=dict)
    """Why some fields don't make a valid record, such as “not applicable” without a reason."""
    refused: str = ""
    """Why storage refused the change; it may accept it later."""
    saved: dt.datetime | None = None
    """When this session saved it, if it saved it last."""

    def value(self, name: str) -> Any:
        """The value of a field on this screen: the person's own, stored or not."""
        return self.unsaved[name].value if name in self.unsaved else getattr(self.stored.record, name)

    def key(self, widget: str) -> str:
        """The version of a widget, which is drawn with it."""
        if widget not in self.drawn:
            value = getattr(self.stored.record, field_of(widget))
            self.drawn[widget], self.seen[widget] = self._version(value), value
        return self.drawn[widget]

    def hide(self, widgets: Collection[str]) -> None:
        """Record that some widgets aren't on the screen: what is stored is shown when they come back."""
        for widget in widgets:
            self.drawn.pop(widget, None)
            self.seen.pop(widget, None)

    def redraw(self, widgets: Collection[str]) -> None:
        """Give those that are on the screen new keys, so that they show what is stored."""
        self.redrawn += 1
        for widget in widgets:
            self.drawn.pop(widget, None)

    @property
    def conflict(self) -> Conflict[Record] | None:
        """What waits for a person to decide; None if nothing does."""
        stored = self.stored.record
        clashing = {name for name, own in self.unsaved.items() if own.before != getattr(stored, name)}
        author = next((self.authors[name] for name in self.unsaved if name in clashing and name in self.authors), "")
        for together in TOGETHER:
            if clashing & together:
                clashing |= together
        yours = {name: own.value for name, own in self.unsaved.items() if name in clashing}
        record, _contradictions = closest_valid(stored, yours)
        return Conflict(yours, record, author) if record != stored else None

    @property
    def news(self) -> dict[str, str]:
        """The fields that others have changed and that still show what this person had, and who changed each."""
        values = {widget: self.seen[widget] for widget in self.drawn if not widget.startswith(MEASURE)}
        values |= {name: own.before for name, own in self.unsaved.items()}
        stored = self.stored.record
        return {name: self.authors.get(name, "") for name, value in values.items() if value != getattr(stored, name)}

    @property
    def refusal(self) -> str | None:
        """Why what is changed isn't saved, as far as it is known; None if nothing waits."""
        return (self.refused or " ".join(dict.fromkeys(self.impossible.values()))) if self.unsaved else None

    def take(self, now: Stored[Record], authors: Mapping[str, str] | None = None) -> None:
        """Take over what somebody else has stored, but for what is held and what isn't saved. `authors` of fields are
        given where they aren't all of the last version."""
        before: Record = self.stored.record
        self.stored, self.saved = now, None
        changed: list[str] = differing(before, now.record)
        self.authors |= {name: (authors or {}).get(name, now.author) for name in changed}
        if isinstance(before, Answer) and isinstance(now.record, Answer) and "measures" in self.unsaved:
            ticks = merged_measures(before.measures, self.unsaved["measures"].value, now.record.measures)
            self.unsaved["measures"] = OwnValue(ticks, now.record.measures)
        held = {name for name in changed if name in self.unsaved or (name in self.held and name in self.drawn)}
        if redrawn := set(changed).union(differing_ticks(before, now.record)) - (held - {"measures"}):
            self.redraw(redrawn)
        self._drop_what_is_stored()
        if self.conflict:
            self.refused = ""

    def change(self, gate: Gate, values: Mapping[str, Any]) -> tuple[Record, Record] | None:
        """Save some fields, and those that could not be saved earlier; gives the record before and after.

        What others saved meanwhile is merged with them. A field that somebody else has changed, and that this session
        hasn't shown since, is in conflict, and one that is invalid waits; the others are saved without them.
        """
        self.want(values)
        return self._save(gate)

    def want(self, values: Mapping[str, Any]) -> None:
        """Record what the person wants in some fields, without saving it."""
        for name, value in values.items():
            before = self.seen.get(name, getattr(self.stored.record, name))
            self.unsaved[name] = OwnValue(value, self.unsaved[name].before if name in self.unsaved else before)
        self._drop_what_is_stored()

    def put_back(self, gate: Gate, before: Record, after: Stored[Record]) -> bool:
        """Save the record as it was before a change of this session, unless it was changed since."""
        try:
            self.stored = self.save(gate, before, after)
        except ChangedMeanwhile as other:
            self.take(other.now, other.authors)
            return False
        self.saved = self.stored.at
        return True

    def discard(self, name: str) -> None:
        """Discard an unsaved change of a field; the caller shows what is stored."""
        self.unsaved.pop(name, None)
        if name in self.seen:
            self.seen[name] = getattr(self.stored.record, name)
        self._drop_what_is_stored()

    def keep_yours(self, gate: Gate, theirs: Record) -> tuple[Record, Record] | None:
        """Save this session's version over `theirs`, which was shown beside it."""
        if conflict := self.conflict:
            self._stand_against(theirs, conflict.yours)
        return self._save(gate)

    def keep_theirs(self) -> None:
        """Take over the version that somebody else has stored."""
        conflict: Conflict[Record] | None = self.conflict
        names = set(conflict.yours if conflict else ()) | self.news.keys()
        for name in names:
            self.unsaved.pop(name, None)
        self.redraw([widget for widget in self.drawn if field_of(widget) in names])
        self._drop_what_is_stored()

    def settle(self, gate: Gate, theirs: Record, settled: Record) -> tuple[Record, Record] | None:
        """Save a third version over both that are in conflict, and show it; `theirs` was shown beside the own one."""
        names = {*differing(theirs, settled), *(self.conflict.yours if self.conflict else ())}
        self._stand_against(theirs, {name: getattr(settled, name) for name in names})
        saved = self._save(gate)
        self.redraw(list(self.drawn))
        return saved

    def _stand_against(self, theirs: Record, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.unsaved[name] = OwnValue(value, getattr(theirs, name))
        self._drop_what_is_stored()

    def _save(self, gate: Gate) -> tuple[Record, Record] | None:
        self.refused = ""
        for attempt in range(1, ATTEMPTS + 1):
            before, waiting = self.stored, self.conflict.yours if self.conflict else {}
            values = {name: own.value for name, own in self.unsaved.items() if name not in waiting}
            wanted, _contradictions = closest_valid(before.record, values)
            if wanted == before.record:
                return None
            try:
                self.stored = self.save(gate, wanted, before)
            except ChangedMeanwhile as other:
                self.take(other.now, other.authors)
                if attempt == ATTEMPTS:
                    self.refused = str(other)
            except AssessmentError as error:
                self.refused = str(error)
                return None
            else:
                self.saved = self.stored.at
                self._drop_what_is_stored()
                return before.record, wanted
        return None

    def _drop_what_is_stored(self) -> None:
        """Forget changes that are stored by now, and see why others aren't possible."""
        stored = self.stored.record
        for name, own in list(self.unsaved.items()):
            if own.value == getattr(stored, name):
                del self.unsaved[name]
                if name in self.seen:
                    self.seen[name] = own.value
        _record, self.impossible = closest_valid(stored, {name: own.value for name, own in self.unsaved.items()})
        if not self.unsaved:
            self.refused = ""

    def _version(self, value: object) -> str:
        """The version of a stored value: the record's revision, and its time, since a restore gives revisions again.

        What nobody has saved has no version of its own, and what it says stands in its place. All are numbers, by which
        the page's script tells which new widget takes the place of which (browser.js).
        """
        at = self.stored.at
        sign = f"{zlib.crc32(repr(value).encode(errors='replace'))}" if at is None else f"{at:%Y%m%d%H%M%S%f}"
        return f"{self.stored.revision}-{sign}" + (f"-{self.redrawn}" if self.redrawn else "")


def field_of(widget: str) -> str:
    """The field to which a widget belongs."""
    return "measures" if widget.startswith(MEASURE) else widget


def differing(one: Record, other: Record) -> list[str]:
    """The names of the fields in which two records differ."""
    names = (attribute.name for attribute in fields(one))
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def differing_ticks(before: Answer | FollowUp, after: Answer | FollowUp) -> set[str]:
    """The widgets of the measures in which two answers differ."""
    if not isinstance(before, Answer) or not isinstance(after, Answer):
        return set()
    ticks = {f"{MEASURE}{measure}" for measure in {*before.ticked} ^ {*after.ticked}}
    return ticks | {f"{MEASURE}{NONE}"} if (before.measures == ()) is not (after.measures == ()) else ticks


def merged_measures(
    before: tuple[str, ...] | None, mine: tuple[str, ...] | None, theirs: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The ticks of two people who both began with those before: each tick and each removal of either counts.

    Without a tick left nothing is said of them, unless this person says that none of them is in place.
    """
    first, added = {*(before or ())}, {*(mine or ())} - {*(before or ())}
    ticks = {*(theirs or ())} - (first - {*(mine or ())}) | added
    return tuple(sorted(ticks, key=lambda tick: (len(tick), tick))) if ticks else () if mine == () else None


def closest_valid(record: Record, changes: Mapping[str, Any]) -> tuple[Record, dict[str, str]]:
    """The record with as many of the changed fields as are valid together, and why each of the others isn't."""
    waiting, contradictions = dict(changes), dict[str, str]()
    # Twice, because one field may need a later one: a rating its reason.
    for name in [*changes, *changes]:
        if name in waiting:
            try:
                changed = replace(record, **{name: waiting[name]})
                changed.check_bounds(record)
            except (AnswerRefused, FollowUpRefused) as error:
                contradictions[name] = str(error)
            else:
                record = changed
                del waiting[name]
    return record, {name: contradictions[name] for name in waiting}
