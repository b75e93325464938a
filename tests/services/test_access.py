"""Who may do what, and whose name stands beside a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import Answer, Catalogue, Rating, Round, Voice
from assessment.labels.formatting import response_name
from assessment.services.access import Access, Action, NameMismatch, NotAllowed
from assessment.storage import Repository, open_repository
from tests.support.catalogues import a_catalogue, a_response

ABSENT = Answer(Rating.ABSENT)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return a_catalogue()


@pytest.fixture
def local_repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def access(local_repository: Repository) -> Access:
    return Access(local_repository, "Asha")


@pytest.fixture
def assessment_id(access: Access, catalogue: Catalogue) -> str:
    return access.create(catalogue, a_response(catalogue, round=Round("2026 baseline")))


def test_every_change_bears_the_name_of_who_made_it(access: Access, assessment_id: str) -> None:
    access.save_answer(assessment_id, "INV-01", ABSENT, expected_revision=0)
    access.update_identity(
        assessment_id, voice=Voice.STATE, organisation="Ministry", in_round=Round("2026 baseline"), anonymous=False
    )
    access.submit(assessment_id)
    access.reopen(assessment_id, note="one was wrong")
    access.delete(assessment_id, response_name(access.assessment(assessment_id).response))
    access.undelete(assessment_id)

    assert {change.by for change in access.history(assessment_id)} == {"Asha"}
    assert {event.by for event in access.events(assessment_id)} == {"Asha"}
    assert len(access.events(assessment_id)) == 6


def test_deleting_asks_for_the_name(access: Access, assessment_id: str) -> None:
    name = response_name(access.assessment(assessment_id).response)

    for wrong in ("", "yes", name[:-1], f"{name} 2"):
        with pytest.raises(NameMismatch, match=re.escape(name)):
            access.delete(assessment_id, wrong)
    access.delete(assessment_id, name)

    assert [summary.id for summary in access.deleted()] == [assessment_id]
    assert access.summaries() == []


def test_a_name_can_be_typed_on_any_keyboard(access: Access, assessment_id: str) -> None:
    access.delete(assessment_id, "alvenia  invented state, 2026 BASELINE ")

    assert access.summaries() == []


def test_a_summary_has_the_name_of_its_response(access: Access, assessment_id: str) -> None:
    (summary,) = access.summaries()

    assert response_name(summary) == response_name(access.assessment(assessment_id).response)


def an_intake(catalogue: Catalogue, assessment_id: str | None) -> ImportPlan:
    return ImportPlan(assessment_id, catalogue, a_response(catalogue), {"INV-01": ABSENT}, {}, {}, ("a.xlsx",), ())


def actions(catalogue: Catalogue, assessment_id: str, folder: Path) -> dict[Action, list[Callable[[Access], object]]]:
    """Everything that can be asked of `Access`, by the action that has to be allowed."""
    identity = {"voice": Voice.STATE, "organisation": "", "in_round": Round(), "anonymous": False}
    return {
        Action.READ: [
            Access.summaries,
            Access.deleted,
            Access.damaged_assessments,
            Access.listings,
            lambda access: access.assessment(assessment_id),
            lambda access: access.assessments([assessment_id]),
            lambda access: access.readable_assessments([assessment_id]),
            lambda access: access.related_assessments(assessment_id),
            lambda access: access.theme_tallies([assessment_id]),
            lambda access: access.common_items([assessment_id]),
            lambda access: access.theme_matrix([assessment_id]),
            lambda access: access.ratings([assessment_id], ["INV-01"]),
            lambda access: access.answers_to([assessment_id], "INV-01"),
            lambda access: access.state(assessment_id),
            lambda access: access.current_answers(assessment_id, {}),
            lambda access: access.be_present(assessment_id, "a window"),
            lambda access: access.history(assessment_id),
            lambda access: access.answer_versions(assessment_id),
            lambda access: access.events(assessment_id),
            lambda access: access.answer_sources(assessment_id),
            lambda access: access.catalogue_of(assessment_id),
            lambda access: access.catalogue(catalogue.id, catalogue.version),
            lambda access: access.imported_submissions(["key"]),
            Access.imports,
        ],
        Action.CREATE: [
            lambda access: access.create(catalogue, a_response(catalogue)),
            lambda access: access.create_once(catalogue, a_response(catalogue)),
        ],
        Action.ANSWER: [
            lambda access: access.save_import([an_intake(catalogue, assessment_id)]),
            lambda access: access.save_answer(assessment_id, "INV-01", ABSENT, expected_revision=0),
            lambda access: access.update_identity(assessment_id, **identity),
        ],
        Action.SUBMIT: [lambda access: access.submit(assessment_id)],
        Action.REOPEN: [lambda access: access.reopen(assessment_id)],
        Action.DELETE: [
            lambda access: access.delete(assessment_id, "any name"),
            lambda access: access.undelete(assessment_id),
            lambda access: access.undo_import("any import"),
        ],
        Action.ADMINISTER: [
            Access.check,
            lambda access: access.backup(folder / "backup.db"),
            lambda access: access.restore(folder / "backup.db"),
        ],
    }


@pytest.mark.parametrize("action", Action)
def test_what_is_not_allowed_is_refused(
    local_repository: Repository, catalogue: Catalogue, assessment_id: str, tmp_path: Path, action: Action
) -> None:
    everything_else = Access(local_repository, "Bikram", allowed=set(Action) - {action})

    for ask in actions(catalogue, assessment_id, tmp_path)[action]:
        with pytest.raises(NotAllowed) as refused:
            ask(everything_else)
        assert refused.value.action is action

    assert [summary.id for summary in local_repository.summaries()] == [assessment_id]
    assert local_repository.assessment(assessment_id).revisions == {}


def test_nothing_is_asked_past_the_gate(catalogue: Catalogue, tmp_path: Path) -> None:
    methods = {name for name in vars(Access) if not name.startswith("_")}

    assert sum(map(len, actions(catalogue, "", tmp_path).values())) == len(methods)


def test_an_import_that_makes_a_response_needs_the_right_to_make_one(
    local_repository: Repository, catalogue: Catalogue
) -> None:
    answering = Access(local_repository, "Bikram", allowed={Action.READ, Action.ANSWER})
    with pytest.raises(NotAllowed) as refused:
        answering.save_import([an_intake(catalogue, None)])
    assert refused.value.action is Action.CREATE
    assert local_repository.imports() == []
