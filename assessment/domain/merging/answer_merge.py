"""A three-way merge of one recommendation: files, what is stored, and their last common state.

What is merged is an answer or a follow-up, here called a record.

A field is a file's claim if it differs from that state; so evidence added on one side and a responsible body added on
the other are merged, and only a field that was changed differently on two sides is a conflict. Without a common state
every field with a value is a claim, and an empty field isn't. Conflicts are never decided here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic

from assessment.domain.answer import ANSWER_FIELDS, Answer, MergeOutcome, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp
from assessment.domain.merging.settlement import PlanSettlement, Record, Settlement, Version, settle, settle_follow_up
from assessment.i18n import gettext as _
from assessment.parsing.limits import is_blank
from assessment.parsing.message_text import abbreviated_list

FOLLOW_UP_KEY = ":follow-up"
KEEP_STORED = 0
"""The decision to keep the stored answer. Any other number is that of a file in the preview."""

UNDECIDED = -1
"""The decision that this conflict is to be decided by itself, and isn't yet."""
Decision = int | Settlement | PlanSettlement
"""What is decided about a conflict: KEEP_STORED, the number of a file, or a third way."""

_ANSWER_NAMES = tuple(field.name for field in ANSWER_FIELDS)
_FOLLOW_UP_NAMES = tuple(field.name for field in FOLLOW_UP_FIELDS)
_REASONED = ("rating", "reason")
"""Decided together if the rating is “not applicable”, which needs a reason."""


@dataclass(frozen=True)
class FileAnswer(Generic[Record]):
    """What one file says about one recommendation, and where, compared with the last common state with the stored
    record. If no common state is known, `base` is empty and `revision` is None."""

    file: int
    """The number of the file in the preview."""
    source: str
    location: str
    record: Record
    base: Record
    revision: int | None

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The values that the file claims, by field."""
        return {
            name: getattr(self.record, name)
            for name in field_names(self.record)
            if getattr(self.record, name) != getattr(self.base, name)
        }

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.values)

    @property
    def where(self) -> str:
        """The file and the place in it: `table.csv (row 7)`."""
        return f"{self.source} ({self.location})" if self.location else self.source


@dataclass(frozen=True, slots=True)
class Side(Generic[Record]):
    """One side of a conflict: who takes it, and the complete record that would be stored if it were chosen.

    The first side is the stored record, with the files that agree with it.
    """

    decision: int
    """The decision for this side: KEEP_STORED, or the number of one of its files."""
    file_answers: tuple[FileAnswer[Record], ...]
    result: Record

    @property
    def is_stored(self) -> bool:
        return self.decision == KEEP_STORED

    @property
    def name(self) -> str:
        """Whose side it is: what is stored, and the places in files."""
        places: list[str] = [file_answer.where for file_answer in self.file_answers]
        return abbreviated_list([_("Stored"), *places] if self.is_stored else places)


@dataclass(frozen=True, slots=True)
class Conflict(Generic[Record]):
    """Fields on which two or more sides differ, and the last common state of all of them."""

    fields: tuple[str, ...]
    sides: tuple[Side[Record], ...]
    base: Record | None
    """None if there is no common state, or it is no longer known."""

    def chosen(self, decision: Decision | None) -> Record | None:
        """The record that a decision chooses; None if it chooses none of the sides.

        Raises what `settle` and `settle_follow_up` raise.
        """
        if isinstance(decision, Settlement | PlanSettlement):
            settled: Record | None = _settled(self.sides, decision)
            return settled
        for side in self.sides:
            if decision == side.decision or decision in [claimed.file for claimed in side.file_answers]:
                return side.result
        return None

    def decision_of(self, name: str) -> int | None:
        """The decision for a file, or for one place in it; None if it has no side, or its rows have several."""
        decisions = {
            side.decision
            for side in self.sides
            for file_answer in side.file_answers
            if name in (file_answer.source, file_answer.where)
        }
        return decisions.pop() if len(decisions) == 1 else None


@dataclass(frozen=True, slots=True)
class RecommendationMerge(Generic[Record]):
    """What the files change in one recommendation.

    `merged` is the record with all changes that aren't in conflict; fields in conflict are as stored.
    """

    recommendation: Recommendation
    outcome: MergeOutcome
    stored: Record
    merged: Record
    file_answers: tuple[FileAnswer[Record], ...]
    """Every file with a claim here."""
    conflict: Conflict[Record] | None = None

    @property
    def key(self) -> str:
        """By what a decision about it is known: the recommendation's id, for a follow-up with an ending."""
        ending = FOLLOW_UP_KEY if isinstance(self.stored, FollowUp) else ""
        return f"{self.recommendation.id}{ending}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that would change or are in conflict."""
        changed = self._changed()
        return tuple(
            name
            for name in field_names(self.stored)
            if name in changed or (self.conflict and name in self.conflict.fields)
        )

    def _changed(self) -> set[str]:
        return {name for name in field_names(self.stored) if getattr(self.stored, name) != getattr(self.merged, name)}

    @property
    def is_absent_to_some(self) -> bool:
        """Whether a side of the conflict rates it *absent*."""
        sides = self.conflict.sides if self.conflict else ()
        return any(isinstance(side.result, Answer) and side.result.rating is Rating.ABSENT for side in sides)

    def outcome_of(self, file: int) -> MergeOutcome:
        """What becomes of what a file of this number says here."""
        fields = {name for claim in self.file_answers if claim.file == file for name in claim.fields}
        if self.conflict and fields.intersection(self.conflict.fields):
            return MergeOutcome.CONFLICT
        return _outcome(self.stored, self.merged) if fields & self._changed() else MergeOutcome.UNCHANGED


def _settled(sides: Sequence[Side[Any]], settlement: Settlement | PlanSettlement) -> Any:
    """A third version; None where what was decided is about the other type of record."""
    if isinstance(settlement, PlanSettlement):
        plans = [Version(side.name, side.result) for side in sides if isinstance(side.result, FollowUp)]
        return settle_follow_up(plans, settlement) if plans else None
    answers = [Version(side.name, side.result) for side in sides if isinstance(side.result, Answer)]
    return settle(answers, settlement) if answers else None


AnySide = Side[Answer] | Side[FollowUp]
AnyConflict = Conflict[Answer] | Conflict[FollowUp]
AnyMerge = RecommendationMerge[Answer] | RecommendationMerge[FollowUp]


def field_names(record: Answer | FollowUp) -> tuple[str, ...]:
    """The names of its fields, in their order."""
    return _ANSWER_NAMES if isinstance(record, Answer) else _FOLLOW_UP_NAMES


def merge_claims(
    recommendation: Recommendation, stored: Record, claims: Sequence[FileAnswer[Record]]
) -> RecommendationMerge[Record]:
    """Merge what files claim about a recommendation; all ticks must be sorted by `sort_measures`."""
    merged = stored
    if len(claims) == 1 and claims[0].base == stored:
        # One file, by somebody who saw what is stored: nothing is in dispute.
        disputed, merged = set[str](), claims[0].record
    else:
        taken, disputed = _settle(stored, claims)
        if isinstance(stored, Answer):
            _keep_reasons(stored, claims, taken, disputed)
        if taken:
            merged = dataclasses.replace(stored, **taken)
    conflict = _conflict(stored, merged, disputed, claims) if disputed else None
    return RecommendationMerge(
        recommendation,
        MergeOutcome.CONFLICT if conflict else _outcome(stored, merged),
        stored,
        merged,
        tuple(claim for claim in claims if claim.values),
        conflict,
    )


def sort_measures(answer: Answer) -> Answer:
    """The answer with its ticks sorted."""
    if answer.measures is None:
        return answer
    measures = tuple(sorted(answer.measures, key=lambda tick: (len(tick), tick)))
    return answer if measures == answer.measures else dataclasses.replace(answer, measures=measures)


def _settle(now: Record, claims: Sequence[FileAnswer[Record]]) -> tuple[dict[str, Any], set[str]]:
    """The values to take, by field, and the disputed fields."""
    taken: dict[str, Any] = {}
    disputed: set[str] = set()
    claimed = {name for claim in claims for name in claim.values}
    for name in (name for name in field_names(now) if name in claimed):
        claiming = [claim for claim in claims if name in claim.values]
        values = {claim.values[name] for claim in claiming}
        if values == {getattr(now, name)}:
            continue
        # One value, by somebody who saw what is stored: an ordinary change.
        if len(values) == 1 and any(getattr(claim.base, name) == getattr(now, name) for claim in claiming):
            taken[name] = values.pop()
        else:
            disputed.add(name)
    return taken, disputed


def _keep_reasons(now: Answer, claims: Sequence[FileAnswer[Answer]], taken: dict[str, Any], disputed: set[str]) -> None:
    """Dispute rating and reason together where *not applicable* would lose its reason, or get another's."""
    ratings = {now.rating, taken.get("rating"), *(claim.values.get("rating") for claim in claims)}
    rating, reason = taken.get("rating", now.rating), taken.get("reason", now.reason)
    if (
        ((rating, reason) != (now.rating, now.reason) and _lacks_reason(rating, reason))
        or (Rating.NOT_APPLICABLE in ratings and disputed.intersection(_REASONED))
        or _parts_a_reason(rating, reason, now, claims)
    ):
        disputed.update(_REASONED)
        for name in _REASONED:
            taken.pop(name, None)


def _parts_a_reason(rating: Rating | None, reason: str, now: Answer, claims: Sequence[FileAnswer[Answer]]) -> bool:
    """Whether *not applicable* would be stored with a reason that nobody gave for it, or removed while somebody gives
    a new reason for it."""
    speaking = [claim for claim in claims if not claim.values.keys().isdisjoint(_REASONED)]
    if rating is Rating.NOT_APPLICABLE:
        existing = [(now.rating, now.reason), *((claim.record.rating, claim.record.reason) for claim in speaking)]
        return (rating, reason) not in existing
    return any(Rating.NOT_APPLICABLE is claim.record.rating and "reason" in claim.values for claim in speaking) or any(
        Rating.NOT_APPLICABLE is now.rating and "rating" in claim.values and claim.base.reason != now.reason
        for claim in speaking
    )


def _conflict(
    now: Record, merged: Record, disputed: set[str], claims: Sequence[FileAnswer[Record]]
) -> Conflict[Record]:
    sides: dict[Record, list[FileAnswer[Record]]] = {merged: []}
    for claim in claims:
        if disputed.intersection(claim.values):
            sides.setdefault(_taking(claim, now, merged, disputed), []).append(claim)
    return Conflict(
        fields=tuple(name for name in field_names(now) if len({getattr(result, name) for result in sides}) > 1),
        sides=tuple(
            Side(
                decision=KEEP_STORED if result == merged else claiming[0].file,
                file_answers=tuple(claiming),
                result=result,
            )
            for result, claiming in sides.items()
        ),
        base=_oldest_base([claim for claiming in sides.values() for claim in claiming]),
    )


def _taking(claim: FileAnswer[Record], now: Record, merged: Record, disputed: set[str]) -> Record:
    """The merged record with a file's values in the disputed fields."""
    values = {name: claim.values.get(name, getattr(now, name)) for name in disputed}
    if isinstance(merged, Answer) and isinstance(claim.record, Answer):
        speaks = not claim.values.keys().isdisjoint(_REASONED)
        gives_reason = claim.record.rating is Rating.NOT_APPLICABLE and speaks
        lacks_reason = _lacks_reason(values.get("rating", merged.rating), values.get("reason", merged.reason))
        if lacks_reason or (gives_reason and disputed.issuperset(_REASONED)):
            values |= {name: getattr(claim.record, name) for name in _REASONED}
    return dataclasses.replace(merged, **values)


def _oldest_base(claims: Sequence[FileAnswer[Record]]) -> Record | None:
    revisions = [claim.revision for claim in claims]
    if None in revisions:
        return None
    return min(claims, key=lambda claim: claim.revision or 0).base


def _outcome(before: Answer | FollowUp, after: Answer | FollowUp) -> MergeOutcome:
    if before == after:
        return MergeOutcome.UNCHANGED
    if before.is_empty:
        return MergeOutcome.NEW
    return MergeOutcome.CLEARED if after.is_empty else MergeOutcome.CHANGED


def _lacks_reason(rating: Rating | None, reason: str) -> bool:
    return rating is Rating.NOT_APPLICABLE and is_blank(reason)
