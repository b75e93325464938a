"""What one session knows of its open assessment: the answers as last read, and what changed meanwhile. It decides what
a change means; it draws nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assessment.domain.model import Answer, Assessment, Rating
from assessment.errors import AnswerRefused, AssessmentError
from assessment.services.access import Access
from assessment.storage import AnswerChangedMeanwhile
from assessment.ui.session.previous_round import PreviousRound


@dataclass
class Draft:
    """One session's view of one assessment.

    `seen` holds the revision of each answer that this session last read. `drawn` holds the revision with which the
    answer's widgets were first drawn: it is part of their keys, so what a browser sends again after a restart of the
    server reaches only widgets that nobody has changed since, and never overwrites a newer answer.
    """

    assessment_id: str
    loaded: bool = False
    view: tuple[object, ...] = ()
    visit: int = 0
    """How often the cards on the screen were replaced. It is part of the keys too: after a page switch a browser may
    omit a value, and an empty value under a key of an earlier visit is no answer."""
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, int] = field(default_factory=dict)
    saved: dict[str, dt.datetime] = field(default_factory=dict)
    reported: object = None
    """The state of another window's changes that the person was last shown."""
    unsaved: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Fields that are changed but not stored: invalid, refused, or in conflict."""
    impossible: dict[str, str] = field(default_factory=dict)
    """Why some fields don't make a valid answer, such as “not applicable” without a reason."""
    refused: dict[str, str] = field(default_factory=dict)
    """Why storage refused an answer; it may accept it later."""
    conflicts: dict[str, AnswerChangedMeanwhile] = field(default_factory=dict)
    answer_sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The files from which unchanged answers were imported, by recommendation."""
    previous_round: PreviousRound | None = None
    """What the same respondent answered in the previous round."""

    def answer(self, recommendation_id: str) -> Answer:
        return self.answers.get(recommendation_id, Answer())

    def key(self, recommendation_id: str, field_name: str) -> str:
        """The key of the widget for one field of one answer."""
        revision = self.drawn.setdefault(recommendation_id, self.seen.get(recommendation_id, 0))
        return f"{self.assessment_id}:{recommendation_id}:{field_name}:{revision}:{self.visit}"

    def show(self, *view: object) -> None:
        """Record which cards are on the screen."""
        if view != self.view:
            self.view = view
            self.visit += 1

    def is_on_screen(self, key: str) -> bool:
        """Whether a key is one of the widgets on the screen."""
        return key.endswith(f":{self.visit}")

    def field(self, recommendation_id: str, name: str) -> Any:
        """The value of a field on this screen: the person's own, stored or not."""
        return self.unsaved.get(recommendation_id, {}).get(name, getattr(self.answer(recommendation_id), name))

    def refresh(self, assessment: Assessment) -> list[str]:
        """Take over what is stored; returns the ids of the answers that another session has changed meanwhile.

        What this session couldn't save of such an answer is kept, in conflict with the other version.
        """
        changed = self.outdated(assessment.revisions) if self.loaded else []
        # After a restore the same revision may have another content, and its widgets the same keys.
        others = {item for item in {*self.answers, *assessment.response.answers} if self._differs(item, assessment)}
        if self.loaded and others.difference(changed):
            changed = sorted(others.union(changed))
            self.visit += 1
        self.loaded = True
        for recommendation_id in changed:
            for values in (self.drawn, self.saved, self.refused):
                values.pop(recommendation_id, None)
            if recommendation_id in self.unsaved:
                before = self.answer(recommendation_id)
                yours, contradiction = _closest(before, self.unsaved[recommendation_id])
                stored = assessment.response.answer(recommendation_id)
                if yours != before or not contradiction:
                    revision = assessment.revisions.get(recommendation_id, 0)
                    self.conflicts[recommendation_id] = AnswerChangedMeanwhile(yours, stored, revision, "", None)
        self.answers = dict(assessment.response.answers)
        self.seen = dict(assessment.revisions)
        return changed

    def outdated(self, revisions: Mapping[str, int]) -> list[str]:
        """The ids of the answers stored with a revision that this session hasn't read."""
        return [item for item in {**self.seen, **revisions} if revisions.get(item, 0) != self.seen.get(item, 0)]

    def _differs(self, recommendation_id: str, assessment: Assessment) -> bool:
        return self.answer(recommendation_id) != assessment.response.answer(recommendation_id)

    def waits_for_reason(self, recommendation_id: str) -> bool:
        """Whether “not applicable” is chosen and can't be saved without a reason."""
        return self.unsaved.get(recommendation_id, {}).get("rating") is Rating.NOT_APPLICABLE

    def previous_rating(self, recommendation_id: str) -> Rating | None:
        """The rating in the previous round; None without a rating or such a round."""
        return self.previous_round.ratings.get(recommendation_id) if self.previous_round else None

    @property
    def waiting(self) -> list[str]:
        """The ids of the answers that wait for a reason."""
        return [item for item in self.unsaved if self.waits_for_reason(item)]

    def wait(self, recommendation_id: str) -> None:
        """Let “not applicable” wait for a reason, unless something else waits or there is a reason."""
        answer = self.answer(recommendation_id)
        if recommendation_id in self.unsaved or answer.reason or answer.rating is Rating.NOT_APPLICABLE:
            return
        fields = {"rating": Rating.NOT_APPLICABLE}
        self.unsaved[recommendation_id] = fields
        _unchanged, self.impossible[recommendation_id] = _closest(answer, fields)

    def change(self, access: Access, recommendation_id: str, **fields: Any) -> None:
        """Save some fields of an answer, and those that could not be saved earlier.

        An invalid field waits in `unsaved` until another one makes it valid; the others are saved without it.
        """
        before = self.answer(recommendation_id)
        fields = {**self.unsaved.get(recommendation_id, {}), **fields}
        answer, contradiction = _closest(before, fields)
        self.impossible.pop(recommendation_id, None)
        if contradiction:
            self.impossible[recommendation_id] = contradiction
        if contradiction and answer == before:
            self.unsaved[recommendation_id] = fields
        else:
            self._save(access, recommendation_id, answer, fields)

    def discard_change(self, recommendation_id: str, name: str) -> None:
        """Discard an unsaved change of a field; the stored value is shown again."""
        fields = self.unsaved.get(recommendation_id, {})
        fields.pop(name, None)
        self.impossible.pop(recommendation_id, None)
        if not fields:
            self.unsaved.pop(recommendation_id, None)

    def keep_own_version(self, access: Access, recommendation_id: str) -> None:
        """Save this session's version, as shown, over the one that another session has stored."""
        conflict = self.conflicts[recommendation_id]
        self.answers[recommendation_id] = conflict.stored
        self.seen[recommendation_id] = conflict.stored_revision
        self._save(access, recommendation_id, conflict.yours, self.unsaved.get(recommendation_id, {}))

    def take_stored_version(self, recommendation_id: str) -> None:
        """Take over the version that another session has stored."""
        conflict = self.conflicts.pop(recommendation_id)
        self.unsaved.pop(recommendation_id, None)
        self.impossible.pop(recommendation_id, None)
        self.answers[recommendation_id] = conflict.stored
        self.seen[recommendation_id] = conflict.stored_revision
        self.drawn.pop(recommendation_id, None)

    def _save(self, access: Access, recommendation_id: str, answer: Answer, fields: dict[str, Any]) -> None:
        """Save an answer; `fields` are its changes, which stay unsaved where it can't be saved."""
        self.refused.pop(recommendation_id, None)
        self.conflicts.pop(recommendation_id, None)
        self.unsaved[recommendation_id] = fields
        try:
            saved = access.save_answer(
                self.assessment_id,
                recommendation_id,
                answer,
                expected_revision=self.seen.get(recommendation_id, 0),
                seen=self.answer(recommendation_id),
            )
        except AnswerChangedMeanwhile as conflict:
            self.conflicts[recommendation_id] = conflict
        except AssessmentError as error:
            self.refused[recommendation_id] = str(error)
        else:
            self.answers[recommendation_id] = answer
            self.seen[recommendation_id] = saved.revision
            self.saved[recommendation_id] = saved.at
            held = {name: value for name, value in fields.items() if getattr(answer, name) != value}
            self.unsaved[recommendation_id] = held
            if not held:
                del self.unsaved[recommendation_id]


def _closest(answer: Answer, fields: Mapping[str, Any]) -> tuple[Answer, str]:
    """The answer with as many of the changed fields as are valid together, and why the others aren't."""
    contradiction = ""
    waiting = dict(fields)
    # Twice, because one field may need a later one: a rating its reason.
    for name in [*fields, *fields]:
        if name in waiting:
            try:
                changed = replace(answer, **{name: waiting[name]})
                changed.check_bounds(answer)
            except AnswerRefused as error:
                contradiction = str(error)
            else:
                answer = changed
                del waiting[name]
    return answer, contradiction if waiting else ""
