"""Follow-up plans that come back: previewed, decided by a person where two sides differ, taken in and undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assessment.access.assessments import (
    create_assessment,
    list_imports,
    read_assessment,
    read_follow_up_history,
    read_follow_ups,
    read_sources,
    save_follow_ups,
    submit_assessment,
    undo_import,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, MergeOutcome, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus, first_follow_up
from assessment.domain.merging.merge import ConflictUndecided
from assessment.domain.response import Status
from assessment.domain.sharing import share
from assessment.interchange.response_json import read_json_file, write_response
from assessment.records.errors import Refused
from assessment.services.exports import stored_export
from assessment.services.importing import ConflictDecisions, PreparedImport, prepare_import, save_import
from assessment.storage.opening import open_storage
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.gates import as_admin
from tests.support.returned_files import with_plan

ONE, TWO = (item.id for item in HARBOURS.recommendations[:2])
ANSWER = Answer(Rating.ABSENT, responsible="Harbour master", action="Hire.", target_date=dt.date(2027, 6, 30))
FIRST = first_follow_up(ANSWER)
STARTED = FollowUp(FollowUpStatus.STARTED, dt.date(2026, 11, 20), "Law drafted.", "Ministry", "Adopt.", None)


def find(_catalogue_id: str, _version: str) -> Catalogue:
    return HARBOURS


@pytest.fixture
def submitted(asha: Gate) -> str:
    """The id of a submitted assessment with two gaps."""
    made = create_assessment(asha, HARBOURS, a_response(HARBOURS, {ONE: ANSWER, TWO: Answer(Rating.PARTIAL)}))
    submit_assessment(asha, made)
    return made


def report(access: Gate, assessment_id: str, level: SharingLevel = SharingLevel.FULL) -> bytes:
    return stored_export(access, assessment_id, level, 2 / 3, "en").excel()


def look(access: Gate, content: bytes, name: str = "gaps.xlsx") -> PreparedImport:
    return prepare_import([(content, name)], access, find)


def stored(access: Gate, assessment_id: str) -> dict[str, FollowUp]:
    return {key: each.record for key, each in read_follow_ups(access, assessment_id).items()}


def save(access: Gate, assessment_id: str, item: str, follow_up: FollowUp, seen: int = 0) -> None:
    save_follow_ups(access, assessment_id, {item: follow_up}, expected_revisions={item: seen})


def test_a_gap_report_of_a_submitted_response_brings_its_plan_back_and_nothing_else(asha: Gate, submitted: str) -> None:
    changed = with_plan(report(asha, submitted), ONE, {"Status": "Planned", "Rating": "● Implemented"})
    prepared = look(asha, changed)
    assert (prepared.problems, prepared.refused) == ((), ())
    (previewed,) = prepared.previews
    assert (previewed.counts, dict(previewed.follow_up_counts)) == (
        {},
        {MergeOutcome.CHANGED: 1, MergeOutcome.UNCHANGED: 1},
    )
    imported = save_import(prepared, ConflictDecisions(), asha)
    assert (imported.answers, imported.follow_ups) == (0, 1)
    assert list_imports(asha)[0].follow_ups == 1
    (version,) = read_follow_up_history(asha, submitted, ONE)
    assert (version.record.status, version.file, version.author) == (FollowUpStatus.PLANNED, "gaps.xlsx", "Asha")
    kept = read_assessment(asha, submitted)
    assert (kept.status, kept.response.rating(ONE)) == (Status.SUBMITTED, Rating.ABSENT)


def test_a_report_that_nobody_changed_changes_nothing(asha: Gate, submitted: str) -> None:
    save(asha, submitted, ONE, STARTED)
    assert look(asha, report(asha, submitted)).changes_nothing


def test_what_two_people_change_in_different_fields_is_merged(asha: Gate, submitted: str) -> None:
    changed = with_plan(report(asha, submitted), ONE, {"Action": "Hire two."})
    save(asha, submitted, ONE, FollowUp(FollowUpStatus.PLANNED, None, "", "Ministry", "Hire.", FIRST.target_date))
    prepared = look(asha, changed)
    assert prepared.previews[0].conflicts == ()
    save_import(prepared, ConflictDecisions(), asha)
    expected = FollowUp(FollowUpStatus.PLANNED, None, "", "Ministry", "Hire two.", FIRST.target_date)
    assert stored(asha, submitted) == {ONE: expected}


def test_what_two_people_change_differently_is_for_a_person_to_decide(asha: Gate, submitted: str) -> None:
    changed = with_plan(report(asha, submitted), ONE, {"Action": "Hire two.", "Status": "Planned"})
    save(
        asha,
        submitted,
        ONE,
        FollowUp(action="Hire three.", responsible="Harbour master", target_date=FIRST.target_date),
    )
    prepared = look(asha, changed)
    (item,) = prepared.previews[0].conflicts
    assert item.conflict is not None
    assert (item.key, item.conflict.fields, item.conflict.base) == (f"{ONE}:follow-up", ("action",), FIRST)
    with pytest.raises(ConflictUndecided):
        save_import(prepared, ConflictDecisions(), asha)
    save_import(prepared, ConflictDecisions({(0, item.key): 1}), asha)
    after = stored(asha, submitted)[ONE]
    assert (after.action, after.status) == ("Hire two.", FollowUpStatus.PLANNED)


def test_an_import_of_a_plan_is_undone_unless_it_was_changed_since(asha: Gate, submitted: str) -> None:
    save(asha, submitted, ONE, STARTED)
    changes = {"Status": "Done"}
    first = save_import(look(asha, with_plan(report(asha, submitted), ONE, changes)), ConflictDecisions(), asha)
    undo_import(asha, first.id)
    assert stored(asha, submitted) == {ONE: STARTED}
    again = save_import(look(asha, with_plan(report(asha, submitted), ONE, changes)), ConflictDecisions(), asha)
    save(asha, submitted, ONE, FIRST, seen=4)
    with pytest.raises(Refused):
        undo_import(asha, again.id)


def test_a_report_of_another_server_is_refused(asha: Gate, submitted: str, tmp_path: Path) -> None:
    content = report(asha, submitted)
    with open_storage(f"sqlite:///{tmp_path / 'other.db'}") as other:
        prepared = look(as_admin(other, "Bela"), content)
    assert [str(error) for error in prepared.refused] == [
        "gaps.xlsx: The response that this gap report was made from is not here. Import it where it was made."
    ]
    assert prepared.previews == ()


def test_a_report_for_others_is_refused(asha: Gate, submitted: str) -> None:
    (error,) = look(asha, report(asha, submitted, SharingLevel.PARTNERS)).refused
    assert "Use the full gap report." in str(error)


def test_a_response_as_json_takes_its_plan_to_another_server(asha: Gate, submitted: str, tmp_path: Path) -> None:
    save(asha, submitted, ONE, STARTED)
    text = stored_export(asha, submitted, SharingLevel.FULL, 2 / 3, "en").json()
    with open_storage(f"sqlite:///{tmp_path / 'other.db'}") as other:
        elsewhere = as_admin(other, "Bela")
        imported = save_import(look(elsewhere, text.encode(), "a.json"), ConflictDecisions(), elsewhere)
        assert stored(elsewhere, imported.assessment_ids[0]) == {ONE: STARTED}
        assert look(elsewhere, text.encode(), "a.json").changes_nothing


def test_what_leaves_of_a_plan_is_decided_by_the_level_and_never_clears_what_is_stored(
    asha: Gate, submitted: str
) -> None:
    save(asha, submitted, ONE, STARTED)
    for level, left in {
        SharingLevel.FULL: STARTED,
        SharingLevel.PARTNERS: FollowUp(FollowUpStatus.STARTED, STARTED.status_date, "", "Ministry", "Adopt."),
        SharingLevel.PUBLIC: FollowUp(FollowUpStatus.STARTED, STARTED.status_date),
    }.items():
        shared = share(read_sources(asha, [submitted])[0], level)
        assert shared.follow_ups == {ONE: left}, level
        text = write_response(shared.response, shared.left_out, shared.follow_ups)
        incoming = read_json_file(text.encode(), "a.json", find)
        assert {key: each.follow_up for key, each in incoming.follow_ups.items()} == {ONE: left}, level
        if level is SharingLevel.PUBLIC:
            assert all(secret not in text for secret in ("Law drafted.", "Ministry", "Adopt."))
        previews = look(asha, text.encode(), "a.json").previews
        assert [dict(each.follow_up_counts) for each in previews] == [{MergeOutcome.UNCHANGED: 1}], level
