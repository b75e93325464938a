"""Imports: many responses in one step, all or nothing, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assessment.access.assessments import (
    create_assessment,
    find_catalogue,
    list_deleted,
    list_imports,
    list_listings,
    list_summaries,
    read_answer_sources,
    read_assessment,
    read_events,
    read_history,
    read_imported_submissions,
    reopen_assessment,
    save_answer,
    store_import,
    submit_assessment,
    undelete_assessment,
    undo_import,
)
from assessment.access.gate import Gate
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedSubmission, SubmissionVersion
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.response import Response, Round
from assessment.errors import AnswerRefused
from assessment.interchange.response_json import write_response
from assessment.records.assessments import EventKind
from assessment.records.errors import (
    AssessmentSubmitted,
    AssessmentUnknown,
    ImportOutdated,
    RecommendationUnknown,
    Refused,
)
from assessment.services.importing import ConflictDecisions, prepare_import, save_import
from assessment.storage.opening import Storage, open_storage
from assessment.storage.writing import delete_assessment, purge_assessments
from tests.support.at_once import call_at_once
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response

ME = "Asha"
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)
CATALOGUE = a_catalogue()


def an_intake(
    answers: Mapping[str, Answer],
    assessment_id: str | None = None,
    replaced: Mapping[str, tuple[int, Answer]] | None = None,
    *,
    keys: tuple[str, ...] = (),
    catalogue: Catalogue = CATALOGUE,
    response: Response | None = None,
) -> ImportPlan:
    files = ("table-1.xlsx",)
    before = dict.fromkeys(answers, (0, EMPTY_ANSWER)) | dict(replaced or {})
    return ImportPlan(
        assessment_id,
        catalogue,
        response or a_response(catalogue, answers),
        {key: Change(answer, before[key][1], before[key][0], files) for key, answer in answers.items()},
        files,
        tuple(ImportedSubmission(key, "", 1, SubmissionVersion(key), answers) for key in keys),
    )


def taken_keys(gate: Gate, *keys: str) -> set[str]:
    return {state.key for state in read_imported_submissions(gate, keys)}


@pytest.fixture
def kept(asha: Gate) -> str:
    """An assessment with one answer, at revision 1."""
    return store_response(asha, CATALOGUE, a_response(CATALOGUE, {"INV-01": ABSENT}))


def answers_of(gate: Gate, assessment_id: str) -> Mapping[str, Answer]:
    return read_assessment(gate, assessment_id).response.answers


def test_an_import_changes_what_is_there_and_makes_what_is_not(asha: Gate, kept: str) -> None:
    imported = store_import(
        asha,
        [
            an_intake({"INV-03": PARTIAL}),
            an_intake({"INV-01": PARTIAL, "INV-02": IMPLEMENTED}, kept, {"INV-01": (1, ABSENT)}),
        ],
    )

    assert answers_of(asha, kept) == {"INV-01": PARTIAL, "INV-02": IMPLEMENTED}
    (made,) = set(imported.assessment_ids) - {kept}
    assert answers_of(asha, made) == {"INV-03": PARTIAL}
    assert (imported.answers, imported.files, imported.by, imported.undone) == (3, ("table-1.xlsx",), ME, None)
    assert list_imports(asha) == [imported]
    assert read_assessment(asha, kept).revisions == {"INV-01": 2, "INV-02": 1}
    assert [event.kind for event in read_events(asha, made)] == [EventKind.CREATED, EventKind.IMPORTED]
    assert read_events(asha, kept)[-1].note == "table-1.xlsx"


def test_who_said_what_is_told_until_somebody_changes_it(asha: Gate, kept: str) -> None:
    store_import(asha, [an_intake({"INV-02": PARTIAL, "INV-03": PARTIAL}, kept)])
    save_answer(asha, kept, "INV-03", ABSENT, expected_revision=1)

    assert read_answer_sources(asha, kept) == {"INV-02": ("table-1.xlsx",)}


@pytest.mark.both_engines
def test_undone_everything_is_as_before(asha: Gate, kept: str) -> None:
    imported = store_import(
        asha,
        [
            an_intake({"INV-03": PARTIAL}),
            an_intake({"INV-01": PARTIAL, "INV-02": IMPLEMENTED}, kept, {"INV-01": (1, ABSENT)}),
        ],
    )
    undo_import(asha, imported.id)

    assert answers_of(asha, kept) == {"INV-01": ABSENT}
    assert [summary.id for summary in list_summaries(asha)] == [kept]
    assert [summary.id for summary in list_deleted(asha)] == list(set(imported.assessment_ids) - {kept})
    (told,) = list_imports(asha)
    assert told.undone is not None
    assert [change.after for change in read_history(asha, kept, "INV-02")] == [IMPLEMENTED, EMPTY_ANSWER]
    assert read_events(asha, kept)[-1].kind is EventKind.IMPORT_UNDONE
    with pytest.raises(Refused):
        undo_import(asha, imported.id)


def test_what_was_changed_since_stays_and_nothing_is_undone(asha: Gate, kept: str) -> None:
    imported = store_import(asha, [an_intake({"INV-02": PARTIAL, "INV-03": PARTIAL}, kept)])
    save_answer(asha, kept, "INV-03", ABSENT, expected_revision=1)

    with pytest.raises(Refused, match="INV-03"):
        undo_import(asha, imported.id)
    assert answers_of(asha, kept) == {"INV-01": ABSENT, "INV-02": PARTIAL, "INV-03": ABSENT}


def test_imports_that_followed_each_other_are_undone_from_the_last_to_the_first(asha: Gate, kept: str) -> None:
    first = store_import(asha, [an_intake({"INV-01": PARTIAL}, kept, {"INV-01": (1, ABSENT)})])
    made = store_import(asha, [an_intake({"INV-03": PARTIAL})])
    (new,) = made.assessment_ids
    last = store_import(
        asha,
        [
            an_intake({"INV-01": IMPLEMENTED}, kept, {"INV-01": (2, PARTIAL)}),
            an_intake({"INV-03": ABSENT, "INV-04": ABSENT}, new, {"INV-03": (1, PARTIAL)}),
        ],
    )
    for imported in (last, made, first):
        undo_import(asha, imported.id)

    assert answers_of(asha, kept) == {"INV-01": ABSENT}
    assert [summary.id for summary in list_deleted(asha)] == [new]


def test_what_an_import_made_is_not_deleted_with_answers_of_others(asha: Gate, bela: Gate) -> None:
    imported = store_import(asha, [an_intake({"INV-02": PARTIAL})])
    (made,) = imported.assessment_ids
    save_answer(bela, made, "INV-05", ABSENT, expected_revision=0)

    with pytest.raises(Refused, match="INV-05"):
        undo_import(asha, imported.id)
    assert answers_of(asha, made) == {"INV-02": PARTIAL, "INV-05": ABSENT}


def test_what_was_submitted_since_is_not_undone(asha: Gate, kept: str) -> None:
    imported = store_import(asha, [an_intake({"INV-02": PARTIAL}, kept)])
    submit_assessment(asha, kept)

    with pytest.raises(AssessmentSubmitted):
        undo_import(asha, imported.id)
    reopen_assessment(asha, kept)
    undo_import(asha, imported.id)
    assert answers_of(asha, kept) == {"INV-01": ABSENT}


def test_what_was_deleted_since_stays_deleted(asha: Gate, kept: str) -> None:
    imported = store_import(asha, [an_intake({"INV-02": PARTIAL}, kept), an_intake({"INV-03": PARTIAL})])
    in_transaction(asha, delete_assessment, kept)
    undo_import(asha, imported.id)

    assert list_summaries(asha) == []
    undelete_assessment(asha, kept)
    assert answers_of(asha, kept) == {"INV-01": ABSENT, "INV-02": PARTIAL}


BAD = {
    "another revision": (an_intake({"INV-01": PARTIAL}), ImportOutdated),
    "a revision that was never there": (an_intake({"INV-02": PARTIAL}, None, {"INV-02": (3, ABSENT)}), ImportOutdated),
    "an unknown recommendation": (an_intake({"INV-99": PARTIAL}), RecommendationUnknown),
    "an unknown measure": (an_intake({"INV-02": Answer(measures=("INV-02.9",))}), AnswerRefused),
}


def test_one_thing_that_is_wrong_leaves_everything_as_it_was(asha: Gate, kept: str) -> None:
    other = store_response(asha, CATALOGUE, a_response(CATALOGUE))
    for wrong, (intake, error) in BAD.items():
        for order in (0, 2):
            intakes = [an_intake({"INV-04": PARTIAL}), an_intake({"INV-04": PARTIAL}, other)]
            intakes.insert(order, replace(intake, assessment_id=kept))
            with pytest.raises(error):
                store_import(asha, intakes)
            assert answers_of(asha, kept) == {"INV-01": ABSENT}, wrong
            assert answers_of(asha, other) == {}, wrong
    assert {summary.id for summary in list_summaries(asha)} == {kept, other}
    assert list_imports(asha) == []


def test_a_submitted_or_deleted_response_takes_nothing(asha: Gate, kept: str) -> None:
    submit_assessment(asha, kept)
    with pytest.raises(AssessmentSubmitted):
        store_import(asha, [an_intake({"INV-02": PARTIAL}, kept)])
    assert answers_of(asha, kept) == {"INV-01": ABSENT}
    in_transaction(asha, delete_assessment, kept)
    with pytest.raises(AssessmentUnknown):
        store_import(asha, [an_intake({"INV-02": PARTIAL}, kept)])


@pytest.mark.both_engines
def test_a_submission_is_taken_once_until_its_response_is_gone(asha: Gate) -> None:
    key = "uuid:\0é1"
    assert taken_keys(asha, key, "another") == set()
    first = store_import(asha, [an_intake({"INV-02": PARTIAL}, keys=(key,))])
    assert taken_keys(asha, key, "another") == {key}
    with pytest.raises(ImportOutdated):
        store_import(asha, [an_intake({"INV-02": PARTIAL}, keys=("another", key))])
    assert taken_keys(asha, key, "another") == {key}

    undo_import(asha, first.id)
    assert taken_keys(asha, key) == set()
    (again,) = store_import(asha, [an_intake({"INV-02": PARTIAL}, keys=(key,))]).assessment_ids
    in_transaction(asha, delete_assessment, again)
    assert taken_keys(asha, key) == set()
    store_import(asha, [an_intake({"INV-02": PARTIAL}, keys=(key,))])
    assert taken_keys(asha, key) == {key}


def test_a_response_that_is_brought_back_has_its_submissions_again(asha: Gate, kept: str) -> None:
    intakes = [an_intake({"INV-02": PARTIAL}, keys=("made",)), an_intake({"INV-02": PARTIAL}, kept, keys=("merged",))]
    imported = store_import(asha, intakes)
    (made,) = set(imported.assessment_ids) - {kept}
    undo_import(asha, imported.id)
    assert taken_keys(asha, "made", "merged") == set()

    undelete_assessment(asha, made)
    assert taken_keys(asha, "made", "merged") == {"made"}


def test_a_catalogue_that_is_kept_is_found_by_id_and_version(asha: Gate, kept: str) -> None:
    assert find_catalogue(asha, "invented", "1.0") == read_assessment(asha, kept).catalogue
    assert find_catalogue(asha, "invented", "2.0") is None
    assert find_catalogue(asha, "\0", "1.0") is None
    other = a_catalogue(items={"INV-01": {"text": "In other words."}})
    store_response(asha, other, a_response(other))
    assert find_catalogue(asha, "invented", "1.0") is None


def test_purged_assessments_take_their_part_of_an_import_along(asha: Gate) -> None:
    imported = store_import(asha, [an_intake({"INV-02": PARTIAL}, keys=("one",))])
    (made,) = imported.assessment_ids
    in_transaction(asha, delete_assessment, made)
    in_transaction(asha, purge_assessments, imported.at.replace(year=3000))
    assert [(each.id, each.assessment_ids, each.answers) for each in list_imports(asha)] == [(imported.id, (), 0)]


class TestTwiceAtOnce:
    """Two windows, each with a repository of its own, as two processes have."""

    TRIES = 3

    @pytest.mark.both_engines
    def test_two_imports_of_the_same_new_file_make_one_response(self, database_url: str) -> None:
        with open_storage(database_url) as first, open_storage(database_url) as second:
            windows = [as_admin(first, "Asha"), as_admin(second, "Bela")]
            for number in range(self.TRIES):
                response = a_response(CATALOGUE, {"INV-01": ABSENT}, organisation=f"Office {number}")
                file = write_response(response).encode(), "table-1.json"
                prepared = [prepare_import([file], window, lambda *_wanted: CATALOGUE) for window in windows]
                said = call_at_once(
                    [partial(save_import, prepared[place], ConflictDecisions(), windows[place]) for place in range(2)]
                )

                assert [type(each) for each in said].count(ImportOutdated) == 1
                assert [each.organisation for each in list_listings(as_admin(first))].count(f"Office {number}") == 1

    @pytest.mark.both_engines
    def test_two_clicks_begin_one_response_and_open_one_sample(self, database_url: str) -> None:
        with open_storage(database_url) as first, open_storage(database_url) as second:
            windows = [first, second]
            for number in range(self.TRIES):
                response = a_response(CATALOGUE, organisation=f"Office {number}", round=Round(str(number)))
                for sample in (False, True):
                    ids = call_at_once(
                        [
                            partial(create_assessment, as_admin(each, ME), CATALOGUE, response, sample=sample)
                            for each in windows
                        ]
                    )
                    assert len(set(ids)) == 1
            assert len(list_listings(as_admin(first))) == 2 * self.TRIES


def test_what_was_looked_at_before_a_restore_overwrites_nothing(
    repository: Storage, asha: Gate, kept: str, tmp_path: Path
) -> None:
    repository.backup(tmp_path / "backup.db")
    save_answer(asha, kept, "INV-01", PARTIAL, expected_revision=1)
    intake = an_intake({"INV-01": Answer(comment="From a file")}, kept, {"INV-01": (2, PARTIAL)})
    repository.restore(tmp_path / "backup.db")
    save_answer(asha, kept, "INV-01", IMPLEMENTED, expected_revision=1)

    with pytest.raises(ImportOutdated):
        store_import(asha, [intake])
    assert answers_of(asha, kept) == {"INV-01": IMPLEMENTED}


def test_an_answer_whose_measures_were_ticked_in_any_order_takes_what_a_file_says(asha: Gate) -> None:
    begun = store_response(asha, CATALOGUE, a_response(CATALOGUE, organisation="Office"))
    ticked = Answer(Rating.PARTIAL, measures=("INV-01.2", "INV-01.1"))
    save_answer(asha, begun, "INV-01", ticked, expected_revision=0)
    said = replace(ticked, comment="From a file")
    file = write_response(a_response(CATALOGUE, {"INV-01": said}, organisation="Office")).encode(), "table-1.json"

    save_import(prepare_import([file], asha, lambda *_wanted: CATALOGUE), ConflictDecisions(), asha)
    assert answers_of(asha, begun)["INV-01"].comment == "From a file"
