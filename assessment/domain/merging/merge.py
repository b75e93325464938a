"""Merges files with what is stored: first a preview of what would change, then what to store.

How a single recommendation is merged is in `answer_merge`, and which files belong to one response in `matching`.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from assessment.domain.answer import EMPTY_ANSWER, Answer, MergeOutcome
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, first_follow_up
from assessment.domain.merging.answer_merge import (
    AnyMerge,
    Decision,
    FileAnswer,
    RecommendationMerge,
    merge_claims,
    sort_measures,
)
from assessment.domain.merging.imported_response import ImportedResponse, ImportedSubmission
from assessment.domain.merging.settlement import Record
from assessment.domain.response import Response
from assessment.domain.sharing import is_reason_placeholder
from assessment.domain.sourced import SourcedResponse
from assessment.errors import AssessmentError, Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list, truncated


class ConflictUndecided(AssessmentError):
    """Some conflicts aren't resolved, so nothing is merged."""

    def __init__(self, recommendations: Sequence[str]) -> None:
        self.recommendations = tuple(recommendations)
        super().__init__(
            _("Resolve these conflicts first: {recommendations}.").format(
                recommendations=abbreviated_list(self.recommendations)
            )
        )


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What one file changes: by recommendation id in document order, for each recommendation in the file."""

    number: int
    incoming: ImportedResponse
    outcomes: Mapping[str, MergeOutcome]
    notes: tuple[Problem, ...]
    """What isn't taken from the file, and its reader's warnings."""
    follow_ups: Mapping[str, MergeOutcome] = field(default_factory=dict)
    """The outcomes of the follow-ups in the file."""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would change if files were merged into an assessment, or into a new one if `kept` is None."""

    stored: SourcedResponse | None
    catalogue: Catalogue
    response: Response
    """Whose answers they are, with the answers that are stored."""
    files: tuple[FilePreview, ...]
    items: tuple[RecommendationMerge[Answer], ...]
    """In document order: every recommendation that is in a file."""
    follow_ups: tuple[RecommendationMerge[FollowUp], ...] = ()
    """In document order: every follow-up that is in a file."""

    @property
    def conflicts(self) -> tuple[AnyMerge, ...]:
        """The agenda: red lines, then what a side rates absent, then what most mandates recommend (docs/method.md).

        A follow-up comes after the answer.
        """
        themes = {theme.id: place for place, theme in enumerate(self.catalogue.themes)}
        items: list[AnyMerge] = [*self.items, *self.follow_ups]
        return tuple(
            sorted(
                (item for item in items if item.conflict),
                key=lambda item: (
                    not item.recommendation.red_line,
                    not item.is_absent_to_some,
                    -self.catalogue.asked_by[item.recommendation.id],
                    themes[item.recommendation.theme],
                ),
            )
        )

    @property
    def counts(self) -> Counter[MergeOutcome]:
        """The outcomes of answers."""
        return Counter(item.outcome for item in self.items)

    @property
    def follow_up_counts(self) -> Counter[MergeOutcome]:
        return Counter(item.outcome for item in self.follow_ups)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(dict.fromkeys(file.incoming.source for file in self.files))

    @property
    def submissions(self) -> tuple[ImportedSubmission, ...]:
        """The states of submissions among its files, as recorded once they are imported."""
        states: list[ImportedSubmission] = []
        for incoming in (file.incoming for file in self.files):
            if incoming.key is None:
                continue
            state = _state(incoming, incoming.key)
            same = [other for other in states if other.key == state.key]
            if all((other.version, other.answers) != (state.version, state.answers) for other in same):
                states.append(dataclasses.replace(state, revision=state.revision + len(same)))
        return tuple(states)

    @property
    def revisions(self) -> Mapping[str, int]:
        """The revision of each stored answer at the time of the preview: what to expect when saving."""
        return self.stored.revisions if self.stored else {}


def preview(files: Iterable[ImportedResponse], kept: SourcedResponse | None = None) -> MergePreview:
    """What would change if `files`, at least one and all of one response, were merged.

    The order of the files makes no difference.
    """
    ordered = sorted(files, key=_order)
    response = kept.response if kept else _new_response(ordered)
    catalogue = kept.catalogue if kept else ordered[0].catalogue
    places = {item.id: place for place, item in enumerate(catalogue.recommendations)}
    spoken_of = sorted({key for incoming in ordered for key in incoming.response.answers}, key=lambda key: places[key])
    items = tuple(
        merge_claims(catalogue.by_id[key], sort_measures(response.answer(key)), _claims(key, ordered, kept))
        for key in spoken_of
    )
    merged = response.with_answers({**response.answers, **{item.recommendation.id: item.merged for item in items}})
    follow_ups = _merge_follow_ups(catalogue, merged, ordered, kept)
    return MergePreview(
        stored=kept,
        catalogue=catalogue,
        response=response,
        files=tuple(
            FilePreview(
                number,
                incoming,
                _outcomes(items, number, incoming.response.answers),
                (*_notes(incoming, response), *incoming.warnings),
                _outcomes(follow_ups, number, incoming.follow_ups),
            )
            for number, incoming in enumerate(ordered, start=1)
        ),
        items=items,
        follow_ups=follow_ups,
    )


def _outcomes(
    items: Iterable[RecommendationMerge[Record]], file: int, spoken_of: Collection[str]
) -> dict[str, MergeOutcome]:
    return {item.recommendation.id: item.outcome_of(file) for item in items if item.recommendation.id in spoken_of}


def _chosen(
    items: Iterable[RecommendationMerge[Record]],
    decisions: Mapping[str, Decision],
    undecided: list[str],
) -> dict[str, Record]:
    """What to save; what no decision chooses is added to `undecided`."""
    chosen: dict[str, Record] = {}
    for item in items:
        result: Record | None = item.merged
        if item.conflict:
            result = item.conflict.chosen(decisions.get(item.key))
        if result is None:
            undecided.append(item.key)
        elif result != item.stored:
            chosen[item.recommendation.id] = result
    return chosen


@dataclass(frozen=True, slots=True)
class Change(Generic[Record]):
    """An answer or a follow-up as an import leaves it, and as it was at the time of the preview."""

    after: Record
    before: Record
    revision: int = 0
    """That of the stored one; 0 if nobody had saved it."""
    sources: tuple[str, ...] = ()
    """The names of the files whose values were taken."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The changes of files to one response, with every conflict resolved: ready to be stored."""

    assessment_id: str | None
    """The assessment to change; None if a new one is created."""
    catalogue: Catalogue
    response: Response
    """Whose answers they are, with the answers afterwards."""
    answers: Mapping[str, Change[Answer]]
    """Those that change, by recommendation id."""
    files: tuple[str, ...]
    """The names of all of them."""
    submissions: tuple[ImportedSubmission, ...]
    """The states of submissions among them."""
    files_for_new_response: tuple[ImportedResponse, ...] = ()
    """The files for which a new response is created, unless one that they belong to was created meanwhile."""
    follow_ups: Mapping[str, Change[FollowUp]] = field(default_factory=dict)
    """Those that change, by recommendation id."""


def plan_import(previewed: MergePreview, decisions: Mapping[str, Decision] | None = None) -> ImportPlan:
    """What to store, without what stays as it is; `decisions` are by the key of the conflict.

    Raises ConflictUndecided with every conflict for which no decision chooses a side, and what `settle` and
    `settle_follow_up` raise.
    """
    undecided: list[str] = []
    answers = _chosen(previewed.items, decisions or {}, undecided)
    follow_ups = _chosen(previewed.follow_ups, decisions or {}, undecided)
    if undecided:
        raise ConflictUndecided(undecided)
    items = {item.recommendation.id: item for item in previewed.items}
    return ImportPlan(
        previewed.stored.name if previewed.stored else None,
        previewed.catalogue,
        previewed.response.with_answers({**previewed.response.answers, **answers}),
        {
            key: Change(
                answer,
                previewed.response.answer(key),
                previewed.revisions.get(key, 0),
                _answer_sources(items[key], answer),
            )
            for key, answer in answers.items()
        },
        previewed.sources,
        previewed.submissions,
        () if previewed.stored else tuple(file.incoming for file in previewed.files),
        _follow_up_changes(previewed, answers, follow_ups),
    )


def _follow_up_changes(
    previewed: MergePreview, answers: Mapping[str, Answer], chosen: Mapping[str, FollowUp]
) -> dict[str, Change[FollowUp]]:
    items = {item.recommendation.id: item for item in previewed.follow_ups}
    saved = previewed.stored.follow_up_revisions if previewed.stored else {}
    return {
        key: Change(
            follow_up
            if key in saved or key not in answers
            else _begin_with(answers[key], follow_up, items[key].stored),
            items[key].stored,
            saved.get(key, 0),
            _answer_sources(items[key], follow_up),
        )
        for key, follow_up in chosen.items()
    }


def _begin_with(answer: Answer, follow_up: FollowUp, before: FollowUp) -> FollowUp:
    """A follow-up whose fields that weren't changed begin with another answer than before."""
    first = first_follow_up(answer)
    values = {field.name: getattr(follow_up, field.name) for field in FOLLOW_UP_FIELDS}
    return dataclasses.replace(
        first, **{name: value for name, value in values.items() if value != getattr(before, name)}
    )


def _answer_sources(item: RecommendationMerge[Record], answer: Record) -> tuple[str, ...]:
    """The files with values in this answer: all except those whose values were all rejected in a conflict."""
    disputed = set(item.conflict.fields) if item.conflict else set()
    sides = item.conflict.sides if item.conflict else ()
    if sides and answer not in [side.result for side in sides]:
        return tuple(dict.fromkeys(file_answer.source for file_answer in item.file_answers))
    chosen = {file_answer.file for side in sides if side.result == answer for file_answer in side.file_answers}
    return tuple(
        dict.fromkeys(
            file_answer.source
            for file_answer in item.file_answers
            if file_answer.file in chosen or not disputed.issuperset(file_answer.fields)
        )
    )


def _claims(
    recommendation_id: str, files: Sequence[ImportedResponse], stored: SourcedResponse | None
) -> list[FileAnswer[Answer]]:
    """What each file with this recommendation claims."""
    claims = []
    for number, incoming in enumerate(files, start=1):
        if recommendation_id in incoming.response.answers:
            base, revision = _base(recommendation_id, incoming, stored)
            place = incoming.locations.get(recommendation_id, "")
            answer = incoming.response.answers[recommendation_id]
            reason = stored.response.answer(recommendation_id).reason if stored else ""
            if reason and "reason" in incoming.left_out and is_reason_placeholder(answer.reason):
                # The file says nothing about the reason, so the stored one is used on both sides.
                answer, base = dataclasses.replace(answer, reason=reason), dataclasses.replace(base, reason=reason)
            claims.append(
                FileAnswer(number, incoming.source, place, sort_measures(answer), sort_measures(base), revision)
            )
    return claims


def _base(
    recommendation_id: str, incoming: ImportedResponse, stored: SourcedResponse | None
) -> tuple[Answer, int | None]:
    """The last common state of a file and the stored answer, and its revision if known."""
    if incoming.previous_state and incoming.previous_state.answers is not None:
        # The submission's own values, whatever became of them when they were imported.
        return incoming.previous_state.answers.get(recommendation_id, EMPTY_ANSWER), 0
    if stored is None or incoming.assessment_id != stored.name:
        return EMPTY_ANSWER, None
    # Without a revision when the file was made, it had never been answered: the same as no common state.
    revision = incoming.revisions.get(recommendation_id, 0)
    base = stored.versions.get((recommendation_id, revision))
    return (EMPTY_ANSWER, None) if base is None else (base, revision)


def _merge_follow_ups(
    catalogue: Catalogue, merged: Response, files: Sequence[ImportedResponse], stored: SourcedResponse | None
) -> tuple[RecommendationMerge[FollowUp], ...]:
    """What the files change in each follow-up that one of them has, in document order.

    `merged` is the response with the answers of the files: a follow-up that nobody has saved is what its answer says.
    """
    saved = stored.follow_ups if stored else {}
    merges = []
    for item in catalogue.recommendations:
        if any(item.id in incoming.follow_ups for incoming in files):
            now = saved.get(item.id) or first_follow_up(merged.answer(item.id))
            merges.append(merge_claims(item, now, _follow_up_claims(item.id, now, merged.answer(item.id), files)))
    return tuple(merges)


def _follow_up_claims(
    key: str, now: FollowUp, merged: Answer, files: Sequence[ImportedResponse]
) -> list[FileAnswer[FollowUp]]:
    """What each file with this follow-up claims; what sharing left out of it is no claim."""
    claims = []
    for number, incoming in enumerate(files, start=1):
        if key in incoming.follow_ups:
            imported = incoming.follow_ups[key]
            # A file that doesn't tell began with its own answer.
            base = imported.base or first_follow_up(incoming.response.answers.get(key, merged))
            absent = {
                field.name: getattr(now, field.name)
                for field in FOLLOW_UP_FIELDS
                if field.name in incoming.left_out and not getattr(imported.follow_up, field.name)
            }
            record, base = dataclasses.replace(imported.follow_up, **absent), dataclasses.replace(base, **absent)
            claims.append(FileAnswer(number, incoming.source, imported.location, record, base, imported.revision))
    return claims


def _state(incoming: ImportedResponse, key: str) -> ImportedSubmission:
    earlier = incoming.previous_state
    answers = {**((earlier and earlier.answers) or {}), **incoming.response.answers}
    return ImportedSubmission(
        key,
        earlier.assessment_id if earlier else "",
        earlier.revision + 1 if earlier and earlier.key == key else 1,
        incoming.version,
        {item: sort_measures(answer) for item, answer in answers.items() if not answer.is_empty},
    )


def _order(incoming: ImportedResponse) -> tuple[str, str, str]:
    """The sort key of files in a preview: by name, then by everything else that distinguishes them."""
    mappings = (incoming.response.answers, incoming.locations, incoming.revisions, incoming.follow_ups)
    rest = [sorted(mapping.items(), key=lambda entry: entry[0]) for mapping in mappings]
    whose = dataclasses.replace(incoming.response, answers={})
    return incoming.source, incoming.key or "", repr((whose, incoming.assessment_id, rest))


def _new_response(files: Sequence[ImportedResponse]) -> Response:
    """The identity of a new assessment; anonymous if one of the files is."""
    return dataclasses.replace(
        files[0].response, answers={}, anonymous=any(incoming.response.anonymous for incoming in files)
    )


def _notes(incoming: ImportedResponse, response: Response) -> list[Problem]:
    """Where a file disagrees with the stored response about whose answers they are."""
    if incoming.is_gap_report:
        return []
    incoming_response, stored = incoming.response, response
    different = [
        (_("organisation"), incoming_response.organisation, stored.organisation),
        (_("round"), incoming_response.round.label, stored.round.label),
        (_("round date"), _date(incoming_response), _date(stored)),
    ]
    notes = [
        Problem(
            name,
            _("The file says “{here}”; “{there}” is kept.").format(here=truncated(here), there=truncated(there)),
            _("If the file is right, change it afterwards."),
            incoming.source,
        )
        for name, here, there in different
        if here != there
    ]
    if incoming_response.anonymous and not stored.anonymous:
        notes.append(
            Problem(
                _("organisation"),
                _("The file is anonymous; the stored response is not."),
                _("If the file is right, change it afterwards."),
                incoming.source,
            )
        )
    return notes


def _date(response: Response) -> str:
    return response.round.date.isoformat() if response.round.date else ""
