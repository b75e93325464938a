"""Files merged into what is stored: who wins nothing silently, and what stays open until somebody decides."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.domain.answer import ANSWER_FIELDS, EMPTY_ANSWER, Answer, Cause, MergeOutcome, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.answer_merge import KEEP_STORED, RecommendationMerge
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.merging.merge import ConflictUndecided, MergePreview, plan_import, preview
from assessment.domain.response import Round, Status
from assessment.domain.sourced import SourcedResponse
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_catalogue, a_response

FIELDS = tuple(field.name for field in ANSWER_FIELDS)
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
ID = "a1"
ONE, TWO = "HAR-01", "HAR-02"


def kept(*versions: Mapping[str, Answer], catalogue: Catalogue = HARBOURS, **identity: Any) -> SourcedResponse:
    """An assessment whose answers had these versions, one after the other."""
    history: dict[tuple[str, int], Answer] = {}
    revisions: dict[str, int] = {}
    answers: dict[str, Answer] = {}
    for version in versions:
        for key, answer in version.items():
            revisions[key] = revisions.get(key, 0) + 1
            history[key, revisions[key]] = answers[key] = answer
    response = a_response(
        catalogue, {key: answer for key, answer in answers.items() if not answer.is_empty}, **identity
    )
    return SourcedResponse(
        ID, catalogue, response, status=Status.DRAFT, assessment_id=ID, revisions=revisions, versions=history
    )


def a_file(
    answers: Mapping[str, Answer],
    revisions: Mapping[str, int] | None = None,
    *,
    source: str = "a.xlsx",
    catalogue: Catalogue = HARBOURS,
    **identity: Any,
) -> ImportedResponse:
    """A file with these answers; with revisions, it was made from the assessment of `kept`."""
    return ImportedResponse(
        source=source,
        catalogue=catalogue,
        response=a_response(catalogue, answers, **identity),
        locations={key: f"row {number}" for number, key in enumerate(answers, start=2)},
        assessment_id=None if revisions is None else ID,
        revisions=revisions or {},
    )


def one(previewed: MergePreview, key: str = ONE) -> RecommendationMerge[Answer]:
    return next(item for item in previewed.items if item.recommendation.id == key)


def merge(
    previewed: MergePreview, decisions: Mapping[str, int] | None = None, for_all: int | None = None
) -> Mapping[str, Answer]:
    """The answers to store, with a decision for each conflict or one for all others."""
    others = {} if for_all is None else {item.key: for_all for item in previewed.conflicts}
    changes = plan_import(previewed, {**others, **(decisions or {})}).answers
    return {key: change.after for key, change in changes.items()}


PARTIAL = Answer(rating=Rating.PARTIAL)
ABSENT = Answer(rating=Rating.ABSENT)
IMPLEMENTED = Answer(rating=Rating.IMPLEMENTED)
NOT_HERE = Answer(rating=Rating.NOT_APPLICABLE, reason="There is no harbour.")


# One file


def test_what_somebody_wrote_where_something_was_left_out_isnt_lost() -> None:
    stored = Answer(Rating.NOT_APPLICABLE, reason="There is no harbour.", evidence="A map")
    written = Answer(Rating.NOT_APPLICABLE, reason="The harbour was filled in.", evidence="A newer map")
    file = dataclasses.replace(a_file({ONE: written}), left_out=("reason", "evidence"))
    conflict = one(preview([file], kept({ONE: stored}))).conflict
    assert conflict is not None
    assert [side.result for side in conflict.sides] == [stored, written]


def test_what_was_left_out_of_one_file_doesnt_stand_against_what_another_changes() -> None:
    stored = Answer(Rating.NOT_APPLICABLE, reason="There is no harbour.", evidence="A map")
    shared = Answer(Rating.NOT_APPLICABLE, reason="(The reason was left out of this version.)")
    changed = Answer(Rating.NOT_APPLICABLE, reason="The harbour was filled in.", evidence="A newer map")
    left_out = dataclasses.replace(a_file({ONE: shared}, source="b.json"), left_out=("reason", "evidence"))
    other = dataclasses.replace(a_file({ONE: changed}), assessment_id="a1", revisions={ONE: 1})
    item = one(preview([left_out, other], kept({ONE: stored})))
    assert (item.outcome, item.merged) == (MergeOutcome.CHANGED, changed)


def test_an_answer_that_is_stored_as_it_was_when_the_file_was_made_is_changed() -> None:
    previewed = preview([a_file({ONE: ABSENT}, {ONE: 1})], kept({ONE: PARTIAL}))
    assert (one(previewed).outcome, one(previewed).fields) == (MergeOutcome.CHANGED, ("rating",))
    assert merge(previewed) == {ONE: ABSENT}
    assert previewed.revisions == {ONE: 1}


def test_a_place_that_was_emptied_is_cleared_and_one_that_was_empty_says_nothing() -> None:
    files = [a_file({ONE: EMPTY_ANSWER, "HAR-02": EMPTY_ANSWER}, {ONE: 1})]
    previewed = preview(files, kept({ONE: PARTIAL}, {"HAR-02": ABSENT}))
    assert [item.outcome for item in previewed.items] == [MergeOutcome.CLEARED, MergeOutcome.UNCHANGED]
    assert merge(previewed) == {ONE: EMPTY_ANSWER}
    assert plan_import(previewed).response.answers == {"HAR-02": ABSENT}


def test_what_was_changed_on_both_sides_differently_is_a_conflict_with_both_and_the_last_common_state() -> None:
    previewed = preview([a_file({ONE: ABSENT}, {ONE: 1})], kept({ONE: PARTIAL}, {ONE: IMPLEMENTED}))
    item = one(previewed)
    assert item.outcome is previewed.files[0].outcomes[ONE] is MergeOutcome.CONFLICT
    assert item.conflict is not None
    assert (item.conflict.fields, item.conflict.base, item.merged) == (("rating",), PARTIAL, IMPLEMENTED)
    stored, other = item.conflict.sides
    assert (stored.decision, stored.file_answers, stored.result) == (KEEP_STORED, (), IMPLEMENTED)
    assert (other.decision, other.result) == (1, ABSENT)
    assert [(said.source, said.location, said.fields) for said in other.file_answers] == [
        ("a.xlsx", "row 2", ("rating",))
    ]


def test_a_conflict_that_nobody_decided_keeps_everything_from_being_merged() -> None:
    previewed = preview([a_file({ONE: ABSENT, "HAR-02": PARTIAL}, {ONE: 1})], kept({ONE: PARTIAL}, {ONE: IMPLEMENTED}))
    with pytest.raises(ConflictUndecided, match="Resolve these conflicts first: HAR-01") as caught:
        merge(previewed)
    assert caught.value.recommendations == (ONE,)
    with pytest.raises(ConflictUndecided):
        merge(previewed, {ONE: 2})
    assert merge(previewed, {ONE: KEEP_STORED}) == {"HAR-02": PARTIAL}
    assert merge(previewed, for_all=KEEP_STORED) == {"HAR-02": PARTIAL}
    assert merge(previewed, {ONE: 1}) == merge(previewed, for_all=1) == {ONE: ABSENT, "HAR-02": PARTIAL}
    assert merge(previewed, {ONE: KEEP_STORED}, for_all=1) == {"HAR-02": PARTIAL}


def test_different_fields_that_were_changed_on_two_sides_go_together() -> None:
    base = Answer(rating=Rating.PARTIAL, evidence="A law", responsible="Somebody")
    here = dataclasses.replace(base, evidence="Two laws")
    there = dataclasses.replace(base, responsible="The harbour master")
    previewed = preview([a_file({ONE: there}, {ONE: 1})], kept({ONE: base}, {ONE: here}))
    assert (one(previewed).outcome, one(previewed).fields) == (MergeOutcome.CHANGED, ("responsible",))
    assert merge(previewed) == {ONE: dataclasses.replace(here, responsible="The harbour master")}


def test_only_the_fields_that_differ_are_in_conflict_and_the_others_are_merged_whatever_is_decided() -> None:
    here = Answer(rating=Rating.PARTIAL, evidence="A law")
    there = Answer(rating=Rating.ABSENT, comment="We looked again.")
    previewed = preview([a_file({ONE: there}, {ONE: 1})], kept({ONE: EMPTY_ANSWER}, {ONE: here}))
    conflict = one(previewed).conflict
    assert conflict is not None
    assert conflict.fields == ("rating",)
    assert merge(previewed, for_all=KEEP_STORED) == {ONE: dataclasses.replace(here, comment="We looked again.")}
    assert merge(previewed, for_all=1) == {ONE: Answer(Rating.ABSENT, evidence="A law", comment="We looked again.")}


def test_ticks_in_another_order_are_the_same_ticks() -> None:
    here, there = Answer(measures=("HAR-01.2", "HAR-01.1")), Answer(measures=("HAR-01.1", "HAR-01.2"))
    assert one(preview([a_file({ONE: there})], kept({ONE: here}))).outcome is MergeOutcome.UNCHANGED


def test_different_ticks_are_a_conflict_and_never_added_up() -> None:
    here, there = Answer(measures=("HAR-01.1",)), Answer(measures=("HAR-01.2",))
    previewed = preview([a_file({ONE: there})], kept({ONE: here}))
    assert one(previewed).outcome is MergeOutcome.CONFLICT
    assert merge(previewed, for_all=1) == {ONE: there}


# Without a common state


def test_without_a_common_state_what_differs_is_a_conflict_and_what_is_empty_says_nothing() -> None:
    here = Answer(rating=Rating.PARTIAL, evidence="A law")
    previewed = preview([a_file({ONE: ABSENT})], kept({ONE: here}))
    conflict = one(previewed).conflict
    assert conflict is not None
    assert (conflict.fields, conflict.base) == (("rating",), None)
    assert merge(previewed, for_all=1) == {ONE: dataclasses.replace(here, rating=Rating.ABSENT)}


# “Not applicable” and its reason


def test_the_reason_goes_with_its_rating_where_they_are_in_conflict() -> None:
    previewed = preview([a_file({ONE: NOT_HERE})], kept({ONE: PARTIAL}))
    conflict = one(previewed).conflict
    assert conflict is not None
    assert conflict.fields == ("rating", "reason")
    assert merge(previewed, for_all=1) == {ONE: NOT_HERE}
    assert merge(previewed, for_all=KEEP_STORED) == {}


def test_a_rating_that_needs_the_reason_that_was_removed_meanwhile_is_a_conflict() -> None:
    base = Answer(rating=Rating.PARTIAL, reason="There is no harbour.")
    previewed = preview([a_file({ONE: NOT_HERE}, {ONE: 1})], kept({ONE: base}, {ONE: PARTIAL}))
    assert one(previewed).outcome is MergeOutcome.CONFLICT
    assert merge(previewed, for_all=1) == {ONE: NOT_HERE}
    assert merge(previewed, for_all=KEEP_STORED) == {}


# Several files


def test_tables_that_each_answered_some_recommendations_are_put_together() -> None:
    files = [
        a_file({ONE: PARTIAL, "HAR-02": EMPTY_ANSWER}, source="left.xlsx"),
        a_file({"HAR-02": ABSENT, "HAR-03": NOT_HERE}, source="right.xlsx"),
    ]
    previewed = preview(files)
    assert previewed.counts == {MergeOutcome.NEW: 3}
    assert plan_import(previewed).response.answers == {ONE: PARTIAL, "HAR-02": ABSENT, "HAR-03": NOT_HERE}
    assert previewed.files[0].outcomes == {ONE: MergeOutcome.NEW, "HAR-02": MergeOutcome.UNCHANGED}
    assert previewed.files[1].outcomes == {"HAR-02": MergeOutcome.NEW, "HAR-03": MergeOutcome.NEW}


def test_tables_that_differ_are_sides_of_a_conflict_each_with_who_said_it() -> None:
    files = [
        a_file({ONE: PARTIAL}, source="c.xlsx"),
        a_file({ONE: ABSENT}, source="b.xlsx"),
        a_file({ONE: PARTIAL}, source="a.xlsx"),
    ]
    conflict = one(preview(files)).conflict
    assert conflict is not None
    assert [
        (side.decision, [said.source for said in side.file_answers], side.result.rating) for side in conflict.sides
    ] == [
        (KEEP_STORED, [], None),
        (1, ["a.xlsx", "c.xlsx"], Rating.PARTIAL),
        (2, ["b.xlsx"], Rating.ABSENT),
    ]
    assert merge(preview(files), for_all=3) == {ONE: PARTIAL}


def test_a_table_that_says_what_is_stored_is_on_its_side() -> None:
    files = [a_file({ONE: PARTIAL}, source="a.xlsx"), a_file({ONE: ABSENT}, source="b.xlsx")]
    conflict = one(preview(files, kept({ONE: PARTIAL}))).conflict
    assert conflict is not None
    assert [(side.decision, [said.source for said in side.file_answers]) for side in conflict.sides] == [
        (KEEP_STORED, ["a.xlsx"]),
        (2, ["b.xlsx"]),
    ]
    assert merge(preview(files, kept({ONE: PARTIAL})), for_all=1) == {}


def test_of_several_tables_with_the_same_change_one_that_saw_what_is_stored_is_enough() -> None:
    files = [a_file({ONE: ABSENT}, {ONE: 1}, source="old.xlsx"), a_file({ONE: ABSENT}, {ONE: 2}, source="new.xlsx")]
    previewed = preview(files, kept({ONE: PARTIAL}, {ONE: IMPLEMENTED}))
    assert one(previewed).outcome is MergeOutcome.CHANGED


def test_the_last_common_state_of_several_files_is_the_oldest_of_theirs() -> None:
    files = [a_file({ONE: ABSENT}, {ONE: 2}, source="a.xlsx"), a_file({ONE: NOT_HERE}, {ONE: 1}, source="b.xlsx")]
    conflict = one(preview(files, kept({ONE: PARTIAL}, {ONE: IMPLEMENTED}))).conflict
    assert conflict is not None
    assert conflict.base == PARTIAL


def test_a_side_that_says_nothing_of_a_disputed_field_leaves_it_as_it_is_stored() -> None:
    stored = Answer(rating=Rating.IMPLEMENTED, evidence="A law")
    files = [
        a_file({ONE: Answer(rating=Rating.PARTIAL)}, source="a"),
        a_file({ONE: Answer(rating=Rating.ABSENT, evidence="No law")}, source="b"),
    ]
    previewed = preview(files, kept({ONE: stored}))
    conflict = one(previewed).conflict
    assert conflict is not None
    assert conflict.fields == ("rating", "evidence")
    assert merge(previewed, for_all=1) == {ONE: Answer(rating=Rating.PARTIAL, evidence="A law")}
    assert merge(previewed, for_all=2) == {ONE: Answer(rating=Rating.ABSENT, evidence="No law")}


def test_a_file_is_in_no_conflict_that_others_have_about_another_field() -> None:
    files = [
        a_file({ONE: Answer(comment="Look again.")}, source="a"),
        a_file({ONE: PARTIAL}, source="b"),
        a_file({ONE: ABSENT}, source="c"),
    ]
    previewed = preview(files)
    assert [file.outcomes[ONE] for file in previewed.files] == [
        MergeOutcome.NEW,
        MergeOutcome.CONFLICT,
        MergeOutcome.CONFLICT,
    ]
    assert merge(previewed, for_all=KEEP_STORED) == {ONE: Answer(comment="Look again.")}
    with pytest.raises(ConflictUndecided):
        merge(previewed, for_all=1)


def test_the_revisions_of_another_assessment_are_none_of_this_one() -> None:
    incoming = dataclasses.replace(a_file({ONE: ABSENT}, {ONE: 1}), assessment_id="another")
    item = one(preview([incoming], kept({ONE: PARTIAL})))
    assert item.conflict is not None
    assert item.conflict.base is None


def test_conflicts_are_an_agenda_in_the_order_of_the_gaps() -> None:
    asked: dict[str, dict[str, object]] = {
        "INV-02": {"asks": ["ask-3"]},
        "INV-04": {"red_line": True},
        "INV-05": {"red_line": True},
    }
    catalogue = a_catalogue(themes={"harbour": 3, "market": 3}, items=asked)
    ratings = {f"INV-0{number}": Rating.PARTIAL for number in range(1, 7)}
    files = [
        a_file({key: Answer(rating) for key, rating in ratings.items()}, source="a", catalogue=catalogue),
        a_file(
            {key: IMPLEMENTED if key not in ("INV-05", "INV-06") else ABSENT for key in ratings},
            source="b",
            catalogue=catalogue,
        ),
    ]
    conflicts = preview(files).conflicts
    # Red lines, among them what somebody calls absent; then absent; then what two mandates ask for; then the document.
    assert [item.recommendation.id for item in conflicts] == [
        "INV-05",
        "INV-04",
        "INV-06",
        "INV-02",
        "INV-03",
        "INV-01",
    ]


# Whose answers they are


def test_what_a_file_says_otherwise_of_whose_answers_they_are_is_noted_and_not_taken() -> None:
    incoming = a_file(
        {ONE: PARTIAL}, {}, organisation="Ports", round=Round("2026", dt.date(2026, 1, 1)), anonymous=True
    )
    previewed = preview([incoming], kept({}, organisation="Harbours", round=Round("2025")))
    assert [str(note) for note in previewed.files[0].notes] == [
        "a.xlsx: organisation: The file says “Ports”; “Harbours” is kept. If the file is right, change it afterwards.",
        "a.xlsx: round: The file says “2026”; “2025” is kept. If the file is right, change it afterwards.",
        "a.xlsx: round date: The file says “2026-01-01”; “” is kept. If the file is right, change it afterwards.",
        "a.xlsx: organisation: The file is anonymous; the stored response is not. "
        "If the file is right, change it afterwards.",
    ]
    assert previewed.response.organisation == "Harbours"


def test_a_new_response_names_nobody_if_one_of_its_files_asks_for_that() -> None:
    files = [a_file({ONE: PARTIAL}, source="a"), a_file({"HAR-02": PARTIAL}, source="b", anonymous=True)]
    assert preview(files).response.anonymous


# What holds for all files

EXAMPLES = 20
"""Examples of each; tests/endurance/merging.py takes more."""

ANSWERS = st.builds(
    lambda rating, reason, **rest: Answer(
        rating, reason="There is none." if rating is Rating.NOT_APPLICABLE and not reason else reason, **rest
    ),
    rating=st.sampled_from([None, Rating.PARTIAL, Rating.ABSENT, Rating.NOT_APPLICABLE]),
    reason=st.sampled_from(["", "x"]),
    evidence=st.sampled_from(["", "y"]),
    comment=st.sampled_from(["", "z"]),
    cause=st.sampled_from([None, Cause.NEW_EVIDENCE]),
    measures=st.sampled_from([(), ("HAR-01.1",)]),
    target_date=st.sampled_from([None, dt.date(2027, 1, 1)]),
)


@st.composite
def histories(draw: st.DrawFn, keys: Sequence[str] = (ONE, "HAR-02")) -> SourcedResponse:
    return kept(*draw(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, ANSWERS)), max_size=3)))


@st.composite
def files_for(draw: st.DrawFn, stored: SourcedResponse) -> ImportedResponse:
    """A file of any age, or of none, that has changed a few fields of what it started from."""
    is_of_it = draw(st.booleans())
    revisions, answers = {}, {}
    for key in draw(st.sets(st.sampled_from((ONE, "HAR-02")), min_size=1)):
        base = EMPTY_ANSWER
        if is_of_it:
            revisions[key] = draw(st.integers(0, stored.revisions.get(key, 0)))
            base = stored.versions.get((key, revisions[key]), EMPTY_ANSWER)
        other = draw(ANSWERS)
        changed = draw(st.sets(st.sampled_from(FIELDS)))
        values = {name: getattr(other if name in changed else base, name) for name in FIELDS}
        if values["rating"] is Rating.NOT_APPLICABLE and not values["reason"]:
            values["reason"] = "w"
        answers[key] = Answer(**values)
    return a_file(answers, revisions if is_of_it else None, source=draw(st.sampled_from("abc")))


@st.composite
def arrivals(draw: st.DrawFn, most: int = 3) -> tuple[SourcedResponse, list[ImportedResponse]]:
    stored = draw(histories())
    return stored, draw(st.lists(files_for(stored), min_size=1, max_size=most))


def after(stored: SourcedResponse, saved: Mapping[str, Answer]) -> SourcedResponse:
    """What is kept once a merge is saved."""
    revisions = {**stored.revisions, **{key: stored.revisions.get(key, 0) + 1 for key in saved}}
    return dataclasses.replace(
        stored,
        response=stored.response.with_answers({**stored.response.answers, **saved}),
        revisions=revisions,
        versions={**stored.versions, **{(key, revisions[key]): answer for key, answer in saved.items()}},
    )


def base_of(stored: SourcedResponse, incoming: ImportedResponse, key: str) -> Answer:
    return stored.versions.get((key, incoming.revisions.get(key, 0)), EMPTY_ANSWER)


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_whatever_a_file_says_of_its_own_goes_in_or_is_in_a_conflict(
    arrived: tuple[SourcedResponse, list[ImportedResponse]],
) -> None:
    stored, files = arrived
    previewed = preview(files, stored)
    for file in previewed.files:
        for key, answer in file.incoming.response.answers.items():
            item, base = one(previewed, key), base_of(stored, file.incoming, key)
            in_conflict = item.conflict.fields if item.conflict else ()
            for name in FIELDS:
                value = getattr(answer, name)
                if name not in in_conflict and value != getattr(base, name):
                    assert getattr(item.merged, name) == value
            for name in in_conflict:
                assert getattr(item.merged, name) == getattr(item.stored, name)


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_what_nobody_speaks_of_stays(arrived: tuple[SourcedResponse, list[ImportedResponse]]) -> None:
    stored, files = arrived
    previewed = preview(files, stored)
    for item in previewed.items:
        spoken_of = {name for said in item.file_answers for name in said.fields}
        for name in set(FIELDS) - spoken_of:
            assert getattr(item.merged, name) == getattr(item.stored, name)


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_the_order_of_the_files_makes_no_difference(arrived: tuple[SourcedResponse, list[ImportedResponse]]) -> None:
    stored, files = arrived
    first, *others = [preview(order, stored) for order in permutations(files)]
    assert all(other == first for other in others)


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_files_that_were_taken_in_change_nothing_when_they_come_again(
    arrived: tuple[SourcedResponse, list[ImportedResponse]],
) -> None:
    stored, files = arrived
    previewed = preview(files, stored)
    # Where they differ from each other, they still do; where one was decided for, it says what is stored then.
    for item in previewed.conflicts:
        assert item.conflict is not None
        assume(len(item.conflict.sides) <= 2)
    decisions = {
        item.recommendation.id: item.conflict.sides[-1].decision for item in previewed.conflicts if item.conflict
    }
    again = preview(files, after(stored, merge(previewed, decisions)))
    for item in again.items:
        if not any(said.file in _others(previewed, item, decisions) for said in item.file_answers):
            assert item.outcome is MergeOutcome.UNCHANGED


def _others(previewed: MergePreview, item: RecommendationMerge[Answer], decisions: Mapping[str, int]) -> set[int]:
    """The files that were decided against."""
    before = one(previewed, item.recommendation.id)
    if before.conflict is None:
        return set()
    chosen = decisions[item.recommendation.id]
    return {said.file for side in before.conflict.sides if side.decision != chosen for said in side.file_answers}


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_files_one_by_one_and_all_at_once_give_the_same_where_nothing_is_in_conflict(
    arrived: tuple[SourcedResponse, list[ImportedResponse]],
) -> None:
    stored, files = arrived
    previewed = preview(files, stored)
    assume(not previewed.conflicts)
    at_once = after(stored, merge(previewed)).response
    for order in permutations(files):
        state = stored
        for incoming in order:
            step = preview([incoming], state)
            if step.conflicts:
                break
            state = after(state, merge(step))
        else:
            assert state.response.answers == at_once.answers


@settings(max_examples=EXAMPLES)
@given(arrivals())
def test_every_side_of_every_conflict_can_be_taken_and_counts_add_up(
    arrived: tuple[SourcedResponse, list[ImportedResponse]],
) -> None:
    stored, files = arrived
    previewed = preview(files, stored)
    assert previewed.counts.total() == len(previewed.items)
    for item in previewed.conflicts:
        assert item.conflict is not None
        results = [side.result for side in item.conflict.sides]
        assert len(results) == len(set(results)) >= 2
        assert item.conflict.fields
        for side in item.conflict.sides:
            saved = merge(previewed, {item.recommendation.id: side.decision}, for_all=KEEP_STORED)
            assert saved.get(item.recommendation.id, item.stored) == side.result
    for file in previewed.files:
        for key, outcome in file.outcomes.items():
            assert (outcome is MergeOutcome.CONFLICT) <= (one(previewed, key).outcome is MergeOutcome.CONFLICT)


def test_not_applicable_and_the_reason_of_another_rating_dont_come_together() -> None:
    before, here = Answer(Rating.ABSENT, reason="No money"), Answer(Rating.ABSENT, reason="No harbour master")
    there = Answer(Rating.NOT_APPLICABLE, reason="No money")
    conflict = one(preview([a_file({ONE: there}, {ONE: 1})], kept({ONE: before}, {ONE: here}))).conflict
    assert conflict is not None
    assert [side.result for side in conflict.sides] == [here, there]


def test_a_new_reason_for_not_applicable_stands_against_another_rating() -> None:
    reasoned = Answer(Rating.NOT_APPLICABLE, reason="The harbour was filled in.")
    rated = Answer(Rating.ABSENT, reason=NOT_HERE.reason)
    files = [a_file({ONE: reasoned}, {ONE: 1}), a_file({ONE: rated}, {ONE: 1}, source="b.xlsx")]
    together = one(preview(files, kept({ONE: NOT_HERE}))).conflict
    assert together is not None
    assert [side.result for side in together.sides] == [NOT_HERE, reasoned, rated]
    against_stored = one(preview([files[1]], kept({ONE: NOT_HERE}, {ONE: reasoned}))).conflict
    assert against_stored is not None
    assert [side.result for side in against_stored.sides] == [
        reasoned,
        dataclasses.replace(reasoned, rating=Rating.ABSENT),
    ]
