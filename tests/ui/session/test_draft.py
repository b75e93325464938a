"""What one session knows of an assessment, and what becomes of its changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from assessment.access.assessments import (
    create_assessment,
    look_at,
    read_assessment,
    read_history,
    save_answer,
    submit_assessment,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.records.assessments import SavedAnswer
from assessment.records.errors import DiskFull
from assessment.storage.opening import Storage
from assessment.ui.session.draft import COUNTED_EVERY, Draft
from assessment.ui.session.editing import NONE, Conflict
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response

CATALOGUE = a_catalogue()
ITEM = "INV-01"


@pytest.fixture
def access(repository: Storage) -> Gate:
    return as_admin(repository, "here")


@pytest.fixture
def assessment_id(access: Gate) -> str:
    return create_assessment(access, CATALOGUE, a_response(CATALOGUE))


@pytest.fixture
def draft(access: Gate, assessment_id: str) -> Draft:
    return opened(access, assessment_id)


def opened(access: Gate, assessment_id: str) -> Draft:
    """The draft of a window that has just opened the assessment."""
    draft = Draft(assessment_id)
    assert draft.refresh(access) == []
    return draft


def stored(access: Gate, draft: Draft) -> Answer:
    return read_assessment(access, draft.assessment_id).response.answer(ITEM)


def in_conflict(draft: Draft) -> Conflict[Answer]:
    conflict = draft.edit(ITEM).conflict
    assert conflict is not None
    return conflict


def nothing_waits(draft: Draft) -> bool:
    """Whether everything that was changed is stored."""
    edit = draft.edit(ITEM)
    return not (edit.unsaved or edit.impossible or edit.refused or edit.conflict)


def test_a_change_is_stored_and_its_time_is_known(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.PARTIAL)
    draft.change(access, ITEM, evidence="A law")
    assert stored(access, draft) == draft.answer(ITEM) == Answer(Rating.PARTIAL, evidence="A law")
    assert ITEM in draft.saved


def test_not_applicable_waits_for_its_reason_and_leaves_what_was_stored(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    assert draft.waits_for_reason(ITEM)
    assert "reason" in draft.edit(ITEM).impossible["rating"]
    assert stored(access, draft).rating is Rating.ABSENT
    draft.change(access, ITEM, reason="No coast")
    assert stored(access, draft) == Answer(Rating.NOT_APPLICABLE, reason="No coast")
    assert nothing_waits(draft)


def test_other_fields_are_saved_while_one_waits(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    draft.change(access, ITEM, comment="We discuss it")
    assert stored(access, draft) == Answer(comment="We discuss it")
    assert draft.waits_for_reason(ITEM)
    draft.change(access, ITEM, rating=Rating.IMPLEMENTED)
    assert stored(access, draft) == Answer(Rating.IMPLEMENTED, comment="We discuss it")
    assert nothing_waits(draft)


def test_a_reason_that_is_needed_cannot_be_emptied(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE, reason="No coast")
    draft.change(access, ITEM, reason="")
    assert stored(access, draft).reason == "No coast"
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert stored(access, draft) == Answer(Rating.ABSENT)


def test_a_bad_link_is_held_back_and_said(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, evidence_url="javascript:alert(1)")
    assert "https://" in draft.edit(ITEM).impossible["evidence_url"]
    assert stored(access, draft).is_empty
    draft.change(access, ITEM, evidence_url="https://example.org/law")
    assert stored(access, draft).evidence_url == "https://example.org/law"


def test_what_storage_refused_is_saved_with_the_next_try(
    access: Gate, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk(monkeypatch):
        draft.change(access, ITEM, evidence="A long text")
    assert "full" in draft.edit(ITEM).refused
    assert stored(access, draft).is_empty
    draft.change(access, ITEM)
    assert stored(access, draft).evidence == "A long text"
    assert nothing_waits(draft)


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("assessment.ui.session.draft.save_answer", Mock(side_effect=DiskFull("the database")))
        yield


def test_a_newer_answer_of_another_window_is_not_overwritten_and_can_be_taken(access: Gate, draft: Draft) -> None:
    key = draft.key(ITEM, "rating")
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.IMPLEMENTED)
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert stored(access, draft).rating is Rating.IMPLEMENTED
    assert (in_conflict(draft).record.rating, draft.answer(ITEM).rating) == (Rating.ABSENT, Rating.IMPLEMENTED)
    draft.take_stored_version(ITEM)
    assert draft.answer(ITEM).rating is stored(access, draft).rating is Rating.IMPLEMENTED
    assert nothing_waits(draft)
    assert draft.key(ITEM, "rating") != key


def test_cards_that_come_back_to_the_screen_have_widgets_of_their_own(draft: Draft) -> None:
    draft.show("theme", "harbour")
    key = draft.key(ITEM, "rating")
    draft.show("theme", "harbour")
    assert draft.key(ITEM, "rating") == key
    draft.show()
    assert not draft.is_on_screen(key)
    draft.show("theme", "harbour")
    assert draft.key(ITEM, "rating") != key


def test_what_waits_is_shown_again_and_can_be_taken_back(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    assert draft.field(ITEM, "rating") is Rating.NOT_APPLICABLE
    draft.discard_change(ITEM, "rating")
    assert draft.field(ITEM, "rating") is stored(access, draft).rating is Rating.ABSENT
    assert nothing_waits(draft)


def test_another_version_that_cannot_be_saved_loses_nothing(
    access: Gate, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(access, draft.assessment_id).change(access, ITEM, evidence="Theirs")
    draft.change(access, ITEM, evidence="Mine")
    with full_disk(monkeypatch):
        draft.keep_own_version(access, ITEM, draft.answer(ITEM))
    assert draft.field(ITEM, "evidence") == "Mine"
    draft.change(access, ITEM)
    assert stored(access, draft).evidence == "Mine"


# What others change while the page is open


def change_by(other: Gate, draft: Draft, **fields: Any) -> None:
    """Let somebody change some fields of the answer as it is stored."""
    window = Draft(draft.assessment_id)
    window.refresh(other)
    window.change(other, ITEM, **fields)


def test_only_the_fields_that_somebody_else_changed_get_new_widgets(access: Gate, asha: Gate, draft: Draft) -> None:
    names = ("rating", "cause", "measure.INV-01.1", "measure.INV-01.2")
    keys = {name: draft.key(ITEM, name) for name in names}
    change_by(asha, draft, rating=Rating.PARTIAL, measures=("INV-01.2",))
    assert draft.refresh(access) == [ITEM]
    assert [name for name in names if draft.key(ITEM, name) != keys[name]] == ["rating", "measure.INV-01.2"]
    assert draft.field(ITEM, "rating") is Rating.PARTIAL
    assert (draft.stored[ITEM].author, draft.edit(ITEM).news) == ("Asha", {})
    key = draft.key(ITEM, f"measure.{NONE}")
    change_by(asha, draft, measures=())
    draft.refresh(access)
    assert draft.key(ITEM, f"measure.{NONE}") != key


def test_news_of_a_text_end_when_it_leaves_the_screen(access: Gate, asha: Gate, draft: Draft) -> None:
    leaving: list[Callable[[], None]] = [
        lambda: draft.edit(ITEM).hide(["evidence"]),
        lambda: draft.show("elsewhere"),
    ]
    for number, leave in enumerate(leaving):
        key = draft.key(ITEM, "evidence")
        change_by(asha, draft, evidence=f"Asha's {number}")
        draft.refresh(access)
        leave()
        assert draft.edit(ITEM).news == {}
        assert draft.key(ITEM, "evidence") != key
        assert draft.field(ITEM, "evidence") == f"Asha's {number}"
        draft.change(access, ITEM, evidence=f"Asha's and mine {number}")
        assert nothing_waits(draft)
        assert stored(access, draft).evidence == f"Asha's and mine {number}"


def test_other_fields_of_the_same_answer_are_merged(access: Gate, asha: Gate, draft: Draft) -> None:
    draft.key(ITEM, "evidence")
    change_by(asha, draft, evidence="Asha's", measures=("INV-01.1",))
    draft.change(access, ITEM, rating=Rating.ABSENT)  # Without having looked.
    change_by(asha, draft, law_reference="Act 12")
    draft.refresh(access)
    draft.change(access, ITEM, comment="Mine")
    merged = Answer(Rating.ABSENT, ("INV-01.1",), evidence="Asha's", law_reference="Act 12", comment="Mine")
    assert stored(access, draft) == merged
    assert nothing_waits(draft)
    assert list(draft.edit(ITEM).news) == ["evidence"]
    assert {change.by for change in read_history(access, draft.assessment_id)} == {"Asha", "here"}


def test_a_reason_is_not_asked_for_once_the_rating_of_somebody_else_is_taken(
    access: Gate, asha: Gate, repository: Storage
) -> None:
    settlings: list[Callable[[Draft], None]] = [
        lambda draft: draft.take_stored_version(ITEM),
        lambda draft: draft.show_stored(ITEM, "rating"),
    ]
    for settle in settlings:
        draft = opened(access, store_response(as_admin(repository, "here"), CATALOGUE, a_response(CATALOGUE)))
        draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
        draft.key(ITEM, "reason")
        change_by(asha, draft, rating=Rating.PARTIAL)
        draft.refresh(access)
        draft.change(access, ITEM, reason="No coast")
        settle(draft)
        assert draft.field(ITEM, "rating") is Rating.PARTIAL
        assert not draft.asks_for_reason(ITEM)


def test_a_change_by_somebody_else_is_a_change_once_and_ones_own_is_none(
    access: Gate, asha: Gate, draft: Draft
) -> None:
    change_by(asha, draft, rating=Rating.PARTIAL)
    assert draft.refresh(access) == [ITEM]
    key = draft.key(ITEM, "rating")
    assert draft.refresh(access) == []
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert draft.refresh(access) == []
    assert draft.key(ITEM, "rating") == key


def test_a_text_on_the_screen_is_replaced_only_where_the_person_asks_for_it(
    access: Gate, asha: Gate, draft: Draft
) -> None:
    key = draft.key(ITEM, "evidence")
    change_by(asha, draft, evidence="Asha's", comment="Not on this screen")
    draft.refresh(access)
    assert draft.key(ITEM, "evidence") == key
    assert draft.edit(ITEM).news == {"evidence": "Asha"}
    assert draft.answer(ITEM) == Answer(evidence="Asha's", comment="Not on this screen")
    draft.show_stored(ITEM, "evidence")
    assert draft.key(ITEM, "evidence") != key
    assert (draft.edit(ITEM).news, draft.field(ITEM, "evidence")) == ({}, "Asha's")
    for text in ("Otherwise", "Asha's"):  # What is changed back is no news.
        change_by(asha, draft, evidence=text)
        draft.refresh(access)
    assert draft.edit(ITEM).news == {}


def test_each_change_bears_the_name_of_who_made_it(repository: Storage, access: Gate, asha: Gate, draft: Draft) -> None:
    bela = as_admin(repository, "Bela")
    for name in ("evidence", "action"):
        draft.key(ITEM, name)
    change_by(asha, draft, evidence="Asha's")
    change_by(bela, draft, action="Bela's")
    draft.refresh(access)
    change_by(bela, draft, rating=Rating.PARTIAL)
    draft.refresh(access)
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert draft.edit(ITEM).news == {"evidence": "Asha", "action": "Bela"}


def test_a_text_saved_over_news_is_a_conflict_with_both_versions(access: Gate, asha: Gate, draft: Draft) -> None:
    draft.key(ITEM, "evidence")
    draft.key(ITEM, "comment")
    change_by(asha, draft, evidence="Asha's", comment="Asha's", rating=Rating.PARTIAL)
    draft.refresh(access)
    draft.change(access, ITEM, evidence="Mine")
    assert stored(access, draft).evidence == "Asha's"
    conflict = in_conflict(draft)
    assert (conflict.author, draft.answer(ITEM).evidence, conflict.record.evidence) == ("Asha", "Asha's", "Mine")
    assert draft.field(ITEM, "evidence") == "Mine"
    draft.refresh(access)
    assert draft.field(ITEM, "evidence") == "Mine"
    draft.keep_own_version(access, ITEM, draft.answer(ITEM))
    assert stored(access, draft) == Answer(Rating.PARTIAL, evidence="Mine", comment="Asha's")
    assert nothing_waits(draft)
    assert list(draft.edit(ITEM).news) == ["comment"]


def test_other_fields_of_an_answer_in_conflict_are_saved_at_once(access: Gate, asha: Gate, draft: Draft) -> None:
    draft.key(ITEM, "evidence")
    change_by(asha, draft, evidence="Asha's")
    draft.change(access, ITEM, evidence="Mine")
    draft.change(access, ITEM, rating=Rating.PARTIAL, comment="Mine too")
    assert stored(access, draft) == Answer(Rating.PARTIAL, evidence="Asha's", comment="Mine too")
    assert in_conflict(draft).record == Answer(Rating.PARTIAL, evidence="Mine", comment="Mine too")
    assert in_conflict(draft).author == "Asha"


def test_a_rating_that_was_read_but_not_drawn_is_not_overwritten(access: Gate, asha: Gate, draft: Draft) -> None:
    draft.key(ITEM, "rating")
    change_by(asha, draft, rating=Rating.PARTIAL)
    draft.refresh(access)  # The person's click was on its way.
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert stored(access, draft).rating is Rating.PARTIAL
    assert in_conflict(draft).record.rating is Rating.ABSENT


def test_nobody_keeps_their_version_over_one_that_they_have_not_seen(access: Gate, asha: Gate, draft: Draft) -> None:
    change_by(asha, draft, evidence="Asha's")
    draft.change(access, ITEM, evidence="Mine")
    shown = draft.answer(ITEM)
    change_by(asha, draft, evidence="Asha's again")
    draft.keep_own_version(access, ITEM, shown)
    assert stored(access, draft).evidence == "Asha's again"
    assert in_conflict(draft).record.evidence == "Mine"


def test_the_same_text_typed_by_both_is_no_conflict(access: Gate, asha: Gate, draft: Draft) -> None:
    draft.key(ITEM, "evidence")
    change_by(asha, draft, evidence="The same")
    draft.refresh(access)
    draft.change(access, ITEM, evidence="The same")
    assert nothing_waits(draft)
    assert draft.edit(ITEM).news == {}


def test_what_the_room_says_is_saved_over_both_versions_and_shown(access: Gate, asha: Gate, draft: Draft) -> None:
    keys = {draft.key(ITEM, name) for name in ("evidence", "rating")}
    change_by(asha, draft, evidence="Asha's")
    draft.refresh(access)
    draft.change(access, ITEM, evidence="Mine")
    both = Answer(Rating.PARTIAL, evidence="Asha: Asha's\n\nhere: Mine")
    draft.settle(access, ITEM, draft.answer(ITEM), both)
    assert stored(access, draft) == draft.answer(ITEM) == both
    assert nothing_waits(draft)
    assert draft.edit(ITEM).news == {}
    assert keys.isdisjoint({draft.key(ITEM, name) for name in ("evidence", "rating")})


def test_ticks_of_two_people_both_count(access: Gate, asha: Gate, draft: Draft) -> None:
    change_by(asha, draft, measures=("INV-01.1",))
    draft.refresh(access)
    change_by(asha, draft, measures=())
    draft.change(access, ITEM, measures=("INV-01.1", "INV-01.2"))
    assert stored(access, draft).measures == ("INV-01.2",)


def test_who_keeps_changing_the_same_answer_makes_nobody_wait_for_ever(
    access: Gate, asha: Gate, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = save_answer
    number = iter(range(1_000))

    def too_late(gate: Gate, *arguments: Any, **fields: Any) -> SavedAnswer:
        if gate is access:
            change_by(asha, draft, evidence=f"Number {next(number)}")
        return save(gate, *arguments, **fields)

    with monkeypatch.context() as patch:
        patch.setattr("assessment.ui.session.draft.save_answer", too_late)
        draft.change(access, ITEM, rating=Rating.ABSENT)
    assert draft.edit(ITEM).refused
    assert draft.field(ITEM, "rating") is Rating.ABSENT
    draft.change(access, ITEM)
    assert stored(access, draft).rating is Rating.ABSENT


def test_what_waits_for_a_reason_goes_on_waiting_when_somebody_else_rates(
    access: Gate, asha: Gate, draft: Draft
) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    change_by(asha, draft, rating=Rating.PARTIAL)
    draft.refresh(access)
    assert draft.waits_for_reason(ITEM)
    assert list(draft.edit(ITEM).news) == ["rating"]
    draft.change(access, ITEM, reason="No coast")
    assert in_conflict(draft).record == Answer(Rating.NOT_APPLICABLE, reason="No coast")
    assert stored(access, draft) == Answer(Rating.PARTIAL)


def test_what_was_refused_is_in_conflict_when_somebody_else_changes_the_same_field(
    access: Gate, asha: Gate, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk(monkeypatch):
        draft.change(access, ITEM, evidence="Mine")
    change_by(asha, draft, comment="Asha's")
    draft.refresh(access)
    assert "full" in draft.edit(ITEM).refused
    change_by(asha, draft, evidence="Asha's")
    draft.refresh(access)
    assert draft.edit(ITEM).refused == ""
    assert in_conflict(draft).record == Answer(evidence="Mine", comment="Asha's")


def test_a_conflict_ends_when_somebody_else_stores_the_same(access: Gate, asha: Gate, draft: Draft) -> None:
    change_by(asha, draft, evidence="Asha's")
    draft.change(access, ITEM, evidence="Mine")
    change_by(asha, draft, comment="More")
    draft.refresh(access)
    assert in_conflict(draft)
    assert draft.answer(ITEM).comment == "More"
    change_by(asha, draft, evidence="Mine")
    draft.refresh(access)
    assert nothing_waits(draft)
    assert draft.edit(ITEM).news == {}


def test_what_a_browser_sends_again_after_a_restart_reaches_no_widget_that_anybody_has_changed(
    access: Gate, asha: Gate, draft: Draft
) -> None:
    names = ("rating", "evidence", "comment")
    old, untouched = {name: draft.key(ITEM, name) for name in names}, draft.key("INV-02", "rating")
    draft.change(access, ITEM, comment="Mine")
    change_by(asha, draft, evidence="Asha's", rating=Rating.PARTIAL)
    draft.refresh(access)
    now = {name: draft.key(ITEM, name) for name in names}
    after_restart = opened(access, draft.assessment_id)
    for keys in (old, now):
        assert all(after_restart.key(ITEM, name) != key for name, key in keys.items())
    assert after_restart.key("INV-02", "rating") == untouched


def test_a_restore_is_noticed_where_revisions_are_the_same(
    repository: Storage, access: Gate, draft: Draft, tmp_path: Path
) -> None:
    repository.backup(tmp_path / "backup.db")
    draft.change(access, ITEM, rating=Rating.ABSENT)
    key = draft.key(ITEM, "rating")
    repository.restore(tmp_path / "backup.db")
    assert draft.refresh(access) == [ITEM]
    assert draft.answer(ITEM).is_empty
    opened(access, draft.assessment_id).change(access, ITEM, rating=Rating.PARTIAL)
    assert draft.refresh(access) == [ITEM]
    assert draft.field(ITEM, "rating") is Rating.PARTIAL
    assert draft.key(ITEM, "rating") != key


def test_a_reason_that_is_being_typed_stays_on_the_screen_when_somebody_else_rates(
    access: Gate, asha: Gate, draft: Draft
) -> None:
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE, reason="No coast")
    assert draft.asks_for_reason(ITEM)
    key = draft.key(ITEM, "reason")
    change_by(asha, draft, rating=Rating.PARTIAL)
    draft.refresh(access)
    assert (draft.field(ITEM, "rating"), draft.asks_for_reason(ITEM)) == (Rating.PARTIAL, True)
    assert draft.key(ITEM, "reason") == key
    draft.change(access, ITEM, reason="No coast at all")
    assert stored(access, draft) == Answer(Rating.PARTIAL, reason="No coast at all")
    draft.change(access, ITEM, rating=Rating.ABSENT)
    assert not draft.asks_for_reason(ITEM)


class TestOutdated:
    """Whether what a page shows is still so."""

    @pytest.fixture
    def shown(self, draft: Draft) -> Draft:
        """A page with the first recommendation on the screen, of which nobody has changed anything yet."""
        draft.show("theme")
        draft.key(ITEM, "rating")
        return draft

    def test_nothing_is_new_until_somebody_else_saves(self, access: Gate, bela: Gate, shown: Draft) -> None:
        assert not shown.is_outdated(access, "here")
        shown.change(access, ITEM, rating=Rating.PARTIAL)
        assert not shown.is_outdated(access, "here")
        save_answer(bela, shown.assessment_id, ITEM, Answer(Rating.ABSENT), expected_revision=1)
        for _time in range(2):  # Looking takes nothing over.
            assert shown.is_outdated(access, "here")
        assert shown.answer(ITEM).rating is Rating.PARTIAL
        assert shown.refresh(access) == [ITEM]
        assert not shown.is_outdated(access, "here")

    def test_what_is_not_on_the_screen_waits_but_how_much_is_rated_follows_after_a_while(
        self, access: Gate, bela: Gate, shown: Draft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save_answer(bela, shown.assessment_id, "INV-02", Answer(Rating.ABSENT), expected_revision=0)
        assert not shown.is_outdated(access, "here")
        later = time.monotonic() + 3 * COUNTED_EVERY
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert shown.is_outdated(access, "here")
        assert shown.refresh(access) == ["INV-02"]

    def test_before_a_submission_everything_is_on_the_screen(self, access: Gate, bela: Gate, draft: Draft) -> None:
        save_answer(bela, draft.assessment_id, "INV-02", Answer(comment="A thought"), expected_revision=0)
        assert draft.is_outdated(access, "here")

    def test_who_comes_and_a_submission_are_news_and_a_page_that_could_not_read_looks_again(
        self, access: Gate, bela: Gate, shown: Draft
    ) -> None:
        look_at(bela, shown.assessment_id, "there")
        assert shown.is_outdated(access, "here")
        _state, shown.others = look_at(access, shown.assessment_id, "here")
        assert (shown.others, shown.is_outdated(access, "here")) == (("Bela",), False)
        submit_assessment(bela, shown.assessment_id)
        assert shown.is_outdated(access, "here")
        shown.refresh(access)
        assert not shown.is_outdated(access, "here")
        shown.problem = "The database was moved."
        assert shown.is_outdated(access, "here")


def test_the_last_change_is_taken_back_as_a_new_revision(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.PARTIAL, measures=("INV-01.1",))
    for _time in range(2):  # The same again is no change.
        draft.change(access, ITEM, rating=Rating.ABSENT, measures=())
    keys = [draft.key(ITEM, name) for name in ("rating", "measure.INV-01.1", "comment")]
    assert draft.undo(access) == ["rating", "measures"]
    assert stored(access, draft) == draft.answer(ITEM) == Answer(Rating.PARTIAL, ("INV-01.1",))
    assert len(read_history(access, draft.assessment_id, ITEM)) == 3
    # What is shown of it is shown by new widgets, and nothing else is.
    shown = [draft.key(ITEM, name) for name in ("rating", "measure.INV-01.1", "comment")]
    assert [before == after for before, after in zip(keys, shown, strict=True)] == [False, False, True]
    assert draft.undo(access) == []
    assert len(read_history(access, draft.assessment_id, ITEM)) == 3


def test_what_somebody_else_has_changed_since_is_not_taken_back(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, rating=Rating.PARTIAL)
    opened(access, draft.assessment_id).change(access, ITEM, comment="A comment")
    assert draft.undo(access) == []
    assert stored(access, draft) == Answer(Rating.PARTIAL, comment="A comment")
    draft.refresh(access)
    draft.change(access, ITEM, evidence="A law")
    assert draft.undo(access) == ["evidence"]
    assert stored(access, draft) == Answer(Rating.PARTIAL, comment="A comment")


def test_what_waits_is_taken_back_if_it_is_the_last_change_and_stays_otherwise(access: Gate, draft: Draft) -> None:
    draft.change(access, ITEM, evidence_url="no link")
    for _time in range(2):  # The same again is no change, though something waits.
        draft.change(access, ITEM, rating=Rating.PARTIAL)
    assert list(draft.edit(ITEM).unsaved) == ["evidence_url"]
    assert draft.undo(access) == ["rating"]
    assert stored(access, draft).is_empty
    assert draft.field(ITEM, "evidence_url") == "no link"
    assert [*draft.edit(ITEM).impossible] == ["evidence_url"]

    draft.change(access, ITEM, rating=Rating.ABSENT)
    draft.change(access, ITEM, rating=Rating.NOT_APPLICABLE)
    assert draft.undo(access) == ["rating"]
    assert draft.field(ITEM, "rating") is stored(access, draft).rating is Rating.ABSENT
    assert [*draft.edit(ITEM).impossible] == ["evidence_url"]


def test_a_change_that_was_refused_is_taken_back_and_nothing_else_is(
    access: Gate, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft.change(access, ITEM, evidence="A law")
    with full_disk(monkeypatch):
        draft.change(access, ITEM, evidence="Another law")
    assert draft.undo(access) == ["evidence"]
    assert nothing_waits(draft)
    assert draft.field(ITEM, "evidence") == "A law"
    assert stored(access, draft) == Answer(evidence="A law")
