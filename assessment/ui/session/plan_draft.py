"""What one session knows of the follow-up plan of its open assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from assessment.access.assessments import read_follow_ups, save_follow_ups
from assessment.access.gate import Gate
from assessment.domain.answer import Answer
from assessment.domain.follow_up import FollowUp, PlannedGap, first_follow_up
from assessment.domain.gaps import Gap
from assessment.records.assessments import Stored
from assessment.records.errors import ChangedMeanwhile
from assessment.ui.session.editing import Edit


@dataclass
class PlanDraft:
    """One session's view of one plan; all by recommendation."""

    assessment_id: str
    stored: dict[str, Stored[FollowUp]] = field(default_factory=dict)
    """The follow-ups that somebody has saved."""
    edits: dict[str, Edit[FollowUp]] = field(default_factory=dict)
    begun: dict[str, Answer] = field(default_factory=dict)
    """The answer, as the page had it, with which each follow-up began that nobody has saved."""

    @property
    def saved(self) -> dict[str, dt.datetime]:
        """When this session saved a follow-up, where it saved it last."""
        return {item: edit.saved for item, edit in self.edits.items() if edit.saved}

    def read(self, gate: Gate) -> None:
        """Take over what is stored now."""
        before, self.stored = self.stored, read_follow_ups(gate, self.assessment_id)
        for item, now in self.stored.items():
            edit = self.edits.get(item)
            if edit and not edit.stored.is_version(now.revision, now.at):
                edit.take(now)
        for item in before.keys() - self.stored.keys():
            self.edits.pop(item, None)

    def plan(self, gaps: Sequence[Gap]) -> list[PlannedGap]:
        """The plan for the gaps, in their order."""
        return [PlannedGap(gap, self.follow_up(gap), gap.recommendation.id in self.stored) for gap in gaps]

    def follow_up(self, gap: Gap) -> FollowUp:
        return self.edit(gap).stored.record

    def edit(self, gap: Gap) -> Edit[FollowUp]:
        """The follow-up of a gap as this session edits it."""
        item = gap.recommendation.id
        if item not in self.edits:
            version = self.stored.get(item) or Stored(first_follow_up(gap.answer))
            self.edits[item] = Edit(version, partial(self._save, item))
        elif item not in self.stored and self.begun.get(item) != gap.answer:
            # It begins with another answer now.
            self.edits[item].take(Stored(first_follow_up(gap.answer)))
        self.begun[item] = gap.answer
        return self.edits[item]

    def key(self, gap: Gap, name: str) -> str:
        """The key of a field's widget, which is drawn with it."""
        return f"{self.assessment_id}:{gap.recommendation.id}:plan.{name}:{self.edit(gap).key(name)}"

    def forget(self, gap: Gap) -> None:
        """Draw the fields of a gap anew when they are shown again."""
        edit = self.edit(gap)
        edit.hide([*edit.seen])

    def change(self, gate: Gate, gap: Gap, **values: Any) -> None:
        """Save some fields, and those that could not be saved earlier."""
        edit = self.edit(gap)
        before = edit.stored.record.status_date
        edit.change(gate, values)
        if edit.stored.record.status_date != before:
            # It comes with the status, and its widget must show it.
            edit.redraw(["status_date"])

    def _save(self, item: str, gate: Gate, wanted: FollowUp, before: Stored[FollowUp]) -> Stored[FollowUp]:
        expected, seen = {item: before.revision}, {item: before.record}
        try:
            saved = save_follow_ups(gate, self.assessment_id, {item: wanted}, expected_revisions=expected, seen=seen)
        except ChangedMeanwhile:
            self.stored = read_follow_ups(gate, self.assessment_id)
            raise
        self.stored |= saved
        return saved[item] if item in saved else replace(before, record=wanted)
