"""What one session knows of its open assessment: the answers as last read, and what changed meanwhile. It decides what
a change means; it draws nothing."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import uniform
from typing import Any

from assessment.domain.model import EMPTY_ANSWER, Answer, Rating, Recommendation, Status
from assessment.errors import AssessmentError
from assessment.records.assessments import AssessmentState, StoredAnswer
from assessment.records.errors import AnswerChangedMeanwhile
from assessment.services.access import Access
from assessment.ui.session.answer_fields import (
    FieldNews,
    changed_fields,
    closest_valid,
    field_authors,
    merged_measures,
)
from assessment.ui.session.previous_round import PreviousRound

TYPED = frozenset(
    {"reason", "evidence", "evidence_url", "law_reference", "responsible", "action", "target_date", "comment"}
)
"""The fields that a person types. One that is on the screen is never replaced, for somebody may be typing in it."""
NONE = "none"
"""The tick that says that none of the measures is in place, among those of the measures."""
COUNTED_EVERY = 10.0
"""Seconds, once or twice, after which a page redraws how much is rated where nothing else on it has changed."""
ATTEMPTS = 5
"""How often a change is merged with what others saved in the same moment, before it waits for the next try."""
NOTHING_STORED = StoredAnswer(EMPTY_ANSWER, 0, "", None)


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

    `stored` holds the answers that this session last read or saved. `drawn` holds, for each field on the screen, the
    version of its answer when its widget was drawn: it is part of the widget's key. So what a browser sends again after
    a restart of the server reaches only widgets that nobody has changed since, and never overwrites a newer answer.
    What others change gives new keys to the fields that they changed, and to no others (docs/decisions/0032).
    """

    assessment_id: str
    view: tuple[object, ...] = ()
    visit: int = 0
    """How often the cards on the screen were replaced. It is part of the keys too: after a page switch a browser may
    omit a value, and an empty value under a key of an earlier visit is no answer."""
    loaded: bool = False
    state: AssessmentState | None = None
    """The state of the assessment when this session last read its answers; None if it has saved some since."""
    stored: dict[str, StoredAnswer] = field(default_factory=dict)
    drawn: dict[str, dict[str, str]] = field(default_factory=dict)
    redrawn: int = 0
    """How often a field on the screen was given a new widget."""
    news: dict[str, dict[str, FieldNews]] = field(default_factory=dict)
    """The fields that others have changed and that still show what this session had."""
    saved: dict[str, dt.datetime] = field(default_factory=dict)
    """When this session saved the answers that it saved last."""
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
    unsaved: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Fields that are changed but not stored: invalid, refused, or in conflict."""
    impossible: dict[str, dict[str, str]] = field(default_factory=dict)
    """Why some fields don't make a valid answer, by field: such as “not applicable” without a reason."""
    refused: dict[str, str] = field(default_factory=dict)
    """Why storage refused an answer; it may accept it later."""
    conflicts: dict[str, AnswerChangedMeanwhile] = field(default_factory=dict)
    answer_sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The files from which unchanged answers were imported, by recommendation."""
    previous_round: PreviousRound | None = None
    """What the same respondent answered in the previous round."""
    asked: frozenset[str] | None = None
    """What a workshop had on its agenda; None where everything was asked."""

    def answer(self, recommendation_id: str) -> Answer:
        return self._stored(recommendation_id).answer

    def rated(self) -> frozenset[str]:
        """The ids of the recommendations that are rated."""
        return frozenset(item for item, stored in self.stored.items() if stored.answer.rating is not None)

    def assessed(self, items: Iterable[Recommendation]) -> list[Recommendation]:
        """Those of some recommendations that count: they were asked, or are rated all the same."""
        return [item for item in items if self.asked is None or item.id in self.asked | self.rated()]

    def key(self, recommendation_id: str, name: str) -> str:
        """The key of the widget for one field of one answer."""
        version = self.drawn.setdefault(recommendation_id, {}).setdefault(name, self._version(recommendation_id))
        return f"{self.assessment_id}:{recommendation_id}:{name}:{version}:{self.visit}"

    def show(self, *view: object) -> None:
        """Record which cards are on the screen."""
        if view != self.view:
            self.view = view
            self.visit += 1
            self.show_only(())

    def show_only(self, recommendation_ids: Collection[str]) -> None:
        """Record that no other cards are on the screen."""
        for recommendation_id in self.drawn.keys() - set(recommendation_ids):
            self.hide(recommendation_id, list(self.drawn.pop(recommendation_id)))

    def hide(self, recommendation_id: str, names: Collection[str]) -> None:
        """Record that the widgets of some fields aren't on the screen: what is stored is shown when they come back."""
        drawn, news = self.drawn.get(recommendation_id, {}), self.news.get(recommendation_id, {})
        for name in names:
            drawn.pop(name, None)
            if name not in self.unsaved.get(recommendation_id, {}):
                news.pop(name, None)

    def asks_for_reason(self, recommendation_id: str) -> bool:
        """Whether the reason is asked for: under “not applicable”, and while it is on the screen if somebody else has
        changed the rating."""
        is_asked = self.field(recommendation_id, "rating") is Rating.NOT_APPLICABLE
        return is_asked or "reason" in self.drawn.get(recommendation_id, {})

    def is_on_screen(self, key: str) -> bool:
        """Whether a key is one of the widgets on the screen."""
        return key.endswith(f":{self.visit}")

    def field(self, recommendation_id: str, name: str) -> Any:
        """The value of a field on this screen: the person's own, stored or not."""
        return self.unsaved.get(recommendation_id, {}).get(name, getattr(self.answer(recommendation_id), name))

    def is_outdated(self, access: Access, session: str) -> bool:
        """Whether something that is on the screen isn't so any more: an answer, how much is rated, who is here.

        It changes nothing that is shown, so it may be asked while the session draws. `session` marks this session as
        present.
        """
        state, others = access.look(self.assessment_id, session)
        if self.problem is not None or (others, state.status, state.changed) != (self.others, *(self.identity or ())):
            return True
        if state in (self.state, self.unseen):
            return False
        changed = access.current_answers(self.assessment_id, dict(self.stored))
        if not self.drawn or any(item in self.drawn for item in changed):
            return bool(changed)
        if any((new.answer.rating is None) is not (self.answer(item).rating is None) for item, new in changed.items()):
            return time.monotonic() > self.counted + COUNTED_EVERY
        self.unseen = state
        return False

    def refresh(self, access: Access) -> list[str]:
        """Take over what is stored; returns the ids of the answers that others have changed meanwhile."""
        state = access.state(self.assessment_id)
        self.identity = (state.status, state.changed)
        if state == self.state:
            return []
        changed = access.current_answers(self.assessment_id, self.stored)
        # At random times, so that many sessions don't do so all at once.
        self.counted = time.monotonic() + uniform(0, COUNTED_EVERY)  # noqa: S311
        # The state is older than the answers, if anything, so that no later change is missed.
        self.state = state
        if not self.loaded:
            self.loaded, self.stored = True, changed
            return []
        for recommendation_id, stored in changed.items():
            self._take(access, recommendation_id, stored)
        return sorted(changed)

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
        self.unsaved[recommendation_id] = {"rating": Rating.NOT_APPLICABLE}
        self._find_contradictions(recommendation_id)

    def change(self, access: Access, recommendation_id: str, **fields: Any) -> None:
        """Save some fields of an answer, and those that could not be saved earlier.

        An invalid field waits in `unsaved` until another one makes it valid; the others are saved without it. A field
        that somebody else has changed, and that this session hasn't shown since, is in conflict.
        """
        if fields.get("rating", Rating.NOT_APPLICABLE) is not Rating.NOT_APPLICABLE:
            self.hide(recommendation_id, ["reason"])
        changed, before = tuple(fields), self.answer(recommendation_id)
        fields = {**self.unsaved.get(recommendation_id, {}), **fields}
        self.unsaved[recommendation_id] = fields
        answer = self._find_contradictions(recommendation_id)
        if self._clashes(recommendation_id, fields) and answer != before:
            self._contradict(recommendation_id, answer)
        elif answer != before or recommendation_id not in self.impossible:
            self._save(access, recommendation_id, answer, fields)
        else:
            self._hold(recommendation_id, before)  # What is stored already doesn't wait.
        waits = changed and self.unsaved.get(recommendation_id, {}).keys() >= {*changed}
        if waits and recommendation_id not in self.conflicts:
            revision = self._stored(recommendation_id).revision
            self.last_change = OwnChange(recommendation_id, before, before, revision, changed)

    def discard_change(self, recommendation_id: str, name: str) -> None:
        """Discard an unsaved change of a field; the stored value is shown again."""
        fields = self.unsaved.get(recommendation_id, {})
        fields.pop(name, None)
        self.news.get(recommendation_id, {}).pop(name, None)
        self._find_contradictions(recommendation_id)
        if not fields:
            self.unsaved.pop(recommendation_id, None)
            self.refused.pop(recommendation_id, None)
        change = self.last_change
        if change and change.recommendation_id == recommendation_id and name in change.waiting:
            self.last_change = None
        if name == "rating":
            self.hide(recommendation_id, ["reason"])

    def undo(self, access: Access) -> list[str]:
        """Take back the last change of this session, as a new change that is in the history like any other.

        Gives the names of the fields; none if somebody else has changed the answer since, so that nothing is taken
        back. Raises what storage raises.
        """
        change, self.last_change = self.last_change, None
        if change is None:
            return []
        item, names = change.recommendation_id, changed_fields(change.before, change.after)
        if change.waiting:
            names = [name for name in change.waiting if name in self.unsaved.get(item, {})]
        elif item in self.conflicts or not self._put_back(access, change):
            return []
        for name in names:
            self.discard_change(item, name)
        self._redraw(item, [*names, *_ticks(change.before, change.after)])
        return names

    def show_stored(self, recommendation_id: str, name: str) -> None:
        """Show in a field what somebody else has stored."""
        self.discard_change(recommendation_id, name)
        self._redraw(recommendation_id, [name])

    def keep_own_version(self, access: Access, recommendation_id: str) -> None:
        """Save this session's version, as shown, over the one that another session has stored."""
        yours, fields = self.conflicts[recommendation_id].yours, self.unsaved.get(recommendation_id, {})
        for name in fields:
            self.news.get(recommendation_id, {}).pop(name, None)
        self._save(access, recommendation_id, yours, fields)

    def settle(self, access: Access, recommendation_id: str, answer: Answer) -> None:
        """Save a third version over both that are in conflict, and show it."""
        fields = {name: getattr(answer, name) for name in changed_fields(self.answer(recommendation_id), answer)}
        self.news.pop(recommendation_id, None)
        self.impossible.pop(recommendation_id, None)
        self._save(access, recommendation_id, answer, fields)
        if recommendation_id not in self.conflicts:
            self._redraw(recommendation_id, list(self.drawn.get(recommendation_id, {})))

    def take_stored_version(self, recommendation_id: str) -> None:
        """Take over the version that another session has stored."""
        self.conflicts.pop(recommendation_id)
        fields = self.unsaved.pop(recommendation_id, {})
        self.impossible.pop(recommendation_id, None)
        if "rating" in fields:
            self.hide(recommendation_id, ["reason"])
        shown = {*fields, *self.news.pop(recommendation_id, {})}
        self._redraw(recommendation_id, [name for name in self.drawn.get(recommendation_id, {}) if _of(name) in shown])

    def _stored(self, recommendation_id: str) -> StoredAnswer:
        return self.stored.get(recommendation_id, NOTHING_STORED)

    def _version(self, recommendation_id: str) -> str:
        """The version of a stored answer: its revision, and its time, since a restore gives revisions again."""
        stored = self._stored(recommendation_id)
        return f"{stored.revision}" if stored.at is None else f"{stored.revision}-{stored.at:%Y%m%d%H%M%S%f}"

    def _redraw(self, recommendation_id: str, names: Collection[str]) -> None:
        """Give the fields that are on the screen new widgets, which show what is stored."""
        drawn = self.drawn.get(recommendation_id, {})
        for name in names:
            if name in drawn:
                self.redrawn += 1
                drawn[name] = f"{self._version(recommendation_id)}-{self.redrawn}"

    def _take(self, access: Access, recommendation_id: str, stored: StoredAnswer) -> None:
        """Take over an answer that somebody else has stored, but for what is being typed and what isn't saved."""
        before, revision = self.answer(recommendation_id), self._stored(recommendation_id).revision
        self.stored[recommendation_id] = stored
        self.saved.pop(recommendation_id, None)
        self.live.add(recommendation_id)
        self.answer_sources = {item: of for item, of in self.answer_sources.items() if item != recommendation_id}
        mine = self.unsaved.get(recommendation_id, {})
        theirs = changed_fields(before, stored.answer)
        if "measures" in mine:
            mine["measures"] = merged_measures(before.measures, mine["measures"], stored.answer.measures)
        drawn, news = self.drawn.get(recommendation_id, {}), self.news.setdefault(recommendation_id, {})
        held = [name for name in theirs if name in mine or (name in TYPED and name in drawn) if name != "measures"]
        authors: Mapping[str, str] = {}
        if held and stored.revision - revision > 1:
            authors = field_authors(access.history(self.assessment_id, recommendation_id), revision)
        for name in held:
            first = news[name].before if name in news else getattr(before, name)
            news[name] = FieldNews(first, authors.get(name, stored.author))
        for name, one in list(news.items()):
            if getattr(stored.answer, name) in (one.before, mine.get(name, one.before)):
                del news[name]  # It was changed back, or to what this person wants too.
        shown = [name for name in theirs if name not in news]
        self._redraw(recommendation_id, [*shown, *_ticks(before, stored.answer)])
        self._rebase(recommendation_id, mine, theirs)

    def _rebase(self, recommendation_id: str, mine: Mapping[str, Any], theirs: Collection[str]) -> None:
        """Let what this session hasn't saved stand against what is stored now."""
        stored = self.answer(recommendation_id)
        held = {name: value for name, value in mine.items() if value != getattr(stored, name)}
        clashes = recommendation_id in self.conflicts or not held.keys().isdisjoint(set(theirs) - {"measures"})
        self.conflicts.pop(recommendation_id, None)
        if not held:
            self.impossible.pop(recommendation_id, None)
            self.unsaved.pop(recommendation_id, None)
            self.refused.pop(recommendation_id, None)
            return
        self.unsaved[recommendation_id] = held
        yours = self._find_contradictions(recommendation_id)
        if clashes and yours != stored:
            self._contradict(recommendation_id, yours)

    def _find_contradictions(self, recommendation_id: str) -> Answer:
        """The closest answer to what is unsaved; why some of that isn't valid is remembered."""
        answer, found = closest_valid(self.answer(recommendation_id), self.unsaved.get(recommendation_id, {}))
        self.impossible.pop(recommendation_id, None)
        if found:
            self.impossible[recommendation_id] = found
        return answer

    def _clashes(self, recommendation_id: str, fields: Mapping[str, Any]) -> bool:
        """Whether one of these fields was changed by somebody else, to another value, and isn't shown as it is."""
        stored, news = self.answer(recommendation_id), self.news.get(recommendation_id, {})
        return any(name in news and value != getattr(stored, name) for name, value in fields.items())

    def _contradict(self, recommendation_id: str, yours: Answer) -> None:
        stored = self._stored(recommendation_id)
        self.refused.pop(recommendation_id, None)
        self.conflicts[recommendation_id] = AnswerChangedMeanwhile(
            yours, stored.answer, stored.revision, stored.author, stored.at
        )

    def _save(self, access: Access, recommendation_id: str, answer: Answer, fields: dict[str, Any]) -> None:
        """Save an answer; `fields` are its changes, which stay unsaved where it can't be saved.

        What others saved meanwhile is merged with it, unless it is the same field.
        """
        self.refused.pop(recommendation_id, None)
        self.conflicts.pop(recommendation_id, None)
        self.unsaved[recommendation_id] = fields
        self.state = None
        for _attempt in range(ATTEMPTS):
            try:
                saved = access.save_answer(
                    self.assessment_id,
                    recommendation_id,
                    answer,
                    expected_revision=self._stored(recommendation_id).revision,
                    seen=self.answer(recommendation_id),
                )
            except AnswerChangedMeanwhile as other:
                stored = StoredAnswer(other.stored, other.stored_revision, other.stored_by, other.stored_at)
                self._take(access, recommendation_id, stored)
                if recommendation_id in self.conflicts or recommendation_id not in self.unsaved:
                    return
                answer, _contradictions = closest_valid(other.stored, self.unsaved[recommendation_id])
            except AssessmentError as error:
                self.refused[recommendation_id] = str(error)
                return
            else:
                before = self.answer(recommendation_id)
                if answer != before:
                    self.last_change = OwnChange(recommendation_id, before, answer, saved.revision)
                self.stored[recommendation_id] = StoredAnswer(answer, saved.revision, "", saved.at)
                self.saved[recommendation_id] = saved.at
                self._hold(recommendation_id, answer)
                return
        self._contradict(recommendation_id, answer)

    def _put_back(self, access: Access, change: OwnChange) -> bool:
        """Save the answer as it was before a change, unless it was changed since."""
        item = change.recommendation_id
        try:
            saved = access.save_answer(
                self.assessment_id, item, change.before, expected_revision=change.revision, seen=change.after
            )
        except AnswerChangedMeanwhile:
            return False
        self.state = None
        self.stored[item] = StoredAnswer(change.before, saved.revision, "", saved.at)
        self.saved[item] = saved.at
        return True

    def _hold(self, recommendation_id: str, answer: Answer) -> None:
        """Keep what is still unsaved after an answer was saved."""
        fields, news = self.unsaved[recommendation_id], self.news.get(recommendation_id, {})
        held = {name: value for name, value in fields.items() if getattr(answer, name) != value}
        for name in fields.keys() - held.keys():
            news.pop(name, None)
        self.unsaved[recommendation_id] = held
        if not held:
            del self.unsaved[recommendation_id]


def _ticks(before: Answer, after: Answer) -> set[str]:
    """The widgets of the measures in which two answers differ."""
    ticks = {f"measure.{measure}" for measure in {*before.ticked} ^ {*after.ticked}}
    return ticks | {f"measure.{NONE}"} if (before.measures == ()) is not (after.measures == ()) else ticks


def _of(name: str) -> str:
    """The field of an answer to which a widget belongs."""
    return "measures" if name.startswith("measure.") else name
