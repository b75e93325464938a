"""What one session knows of the follow-up plan of its open assessment: the follow-ups as last read, and what of a
change isn't saved. It decides what a change means; it draws nothing."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, PlannedGap, first_follow_up
from assessment.domain.gaps import Gap
from assessment.domain.model import Answer
from assessment.errors import AssessmentError
from assessment.services.access import Access
from assessment.storage import FollowUpChangedMeanwhile, StoredFollowUp

ATTEMPTS = 5
"""How often a change is merged with what others saved in the same moment."""


@dataclass(frozen=True, slots=True)
class PlanConflict:
    """A change of fields that somebody else changed too, to another value, and so wasn't saved."""

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
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, PlanConflict] = field(default_factory=dict)
    drawn: dict[str, dict[str, str]] = field(default_factory=dict)
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

    def key(self, gap: Gap, name: str) -> str:
        """The key of a field's widget."""
        item = gap.recommendation.id
        drawn = self.drawn.setdefault(item, {})
        if item not in self.stored:
            # It has no version of its own, and is drawn anew when its answer says something else.
            value = getattr(self.follow_up(gap), name)
            drawn[name] = f"0-{zlib.crc32(repr(value).encode(errors='replace')):08x}"
        version = drawn.setdefault(name, self._version(item))
        return f"{self.assessment_id}:{item}:plan.{name}:{version}"

    def forget(self, gap: Gap) -> None:
        """Draw the fields of a gap anew when they are shown again."""
        self.drawn.pop(gap.recommendation.id, None)

    def change(self, access: Access, gap: Gap, **fields: Any) -> None:
        """Save a change; what others saved meanwhile is merged with it, unless it is the same field."""
        item = gap.recommendation.id
        self.refused.pop(item, None)
        self.conflicts.pop(item, None)
        for _attempt in range(ATTEMPTS):
            before = self.follow_up(gap)
            try:
                self._save(access, gap, replace(before, **fields))
            except FollowUpChangedMeanwhile as other:
                self.read(access)
                if not other.stored_revision:
                    self.begun[item] = gap.answer, other.stored
                now = self.follow_up(gap)
                if any(getattr(now, name) not in (getattr(before, name), yours) for name, yours in fields.items()):
                    self.conflicts[item] = PlanConflict(fields, other.stored_by)
                    return
            except AssessmentError as error:
                self.refused[item] = str(error)
                return
            else:
                return
        self.conflicts[item] = PlanConflict(fields, "")

    def keep_yours(self, access: Access, gap: Gap) -> None:
        """Save this session's version over the one that somebody else has stored."""
        yours = self.conflicts[gap.recommendation.id].yours
        self.change(access, gap, **yours)
        self._redraw(gap.recommendation.id, [*yours])

    def keep_theirs(self, gap: Gap) -> None:
        """Leave what somebody else has stored, which the fields show already."""
        del self.conflicts[gap.recommendation.id]

    def _save(self, access: Access, gap: Gap, wanted: FollowUp) -> None:
        item, before = gap.recommendation.id, self.follow_up(gap)
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

    def _take(self, item: str, now: StoredFollowUp) -> None:
        before = self.stored.get(item)
        self.stored[item] = now
        self.saved.pop(item, None)
        # Before it was stored, only its answer said what is drawn, which is then drawn anew too.
        changed = [
            name
            for name in FOLLOW_UP_FIELDS
            if before is None or getattr(before.follow_up, name) != getattr(now.follow_up, name)
        ]
        self._redraw(item, changed)

    def _redraw(self, item: str, names: Sequence[str]) -> None:
        for name in names:
            if name in self.drawn.get(item, {}):
                self.drawn[item][name] = self._version(item)

    def _version(self, item: str) -> str:
        """The version of a stored follow-up: its revision, and its time, since a restore gives revisions again."""
        stored = self.stored.get(item)
        return "0" if stored is None else f"{stored.revision}-{stored.at:%Y%m%d%H%M%S%f}"
