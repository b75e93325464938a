"""What one session knows of its open assessment: the answers as last read, and what changed meanwhile. It decides what
a change means; it draws nothing."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import uniform
from typing import Any

from assessment.access.assessments import look_at, read_current_answers, read_history, read_state, save_answer
from assessment.access.gate import Gate
from assessment.access.presence import PRESENCE
from assessment.domain.answer import ANSWER_FIELDS, EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.fields import Kind
from assessment.domain.response import Status
from assessment.records.assessments import AnswerChange, AssessmentState, Stored
from assessment.records.errors import ChangedMeanwhile
from assessment.ui.session.editing import Edit, differing, differing_ticks
from assessment.ui.session.previous_round import PreviousRound

TYPED = frozenset(field.name for field in ANSWER_FIELDS if field.is_typed or field.kind is Kind.DAY)
"""The fields that a person types. One that is on the screen is never replaced, for somebody may be typing in it."""
COUNTED_EVERY = 10.0
"""Seconds, once or twice, after which a page redraws how much is rated where nothing else on it has changed."""
NOTHING_STORED = Stored(EMPTY_ANSWER)


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change of this session, and the revision that it made."""

    recommendation_id: str
    before: Answer
    after: Answer
    revision: int
    waiting: tuple[str, ...] = ()
    """The fields that were changed, where none could be saved and the answer is the same."""


@dataclass
class Draft:
    """One session's view of one assessment.

    `stored` holds the answers that this session last read or saved, and `edits` those that it shows or changes.
    """

    assessment_id: str
    view: tuple[object, ...] = ()
    visit: int = 0
    """How often the cards on the screen were replaced. It is part of the keys too: after a page switch a browser may
    omit a value, and an empty value under a key of an earlier visit is no answer."""
    loaded: bool = False
    state: AssessmentState | None = None
    """The state of the assessment when this session last read its answers; None if it has saved some since."""
    stored: dict[str, Stored[Answer]] = field(default_factory=dict)
    edits: dict[str, Edit[Answer]] = field(default_factory=dict)
    last_change: OwnChange | None = None
    """The last change of this session, unless it was taken back."""
    live: set[str] = field(default_factory=set)
    """The answers that others have changed since this session began."""
    identity: tuple[Status, dt.datetime] | None = None
    """The status of the assessment when it was last read, and when it, and not its answers, was last changed."""
    reported: tuple[Status, dt.datetime] | None = None
    """The identity that the person was last told of."""
    counted: float = 0.0
    """When this session last took over what others have changed, in seconds of a clock that never goes back."""
    unseen: AssessmentState | None = None
    """A state in which others have changed nothing that is on the screen."""
    others: tuple[str, ...] = ()
    """The names of those who have the assessment open too."""
    problem: str | None = None
    """Why nothing can be read at the moment."""
    untold: list[str] = field(default_factory=list)
    """The answers that others have changed before a submission, and that the person wasn't told of."""
    answer_sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The files from which unchanged answers were imported, by recommendation."""
    previous_round: PreviousRound | None = None
    """What the same respondent answered in the previous round."""
    asked: frozenset[str] | None = None
    """What a workshop had on its agenda; None where everything was asked."""

    def answer(self, recommendation_id: str) -> Answer:
        return self._stored(recommendation_id).record

    def edit(self, recommendation_id: str) -> Edit[Answer]:
        """An answer as this session edits it."""
        if recommendation_id not in self.edits:
            stored, save = self._stored(recommendation_id), partial(self._save, recommendation_id)
            self.edits[recommendation_id] = Edit(stored, save, TYPED)
        return self.edits[recommendation_id]

    @property
    def on_screen(self) -> set[str]:
        """The ids of the recommendations on the screen."""
        # Also asked from outside the session, which may begin to edit another one meanwhile.
        return {item for item, edit in list(self.edits.items()) if edit.seen}

    @property
    def saved(self) -> dict[str, dt.datetime]:
        """When this session saved an answer, where it saved it last."""
        return {item: edit.saved for item, edit in self.edits.items() if edit.saved}

    @property
    def unsaved(self) -> set[str]:
        """The ids of the recommendations with changes that aren't stored."""
        return {item for item, edit in self.edits.items() if edit.unsaved}

    def rated(self) -> frozenset[str]:
        """The ids of the recommendations that are rated."""
        return frozenset(item for item, stored in self.stored.items() if stored.record.rating is not None)

    def assessed(self, items: Iterable[Recommendation]) -> list[Recommendation]:
        """Those of some recommendations that count: they were asked, or are rated all the same."""
        return [item for item in items if self.asked is None or item.id in self.asked | self.rated()]

    def is_complete(self, items: Iterable[Recommendation]) -> bool:
        """Whether all of them that count are rated."""
        return self.rated().issuperset(item.id for item in self.assessed(items))

    def key(self, recommendation_id: str, widget: str) -> str:
        """The key of a widget for one field of one answer."""
        version = self.edit(recommendation_id).key(widget)
        return f"{self.assessment_id}:{recommendation_id}:{widget}:{version}:{self.visit}"

    def show(self, *view: object) -> None:
        """Record which cards are on the screen."""
        if view != self.view:
            self.view = view
            self.visit += 1
            self.show_only(())

    def show_only(self, recommendation_ids: Collection[str]) -> None:
        """Record that no other cards are on the screen."""
        for recommendation_id in self.on_screen - set(recommendation_ids):
            self.edits[recommendation_id].hide([*self.edits[recommendation_id].seen])

    def asks_for_reason(self, recommendation_id: str) -> bool:
        """Whether the reason is asked for: under “not applicable”, and while it is on the screen if somebody else has
        changed the rating."""
        edit = self.edit(recommendation_id)
        return edit.value("rating") is Rating.NOT_APPLICABLE or "reason" in edit.seen

    def is_on_screen(self, key: str) -> bool:
        """Whether a key is one of the widgets on the screen."""
        return key.endswith(f":{self.visit}")

    def field(self, recommendation_id: str, name: str) -> Any:
        """The value of a field on this screen: the person's own, stored or not."""
        edit = self.edits.get(recommendation_id)
        return edit.value(name) if edit else getattr(self.answer(recommendation_id), name)

    def is_outdated(self, gate: Gate, session: str) -> bool:
        """Whether something that is on the screen isn't so any more: an answer, how much is rated, who is here.

        It changes nothing that is shown, so it may be asked while the session draws. `session` marks this session as
        present.
        """
        state, others = look_at(gate, self.assessment_id, session)
        if self.problem is not None or (others, state.status, state.changed) != (self.others, *(self.identity or ())):
            return True
        if state in (self.state, self.unseen):
            return False
        changed, on_screen = read_current_answers(gate, self.assessment_id, dict(self.stored)), self.on_screen
        if not on_screen or not on_screen.isdisjoint(changed):
            return bool(changed)
        if any((new.record.rating is None) is not (self.answer(item).rating is None) for item, new in changed.items()):
            return time.monotonic() > self.counted + COUNTED_EVERY
        self.unseen = state
        return False

    def has_company(self, session: str) -> bool:
        """Whether others have come or gone; marks this session as present, as `is_outdated` does."""
        return PRESENCE.renew(self.assessment_id, session) != self.others

    def refresh(self, gate: Gate) -> list[str]:
        """Take over what is stored; returns the ids of the answers that others have changed meanwhile."""
        state = read_state(gate, self.assessment_id)
        self.identity = (state.status, state.changed)
        if state == self.state:
            return []
        changed = read_current_answers(gate, self.assessment_id, self.stored)
        # At random times, so that many sessions don't do so all at once.
        self.counted = time.monotonic() + uniform(0, COUNTED_EVERY)  # noqa: S311
        # The state is older than the answers, if anything, so that no later change is missed.
        self.state = state
        if not self.loaded:
            self.loaded, self.stored = True, changed
            return []
        for recommendation_id, stored in changed.items():
            before = self._stored(recommendation_id).revision
            self._take(recommendation_id, stored)
            if edit := self.edits.get(recommendation_id):
                edit.take(stored, self._authors(gate, edit, recommendation_id, before, stored))
        return sorted(changed)

    def waits_for_reason(self, recommendation_id: str) -> bool:
        """Whether “not applicable” is chosen and can't be saved without a reason."""
        edit = self.edits.get(recommendation_id)
        return edit is not None and "rating" in edit.unsaved and edit.value("rating") is Rating.NOT_APPLICABLE

    def previous_rating(self, recommendation_id: str) -> Rating | None:
        """The rating in the previous round; None without a rating or such a round."""
        return self.previous_round.ratings.get(recommendation_id) if self.previous_round else None

    @property
    def waiting(self) -> list[str]:
        """The ids of the answers that wait for a reason."""
        return [item for item in self.edits if self.waits_for_reason(item)]

    def wait(self, recommendation_id: str) -> None:
        """Let “not applicable” wait for a reason, unless something else waits or there is a reason."""
        edit, answer = self.edit(recommendation_id), self.answer(recommendation_id)
        if not edit.unsaved and not answer.reason and answer.rating is not Rating.NOT_APPLICABLE:
            edit.want({"rating": Rating.NOT_APPLICABLE})

    def change(self, gate: Gate, recommendation_id: str, **values: Any) -> None:
        """Save some fields of an answer, and those that could not be saved earlier; see `Edit.change`."""
        edit = self.edit(recommendation_id)
        rating = values.get("rating", Rating.NOT_APPLICABLE)
        if rating is not Rating.NOT_APPLICABLE:
            edit.hide(["reason"])
        if rating and rating is self.previous_rating(recommendation_id) and self.answer(recommendation_id).cause:
            # A rating equal to the previous round's needs no cause of change.
            edit.hide(["cause"])
            values["cause"] = None
        before, changed = edit.stored, tuple(values)
        self._note(recommendation_id, edit.change(gate, values))
        if changed and edit.unsaved.keys() >= {*changed} and not edit.conflict:
            self.last_change = OwnChange(recommendation_id, before.record, before.record, before.revision, changed)

    def discard_change(self, recommendation_id: str, name: str) -> None:
        """Discard an unsaved change of a field; the stored value is shown again."""
        edit, change = self.edit(recommendation_id), self.last_change
        edit.discard(name)
        if change and change.recommendation_id == recommendation_id and name in change.waiting:
            self.last_change = None
        if name == "rating":
            edit.hide(["reason"])

    def undo(self, gate: Gate) -> list[str]:
        """Take back the last change of this session, as a new change that is in the history like any other.

        Gives the names of the fields; none if somebody else has changed the answer since, so that nothing is taken
        back. Raises what storage raises.
        """
        change, self.last_change = self.last_change, None
        if change is None:
            return []
        edit, names = self.edit(change.recommendation_id), differing(change.before, change.after)
        if change.waiting:
            names = [name for name in change.waiting if name in edit.unsaved]
        elif edit.conflict or not edit.put_back(gate, change.before, Stored(change.after, change.revision)):
            return []
        for name in names:
            self.discard_change(change.recommendation_id, name)
        edit.redraw([*names, *differing_ticks(change.before, change.after)])
        return names

    def show_stored(self, recommendation_id: str, name: str) -> None:
        """Show in a field what somebody else has stored."""
        self.discard_change(recommendation_id, name)
        self.edit(recommendation_id).redraw([name])

    def keep_own_version(self, gate: Gate, recommendation_id: str, theirs: Answer) -> None:
        """Save this session's version over the one that was shown beside it."""
        self._note(recommendation_id, self.edit(recommendation_id).keep_yours(gate, theirs))

    def settle(self, gate: Gate, recommendation_id: str, theirs: Answer, settled: Answer) -> None:
        """Save a third version over both that are in conflict, and show it."""
        self._note(recommendation_id, self.edit(recommendation_id).settle(gate, theirs, settled))

    def take_stored_version(self, recommendation_id: str) -> None:
        """Take over the version that another session has stored."""
        edit = self.edit(recommendation_id)
        if "rating" in edit.unsaved:
            edit.hide(["reason"])
        edit.keep_theirs()

    def _save(self, recommendation_id: str, gate: Gate, wanted: Answer, before: Stored[Answer]) -> Stored[Answer]:
        self.state = None
        try:
            saved = save_answer(
                gate,
                self.assessment_id,
                recommendation_id,
                wanted,
                expected_revision=before.revision,
                seen=before.record,
            )
        except ChangedMeanwhile as other:
            edit = self.edits[recommendation_id]
            other.authors = self._authors(gate, edit, recommendation_id, before.revision, other.now)
            self._take(recommendation_id, other.now)
            raise
        self.stored[recommendation_id] = Stored(wanted, saved.revision, "", saved.at)
        return self.stored[recommendation_id]

    def _stored(self, recommendation_id: str) -> Stored[Answer]:
        return self.stored.get(recommendation_id, NOTHING_STORED)

    def _note(self, recommendation_id: str, saved: tuple[Answer, Answer] | None) -> None:
        """Remember what was saved, so that it can be taken back."""
        if saved is not None:
            self.last_change = OwnChange(recommendation_id, *saved, self._stored(recommendation_id).revision)

    def _take(self, recommendation_id: str, stored: Stored[Answer]) -> None:
        """Remember an answer that somebody else has stored."""
        self.stored[recommendation_id] = stored
        self.live.add(recommendation_id)
        self.answer_sources = {item: of for item, of in self.answer_sources.items() if item != recommendation_id}

    def _authors(
        self, gate: Gate, edit: Edit[Answer], recommendation_id: str, revision: int, stored: Stored[Answer]
    ) -> dict[str, str]:
        """Who changed each field since a revision, where that is to be told and the last author isn't the only one."""
        told = {*edit.unsaved, *(edit.held & edit.drawn.keys())}
        if stored.revision - revision <= 1 or told.isdisjoint(differing(edit.stored.record, stored.record)):
            return {}
        return field_authors(read_history(gate, self.assessment_id, recommendation_id), revision)


def field_authors(changes: Iterable[AnswerChange], after: int) -> dict[str, str]:
    """Who last changed each field that was changed after a revision; the changes are given oldest first."""
    return {
        name: change.by
        for change in changes
        if change.revision > after
        for name in differing(change.before, change.after)
    }
