"""When a page hears that others have changed what it shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessment.access.assessments import look_at, save_answer
from assessment.access.gate import Gate, NotAllowed, VisitEnded
from assessment.access.links import list_links
from assessment.access.presence import PRESENCE
from assessment.domain.answer import Answer, Rating
from assessment.domain.permissions import Role, Scope
from assessment.records.errors import AssessmentUnknown, DatabaseFileReplaced
from assessment.ui.session import looking
from assessment.ui.session.draft import Draft
from assessment.ui.session.looking import has_news
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin
from tests.support.pages import OpenPage, session_of
from tests.support.visits import SharedServer

CATALOGUE = a_catalogue()
RESPONSE = a_response(CATALOGUE)
PARTIAL = Answer(Rating.PARTIAL)


@pytest.fixture
def assessment_id(shared_server: SharedServer) -> str:
    return shared_server.keep(CATALOGUE, RESPONSE, "Ministry")


@pytest.fixture
def session(open_page: OpenPage, shared_server: SharedServer, assessment_id: str) -> Iterator[str]:
    """The key of the page of a co-editor, which is known as long as the page is open."""
    shared_server.come(Role.COEDITOR, Scope(assessment_id=assessment_id))
    app = open_page("rate/page.py", assessment_id=assessment_id)
    yield session_of(app)
    assert not app.exception


def test_a_page_hears_of_what_others_save(shared_server: SharedServer, assessment_id: str, session: str) -> None:
    assert has_news(session, shared_server.token) is False
    save_answer(shared_server.access, assessment_id, "INV-01", PARTIAL, expected_revision=0)
    assert has_news(session, shared_server.token) is True


def test_a_session_is_known_while_what_it_shows_is_replaced(shared_server: SharedServer, session: str) -> None:
    looking._shown.pop(session)
    assert has_news(session, shared_server.token) is False


def test_whoever_is_out_hears_nothing(shared_server: SharedServer, assessment_id: str, session: str) -> None:
    save_answer(shared_server.access, assessment_id, "INV-01", PARTIAL, expected_revision=0)
    (link,) = list_links(shared_server.access)
    shared_server.revoke(link)
    for visit in (shared_server.token, None, "x" * 32):
        with pytest.raises(VisitEnded):
            has_news(session, visit)


def test_a_key_of_somebody_elses_page_tells_nothing(
    shared_server: SharedServer, assessment_id: str, session: str
) -> None:
    save_answer(shared_server.access, assessment_id, "INV-01", PARTIAL, expected_revision=0)
    for role, scope, refusal in (
        (Role.FACILITATOR, Scope(organisation="Coalition"), AssessmentUnknown),
        (Role.PARTICIPANT, Scope(workshop_id="a workshop"), NotAllowed),
    ):
        shared_server.come(role, scope)
        with pytest.raises(refusal):
            has_news(session, shared_server.token)
    assert has_news("f" * 32, None) is None


def test_a_database_that_was_moved_is_told_once(
    shared_server: SharedServer, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for problem, is_news in ((None, True), ("The database was moved.", False)):

        def fail(draft: Draft, _access: Gate, _session: str, problem: str | None = problem) -> bool:
            draft.problem = problem
            raise DatabaseFileReplaced("assessments.db")

        monkeypatch.setattr(Draft, "is_outdated", fail)
        assert has_news(session, shared_server.token) is is_news


def test_another_person_on_the_response_is_news(shared_server: SharedServer, assessment_id: str, session: str) -> None:
    own = shared_server.token
    look_at(as_admin(shared_server.access._storage, "Chen"), assessment_id, "another session")
    assert has_news(session, own) is True


def test_while_nothing_is_stored_no_page_is_looked_at_but_for_who_is_there(
    shared_server: SharedServer, assessment_id: str, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert has_news(session, shared_server.token) is False
    looks: list[str] = []
    look = Draft.is_outdated

    def count(draft: Draft, gate: Gate, session: str) -> bool:
        looks.append(session)
        return look(draft, gate, session)

    monkeypatch.setattr(Draft, "is_outdated", count)
    assert has_news(session, shared_server.token) is False
    assert looks == []
    with pytest.raises(VisitEnded):
        has_news(session, None)  # Somebody else is looked at, whatever is stored.
    assert looks == [session]

    PRESENCE.mark(assessment_id, "another", "Bela")
    assert has_news(session, shared_server.token) is True
    PRESENCE.mark("another response", "another", "Bela")


def test_a_page_is_looked_at_once_in_a_while_also_if_nothing_is_stored(
    shared_server: SharedServer, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert has_news(session, shared_server.token) is False
    monkeypatch.setattr(Draft, "is_outdated", lambda *_arguments: True)
    assert has_news(session, shared_server.token) is False
    monkeypatch.setattr(looking, "QUIET_FOR", 0)
    assert has_news(session, shared_server.token) is True
