"""Submissions that were edited on their server between two downloads: each stays one, and its edit is a change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assessment.access.assessments import (
    check_stored_data,
    list_summaries,
    read_assessment,
    restore_stored_data,
    save_answer,
    undo_import,
    write_backup,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, MergeOutcome, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.answer_merge import KEEP_STORED
from assessment.domain.merging.imported_response import SubmissionVersion
from assessment.domain.merging.matching import VERSIONS_LIMIT
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.forms.columns import server_field
from assessment.records.errors import AssessmentDamaged, ImportOutdated
from assessment.services.importing import ConflictDecisions, PreparedImport, prepare_import, save_import
from tests.interchange.forms.test_submissions import filled_in, form_of
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.forms import Form, Layout, as_csv, export_rows

ONE, TWO, THREE = (item.id for item in HARBOURS.recommendations[:3])
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)
Answers = Mapping[str, Answer]
KOBO = Layout()
CENTRAL = Layout(
    groups=True,
    between="-",
    added=("SubmissionDate", "meta-instanceID", "KEY", "SubmitterName", "ReviewState", "Edits", "FormVersion"),
)


def find(_catalogue_id: str, _version: str) -> Catalogue:
    return HARBOURS


@cache
def form() -> Form:
    return form_of(HARBOURS)


def kobo(uuid: str, root: str, answers: Answers, **identity: Any) -> Mapping[str, Any]:
    """A submission as KoboToolbox exports it: an edit has another `_uuid` and keeps `meta/rootUuid`."""
    return filled_in(HARBOURS, a_response(HARBOURS, answers, **identity)) | {"_uuid": uuid, "_root": root}


def central(key: str, edits: int, answers: Answers, **identity: Any) -> Mapping[str, Any]:
    """A submission as ODK Central exports it: an edit has another instance and keeps `KEY`."""
    instance = f"{key}-edited-{edits}" if edits else key
    of_server = {"KEY": f"uuid:{key}", "meta-instanceID": f"uuid:{instance}", "Edits": edits}
    return filled_in(HARBOURS, a_response(HARBOURS, answers, **identity)) | of_server


def exported(*submissions: Mapping[str, Any], name: str = "export.csv") -> tuple[bytes, str]:
    layout = CENTRAL if "KEY" in submissions[0] else KOBO
    return as_csv(export_rows(form(), submissions, layout)), name


def look(access: Gate, *files: tuple[bytes, str]) -> PreparedImport:
    return prepare_import(files, access, find)


def bring(access: Gate, *files: tuple[bytes, str], decisions: ConflictDecisions | None = None) -> str:
    """Import files; gives the id of the import."""
    return save_import(look(access, *files), decisions or ConflictDecisions(), access).id


def only(access: Gate) -> Answers:
    """The answers of the only response that is kept."""
    (summary,) = list_summaries(access)
    return read_assessment(access, summary.id).response.answers


SENT, EDITED = {ONE: ABSENT, TWO: PARTIAL}, {ONE: IMPLEMENTED, TWO: PARTIAL}
SERVERS = {
    "KoboToolbox": (kobo("a", "a", SENT), kobo("b", "a", EDITED)),
    "ODK Central": (central("a", 0, SENT), central("a", 1, EDITED)),
}
each_server = pytest.mark.parametrize(("first", "later"), SERVERS.values(), ids=SERVERS)


@each_server
def test_an_edited_submission_changes_what_it_said_and_makes_no_second_response(
    asha: Gate, first: Mapping[str, Any], later: Mapping[str, Any]
) -> None:
    bring(asha, exported(first))
    prepared = look(asha, exported(later))
    assert prepared.previews[0].counts[MergeOutcome.CHANGED] == 1
    assert "row 2: This submission was edited after it was imported." in str(prepared.matched.notes[0])
    edit = save_import(prepared, ConflictDecisions(), asha)
    assert only(asha) == EDITED

    for old in (first, later):
        assert [incoming.source for incoming in look(asha, exported(old)).matched.already_imported] == ["export.csv"]
    undo_import(asha, edit.id)
    assert only(asha) == SENT
    assert look(asha, exported(first)).matched.already_imported
    bring(asha, exported(later))
    assert only(asha) == EDITED


@each_server
def test_of_two_states_in_one_import_the_later_one_is_taken(
    asha: Gate, first: Mapping[str, Any], later: Mapping[str, Any]
) -> None:
    for files in ([exported(first, later)], [exported(later, name="a.csv"), exported(first, name="b.csv")]):
        prepared = look(asha, *files)
        assert [len(previewed.files) for previewed in prepared.previews] == [1]
        assert "These files have a later version of this submission." in str(prepared.matched.notes[0])
    save_import(prepared, ConflictDecisions(), asha)
    assert only(asha) == EDITED
    assert look(asha, exported(first)).previews == ()


@each_server
def test_an_older_file_brings_nothing_back(asha: Gate, first: Mapping[str, Any], later: Mapping[str, Any]) -> None:
    bring(asha, exported(later))
    assert look(asha, exported(first)).previews == ()
    assert only(asha) == EDITED


@each_server
def test_what_was_changed_here_meanwhile_is_kept_beside_an_edit(
    asha: Gate, first: Mapping[str, Any], later: Mapping[str, Any]
) -> None:
    bring(asha, exported(first))
    (summary,) = list_summaries(asha)
    save_answer(asha, summary.id, TWO, IMPLEMENTED, expected_revision=1)
    bring(asha, exported(later))
    assert only(asha) == {ONE: IMPLEMENTED, TWO: IMPLEMENTED}


def test_what_was_changed_here_and_by_an_edit_is_a_conflict_with_the_earlier_words(asha: Gate) -> None:
    bring(asha, exported(kobo("a", "a", SENT)))
    (summary,) = list_summaries(asha)
    save_answer(asha, summary.id, ONE, PARTIAL, expected_revision=1)
    (item,) = look(asha, exported(kobo("b", "a", EDITED))).previews[0].conflicts
    assert item.conflict is not None
    assert item.conflict.base == ABSENT
    assert [side.result for side in item.conflict.sides] == [PARTIAL, IMPLEMENTED]


def test_words_that_lost_a_conflict_do_not_come_back_with_an_edit_of_something_else(asha: Gate) -> None:
    ports = {"organisation": "Ports"}
    file = exported(kobo("a", "a", {ONE: PARTIAL}, **ports), kobo("x", "x", {ONE: ABSENT}, **ports))
    prepared = look(asha, file)
    save_import(prepared, ConflictDecisions({(0, ONE): 1}), asha)
    assert only(asha) == {ONE: PARTIAL}
    bring(asha, exported(kobo("y", "x", {ONE: ABSENT, THREE: ABSENT}, **ports)))
    assert only(asha) == {ONE: PARTIAL, THREE: ABSENT}


def test_where_nobody_can_tell_which_state_is_later_a_person_decides(asha: Gate) -> None:
    bring(asha, exported(kobo("b", "a", SENT)))
    file = exported(kobo("c", "a", EDITED))
    prepared = look(asha, file)
    assert [item.recommendation.id for item in prepared.previews[0].conflicts] == [ONE]
    assert "It is not clear which is later" in str(prepared.matched.notes[0])
    bring(asha, file, decisions=ConflictDecisions(for_all=KEEP_STORED))
    assert only(asha) == SENT
    assert look(asha, file).previews == ()

    both = look(asha, exported(kobo("e", "d", SENT), kobo("f", "d", EDITED)))
    assert [item.recommendation.id for item in both.previews[0].conflicts] == [ONE]


def test_more_states_of_a_submission_than_anybody_makes_are_not_put_in_order(asha: Gate) -> None:
    def states(number: int) -> list[Mapping[str, Any]]:
        return [kobo(f"a{place}" if place else "a", "a", SENT) for place in range(number)]

    for number, left in ((VERSIONS_LIMIT, VERSIONS_LIMIT - 1), (VERSIONS_LIMIT + 1, VERSIONS_LIMIT + 1)):
        (previewed,) = look(asha, exported(*states(number))).previews
        assert len(previewed.files) == left


def test_answers_that_were_changed_on_the_server_without_a_new_id_are_seen(asha: Gate) -> None:
    bring(asha, exported(kobo("a", "a", SENT)))
    (previewed,) = look(asha, exported(kobo("a", "a", EDITED))).previews
    assert [item.recommendation.id for item in previewed.conflicts] == [ONE]


def test_what_came_without_the_column_of_its_key_is_known_by_the_id_of_its_state(asha: Gate) -> None:
    without_key = Layout(added=tuple(name for name in KOBO.added if name != "meta/rootUuid"))
    bring(asha, (as_csv(export_rows(form(), [kobo("c", "b", SENT)], without_key)), "export.csv"))
    assert [one.key for one in look(asha, exported(kobo("c", "b", SENT))).matched.already_imported] == ["b"]


def test_an_edit_that_names_another_country_is_told_and_not_counted_twice(asha: Gate) -> None:
    bring(asha, exported(kobo("a", "a", SENT, country="NPL")))
    prepared = look(asha, exported(kobo("b", "a", EDITED, country="CHE")))
    assert prepared.previews == ()
    assert "with another country, voice or catalogue" in str(prepared.matched.notes[0])


def test_an_edit_that_names_another_organisation_stays_with_its_response(asha: Gate) -> None:
    bring(asha, exported(kobo("a", "a", SENT, organisation="Ports")))
    bring(asha, exported(kobo("b", "a", EDITED, organisation="Ports of the North")))
    assert only(asha) == EDITED


def test_an_edit_that_another_window_took_since_the_look_is_not_taken_again(asha: Gate) -> None:
    bring(asha, exported(kobo("a", "a", SENT)))
    here, there = (look(asha, exported(kobo("b", "a", {**SENT, THREE: ABSENT}))) for _window in range(2))
    save_import(here, ConflictDecisions(), asha)
    with pytest.raises(ImportOutdated):
        save_import(there, ConflictDecisions(), asha)


def test_a_submission_that_was_rejected_after_it_was_imported_is_told_and_stays(asha: Gate) -> None:
    bring(asha, exported(central("a", 0, SENT)))
    prepared = look(asha, exported({**central("a", 0, SENT), "ReviewState": "rejected"}))
    (told,) = prepared.rejected
    assert "What was imported before stays" in str(told)
    assert only(asha) == SENT


NAMES = {
    "root": ["meta/rootUuid", "meta-rootUuid", "META.ROOTUUID", "group:meta:rootUuid"],
    "key": ["KEY", "Key"],
    "row": ["__id", "value.__id", "Submissions/__ID"],
    "uuid": ["_uuid", "uuid", "UUID", "group/_uuid"],
    "instance": ["instanceID", "meta.instanceID", "meta/instanceID", "meta-instanceID", "data_meta_instanceID"],
    "replaced": ["meta/deprecatedID", "deprecatedid"],
    "edits": ["Edits", "__system/edits"],
    "review": ["ReviewState", "__system.reviewState", "_validation_status", "_validation_status/uid", "review_status"],
    None: ["_id", "formhub/uuid", "PARENT_KEY", "HAR-01.1 Somebody holds the key", "_xform_id_string", "instanceName"],
}


def test_the_columns_of_a_server_are_known_however_they_are_spelt() -> None:
    for told, name in [(told, name) for told, names in NAMES.items() for name in names]:
        assert server_field(name) == told, told


def test_a_submission_is_known_by_what_stays_however_its_columns_are_spelt() -> None:
    for names in [("__id", "meta.instanceID"), ("KEY", "meta/instanceID"), ("meta:rootUuid", "UUID")]:
        layout = Layout(added=(), extra=dict(zip(names, ("uuid:stays", "uuid:changes"), strict=True)))
        content = as_csv(export_rows(form(), [filled_in(HARBOURS, a_response(HARBOURS, SENT))], layout))
        (incoming,) = read_file(content, "export.csv", find)
        assert (incoming.key, incoming.version, incoming.warnings) == ("stays", SubmissionVersion("changes"), ()), names


def spoil(gate: Gate, statement: str) -> None:
    with gate._storage.writing() as transaction:
        transaction.connection.exec_driver_sql(statement)


@each_server
def test_an_edit_of_a_submission_whose_response_is_damaged_is_held_back_and_what_is_not_edited_goes_on(
    asha: Gate, first: Mapping[str, Any], later: Mapping[str, Any]
) -> None:
    bring(asha, exported(first))
    (summary,) = list_summaries(asha)
    for statement in ("UPDATE changes SET answer = '{'", "UPDATE assessments SET organisation = '{'"):
        spoil(asha, statement)
        assert look(asha, exported(first)).problems == ()
        prepared = look(asha, exported(later))
        assert (prepared.previews, prepared.matched.notes) == ((), ())
        assert not prepared.changes_nothing
        (problem,) = prepared.problems
        assert f"The response “{summary.id}” is damaged" in problem.what
        assert "export.csv" in problem.fix
        with pytest.raises(FileRefused):
            save_import(prepared, ConflictDecisions(), asha)


@pytest.mark.parametrize("state", ["{", '{"id": 1, "said": {}}', '{"said": {"x": 1}}'])
def test_what_a_submission_said_is_named_where_it_is_damaged(asha: Gate, tmp_path: Path, state: str) -> None:
    first, later = SERVERS["KoboToolbox"]
    bring(asha, exported(first))
    (summary,) = list_summaries(asha)
    spoil(asha, f"UPDATE submissions SET state = '{state}'")  # noqa: S608 - a state of our own

    with pytest.raises(AssessmentDamaged, match=f"“{summary.id}” is damaged: a can’t be read"):
        look(asha, exported(later))
    assert only(asha) == SENT
    (problem,) = check_stored_data(asha).problems
    assert (summary.id in problem.where, problem.what) == (True, "state can’t be read.")
    assert write_backup(asha, tmp_path / "backup.db") == (problem,)


def test_an_edit_that_was_looked_at_before_a_restore_overwrites_nothing(asha: Gate, tmp_path: Path) -> None:
    first, later = SERVERS["KoboToolbox"]
    bring(asha, exported(first))
    (summary,) = list_summaries(asha)
    write_backup(asha, tmp_path / "backup.db")
    save_answer(asha, summary.id, ONE, PARTIAL, expected_revision=1)
    prepared = look(asha, exported(later))
    decisions = ConflictDecisions(for_all="export.csv")
    restore_stored_data(asha, tmp_path / "backup.db")
    save_answer(asha, summary.id, ONE, Answer(Rating.ABSENT, comment="Restored"), expected_revision=1)

    with pytest.raises(ImportOutdated):
        save_import(prepared, decisions, asha)
    again = look(asha, exported(later))
    assert [item.recommendation.id for item in again.previews[0].conflicts] == []
    save_import(again, ConflictDecisions(), asha)
    assert only(asha)[ONE] == Answer(Rating.IMPLEMENTED, comment="Restored")
