"""Messages over the websocket that no page sends: they get nothing and change nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.shared.test_matrix import HOLDERS, PAGES, strange
from tests.support import event_loop
from tests.support.hall import Hall, Holder
from tests.support.wire import Caller, Listener, handshake, say

LESSER = HOLDERS[1:8]
"""Those who may open Streamlit, and not all of it."""
pytestmark = pytest.mark.usefixtures("unchanged")


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
    def fragments(self) -> set[str]:
        return set(self._fragments.values())

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


async def everything_drawn(hall: Hall) -> tuple[set[str], set[str], set[str]]:
    """The ids of all widgets and fragments that the administrator has for another's response, and of all pages."""
    administrator = hall.holders["administrator"]
    ids: set[str] = set()
    fragments: set[str] = set()
    hashes: set[str] = set()
    for page in PAGES:
        session = Widgets(hall.address, page, administrator.cookie, assessment=hall.ids["plover"], view="review")
        await session.open()
        ids |= set(session.ids)
        fragments |= session.fragments
        hashes |= session.page_hashes
        await session.close()
    return ids, fragments, hashes - {""}


@pytest.fixture(scope="module")
def drawn(hall: Hall) -> tuple[set[str], set[str], set[str]]:
    return event_loop.run(everything_drawn(hall))


def hand_made(hall: Hall, drawn: tuple[set[str], set[str], set[str]]) -> list[BackMsg]:
    """What somebody sends who knows the ids of all that the administrator sees."""
    ids, _fragments, hashes = drawn
    messages = []
    for page in PAGES:
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


@pytest.mark.parametrize("name", LESSER)
def test_hand_made_messages_get_nothing_and_change_nothing(
    hall: Hall, drawn: tuple[set[str], set[str], set[str]], name: str
) -> None:
    holder = hall.holders[name]

    async def answers() -> list[str]:
        texts = []
        async with connected(hall, holder) as socket:
            for message in hand_made(hall, drawn):
                _messages, frames = await say(socket, message)
                texts.append(frames.decode("utf-8", "replace"))
        return texts

    texts = event_loop.run(answers())

    assert len(texts) >= len(PAGES)
    for text in texts:
        assert strange(hall, holder, text.replace(hall.ids["plover"], "")) == set()


def test_anothers_session_is_not_taken_over(hall: Hall) -> None:
    administrator, coeditor = hall.holders["administrator"], hall.holders["co-editor"]

    async def take_over() -> tuple[str, str, str]:
        owner = Widgets(hall.address, "results", administrator.cookie, assessment=hall.ids["plover"])
        await owner.open()
        async with connected(hall, coeditor, session=owner.session) as socket:
            _messages, while_open = await say(socket, rerun("results"))
        await owner.poll()  # It is still theirs.
        await owner.close()
        async with connected(hall, coeditor, session=owner.session) as socket:
            messages, when_left = await say(socket, rerun("results"))
        session = next(each.new_session.initialize.session_id for each in messages if each.HasField("new_session"))
        assert session != owner.session
        return owner.session, while_open.decode("utf-8", "replace"), when_left.decode("utf-8", "replace")

    owned, *texts = event_loop.run(take_over())

    for text in texts:
        assert owned not in text
        assert strange(hall, coeditor, text) == set()


def test_a_session_goes_on_for_its_own_visit_after_the_network_was_gone(hall: Hall) -> None:
    coeditor = hall.holders["co-editor"]

    async def come_back() -> tuple[str, str]:
        session = Widgets(hall.address, "results", coeditor.cookie, assessment=hall.ids["kestrel"])
        await session.open()
        await session.close()
        async with connected(hall, coeditor, session=session.session) as socket:
            messages, _frames = await say(socket, rerun("results"))
        again = next(each.new_session.initialize.session_id for each in messages if each.HasField("new_session"))
        return session.session, again

    before, after = event_loop.run(come_back())

    assert before == after


MEDDLING: dict[str, Callable[[BackMsg], None]] = {
    "clear_cache": lambda message: setattr(message, "clear_cache", True),
    "load_git_info": lambda message: setattr(message, "load_git_info", True),
    "set_run_on_save": lambda message: setattr(message, "set_run_on_save", True),
    "debug_disconnect_websocket": lambda message: setattr(message, "debug_disconnect_websocket", True),
    "debug_shutdown_runtime": lambda message: setattr(message, "debug_shutdown_runtime", True),
}
"""Messages for developers and for whoever owns the server: no page of ours sends them."""


@pytest.mark.parametrize("kind", MEDDLING)
def test_messages_for_developers_are_not_passed_on(hall: Hall, kind: str) -> None:
    projector = hall.holders["projector"]
    meddling = BackMsg()
    MEDDLING[kind](meddling)

    async def meddle() -> list[ForwardMsg]:
        async with connected(hall, projector) as socket:
            await say(socket, rerun("results", assessment=hall.ids["kestrel"]))
            try:
                await socket.send(meddling.SerializeToString())
                # The session has kept what it had: the response is still open, though the address doesn't name it.
                messages, frames = await say(socket, rerun("results"))
            except ConnectionClosed:
                return []
        assert not frames or b"kestrel" in frames, "the session was emptied"
        return messages

    kinds = {message.WhichOneof("type") for message in event_loop.run(meddle())}

    assert "git_info_changed" not in kinds
    assert event_loop.run(opens(hall)), "the server is gone"


async def opens(hall: Hall) -> bool:
    session = Listener(hall.address, "results", hall.holders["projector"].cookie, assessment=hall.ids["kestrel"])
    await session.open()
    await session.close()
    return "kestrel" in session.text


@pytest.mark.parametrize(
    "frame",
    [b"", b"\xff" * 1000, b"not a message", b"\x00" * 100_000, "a text"],
    ids=["empty", "bits", "words", "zeros", "text"],
)
def test_what_is_no_message_harms_nobody(hall: Hall, frame: bytes | str) -> None:
    projector = hall.holders["projector"]

    async def send() -> bytes:
        received = b""
        async with connected(hall, projector) as socket:
            await socket.send(frame)
            with suppress(ConnectionClosed):
                _messages, received = await say(socket, rerun("results"))
        return received

    text = event_loop.run(send()).decode("utf-8", "replace")

    assert strange(hall, projector, text) == set()
    assert "Traceback" not in text
    assert event_loop.run(opens(hall))


def test_a_visit_that_ends_is_out_at_its_next_message(hall: Hall, caller: Caller) -> None:
    token = hall.visit(hall.links["reader of a response"], "Wren")
    holder = Holder("a reader who leaves", hall.holders["reader of a response"].role, f"{token}")

    async def leave_meanwhile() -> tuple[bool, set[str], int | None]:
        async with connected(hall, holder) as socket:
            _messages, before = await say(socket, rerun("results", assessment=hall.ids["kestrel"]))
            assert caller.ask("POST", "/leave", cookie=holder.cookie).status == HTTPStatus.SEE_OTHER
            after, _frames = await say(socket, rerun("results", assessment=hall.ids["kestrel"]))
            return b"kestrel" in before, {str(message.WhichOneof("type")) for message in after}, socket.close_code

    was_in, after, code = event_loop.run(leave_meanwhile())

    assert was_in
    # What was on its way when they left says that the first page was done.
    assert after <= {"session_status_changed"}
    assert code == 4401


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


async def make_file(hall: Hall, holder: Holder, bird: str, page: str = "results") -> str:
    """The address of a file that a page makes for somebody; empty if it offers none."""
    session = await Downloads(hall.address, page, holder.cookie, assessment=hall.ids[bird]).open()
    try:
        return (await session.make(session.offered[0]))[0] if session.offered else ""
    finally:
        await session.close()


def test_a_file_is_for_the_visit_that_it_was_made_for(hall: Hall, caller: Caller) -> None:
    maker = hall.holders["another response’s co-editor"]
    address = event_loop.run(make_file(hall, maker, "plover"))
    assert address.startswith("/media/")

    statuses = {name: caller.ask("GET", address, cookie=holder.cookie).status for name, holder in hall.holders.items()}

    assert statuses.pop(maker.name) == HTTPStatus.OK
    assert set(statuses.values()) <= {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


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
    projector = hall.holders["projector"]
    for page in ("results", "compare", "rate"):
        assert event_loop.run(make_file(hall, projector, "kestrel", page)) == ""


def test_a_file_made_for_a_visit_is_gone_with_it(hall: Hall, caller: Caller) -> None:
    role = hall.holders["co-editor"].role
    holder = Holder("a co-editor who leaves", role, hall.visit(hall.links["co-editor"], "Wren"))
    address = event_loop.run(make_file(hall, holder, "kestrel"))
    assert caller.ask("GET", address, cookie=holder.cookie).status == HTTPStatus.OK

    caller.ask("POST", "/leave", cookie=holder.cookie)

    assert caller.ask("GET", address, cookie=holder.cookie).status == HTTPStatus.FORBIDDEN


async def upload(hall: Hall, holder: Holder) -> int:
    """The status with which a file is taken that is sent to an address that the server was asked for."""
    session = Listener(hall.address, "", holder.cookie)
    await session.open()
    session._widgets.setdefault("an uploader", "$$ID-none-an uploader")
    session._fragments.setdefault("an uploader", "")
    try:
        await session.upload("an uploader", "a.csv", b"a,b\n")
    except HTTPError as refused:
        return refused.code
    finally:
        await session.close()
    return HTTPStatus.NO_CONTENT


@pytest.mark.parametrize("name", [*LESSER, "administrator"])
def test_only_who_may_import_uploads(hall: Hall, name: str) -> None:
    may = name == "administrator" or name.endswith("facilitator")

    assert event_loop.run(upload(hall, hall.holders[name])) == (HTTPStatus.NO_CONTENT if may else HTTPStatus.NOT_FOUND)
