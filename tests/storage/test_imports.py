"""Imports: many responses in one step, all or nothing, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assessment.domain.merging.imported_response import ImportedSubmission, SubmissionVersion
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import EMPTY_ANSWER, Answer, Catalogue, Rating, Response, Round
from assessment.errors import AnswerRefused
from assessment.interchange.response_json import write_response
from assessment.records.assessments import EventKind
from assessment.records.errors import (
    AssessmentSubmitted,
    AssessmentUnknown,
    ImportChangedSince,
    ImportOutdated,
    ImportUnknown,
    RecommendationUnknown,
)
from assessment.services.importing import ConflictDecisions, prepare_import, save_import
from tests.support.at_once import call_at_once
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import Access
from tests.support.repository import Repository, open_repository

ME = "Asha"
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)
CATALOGUE = a_catalogue()


def an_intake(
    answers: Mapping[str, Answer],
    assessment_id: str | None = None,
    expected: Mapping[str, int] | None = None,
    *,
    keys: tuple[str, ...] = (),
    catalogue: Catalogue = CATALOGUE,
    response: Response | None = None,
) -> ImportPlan:
    return ImportPlan(
        assessment_id,
        catalogue,
        response or a_response(catalogue, answers),
        answers,
        expected or {},
        dict.fromkeys(answers, ("table-1.xlsx",)),
        ("table-1.xlsx",),
        tuple(ImportedSubmission(key, "", 1, SubmissionVersion(key), answers) for key in keys),
    )


def taken_keys(repository: Repository, *keys: str) -> set[str]:
    return {state.key for state in repository.imported_submissions(keys)}


@pytest.fixture
def kept(repository: Repository) -> str:
    """An assessment with one answer, at revision 1."""
    return repository.create(CATALOGUE, a_response(CATALOGUE, {"INV-01": ABSENT}), author=ME)


def answers_of(repository: Repository, assessment_id: str) -> Mapping[str, Answer]:
    return repository.assessment(assessment_id).response.answers


def test_an_import_changes_what_is_there_and_makes_what_is_not(repository: Repository, kept: str) -> None:
    imported = repository.save_import(
        [an_intake({"INV-03": PARTIAL}), an_intake({"INV-01": PARTIAL, "INV-02": IMPLEMENTED}, kept, {"INV-01": 1})],
        author=ME,
    )

    assert answers_of(repository, kept) == {"INV-01": PARTIAL, "INV-02": IMPLEMENTED}
    (made,) = set(imported.assessment_ids) - {kept}
    assert answers_of(repository, made) == {"INV-03": PARTIAL}
    assert (imported.answers, imported.files, imported.by, imported.undone) == (3, ("table-1.xlsx",), ME, None)
    assert repository.imports() == [imported]
    assert repository.assessment(kept).revisions == {"INV-01": 2, "INV-02": 1}
    assert [event.kind for event in repository.events(made)] == [EventKind.CREATED, EventKind.IMPORTED]
    assert repository.events(kept)[-1].note == "table-1.xlsx"


def test_who_said_what_is_told_until_somebody_changes_it(repository: Repository, kept: str) -> None:
    repository.save_import([an_intake({"INV-02": PARTIAL, "INV-03": PARTIAL}, kept)], author=ME)
    repository.save_answer(kept, "INV-03", ABSENT, expected_revision=1, author=ME)

    assert repository.answer_sources(kept) == {"INV-02": ("table-1.xlsx",)}


@pytest.mark.both_engines
def test_undone_everything_is_as_before(repository: Repository, kept: str) -> None:
    imported = repository.save_import(
        [an_intake({"INV-03": PARTIAL}), an_intake({"INV-01": PARTIAL, "INV-02": IMPLEMENTED}, kept, {"INV-01": 1})],
        author=ME,
    )
    repository.undo_import(imported.id, author=ME)

    assert answers_of(repository, kept) == {"INV-01": ABSENT}
    assert [summary.id for summary in repository.summaries()] == [kept]
    assert [summary.id for summary in repository.deleted()] == list(set(imported.assessment_ids) - {kept})
    (told,) = repository.imports()
    assert told.undone is not None
    assert [change.after for change in repository.history(kept, "INV-02")] == [IMPLEMENTED, EMPTY_ANSWER]
    assert repository.events(kept)[-1].kind is EventKind.IMPORT_UNDONE
    with pytest.raises(ImportUnknown):
        repository.undo_import(imported.id, author=ME)


def test_what_was_changed_since_stays_and_nothing_is_undone(repository: Repository, kept: str) -> None:
    imported = repository.save_import([an_intake({"INV-02": PARTIAL, "INV-03": PARTIAL}, kept)], author=ME)
    repository.save_answer(kept, "INV-03", ABSENT, expected_revision=1, author=ME)

    with pytest.raises(ImportChangedSince, match="INV-03") as refused:
        repository.undo_import(imported.id, author=ME)
    assert refused.value.recommendations == ("INV-03",)
    assert answers_of(repository, kept) == {"INV-01": ABSENT, "INV-02": PARTIAL, "INV-03": ABSENT}


def test_imports_that_followed_each_other_are_undone_from_the_last_to_the_first(
    repository: Repository, kept: str
) -> None:
    first = repository.save_import([an_intake({"INV-01": PARTIAL}, kept, {"INV-01": 1})], author=ME)
    made = repository.save_import([an_intake({"INV-03": PARTIAL})], author=ME)
    (new,) = made.assessment_ids
    last = repository.save_import(
        [
            an_intake({"INV-01": IMPLEMENTED}, kept, {"INV-01": 2}),
            an_intake({"INV-03": ABSENT, "INV-04": ABSENT}, new, {"INV-03": 1}),
        ],
        author=ME,
    )
    for imported in (last, made, first):
        repository.undo_import(imported.id, author=ME)

    assert answers_of(repository, kept) == {"INV-01": ABSENT}
    assert [summary.id for summary in repository.deleted()] == [new]


def test_what_an_import_made_is_not_deleted_with_answers_of_others(repository: Repository) -> None:
    imported = repository.save_import([an_intake({"INV-02": PARTIAL})], author=ME)
    (made,) = imported.assessment_ids
    repository.save_answer(made, "INV-05", ABSENT, expected_revision=0, author="Bela")

    with pytest.raises(ImportChangedSince, match="INV-05"):
        repository.undo_import(imported.id, author=ME)
    assert answers_of(repository, made) == {"INV-02": PARTIAL, "INV-05": ABSENT}


def test_what_was_submitted_since_is_not_undone(repository: Repository, kept: str) -> None:
    imported = repository.save_import([an_intake({"INV-02": PARTIAL}, kept)], author=ME)
    repository.submit(kept, author=ME)

    with pytest.raises(AssessmentSubmitted):
        repository.undo_import(imported.id, author=ME)
    repository.reopen(kept, author=ME)
    repository.undo_import(imported.id, author=ME)
    assert answers_of(repository, kept) == {"INV-01": ABSENT}


def test_what_was_deleted_since_stays_deleted(repository: Repository, kept: str) -> None:
    imported = repository.save_import([an_intake({"INV-02": PARTIAL}, kept), an_intake({"INV-03": PARTIAL})], author=ME)
    repository.delete(kept, author=ME)
    repository.undo_import(imported.id, author=ME)

    assert repository.summaries() == []
    repository.undelete(kept, author=ME)
    assert answers_of(repository, kept) == {"INV-01": ABSENT, "INV-02": PARTIAL}


BAD = {
    "another revision": (an_intake({"INV-01": PARTIAL}), {"INV-01": 0}, ImportOutdated),
    "a revision that was never there": (an_intake({"INV-02": PARTIAL}), {"INV-02": 3}, ImportOutdated),
    "an unknown recommendation": (an_intake({"INV-99": PARTIAL}), {}, RecommendationUnknown),
    "an unknown measure": (an_intake({"INV-02": Answer(measures=("INV-02.9",))}), {}, AnswerRefused),
}


def test_one_thing_that_is_wrong_leaves_everything_as_it_was(repository: Repository, kept: str) -> None:
    other = repository.create(CATALOGUE, a_response(CATALOGUE), author=ME)
    for wrong, (intake, expected, error) in BAD.items():
        for order in (0, 2):
            intakes = [an_intake({"INV-04": PARTIAL}), an_intake({"INV-04": PARTIAL}, other)]
            intakes.insert(order, replace(intake, assessment_id=kept, expected=expected))
            with pytest.raises(error):
                repository.save_import(intakes, author=ME)
            assert answers_of(repository, kept) == {"INV-01": ABSENT}, wrong
            assert answers_of(repository, other) == {}, wrong
    assert {summary.id for summary in repository.summaries()} == {kept, other}
    assert repository.imports() == []


def test_a_submitted_or_deleted_response_takes_nothing(repository: Repository, kept: str) -> None:
    repository.submit(kept, author=ME)
    with pytest.raises(AssessmentSubmitted):
        repository.save_import([an_intake({"INV-02": PARTIAL}, kept)], author=ME)
    assert answers_of(repository, kept) == {"INV-01": ABSENT}
    repository.delete(kept, author=ME)
    with pytest.raises(AssessmentUnknown):
        repository.save_import([an_intake({"INV-02": PARTIAL}, kept)], author=ME)


@pytest.mark.both_engines
def test_a_submission_is_taken_once_until_its_response_is_gone(repository: Repository) -> None:
    key = "uuid:\0é1"
    assert taken_keys(repository, key, "another") == set()
    first = repository.save_import([an_intake({"INV-02": PARTIAL}, keys=(key,))], author=ME)
    assert taken_keys(repository, key, "another") == {key}
    with pytest.raises(ImportOutdated):
        repository.save_import([an_intake({"INV-02": PARTIAL}, keys=("another", key))], author=ME)
    assert taken_keys(repository, key, "another") == {key}

    repository.undo_import(first.id, author=ME)
    assert taken_keys(repository, key) == set()
    (again,) = repository.save_import([an_intake({"INV-02": PARTIAL}, keys=(key,))], author=ME).assessment_ids
    repository.delete(again, author=ME)
    assert taken_keys(repository, key) == set()
    repository.save_import([an_intake({"INV-02": PARTIAL}, keys=(key,))], author=ME)
    assert taken_keys(repository, key) == {key}


def test_a_response_that_is_brought_back_has_its_submissions_again(repository: Repository, kept: str) -> None:
    intakes = [an_intake({"INV-02": PARTIAL}, keys=("made",)), an_intake({"INV-02": PARTIAL}, kept, keys=("merged",))]
    imported = repository.save_import(intakes, author=ME)
    (made,) = set(imported.assessment_ids) - {kept}
    repository.undo_import(imported.id, author=ME)
    assert taken_keys(repository, "made", "merged") == set()

    repository.undelete(made, author=ME)
    assert taken_keys(repository, "made", "merged") == {"made"}


def test_a_catalogue_that_is_kept_is_found_by_id_and_version(repository: Repository, kept: str) -> None:
    assert repository.catalogue("invented", "1.0") == repository.assessment(kept).catalogue
    assert repository.catalogue("invented", "2.0") is None
    assert repository.catalogue("\0", "1.0") is None
    other = a_catalogue(items={"INV-01": {"text": "In other words."}})
    repository.create(other, a_response(other), author=ME)
    assert repository.catalogue("invented", "1.0") is None


def test_purged_assessments_take_their_part_of_an_import_along(tmp_path: Path) -> None:
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as repository:
        imported = repository.save_import([an_intake({"INV-02": PARTIAL}, keys=("one",))], author=ME)
        (made,) = imported.assessment_ids
        repository.delete(made, author=ME)
        repository.purge(imported.at.replace(year=3000))
        assert [(each.id, each.assessment_ids, each.answers) for each in repository.imports()] == [(imported.id, (), 0)]


class TestTwiceAtOnce:
    """Two windows, each with a repository of its own, as two processes have."""

    TRIES = 3

    @pytest.mark.both_engines
    def test_two_imports_of_the_same_new_file_make_one_response(self, database_url: str) -> None:
        with open_repository(database_url) as first, open_repository(database_url) as second:
            windows = [Access.personal(first, "Asha"), Access.personal(second, "Bela")]
            for number in range(self.TRIES):
                response = a_response(CATALOGUE, {"INV-01": ABSENT}, organisation=f"Office {number}")
                file = write_response(response).encode(), "table-1.json"
                prepared = [prepare_import([file], window, lambda *_wanted: CATALOGUE) for window in windows]
                said = call_at_once(
                    [partial(save_import, prepared[place], ConflictDecisions(), windows[place]) for place in range(2)]
                )

                assert [type(each) for each in said].count(ImportOutdated) == 1
                assert [each.organisation for each in first.listings()].count(f"Office {number}") == 1

    @pytest.mark.both_engines
    def test_two_clicks_begin_one_response_and_open_one_sample(self, database_url: str) -> None:
        with open_repository(database_url) as first, open_repository(database_url) as second:
            windows = [first, second]
            for number in range(self.TRIES):
                response = a_response(CATALOGUE, organisation=f"Office {number}", round=Round(str(number)))
                for sample in (False, True):
                    ids = call_at_once(
                        [partial(each.create_once, CATALOGUE, response, author=ME, sample=sample) for each in windows]
                    )
                    assert len(set(ids)) == 1
            assert len(first.listings()) == 2 * self.TRIES


def test_what_was_looked_at_before_a_restore_overwrites_nothing(
    repository: Repository, kept: str, tmp_path: Path
) -> None:
    repository.backup(tmp_path / "backup.db")
    repository.save_answer(kept, "INV-01", PARTIAL, expected_revision=1, author=ME)
    intake = an_intake({"INV-01": Answer(comment="From a file")}, kept, {"INV-01": 2})
    intake = replace(intake, replaced={"INV-01": PARTIAL})
    repository.restore(tmp_path / "backup.db")
    repository.save_answer(kept, "INV-01", IMPLEMENTED, expected_revision=1, author=ME)

    with pytest.raises(ImportOutdated):
        repository.save_import([intake], author=ME)
    assert answers_of(repository, kept) == {"INV-01": IMPLEMENTED}


def test_an_answer_whose_measures_were_ticked_in_any_order_takes_what_a_file_says(repository: Repository) -> None:
    access = Access.personal(repository, ME)
    begun = repository.create(CATALOGUE, a_response(CATALOGUE, organisation="Office"), author=ME)
    ticked = Answer(Rating.PARTIAL, measures=("INV-01.2", "INV-01.1"))
    repository.save_answer(begun, "INV-01", ticked, expected_revision=0, author=ME)
    said = replace(ticked, comment="From a file")
    file = write_response(a_response(CATALOGUE, {"INV-01": said}, organisation="Office")).encode(), "table-1.json"

    save_import(prepare_import([file], access, lambda *_wanted: CATALOGUE), ConflictDecisions(), access)
    assert answers_of(repository, begun)["INV-01"].comment == "From a file"
