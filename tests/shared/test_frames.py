"""Messages over the websocket that no page sends: they get nothing and change nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from benchmarks.serving.client import Client, encode_file
from tests.shared.test_matrix import strange
from tests.support import event_loop
from tests.support.hall import Hall, Holder
from tests.support.wire import Caller, Listener, Reply, handshake, say

pytestmark = pytest.mark.usefixtures("unchanged")
OF_RESPONSES = ("", "rate", "results", "compare", "links")
"""The pages that show or change a response."""


def rerun(page: str = "", **query: str) -> BackMsg:
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = urlencode(query)
    return message


@asynccontextmanager
async def connected(hall: Hall, holder: Holder, session: str = "") -> AsyncIterator[ClientConnection]:
    socket = await handshake(hall.address, holder.cookie, session=session)
    assert not isinstance(socket, int), socket
    try:
        yield socket
    finally:
        await socket.close()


class Widgets(Listener):
    """A session whose widgets, fragments and page hashes can be told to others."""

    @property
    def ids(self) -> list[str]:
        return list(self._widgets.values())

    @property
    def page_hashes(self) -> set[str]:
        return {self._page_hash, *_hashes(self.frames)}


def _hashes(frames: Iterable[bytes]) -> set[str]:
    messages = (ForwardMsg.FromString(frame) for frame in frames)
    return {
        page.page_script_hash
        for message in messages
        if message.WhichOneof("type") == "navigation"
        for page in message.navigation.app_pages
    }


async def everything_drawn(hall: Hall) -> tuple[set[str], set[str]]:
    """The ids of all widgets that the administrator has for another's response, and the hashes of all pages."""
    ids: set[str] = set()
    hashes: set[str] = set()
    for page in OF_RESPONSES:
        cookie = hall.holders["administrator"].cookie
        session = Widgets(hall.address, page, cookie, assessment=hall.ids["plover"], view="review")
        await session.open()
        ids |= set(session.ids)
        hashes |= session.page_hashes
        await session.close()
    return ids, hashes - {""}


def hand_made(hall: Hall, ids: set[str], hashes: set[str]) -> list[BackMsg]:
    """What somebody sends who knows the ids of all that the administrator sees."""
    messages = []
    for page in OF_RESPONSES:
        message = rerun(page, assessment=hall.ids["plover"])
        for number, widget_id in enumerate(sorted(ids)):
            state = message.rerun_script.widget_states.widgets.add()
            state.id = widget_id
            if number % 2:
                state.trigger_value = True
            else:
                state.string_value = "hand-made"
        messages.append(message)
    for page_hash in sorted(hashes):
        message = rerun(assessment=hall.ids["plover"])
        message.rerun_script.page_script_hash = page_hash
        messages.append(message)
    return messages


def test_hand_made_messages_get_nothing_and_change_nothing(hall: Hall) -> None:
    messages = hand_made(hall, *event_loop.run(everything_drawn(hall)))
    assert len(messages) > len(OF_RESPONSES)

    async def answers(holder: Holder) -> list[str]:
        texts = []
        async with connected(hall, holder) as socket:
            for message in messages:
                _messages, frames = await say(socket, message)
                texts.append(frames.decode("utf-8", "replace"))
        return texts

    # They may change something, and nothing of this; what a facilitator sent might begin something of their own.
    holder = hall.holders["co-editor"]
    for text in event_loop.run(answers(holder)):
        assert strange(hall, holder, text.replace(hall.ids["plover"], "")) == set()


async def opens(hall: Hall) -> bool:
    session = Listener(hall.address, "results", hall.holders["projector"].cookie, assessment=hall.ids["kestrel"])
    await session.open()
    await session.close()
    return "kestrel" in session.text


NO_MESSAGES: tuple[bytes | str, ...] = (b"", b"\xff" * 1000, b"not a message", b"\x00" * 100_000, "a text")


def test_what_is_no_message_harms_nobody(hall: Hall) -> None:
    projector = hall.holders["projector"]

    async def send(frame: bytes | str) -> bytes:
        received = b""
        async with connected(hall, projector) as socket:
            await socket.send(frame)
            with suppress(ConnectionClosed):
                _messages, received = await say(socket, rerun("results"))
        return received

    for frame in NO_MESSAGES:
        text = event_loop.run(send(frame)).decode("utf-8", "replace")
        assert strange(hall, projector, text) == set(), frame[:10]
        assert "Traceback" not in text, frame[:10]
    assert event_loop.run(opens(hall))


class Downloads(Widgets):
    """A session that lets the files be made that its page offers."""

    @property
    def offered(self) -> list[str]:
        """What the buttons of the page name the files that they would make."""
        elements = [
            message.delta.new_element
            for message in map(ForwardMsg.FromString, self.frames)
            if message.WhichOneof("type") == "delta"
        ]
        return [
            str(element.download_button.deferred_file_id)
            for element in elements
            if element.WhichOneof("type") == "download_button"
        ]

    async def make(self, *offered: str) -> list[str]:
        """Ask for files one after the other, and give the addresses of those that were made by when the last is."""
        for number, one in enumerate(offered):
            request = BackMsg()
            operation = request.backend_operation_request
            operation.request_id, operation.session_id, operation.deferred_file.file_id = str(number), self.session, one
            await self._socket.send(request.SerializeToString())
        made = []
        while True:
            answer = ForwardMsg.FromString(await self._receive())
            if answer.WhichOneof("type") == "backend_operation_response":
                made.append(str(answer.backend_operation_response.deferred_file.url))
                if answer.backend_operation_response.request_id == str(len(offered) - 1):
                    return [address for address in made if address]


async def fetch_file(hall: Hall, caller: Caller, holder: Holder, bird: str) -> Reply:
    """A file that the results offer to somebody, as it comes while their page is open."""
    session = await Downloads(hall.address, "results", holder.cookie, assessment=hall.ids[bird]).open()
    (address,) = await session.make(session.offered[0])
    reply = caller.ask("GET", address, cookie=holder.cookie)
    await session.close()
    return reply


def test_a_file_is_not_made_for_somebody_who_names_anothers_button(hall: Hall) -> None:
    async def name_anothers() -> list[str]:
        owner, stranger = [
            await Downloads(hall.address, "results", hall.holders[name].cookie, assessment=hall.ids[bird]).open()
            for name, bird in (("another response’s co-editor", "plover"), ("co-editor", "kestrel"))
        ]
        made = await stranger.make(owner.offered[0], stranger.offered[0])
        await owner.close()
        await stranger.close()
        return made

    assert len(event_loop.run(name_anothers())) == 1


def test_a_projector_is_given_no_file(hall: Hall) -> None:
    async def offered(page: str) -> list[str]:
        cookie = hall.holders["projector"].cookie
        session = await Downloads(hall.address, page, cookie, assessment=hall.ids["kestrel"]).open()
        await session.close()
        return session.offered

    for page in ("results", "compare"):
        assert event_loop.run(offered(page)) == [], page


def test_who_may_import_uploads_a_file_that_nobody_else_replaces(hall: Hall, caller: Caller) -> None:
    async def upload() -> str:
        page = await Client(hall.address, "", hall.holders["facilitator"].cookie, start="import").open()
        uploaded = await page.upload(page.keys("files-")[0], "answers.json", b"{}")
        return uploaded.delete_url

    address = event_loop.run(upload())
    body, kind = encode_file("answers.json", b"{}")
    for name in ("co-editor", "administrator"):
        for method in ("PUT", "DELETE"):
            cookie = hall.holders[name].cookie
            reply = caller.ask(method, address, cookie=cookie, body=body, headers=[("Content-Type", kind)])
            assert reply.status == 404, (name, method)
