"""A whole workshop leaves one server and is taken into another, and nothing is lost or seen on the way."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assessment.catalogues import CatalogueUnknown
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.model import Catalogue, Rating
from assessment.domain.permissions import Role, Scope
from assessment.domain.workshop.events import WorkshopEventKind
from assessment.domain.workshop.stages import Stage, Step
from assessment.errors import FileRefused
from assessment.services.access import Access, NotAllowed
from assessment.services.workshops.facilitation import Facilitation
from assessment.services.workshops.files import WorkshopFiles
from assessment.services.workshops.transfer import ImportedWorkshop, import_workshop
from assessment.storage import Newcomer, Repository, WorkshopInProgress, open_repository
from tests.support.catalogues import a_catalogue
from tests.support.grants import as_role
from tests.support.held_workshops import FIRST, THIRD, change_agreed_answer, hold_workshop
from tests.support.room import TWO_VOICES, Room, a_plan, hold_room

STARTED = FollowUp(FollowUpStatus.STARTED, dt.date(2026, 11, 20), "Law drafted.", "Ministry", "", dt.date(2027, 6, 30))
Hold = Callable[[Repository], Room]


def whole(repository: Repository, workshop_id: str) -> str:
    return WorkshopFiles(Access.personal(repository, "Asha"), repository, workshop_id, "en").whole()


def take_in(repository: Repository, text: str, access: Access | None = None) -> ImportedWorkshop:
    access = access or Access.personal(repository, "Chen")
    return import_workshop(text.encode(), "workshop.json", access, repository, _the_catalogue)


def _the_catalogue(_id: str, _version: str) -> Catalogue:
    return a_catalogue()


def without_import(text: str) -> dict[str, Any]:
    """A file without what its import has added: another id, and an event."""
    said: dict[str, Any] = json.loads(text)
    said["events"] = [event for event in said["events"] if event["kind"] != "imported"]
    return said | {"id": None}


def prepared(repository: Repository) -> Room:
    return hold_room(repository, plan=a_plan(country="XAA"))


def held(repository: Repository) -> Room:
    return hold_workshop(repository)


def finished(repository: Repository) -> Room:
    room = hold_workshop(repository)
    room.lead.finish(room.id)
    return room


def anonymous(repository: Repository) -> Room:
    room = hold_workshop(repository, state=5, civil_society=6, anonymous=True)
    room.lead.finish(room.id)
    return room


def eventful(repository: Repository) -> Room:
    """Somebody on paper, one merged, one removed, a vote opened again, agreed anew and changed, a response deleted."""
    room = hold_workshop(repository)
    paper = room.lead.add_on_paper(room.id, Newcomer(TWO_VOICES[0], name="Dina"))
    people = [seat.participant.id for seat in room.lead.seats(room.id)]
    room.steps(FIRST, Step.TAKE_UP, Step.REOPEN)
    room.lead.cast_for(room.id, paper.id, FIRST, 2, Rating.ABSENT, "On paper")
    room.vote(1, FIRST, None)
    room.steps(FIRST, Step.CLOSE, Step.REVEAL)
    room.lead.merge(room.id, people[0], people[1])
    room.lead.remove(room.id, people[2])
    agreed = room.lead.agreements(room.id)[FIRST][-1].agreed
    room.lead.agree(room.id, FIRST, agreed)
    change_agreed_answer(room)
    return room


def followed_up(repository: Repository) -> Room:
    """Once agreed, the plan of the response goes on."""
    room = finished(repository)
    assessment_id = room.lead.workshop(room.id).assessment_id or ""
    plan = {THIRD: FollowUp(FollowUpStatus.POSTPONED), FIRST: STARTED}
    repository.follow_ups.save(assessment_id, plan, expected_revisions={}, author="Asha")
    return room


@pytest.mark.parametrize("hold", [prepared, held, finished, anonymous, eventful, followed_up])
def test_what_is_exported_and_imported_is_exported_the_same(repository: Repository, tmp_path: Path, hold: Hold) -> None:
    room = hold(repository)
    sent = whole(repository, room.id)

    with open_repository(f"sqlite:///{tmp_path / 'elsewhere' / 'assessments.db'}") as elsewhere:
        imported = take_in(elsewhere, sent)
        assert without_import(whole(elsewhere, imported.id)) == without_import(sent)
        there = Facilitation(Access.personal(elsewhere, "Chen"), elsewhere)
        assert there.outcome(imported.id).outcomes == room.lead.outcome(room.id).outcomes
        assert there.workshop(imported.id).door_open is False
        assert there.events(imported.id)[-1].kind is WorkshopEventKind.IMPORTED


def test_the_plan_of_the_agreed_response_comes_along_and_goes_with_it(repository: Repository) -> None:
    imported = take_in(repository, whole(repository, followed_up(repository).id))
    access = Access.personal(repository, "Chen")
    assessment_id = Facilitation(access, repository).workshop(imported.id).assessment_id or ""
    stored = access.follow_ups(assessment_id)[FIRST]
    assert (stored.follow_up, stored.revision, stored.author) == (STARTED, 1, "Chen")
    repository.delete(assessment_id, author="Chen")
    assert "follow_up" not in whole(repository, imported.id)


def test_a_plan_that_is_wrong_is_refused_with_the_workshop(repository: Repository) -> None:
    sent = json.loads(whole(repository, followed_up(repository).id))
    sent["response"]["follow_up"][FIRST]["status"] = "nearly"
    before = len(repository.summaries())
    with pytest.raises(FileRefused, match="nearly"):
        take_in(repository, json.dumps(sent))
    assert len(repository.summaries()) == before


def test_a_workshop_goes_on_where_it_was_imported(repository: Repository) -> None:
    imported = take_in(repository, whole(repository, held(repository).id))
    lead = Facilitation(Access.personal(repository, "Chen"), repository)
    lead.step(imported.id, FIRST, Step.TAKE_UP)
    assert lead.workshop(imported.id).places[FIRST].stage is Stage.SECOND_REVEALED
    assert lead.outcome(imported.id).outcomes[0].answer.rating is None


def test_nobody_has_a_secret_in_the_file(repository: Repository) -> None:
    room = held(repository)
    sent = whole(repository, room.id)
    code = room.lead.workshop(room.id).code or "?"
    assert not any(secret in sent for secret in (*room.phones, *room.return_codes, code))
    assert "hash" not in str(json.loads(sent)["participants"])


@pytest.mark.parametrize("steps", [(Step.OPEN,), (Step.OPEN, Step.CLOSE)])
def test_nothing_is_exported_while_a_vote_is_not_revealed(repository: Repository, steps: tuple[Step, ...]) -> None:
    room = held(repository)
    room.steps(THIRD, *steps)
    with pytest.raises(WorkshopInProgress, match="Reveal it first"):
        whole(repository, room.id)


def test_an_anonymous_workshop_is_exported_only_before_anybody_votes_or_once_finished(repository: Repository) -> None:
    room = hold_workshop(repository, state=5, civil_society=6, anonymous=True)
    with pytest.raises(WorkshopInProgress, match="anonymous"):
        whole(repository, room.id)
    room.lead.finish(room.id)
    said = json.loads(whole(repository, room.id))
    assert not any(reveal["ballots"] for each in said["recommendations"].values() for reveal in each["reveals"])


def test_imported_twice_there_are_two_and_it_is_told(repository: Repository, tmp_path: Path) -> None:
    sent = whole(repository, finished(repository).id)
    with open_repository(f"sqlite:///{tmp_path / 'elsewhere' / 'assessments.db'}") as elsewhere:
        first, second = take_in(elsewhere, sent), take_in(elsewhere, sent)
        assert (first.was_here, second.was_here) == (False, True)
        assert len(elsewhere.workshops.listings()) == 2


def test_it_belongs_to_the_importers_organisation_and_readers_cannot_import(repository: Repository) -> None:
    sent = whole(repository, finished(repository).id)
    scope = Scope(organisation="Harbour office")
    imported = take_in(repository, sent, as_role(repository, Role.FACILITATOR, scope))
    assert repository.workshops.workshop(imported.id).owner == "Harbour office"
    assert not imported.was_here
    with pytest.raises(NotAllowed):
        take_in(repository, sent, as_role(repository, Role.READER, scope))


def test_another_catalogue_under_the_same_name_is_told(repository: Repository, tmp_path: Path) -> None:
    sent = whole(repository, finished(repository).id)

    def nowhere(catalogue_id: str, version: str) -> Catalogue:
        raise CatalogueUnknown(catalogue_id, version)

    with open_repository(f"sqlite:///{tmp_path / 'elsewhere' / 'assessments.db'}") as elsewhere:
        access = Access.personal(elsewhere, "Chen")
        with pytest.raises(FileRefused, match="invented"):
            import_workshop(sent.encode(), "workshop.json", access, elsewhere, nowhere)
        with pytest.raises(FileRefused, match="isn’t the one on which the workshop was held"):
            import_workshop(
                sent.encode(), "workshop.json", access, elsewhere, lambda _id, _version: a_catalogue(measures=1)
            )
        assert elsewhere.workshops.listings() == []


def _break(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(said: dict[str, Any]) -> None:
        place: Any = said
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


_AT_FIRST = ("recommendations", FIRST)
BROKEN: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another format": (_break("format", value="workshop/9"), "format"),
    "a key too many": (_break("secret", value=1), "secret"),
    "a plan that contradicts itself": (_break("plan", "title", value=""), "plan"),
    "a recommendation that isn’t asked": (_break("plan", "recommendations", value=["INV-99"]), "plan"),
    "an open vote": (_break(*_AT_FIRST, "stage", value="second_open"), "A vote isn’t revealed yet"),
    "no such stage": (_break(*_AT_FIRST, "stage", value="done"), "stage"),
    "revealed without a reveal": (_break(*_AT_FIRST, "reveals", value=[]), "contradict each other"),
    "agreed without a rating": (_break(*_AT_FIRST, "agreements", value=[]), "no agreed rating"),
    "a ballot of nobody": (
        _break(*_AT_FIRST, "reveals", 0, "ballots", 0, 0, value=99), "nobody who takes part"
    ),
    "figures that aren’t the ballots’": (
        _break(*_AT_FIRST, "reveals", 0, "shown", "together", "absent", value=4), "contradict each other"
    ),
    "a negative count": (_break(*_AT_FIRST, "reveals", 0, "shown", "together", "absent", value=-1), "shown"),
    "half a ballot": (_break(*_AT_FIRST, "reveals", 0, "ballots", 0, value=[1, 2]), "ballots"),
    "a voice that nobody could choose": (_break("participants", 0, "voice", value="other"), "no such voice"),
    "a number twice": (_break("participants", 0, "number", value=2), "twice"),
    "merged into nobody": (_break("participants", 0, "merged_into", value=77), "no participant 77"),
    "a name of two lines": (_break("participants", 0, "name", value="a\nb"), "participants"),
    "a day without a time zone": (_break("created", value="2026-11-24T14:02:00"), "created"),
    "heads without number": (_break("heads", value="many"), "heads"),
    "half a character": (_break("author", value="\ud800"), "half a character"),
    "an unknown event": (_break("events", 0, "kind", value="danced"), "kind"),
    "no such rating in the response": (_break("response", "answers", FIRST, "rating", value="good"), "rating"),
    "not applicable without a reason": (
        _break(*_AT_FIRST, "agreements", 0, "agreed", value={"rating": "not_applicable"}), "agreed"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Hold, str]:
    """What was exported elsewhere of a workshop that was held, and of an anonymous one."""
    with open_repository(f"sqlite:///{tmp_path_factory.mktemp('elsewhere') / 'assessments.db'}") as elsewhere:
        return {hold: whole(elsewhere, hold(elsewhere).id) for hold in (held, anonymous)}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_with_a_problem_says_where_and_nothing_is_imported(
    repository: Repository, sent: Mapping[Hold, str], broken: str
) -> None:
    change, words = BROKEN[broken]
    altered = json.loads(sent[held])
    change(altered)

    with pytest.raises(FileRefused) as refused:
        take_in(repository, json.dumps(altered))

    assert words in str(refused.value)
    assert all(problem.what and problem.fix for problem in refused.value.problems)
    assert repository.workshops.listings() == []
    assert repository.summaries() == []


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "not JSON", '{"format": 1}'])
def test_what_is_no_workshop_is_refused(repository: Repository, content: str) -> None:
    with pytest.raises(FileRefused):
        take_in(repository, content)


def test_an_anonymous_file_with_ballots_is_refused(repository: Repository, sent: Mapping[Hold, str]) -> None:
    said = json.loads(sent[anonymous])
    said["recommendations"][FIRST]["reveals"][0]["ballots"] = [[1, 1, "absent", "", False]]
    with pytest.raises(FileRefused, match="nobody may know any more"):
        take_in(repository, json.dumps(said))


@pytest.mark.parametrize(
    "shown",
    [
        {"parts": {"a voice of nobody": {"implemented": 0}}},
        {"together": {"implemented": 99}},
        {"vote": 2},
        {"remarks": ["x" * 10_001]},
    ],
)
def test_figures_that_an_anonymous_workshop_cannot_have_shown_are_refused(
    repository: Repository, sent: Mapping[Hold, str], shown: dict[str, Any]
) -> None:
    said = json.loads(sent[anonymous])
    said["recommendations"][FIRST]["reveals"][0]["shown"].update(shown)
    with pytest.raises(FileRefused, match="contradict each other"):
        take_in(repository, json.dumps(said))
