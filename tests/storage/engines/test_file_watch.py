"""A database that is deleted, moved, emptied or replaced while it is open: nothing is called saved that isn't."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from assessment.access.assessments import list_summaries, read_answer_versions, read_assessment, save_answer
from assessment.domain.answer import Answer, Rating
from assessment.records.assessments import SavedAnswer
from assessment.records.errors import DatabaseFailed, DatabaseFileReplaced
from assessment.storage.opening import Storage, open_storage
from assessment.ui.session.draft import Draft
from tests.conftest import MakeDatabase
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response

ME = "Asha"
CATALOGUE = a_catalogue()
ITEM = "INV-01"
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)


def move(file: Path) -> None:
    file.rename(file.with_name("moved.db"))


def empty(file: Path) -> None:
    os.truncate(file, 0)


def replace_by_nothing(file: Path) -> None:
    file.unlink()
    file.touch()


def replace(file: Path) -> None:
    """By another database of ours, as the command mv or a synced folder does; what lies beside the old one stays."""
    other = file.with_name("other.db")
    open_storage(f"sqlite:///{other}").close()
    other.rename(file)


WAYS: list[Callable[[Path], None]] = [Path.unlink, move, empty, replace_by_nothing, replace]


@pytest.fixture
def repository(file: Path) -> Iterator[Storage]:
    with open_storage(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def kept(repository: Storage) -> str:
    return store_response(as_admin(repository, ME), CATALOGUE, a_response(CATALOGUE, {ITEM: ABSENT}))


def save(repository: Storage, assessment_id: str, answer: Answer, revision: int = 1) -> SavedAnswer:
    return save_answer(as_admin(repository, ME), assessment_id, ITEM, answer, expected_revision=revision)


def elsewhere(file: Path, assessment_id: str) -> Rating | None:
    """How somebody who opens the file only now finds the item rated."""
    with open_storage(f"sqlite:///{file}") as repository:
        return read_assessment(as_admin(repository), assessment_id).response.rating(ITEM)


@pytest.mark.usefixtures("make_databases_as_shipped")
@pytest.mark.parametrize("displace", WAYS)
def test_nothing_is_called_saved_and_what_was_saved_is_rescued_and_used_in_its_place(
    repository: Storage, file: Path, kept: str, displace: Callable[[Path], None]
) -> None:
    displace(file)

    with pytest.raises(DatabaseFileReplaced, match="was deleted, moved or replaced while it was open") as told:
        save(repository, kept, PARTIAL)
    rescued = told.value.rescued
    assert rescued is not None
    assert str(rescued) in str(told.value)
    assert rescued.parent == file.parent
    assert rescued.stat().st_mode & 0o777 == 0o600
    assert elsewhere(rescued, kept) is Rating.ABSENT

    rescued.rename(file)
    assert save(repository, kept, PARTIAL).revision == 2
    assert read_assessment(as_admin(repository), kept).response.rating(ITEM) is Rating.PARTIAL
    assert elsewhere(file, kept) is Rating.PARTIAL


def test_a_file_that_is_moved_back_is_used_again_with_all_that_was_saved(
    repository: Storage, file: Path, kept: str
) -> None:
    move(file)
    for _time in range(3):
        with pytest.raises(DatabaseFileReplaced):
            save(repository, kept, PARTIAL)
    file.with_name("moved.db").rename(file)

    assert save(repository, kept, PARTIAL).revision == 2
    assert elsewhere(file, kept) is Rating.PARTIAL
    assert len(list(file.parent.glob("*rescued*"))) == 1


def test_another_database_in_its_place_is_opened_after_that_was_told(
    repository: Storage, file: Path, kept: str
) -> None:
    replace(file)
    with pytest.raises(DatabaseFileReplaced):
        list_summaries(as_admin(repository))

    assert list_summaries(as_admin(repository)) == []
    new = store_response(as_admin(repository, ME), CATALOGUE, a_response(CATALOGUE, {ITEM: IMPLEMENTED}))
    assert elsewhere(file, new) is Rating.IMPLEMENTED


def test_a_file_that_was_cut_short_is_told(repository: Storage, file: Path, kept: str) -> None:
    for revision in range(1, 20):
        save(repository, kept, Answer(comment=f"{revision} " * 30_000), revision)
    os.truncate(file, file.stat().st_size // 2)

    with pytest.raises(DatabaseFileReplaced):
        save(repository, kept, PARTIAL, 20)


@pytest.mark.parametrize("suffixes", [("-wal",), ("-wal", "-shm")])
def test_what_lies_beside_the_file_may_be_deleted_and_nothing_is_lost(
    repository: Storage, file: Path, kept: str, suffixes: tuple[str, ...]
) -> None:
    for suffix in suffixes:
        file.with_name(file.name + suffix).unlink()
    for _time in range(2):
        try:
            saved = save(repository, kept, PARTIAL)
        except DatabaseFileReplaced:
            continue
        break

    assert saved.revision == 2
    assert elsewhere(file, kept) is Rating.PARTIAL
    assert repository.check().problems == ()


def test_a_change_that_is_committed_into_a_file_just_gone_is_not_called_saved(
    repository: Storage, file: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*arguments: object) -> Answer:
        file.unlink()
        return PARTIAL

    with monkeypatch.context() as patched:
        patched.setattr("assessment.storage.answers.check_answer", late)
        with pytest.raises(DatabaseFileReplaced) as told:
            save(repository, kept, PARTIAL)
    assert told.value.rescued is not None
    told.value.rescued.rename(file)

    # It is in what was rescued, so to save it once more changes nothing.
    assert save(repository, kept, PARTIAL).changed is False


def test_a_folder_that_is_gone_is_made_again_for_what_is_rescued(
    repository: Storage, file: Path, kept: str, tmp_path: Path
) -> None:
    file.parent.rename(tmp_path / "away")
    with pytest.raises(DatabaseFileReplaced) as told:
        save(repository, kept, PARTIAL)
    assert told.value.rescued is not None
    assert elsewhere(told.value.rescued, kept) is Rating.ABSENT


def test_what_a_person_typed_stays_in_the_draft_and_is_saved_once_things_are_right(
    repository: Storage, file: Path, kept: str
) -> None:
    access, draft = as_admin(repository, ME), Draft(kept)
    draft.refresh(access)
    move(file)
    draft.change(access, ITEM, evidence="A law")
    assert "was deleted, moved or replaced" in draft.edit(ITEM).refused
    assert draft.field(ITEM, "evidence") == "A law"
    assert ITEM not in draft.saved

    file.with_name("moved.db").rename(file)
    draft.change(access, ITEM)
    assert (draft.edit(ITEM).refused, draft.edit(ITEM).unsaved) == ("", {})
    assert read_assessment(access, kept).response.answer(ITEM).evidence == "A law"


def test_tables_of_a_server_that_are_gone_are_told_and_used_again_when_they_are_back(
    make_postgresql: MakeDatabase,
) -> None:
    address = make_postgresql()
    name = address.rpartition("%3D")[2]
    with open_storage(address) as repository, psycopg.connect(address, autocommit=True) as other:
        assessment_id = store_response(as_admin(repository, ME), CATALOGUE, a_response(CATALOGUE, {ITEM: ABSENT}))
        other.execute(f"ALTER SCHEMA {name} RENAME TO {name}_away".encode())
        with pytest.raises(DatabaseFailed):
            save(repository, assessment_id, PARTIAL)
        other.execute(f"ALTER SCHEMA {name}_away RENAME TO {name}".encode())
        assert save(repository, assessment_id, PARTIAL).revision == 2


class TestRestoreBesideAnOpenWindow:
    """Revisions that other words bear since a restore."""

    @pytest.fixture
    def repository(self, database_url: str) -> Iterator[Storage]:
        with open_storage(database_url) as opened:
            yield opened

    @pytest.fixture
    def draft(self, repository: Storage, kept: str, tmp_path: Path) -> Draft:
        """That of a window which saw revision 2; since then a restore, and another revision 2."""
        repository.backup(tmp_path / "backup.db")
        save(repository, kept, PARTIAL)
        draft = Draft(kept)
        draft.refresh(as_admin(repository, ME))
        repository.restore(tmp_path / "backup.db")
        save(repository, kept, IMPLEMENTED)
        return draft

    def test_a_window_overwrites_nothing_that_it_has_not_seen(self, repository: Storage, draft: Draft) -> None:
        draft.change(as_admin(repository, "Bela"), ITEM, rating=Rating.DONT_KNOW)

        assert read_assessment(as_admin(repository), draft.assessment_id).response.answer(ITEM) == IMPLEMENTED
        assert draft.edit(ITEM).conflict
        assert draft.answer(ITEM) == IMPLEMENTED
        draft.keep_own_version(as_admin(repository, "Bela"), ITEM, draft.answer(ITEM))
        assert read_assessment(as_admin(repository), draft.assessment_id).response.rating(ITEM) is Rating.DONT_KNOW

    def test_a_window_that_is_drawn_again_shows_what_is_there(self, repository: Storage, draft: Draft) -> None:
        before = draft.key(ITEM, "rating")
        assert draft.refresh(as_admin(repository, ME)) == [ITEM]
        assert draft.answer(ITEM) == IMPLEMENTED
        # The browser may send again what it has under the key of before.
        assert draft.key(ITEM, "rating") != before

    def test_a_file_of_before_has_no_common_state_under_a_revision_with_other_words(
        self, repository: Storage, draft: Draft, tmp_path: Path
    ) -> None:
        assert read_answer_versions(as_admin(repository), draft.assessment_id) == {(ITEM, 1): ABSENT}
        repository.backup(tmp_path / "again.db")
        repository.restore(tmp_path / "again.db")
        assert read_answer_versions(as_admin(repository), draft.assessment_id) == {(ITEM, 1): ABSENT}
        save(repository, draft.assessment_id, ABSENT, 2)
        assert read_answer_versions(as_admin(repository), draft.assessment_id) == {(ITEM, 1): ABSENT, (ITEM, 3): ABSENT}
