"""A shared app as it is started: who gets what over the wire, what is logged, and what leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from assessment.config import ROOT
from assessment.domain.model import Answer, Rating, Round
from assessment.domain.permissions import Role
from assessment.services.access import Access
from assessment.services.links import KEY_LENGTH
from assessment.storage import Repository, open_repository
from assessment.web.gate import VISIT_ENDED
from benchmarks.serving.client import encode_file
from tests.browser.server import SharedServer
from tests.support import event_loop
from tests.support.catalogues import a_catalogue, a_response
from tests.support.links import a_link
from tests.support.visitor import Visitor, enter, request, send_form


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[SharedServer]:
    environment = {"PYTHONPATH": str(ROOT / "tests" / "outgoing"), "OUTGOING": str(folder / "outgoing")}
    server = SharedServer(folder, "0.0.0.0", environment=environment)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def repository(server: SharedServer) -> Iterator[Repository]:
    with open_repository(f"sqlite:///{server.database}") as opened:
        yield opened


def keep_answered(repository: Repository) -> str:
    """Store a response with an answer, so that there is something to download; in a round in which no other is."""
    catalogue = a_catalogue()
    answered = a_response(catalogue, {"INV-01": Answer(Rating.ABSENT)}, round=Round("answered"))
    return Access.personal(repository, "Asha").create_once(catalogue, answered)


def refused_handshake(server: SharedServer, visit: str) -> int:
    """The status with which a websocket is refused."""
    with pytest.raises(InvalidStatus) as caught:
        event_loop.run(Visitor(server.port, visit).open())
    return caught.value.response.status_code


def test_whoever_comes_without_a_key_sees_the_start_page_and_nothing_else(server: SharedServer) -> None:
    for visit in ("", "x" * KEY_LENGTH):
        assert refused_handshake(server, visit) == 403
        assert request(server.port, "GET", "/", visit=visit).status == 200
        assert request(server.port, "GET", "/rate", visit=visit).getheader("Location") == "/"
        for path in ("/media/0a.png", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/a/b"):
            assert request(server.port, "GET", path, visit=visit).status == 403


def test_a_shared_app_answers_to_no_name_that_is_not_set_and_to_no_page_elsewhere(server: SharedServer) -> None:
    assert request(server.port, "GET", "/", Host="evil.example").status == 403
    assert request(server.port, "GET", "/", Host=f"192.168.1.5:{server.port}").status == 200
    for origin in ("null", "http://evil.example"):
        assert request(server.port, "POST", "/enter", Origin=origin).status == 403
    assert request(server.port, "POST", "/enter").status == 403


def test_a_file_is_made_for_the_visit_to_which_it_was_offered_and_fetched_by_it_alone(
    server: SharedServer, repository: Repository
) -> None:
    assessment_id = keep_answered(repository)
    visit, other = (enter(server.port, a_link(repository, Role.ADMINISTRATOR).key) for _each in range(2))

    async def download() -> tuple[Visitor, str]:
        visitor = await Visitor(server.port, visit, "results", assessment=assessment_id).open()
        assert visitor.faults == []
        return visitor, await visitor.make_file(visitor.offered[0])

    visitor, address = event_loop.run(download())
    assert request(server.port, "GET", address, visit=visit).status == 200
    assert request(server.port, "GET", address, visit=other).status == 404
    assert request(server.port, "GET", address).status == 403

    async def take_up(by: str) -> str:
        client = await Visitor(server.port, by, "method").open(visitor.session)
        await client.close()
        return client.session

    assert event_loop.run(take_up(visit)) == visitor.session
    assert event_loop.run(take_up(other)) != visitor.session
    send_form(server.port, "/leave", visit=visit)
    assert request(server.port, "GET", address, visit=visit).status == 403


def test_a_visit_that_was_left_is_over_everywhere(server: SharedServer, repository: Repository) -> None:
    visit = enter(server.port, a_link(repository, Role.ADMINISTRATOR).key)

    async def leave_meanwhile() -> int:
        visitor = await Visitor(server.port, visit, "method").open()
        send_form(server.port, "/leave", visit=visit)
        with pytest.raises(ConnectionClosed) as caught:
            await visitor.act()
        assert caught.value.rcvd is not None
        return caught.value.rcvd.code

    assert event_loop.run(leave_meanwhile()) == VISIT_ENDED
    assert refused_handshake(server, visit) == 403


def test_only_who_may_import_uploads_a_file(server: SharedServer, repository: Repository) -> None:
    link = a_link(repository, Role.COEDITOR)
    coeditor = enter(server.port, link.key)
    facilitator = enter(server.port, a_link(repository, Role.FACILITATOR).key)

    async def upload() -> str:
        visitor = await Visitor(server.port, facilitator, start="import").open()
        uploaded = await visitor.upload(visitor.keys("files-")[0], "answers.json", b"{}")
        return uploaded.delete_url

    address = event_loop.run(upload())
    body, kind = encode_file("answers.json", b"{}")
    origin = f"http://127.0.0.1:{server.port}"
    for visit in (coeditor, enter(server.port, a_link(repository, Role.ADMINISTRATOR).key)):
        for method in ("PUT", "DELETE"):
            answer = request(server.port, method, address, visit=visit, body=body, Origin=origin, Content_Type=kind)
            assert answer.status == 404


def test_neither_keys_nor_tries_are_logged_and_nothing_leaves_the_machine(
    server: SharedServer, repository: Repository, folder: Path
) -> None:
    before = server.log
    for number in range(50):
        assert enter(server.port, f"{number:x<{KEY_LENGTH}}") == ""
        assert enter(server.port, "no key") == ""
    assert server.log == before
    link = a_link(repository, Role.ADMINISTRATOR)
    visit = enter(server.port, link.key)
    event_loop.run(Visitor(server.port, visit, "method").open("a-session-that-is-none"))
    send_form(server.port, "/leave", visit=visit)
    refused_handshake(server, visit)
    for secret in (link.key, visit, "a-session-that-is-none"):
        assert secret not in server.log
    assert "Traceback" not in server.log
    assert not (folder / "outgoing").exists()
