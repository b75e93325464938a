"""Files that come back, looked at and taken in: through every form in which a response leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.access.assessments import (
    create_assessment,
    list_imports,
    list_summaries,
    read_answer_sources,
    read_assessment,
    restore_stored_data,
    save_answer,
    submit_assessment,
    undo_import,
    write_backup,
)
from assessment.access.gate import Gate
from assessment.catalogues import CatalogueUnknown
from assessment.domain.answer import Answer, MergeOutcome, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.merging.matching import match_files
from assessment.domain.merging.merge import ConflictUndecided, preview
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Assessment, Response, Round
from assessment.errors import FileRefused
from assessment.records.errors import ImportOutdated, Refused
from assessment.services.importing import ConflictDecisions, PreparedImport, plan_imports, prepare_import, save_import
from assessment.storage.opening import Storage, open_storage
from tests.support.cases import HARBOURS, responses_to
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, as_role, store_response
from tests.support.returned_files import as_json, as_workbook

ONE, TWO, THREE = (item.id for item in HARBOURS.recommendations[:3])
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)

Leave = Callable[[Assessment, Mapping[str, Answer]], bytes]
"""The bytes of a file that was made from an assessment and says other answers now."""


def find(catalogue_id: str, version: str) -> Catalogue:
    if (catalogue_id, version) != (HARBOURS.id, HARBOURS.version):
        raise CatalogueUnknown(catalogue_id)
    return HARBOURS


@pytest.fixture
def kept(asha: Gate) -> Assessment:
    """An assessment that says something to the first recommendation."""
    response = a_response(HARBOURS, {ONE: PARTIAL}, organisation="Harbour office", round=Round("2026"))
    return read_assessment(asha, create_assessment(asha, HARBOURS, response))


def look(access: Gate, *files: tuple[bytes, str]) -> PreparedImport:
    return prepare_import(files, access, find)


@pytest.mark.parametrize("leave", [as_workbook, as_json])
def test_what_was_filled_in_elsewhere_comes_back_to_where_it_was_made(
    asha: Gate, kept: Assessment, leave: Leave
) -> None:
    prepared = look(asha, (leave(kept, {TWO: ABSENT}), "back"))
    (previewed,) = prepared.previews
    assert previewed.stored is not None
    assert previewed.stored.name == kept.id
    assert (previewed.counts[MergeOutcome.NEW], previewed.counts[MergeOutcome.CONFLICT]) == (1, 0)

    imported = save_import(prepared, ConflictDecisions(), asha)
    assert imported.assessment_ids == (kept.id,)
    assert read_assessment(asha, kept.id).response.answers == {ONE: PARTIAL, TWO: ABSENT}
    assert read_answer_sources(asha, kept.id) == {TWO: ("back",)}
    undo_import(asha, imported.id)
    assert read_assessment(asha, kept.id).response == kept.response


def test_tables_of_one_workshop_are_merged_and_their_conflicts_decided_one_by_one(asha: Gate, kept: Assessment) -> None:
    prepared = look(
        asha,
        (as_workbook(kept, {TWO: ABSENT, THREE: ABSENT}), "left.xlsx"),
        (as_json(kept, {TWO: IMPLEMENTED, THREE: IMPLEMENTED}), "right.json"),
    )
    with pytest.raises(ConflictUndecided) as undecided:
        save_import(prepared, ConflictDecisions(), asha)
    assert set(undecided.value.recommendations) == {TWO, THREE}
    assert read_assessment(asha, kept.id).response == kept.response

    save_import(prepared, ConflictDecisions({(0, THREE): 1}, for_all="right.json"), asha)
    assert read_assessment(asha, kept.id).response.answers == {ONE: PARTIAL, TWO: IMPLEMENTED, THREE: ABSENT}
    assert read_answer_sources(asha, kept.id) == {TWO: ("right.json",), THREE: ("left.xlsx",)}


def test_a_file_that_has_no_side_decides_nothing(asha: Gate, kept: Assessment) -> None:
    prepared = look(asha, (as_json(kept, {ONE: ABSENT}), "a"), (as_json(kept, {ONE: IMPLEMENTED}), "b"))
    with pytest.raises(ConflictUndecided):
        plan_imports(prepared, ConflictDecisions(for_all="c"))


def test_what_was_changed_since_the_look_is_not_overwritten(asha: Gate, kept: Assessment) -> None:
    prepared = look(asha, (as_workbook(kept, {ONE: ABSENT}), "a.xlsx"))
    save_answer(asha, kept.id, ONE, IMPLEMENTED, expected_revision=1)
    with pytest.raises(ImportOutdated):
        save_import(prepared, ConflictDecisions(), asha)
    assert read_assessment(asha, kept.id).response.answers == {ONE: IMPLEMENTED}


def test_a_refused_file_is_told_and_keeps_no_other_from_being_looked_at(asha: Gate, kept: Assessment) -> None:
    broken = as_json(kept, {}).replace(b"partial", b"partially, mostly")
    prepared = look(asha, (broken, "broken.json"), (as_json(kept, {TWO: ABSENT}), "sound.json"), (b"", "empty"))
    assert [error.problems[0].file for error in prepared.refused] == ["broken.json", "empty"]
    assert [file.incoming.source for file in prepared.previews[0].files] == ["sound.json"]


def test_nothing_goes_into_what_was_submitted(asha: Gate, kept: Assessment) -> None:
    submit_assessment(asha, kept.id)
    assert look(asha, (as_json(kept, {}), "same.json")).problems == ()
    prepared = look(asha, (as_json(kept, {TWO: ABSENT}), "more.json"))
    (problem,) = prepared.problems
    assert "submitted" in problem.what
    assert "more.json" in problem.fix
    with pytest.raises(FileRefused):
        save_import(prepared, ConflictDecisions(), asha)


def test_a_catalogue_that_only_what_is_kept_has_is_found_there(asha: Gate, kept: Assessment) -> None:
    def find_nothing(catalogue_id: str, _version: str) -> Catalogue:
        raise CatalogueUnknown(catalogue_id)

    prepared = prepare_import([(as_workbook(kept, {TWO: ABSENT}), "back.xlsx")], asha, find_nothing)
    assert prepared.refused == ()
    save_import(prepared, ConflictDecisions(), asha)
    assert read_assessment(asha, kept.id).response.answers == {ONE: PARTIAL, TWO: ABSENT}


class TestAllowed:
    def test_another_organisation_finds_out_nothing_by_importing(self, asha: Gate, kept: Assessment) -> None:
        imported = save_import(look(asha, (as_json(kept, {TWO: ABSENT}), "a")), ConflictDecisions(), asha)
        other = as_role(asha._storage, Role.FACILITATOR, Scope(organisation="Coalition"))
        prepared = look(other, (as_json(kept, {TWO: PARTIAL}), "theirs"))
        assert [each.stored for each in prepared.previews] == [None]
        new = save_import(prepared, ConflictDecisions(), other)
        assert list_imports(other) == [new]
        assert [(each.id, each.owner) for each in list_summaries(other)] == [(new.assessment_ids[0], "Coalition")]
        assert read_assessment(asha, kept.id).response.answers == {ONE: PARTIAL, TWO: ABSENT}
        with pytest.raises(Refused):
            undo_import(other, imported.id)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(response=responses_to(HARBOURS), leave=st.sampled_from([as_workbook, as_json]))
def test_any_response_comes_back_as_it_left_and_is_undone_without_a_trace(
    tmp_path_factory: pytest.TempPathFactory, leave: Leave, response: Response
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with (
        open_storage(f"sqlite:///{folder / 'one.db'}") as one,
        open_storage(f"sqlite:///{folder / 'two.db'}") as two,
    ):
        files = [(leave(_stored(one, response), {}), "file")]
        other = as_admin(two, "Bela")
        imported = save_import(prepare_import(files, other, find), ConflictDecisions(), other)
        (made,) = imported.assessment_ids
        assert read_assessment(other, made).response == _stored(one, response).response
        assert prepare_import(files, other, find).changes_nothing
        undo_import(other, imported.id)
        assert list_summaries(other) == []


def _stored(repository: Storage, response: Response) -> Assessment:
    there: Sequence[str] = [summary.id for summary in list_summaries(as_admin(repository))]
    return read_assessment(
        as_admin(repository), there[0] if there else store_response(as_admin(repository, "Asha"), HARBOURS, response)
    )


def test_a_file_decides_for_all_where_its_rows_take_one_side_and_no_row_is_first() -> None:
    def a_row(place: str, **answers: Answer) -> ImportedResponse:
        said = {key.replace("_", "-"): answer for key, answer in answers.items()}
        response = a_response(HARBOURS, said, organisation="Harbour office")
        places = dict.fromkeys(said, place)
        return ImportedResponse("export.csv", HARBOURS, response, places, key=place, is_submission=True)

    rows = [a_row("row 2", HAR_01=ABSENT), a_row("row 3", HAR_01=PARTIAL, HAR_02=ABSENT)]
    other = ImportedResponse("b.csv", HARBOURS, a_response(HARBOURS, {TWO: IMPLEMENTED}, organisation="Harbour office"))
    arrangement = match_files([*rows, other])
    prepared = PreparedImport(arrangement, tuple(preview(match.files) for match in arrangement.matches), (), ())
    with pytest.raises(ConflictUndecided) as undecided:
        plan_imports(prepared, ConflictDecisions(for_all="export.csv"))
    assert undecided.value.recommendations == (ONE,)
    first = next(item.conflict for item in prepared.previews[0].conflicts if item.recommendation.id == ONE)
    assert first is not None
    row = first.decision_of("export.csv (row 3)")
    assert row is not None
    (intake,) = plan_imports(prepared, ConflictDecisions({(0, ONE): row}, "export.csv"))
    assert {key: change.after for key, change in intake.answers.items()} == {ONE: PARTIAL, TWO: ABSENT}


def test_a_file_made_before_a_restore_overwrites_nothing_under_the_same_revision(
    asha: Gate, kept: Assessment, tmp_path: Path
) -> None:
    write_backup(asha, tmp_path / "backup.db")
    save_answer(asha, kept.id, ONE, ABSENT, expected_revision=1)
    file = as_workbook(read_assessment(asha, kept.id), {TWO: ABSENT})
    restore_stored_data(asha, tmp_path / "backup.db")
    save_answer(asha, kept.id, ONE, IMPLEMENTED, expected_revision=1)

    (previewed,) = look(asha, (file, "back")).previews
    assert [item.recommendation.id for item in previewed.conflicts] == [ONE]
    assert previewed.counts[MergeOutcome.NEW] == 1
