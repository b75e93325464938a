"""Whether there is news for a page, as its script asks again and again."""

from __future__ import annotations

from starlette.applications import Starlette

from assessment.access.gate import NotAllowed, VisitEnded
from assessment.domain.permissions import Action
from assessment.records.errors import AssessmentUnknown
from assessment.web.visits import changes_route
from tests.support import asgi

SESSION, VISIT = "a1" * 16, "the secret of a visit"


def answer(outcome: bool | Exception | None, method: str = "GET") -> asgi.Answer:
    """What comes back where looking has this outcome."""
    asked: list[tuple[str, str | None]] = []

    def look(session: str, visit: str | None) -> bool | None:
        asked.append((session, visit))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    found = asgi.ask(Starlette(routes=[changes_route(look)]), method, f"/changes/{SESSION}", visit=VISIT)
    assert asked in ([], [(SESSION, VISIT)])
    return found


def test_a_page_learns_only_whether_to_look() -> None:
    for outcome, status in (
        (True, 200),
        (False, 204),
        (None, 404),
        (VisitEnded(), 205),
        (NotAllowed(Action.READ), 205),
        # The page has to say what is the matter.
        (AssessmentUnknown("deleted"), 200),
    ):
        found = answer(outcome)
        assert (found.status, found.text, found.headers["cache-control"]) == (status, "", "no-store"), outcome


def test_nothing_is_changed_by_asking() -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert answer(True, method).status == 405, method
