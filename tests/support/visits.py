"""Somebody at the pages of a shared server, who came by a link; without a browser."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from streamlit.runtime.context import ContextProxy

from assessment.access.assessments import create_assessment, hand_over
from assessment.access.gate import Gate
from assessment.access.links import VISIT_COOKIE, NewLink, new_key, revoke_link
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.domain.response import Response
from assessment.records.links import Link
from assessment.storage.links import create_link
from assessment.storage.transaction import new_id, now
from assessment.ui.session import state
from tests.support.gates import in_transaction
from tests.support.pages import OpenPage, page_gate


@dataclass(frozen=True)
class SharedServer:
    """The server whose pages `open_page` opens, for those who have a link."""

    monkeypatch: pytest.MonkeyPatch

    @property
    def access(self) -> Gate:
        """The access of the person who sits at the server."""
        return page_gate("Asha")

    def keep(self, catalogue: Catalogue, response: Response, owner: str = "") -> str:
        """Store a response that belongs to an organisation; gives its id."""
        assessment_id = create_assessment(self.access, catalogue, response)
        hand_over(self.access, assessment_id, owner)
        return assessment_id

    def come(self, role: Role, scope: Scope = EVERYTHING, person: str = "Bela") -> Link:
        """Enter by a new link; from now on the pages are opened by this person."""
        made = NewLink(Link(new_id("l"), role, scope, "a test", now(), "Asha", now() + dt.timedelta(days=1)), new_key())
        in_transaction(self.access, create_link, made.link, made.key_hash)
        token, _grant = state.entrance().enter(made.key, person)
        self.bring({VISIT_COOKIE: token})
        return made.link

    @property
    def token(self) -> str:
        """The secret of the visit of the last who came."""
        return str(ContextProxy.cookies[VISIT_COOKIE])  # type: ignore[index]

    def bring(self, cookies: dict[str, str]) -> None:
        """Open the pages with these cookies."""
        self.monkeypatch.setattr(ContextProxy, "cookies", cookies)

    def revoke(self, link: Link) -> None:
        revoke_link(self.access, link.id)


@pytest.fixture
def shared_server(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> SharedServer:
    """A server in shared mode, on the database of `open_page`; nobody has come yet."""
    monkeypatch.setenv("ASSESSMENT_MODE", "shared")
    settings.cache_clear()
    server = SharedServer(monkeypatch)
    server.bring({})
    return server
