"""What one session knows of the follow-up plan of its open assessment: the follow-ups as last read, and what of a
change isn't saved. It decides what a change means; it draws nothing."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, PlannedGap, first_follow_up
from assessment.domain.gaps import Gap
from assessment.domain.model import Answer
from assessment.errors import AssessmentError
from assessment.records.assessments import StoredFollowUp
from assessment.records.errors import FollowUpChangedMeanwhile
from assessment.services.access import Access
from assessment.ui.session.answer_fields import closest_valid

ATTEMPTS = 5
"""How often a change is merged with what others saved in the same moment, before it waits for the next try."""
DATED = ("status", "status_date")
"""Decided together: the date says since when the status holds."""


@dataclass(frozen=True, slots=True)
class UnsavedField:
    """What a person wants in a field, and what was there on the screen when they changed it."""

    value: Any
    before: Any


@dataclass(frozen=True, slots=True)
class PlanConflict:
    """Changes of fields that somebody else changed too, to another value, and so aren't saved."""

    yours: Mapping[str, Any]
    author: str


@dataclass
class PlanDraft:
    """One session's view of one plan. `stored`, and all others, are by recommendation.

    `drawn` holds the version under which each field is on the screen, which is part of its widget's key: what a browser
    sends again after a restart of the server reaches no field that was changed since.
    """

    assessment_id: str
    stored: dict[str, StoredFollowUp] = field(default_factory=dict)
    saved: dict[str, dt.datetime] = field(default_factory=dict)
    """When this session saved a follow-up last."""
    authors: dict[str, str] = field(default_factory=dict)
    """Who saved a follow-up last, other than this session."""
    unsaved: dict[str, dict[str, UnsavedField]] = field(default_factory=dict)
    """Fields that are changed but not stored: invalid, refused, or in conflict."""
    refused: dict[str, str] = field(default_factory=dict)
    """Why fields could not be saved; storage may accept them later."""
    drawn: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What was stored of each field when it was drawn."""
    settled: dict[str, int] = field(default_factory=dict)
    """How often a conflict was settled otherwise than for this session's version, which its fields showed."""
    begun: dict[str, tuple[Answer, FollowUp]] = field(default_factory=dict)
    """What an unsaved follow-up begins with now, while the page still has the answer before."""

    def read(self, access: Access) -> None:
        """Take over what is stored now."""
        found = access.follow_ups(self.assessment_id)
        self.stored = {item: stored for item, stored in self.stored.items() if item in found}
        for item, now in found.items():
            before = self.stored.get(item)
            if before is None or (before.revision, before.at) != (now.revision, now.at):
                self._take(item, now)

    def plan(self, gaps: Sequence[Gap]) -> list[PlannedGap]:
        """The plan for the gaps, in their order."""
        return [PlannedGap(gap, self.follow_up(gap), gap.recommendation.id in self.stored) for gap in gaps]

    def follow_up(self, gap: Gap) -> FollowUp:
        item = gap.recommendation.id
        if item in self.stored:
            return self.stored[item].follow_up
        answer, now = self.begun.get(item, (None, None))
        return now if now and answer == gap.answer else first_follow_up(gap.answer)

    def field(self, gap: Gap, name: str) -> Any:
        """The value of a field on this screen: the person's own, stored or not."""
        unsaved = self._unsaved(gap)
        return unsaved[name].value if name in unsaved else getattr(self.follow_up(gap), name)

    def key(self, gap: Gap, name: str) -> str:
        """The key of a field's widget, which is drawn with it."""
        item = gap.recommendation.id
        drawn, value = self.drawn.setdefault(item, {}), getattr(self.follow_up(gap), name)
        self.seen.setdefault(item, {})[name] = value
        if item not in self.stored:
            # It has no version of its own, and is drawn anew when its answer says something else.
            drawn[name] = f"{self._version(item)}-{zlib.crc32(repr(value).encode(errors='replace')):08x}"
        version = drawn.setdefault(name, self._version(item))
        return f"{self.assessment_id}:{item}:plan.{name}:{version}"

    def forget(self, gap: Gap) -> None:
        """Draw the fields of a gap anew when they are shown again."""
        self.drawn.pop(gap.recommendation.id, None)
        self.seen.pop(gap.recommendation.id, None)

    def conflict(self, gap: Gap) -> PlanConflict | None:
        """What isn't saved because somebody else changed the same, until a person settles it; None without any."""
        item, now, unsaved = gap.recommendation.id, self.follow_up(gap), self._unsaved(gap)
        changed = {name for name, mine in unsaved.items() if getattr(now, name) != mine.before}
        if changed.intersection(DATED):
            changed.update(DATED)
        yours = {name: mine.value for name, mine in unsaved.items() if name in changed}
        # What nobody has saved is what the answer says, and no follow-up says who changed that.
        author = self.authors.get(item, "") if item in self.stored else ""
        return PlanConflict(yours, author) if yours else None

    def refusal(self, gap: Gap) -> str | None:
        """Why what this person changed isn't saved, as far as it is known; None where nothing waits."""
        return self.refused.get(gap.recommendation.id, "") if self._unsaved(gap) else None

    def change(self, access: Access, gap: Gap, **fields: Any) -> None:
        """Save some fields, and those that could not be saved earlier.

        What others saved meanwhile is merged with them. A field that somebody else has changed, and that this session
        hasn't shown since, is in conflict, and one that is invalid waits; the others are saved without them.
        """
        item, now = gap.recommendation.id, self.follow_up(gap)
        seen, unsaved = self.seen.get(item, {}), self._unsaved(gap)
        for name, value in fields.items():
            before = unsaved[name].before if name in unsaved else seen.get(name, getattr(now, name))
            unsaved[name] = UnsavedField(value, before)
        self.unsaved[item] = unsaved
        self.refused.pop(item, None)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._save(access, gap)
            except FollowUpChangedMeanwhile as other:
                self.read(access)
                if not other.stored_revision:
                    self.begun[item] = gap.answer, other.stored
                if attempt == ATTEMPTS:
                    self.refused[item] = str(other)
            except AssessmentError as error:
                self.refused[item] = str(error)
                return
            else:
                return

    def keep_yours(self, access: Access, gap: Gap, theirs: FollowUp) -> None:
        """Save this session's version over the one that somebody else has stored, and that was shown beside it."""
        if conflict := self.conflict(gap):
            unsaved = self.unsaved[gap.recommendation.id]
            for name, value in conflict.yours.items():
                unsaved[name] = UnsavedField(value, before=getattr(theirs, name))
            self.change(access, gap)

    def keep_theirs(self, gap: Gap) -> None:
        """Take over in the fields what somebody else has stored."""
        item = gap.recommendation.id
        if conflict := self.conflict(gap):
            self.unsaved[item] = {k: mine for k, mine in self.unsaved[item].items() if k not in conflict.yours}
            self._draw_anew(item, [*conflict.yours])

    def settle(self, access: Access, gap: Gap, theirs: FollowUp, settled: FollowUp) -> None:
        """Save a third version over both that are in conflict, and show it; `theirs` was shown beside this session's
        own."""
        item = gap.recommendation.id
        if conflict := self.conflict(gap):
            for name in conflict.yours:
                self.unsaved[item][name] = UnsavedField(getattr(settled, name), before=getattr(theirs, name))
            self.change(access, gap)
            self._draw_anew(item, [*conflict.yours])

    def _unsaved(self, gap: Gap) -> dict[str, UnsavedField]:
        """The fields that are changed but not stored; what somebody else has stored just so isn't one."""
        now, unsaved = self.follow_up(gap), self.unsaved.get(gap.recommendation.id, {})
        return {name: mine for name, mine in unsaved.items() if mine.value != getattr(now, name)}

    def _save(self, access: Access, gap: Gap) -> None:
        item, before, conflict = gap.recommendation.id, self.follow_up(gap), self.conflict(gap)
        waiting = conflict.yours if conflict else {}
        fields = {name: mine.value for name, mine in self._unsaved(gap).items() if name not in waiting}
        wanted, problems = closest_valid(before, fields)
        if wanted != before:
            stored = self.stored.get(item)
            saved = access.save_follow_ups(
                self.assessment_id,
                {item: wanted},
                expected_revisions={item: stored.revision if stored else 0},
                seen={item: before},
            )
            if item in saved:
                self.stored[item], self.saved[item] = saved[item], saved[item].at
                # The date of a status comes with the status, and its field must show it.
                if wanted.status_date != before.status_date:
                    self._redraw(item, ["status_date"])
        done = fields.keys() - problems.keys()
        self.unsaved[item] = {name: mine for name, mine in self._unsaved(gap).items() if name not in done}
        self.seen.setdefault(item, {}).update({name: fields[name] for name in done})
        if problems:
            self.refused[item] = " ".join(dict.fromkeys(problems.values()))

    def _take(self, item: str, now: StoredFollowUp) -> None:
        before, unsaved = self.stored.get(item), self.unsaved.get(item, {})
        self.stored[item], self.authors[item] = now, now.author
        self.saved.pop(item, None)
        # Before it was stored, only its answer said what is drawn, which is then drawn anew too.
        changed = [
            field.name
            for field in FOLLOW_UP_FIELDS
            if before is None or getattr(before.follow_up, field.name) != getattr(now.follow_up, field.name)
        ]
        self._redraw(item, [name for name in changed if name not in unsaved])
        self.unsaved[item] = {k: mine for k, mine in unsaved.items() if mine.value != getattr(now.follow_up, k)}

    def _draw_anew(self, item: str, names: Sequence[str]) -> None:
        """Give fields new widgets, which show something else than this person put there."""
        self.settled[item] = self.settled.get(item, 0) + 1
        self._redraw(item, names)

    def _redraw(self, item: str, names: Sequence[str]) -> None:
        for name in names:
            if name in self.drawn.get(item, {}):
                self.drawn[item][name] = self._version(item)

    def _version(self, item: str) -> str:
        """The version of a stored follow-up: its revision, and its time, since a restore gives revisions again."""
        stored = self.stored.get(item)
        version = "0" if stored is None else f"{stored.revision}-{stored.at:%Y%m%d%H%M%S%f}"
        return f"{version}-{self.settled[item]}" if item in self.settled else version
