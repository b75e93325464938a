"""What one session knows of an assessment, and what becomes of its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from assessment.domain.model import Answer, Rating
from assessment.services.access import Access
from assessment.storage import DiskFull, Repository, SavedAnswer, open_repository
from assessment.ui.session.draft import Draft
from tests.support.catalogues import a_catalogue, a_response

CATALOGUE = a_catalogue()
ITEM = "INV-01"


@pytest.fixture
def repository(make_sqlite: Callable[[], str]) -> Iterator[Repository]:
    with open_repository(make_sqlite()) as repository:
        yield repository


@pytest.fixture
def access(repository: Repository) -> Access:
    return Access(repository, "here")


@pytest.fixture
def assessment_id(access: Access) -> str:
    return access.create(CATALOGUE, a_response(CATALOGUE))


@pytest.fixture
def draft(access: Access, assessment_id: str) -> Draft:
    return opened(access, assessment_id)


def opened(access: Access, assessment_id: str) -> Draft:
    """The draft of a window that has just opened the assessment."""
    draft = Draft(assessment_id)
    assert draft.refresh(access) == []
    return draft


def stored(access: Access, draft: Draft) -> Answer:
    return access.assessment(draft.assessment_id).response.answer(ITEM)


def test_a_change_is_stored_and_its_time_is_known(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.PARTIAL)
    draft.change(access, ITEM, evidence="A law")
    assert stored(access, draft) == draft.answer(ITEM) == Answer(Rating.PARTIAL, evidence="A law")
    assert ITEM in draft.saved


def test_not_applicable_waits_for_its_reason_and_leaves_what_was_stored(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    assert draft.waits_for_reason(ITEM)
    assert "reason" in draft.impossible[ITEM]
    assert stored(access, draft).rating is Rating.ABSENT
    draft.change(access, ITEM, reason="No coast")
    assert stored(access, draft) == Answer(Rating.NOT_APPLICABLE, reason="No coast")
    assert (draft.unsaved, draft.impossible) == ({}, {})


def test_other_fields_are_saved_while_one_waits(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    draft.change(access, ITEM, comment="We discuss it")
    assert stored(access, draft) == Answer(comment="We discuss it")
    assert draft.waits_for_reason(ITEM)


def test_another_rating_ends_the_wait(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    draft.change(access, ITEM, rating=Rating.IMPLEMENTED)
    assert stored(access, draft).rating is Rating.IMPLEMENTED
    assert (draft.unsaved, draft.impossible) == ({}, {})


def test_a_reason_that_is_needed_cannot_be_emptied(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE, reason="No coast")
    draft.change(access, ITEM, reason="")
    assert stored(access, draft).reason == "No coast"
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert stored(access, draft) == Answer(Rating.ABSENT)


def test_a_bad_link_is_held_back_and_said(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, evidence_url="javascript:alert(1)")
    assert "https://" in draft.impossible[ITEM]
    assert stored(access, draft).is_empty
    draft.change(access, ITEM, evidence_url="https://example.org/law")
    assert stored(access, draft).evidence_url == "https://example.org/law"


def test_what_storage_refused_is_saved_with_the_next_try(
    access: Access, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk(monkeypatch):
        draft.change(access, ITEM, evidence="A long text")
    assert "full" in draft.refused[ITEM]
    assert stored(access, draft).is_empty
    draft.change(access, ITEM)
    assert stored(access, draft).evidence == "A long text"
    assert (draft.unsaved, draft.refused) == ({}, {})


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_arguments: object, **_fields: object) -> SavedAnswer:
        raise DiskFull("the database")

    with monkeypatch.context() as patch:
        patch.setattr(Access, "save_answer", fail)
        yield


def test_a_newer_answer_of_another_window_is_not_overwritten(access: Access, draft: Draft) -> None:
    other = opened(access, draft.assessment_id)
    other.change(access, ITEM, rating=Rating.IMPLEMENTED)
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert stored(access, draft).rating is Rating.IMPLEMENTED
    conflict = draft.conflicts[ITEM]
    assert (conflict.yours.rating, conflict.stored.rating) == (Rating.ABSENT, Rating.IMPLEMENTED)


def test_a_conflict_is_settled_for_this_version(access: Access, draft: Draft) -> None:
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.IMPLEMENTED, comment="Theirs")
    draft.change(access, ITEM, rating=Rating.ABSENT)
    shown = draft.conflicts[ITEM].yours
    draft.keep_own_version(access, ITEM)
    assert stored(access, draft) == shown == Answer(Rating.ABSENT, comment="Theirs")
    assert (draft.conflicts, draft.unsaved) == ({}, {})


def test_a_conflict_is_settled_for_the_other_version(access: Access, draft: Draft) -> None:
    key = draft.key(ITEM, "rating")
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.IMPLEMENTED)
    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.take_stored_version(ITEM)
    assert draft.answer(ITEM).rating is stored(access, draft).rating is Rating.IMPLEMENTED
    assert (draft.conflicts, draft.unsaved) == ({}, {})
    assert draft.key(ITEM, "rating") != key


def test_changes_of_another_window_are_noticed_and_taken_over(access: Access, draft: Draft) -> None:
    other = opened(access, draft.assessment_id)
    other.change(access, ITEM, rating=Rating.IMPLEMENTED)
    assert draft.refresh(access) == [ITEM]
    assert draft.answer(ITEM).rating is Rating.IMPLEMENTED
    assert draft.refresh(access) == []


def test_cards_that_come_back_to_the_screen_have_widgets_of_their_own(draft: Draft) -> None:
    draft.show("theme", "harbour")
    key = draft.key(ITEM, "rating")
    draft.show("theme", "harbour")
    assert draft.key(ITEM, "rating") == key
    draft.show()
    assert not draft.is_on_screen(key)
    draft.show("theme", "harbour")
    assert draft.key(ITEM, "rating") != key


def test_a_window_keeps_its_widgets_while_it_saves(access: Access, draft: Draft) -> None:
    key = draft.key(ITEM, "rating")
    draft.change(access, ITEM, rating=Rating.PARTIAL)
    assert draft.key(ITEM, "rating") == key


def test_what_a_browser_sends_again_after_a_restart_reaches_no_widget_that_was_changed(
    access: Access, draft: Draft
) -> None:
    old, untouched = draft.key(ITEM, "rating"), draft.key("INV-02", "rating")
    draft.change(access, ITEM, rating=Rating.PARTIAL)
    after_restart = opened(access, draft.assessment_id)
    assert after_restart.key(ITEM, "rating") != old
    assert after_restart.key("INV-02", "rating") == untouched


def test_what_is_in_conflict_is_kept_when_the_page_is_drawn_again(access: Access, draft: Draft) -> None:
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.IMPLEMENTED)
    draft.change(access, ITEM, evidence="Typed for an hour")
    draft.refresh(access)
    assert draft.field(ITEM, "evidence") == "Typed for an hour"
    draft.keep_own_version(access, ITEM)
    assert stored(access, draft).evidence == "Typed for an hour"
    assert (draft.conflicts, draft.unsaved) == ({}, {})


def test_what_waits_is_shown_again_and_can_be_taken_back(access: Access, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    assert draft.field(ITEM, "rating") is Rating.NOT_APPLICABLE
    draft.discard_change(ITEM, "rating")
    assert draft.field(ITEM, "rating") is stored(access, draft).rating is Rating.ABSENT
    assert (draft.unsaved, draft.impossible) == ({}, {})


def test_another_version_that_cannot_be_saved_loses_nothing(
    access: Access, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.IMPLEMENTED)
    draft.change(access, ITEM, evidence="Mine")
    with full_disk(monkeypatch):
        draft.keep_own_version(access, ITEM)
    assert draft.field(ITEM, "evidence") == "Mine"
    draft.change(access, ITEM)
    assert stored(access, draft).evidence == "Mine"
