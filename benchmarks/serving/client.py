"""A client that speaks Streamlit's websocket protocol: a session without a browser.

The protocol is Streamlit's own affair and changes between its versions; requirements.txt pins the one that this fits.
"""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
PATIENCE = 60
"""Seconds until an answer that hasn't come is an error."""


NEWS = 200


class Connection:
    """An HTTP connection that stays open, as a browser's does."""

    def __init__(self, address: str, cookie: str) -> None:
        self._address, self._cookie = address, cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def status(self, path: str) -> int:
        """Ask for something, and give the status of an answer without content."""
        try:
            return await self._ask(path)
        except (EOFError, ConnectionError):  # A server closes what was idle for some seconds.
            self._streams = None
        try:
            return await self._ask(path)
        except EOFError as error:
            raise ConnectionError from error

    async def _ask(self, path: str) -> int:
        if self._streams is None:
            host, _colon, port = self._address.rpartition(":")
            self._streams = await asyncio.open_connection(host, int(port))
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._address}\r\nCookie: {self._cookie}\r\n\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was dropped: where, and how it is taken out."""

    key: str
    delete_url: str


def encode_file(name: str, content: bytes) -> tuple[bytes, str]:
    """A file as a form sends it, and the type of that."""
    edge = "----a-file"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Client:
    """One session. Widgets are addressed by a part of their keys; `faults` collects what the page complained of.

    `cookie` is what the browser has of the server, as it stands in the header.
    """

    def __init__(self, address: str, page: str = "", cookie: str = "", **query: str) -> None:
        self._address, self._cookie = address, cookie
        self._page, self._query = page, query
        self._socket: ClientConnection
        self._page_hash = self._session = ""
        self._widgets: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._values: dict[str, tuple[str, Any]] = {}
        self._recurring: set[str] = set()
        self._drawn: set[str] = set()
        self._on_screen: set[str] = set()
        self._cached: dict[str, ForwardMsg] = {}
        self._connection = Connection(address, cookie)
        self.texts: list[str] = []
        self.faults: list[str] = []

    async def open(self, session: str = "") -> Self:
        """Connect, as one who had this session before if one is named, and let the page be drawn."""
        protocols = [Subprotocol(each) for each in ("streamlit", "none", session) if each]
        self._socket = await connect(
            f"ws://{self._address}/_stcore/stream",
            origin=Origin(f"http://{self._address}"),
            subprotocols=protocols,
            additional_headers={"Cookie": self._cookie} if self._cookie else None,
            max_size=None,
            compression=None,
        )
        await self._run("")
        return self

    async def close(self) -> None:
        self._connection.close()
        await self._socket.close()

    @property
    def session(self) -> str:
        """Streamlit's id of this session."""
        return self._session

    def keys(self, part: str) -> list[str]:
        """The keys of the widgets on the screen that have `part` in them, in the order in which they came there."""
        return [key for key in self._widgets if part in key]

    async def choose(self, key: str, option: str) -> float:
        """Choose an option of a segmented control; gives the milliseconds until its fragment was drawn again."""
        return await self._set(key, "string_array_value", [option])

    async def write(self, key: str, text: str) -> float:
        """Write a text into a field and leave it; gives the same."""
        return await self._set(key, "string_value", text)

    async def unfold(self, key: str) -> float:
        """Unfold what is folded away; gives the same."""
        return await self._set(key, "bool_value", True)

    async def press(self, key: str) -> float:
        """Press a button; gives the same."""
        widget_id = self._widgets[key]
        taken = await self._set(key, "trigger_value", True)
        self._values.pop(widget_id, None)
        return taken

    async def _set(self, key: str, kind: str, value: object) -> float:
        self._values[self._widgets[key]] = (kind, value)
        return await self._run(self._fragments[key])

    async def poll(self) -> None:
        """Let every fragment that runs by itself run once, and ask for news and show it, as a browser does."""
        for fragment in list(self._recurring):
            await self._run(fragment)
        for button in self.keys("show-news-"):
            if await self._connection.status(f"/changes/{button.removeprefix('show-news-')}") == NEWS:
                await self.press(button)

    async def upload(self, key: str, name: str, content: bytes) -> Uploaded:
        """Drop a file; gives what a browser knows of it, once the server has it."""
        message = BackMsg()
        message.file_urls_request.request_id = message.file_urls_request.session_id = self._session
        message.file_urls_request.file_names.append(name)
        await self._socket.send(message.SerializeToString())
        while (answer := ForwardMsg.FromString(await self._receive())).WhichOneof("type") != "file_urls_response":
            self._take(answer)
        (urls,) = answer.file_urls_response.file_urls
        body, kind = encode_file(name, content)
        await asyncio.to_thread(self._request, "PUT", urls.upload_url, body, kind)
        state = FileUploaderState()
        info = state.uploaded_file_info.add(name=name, size=len(content), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        self._values[self._widgets[key]] = ("file_uploader_state_value", state)
        return Uploaded(key, urls.delete_url)

    async def look(self, uploaded: Uploaded) -> None:
        """Let the page see what was dropped, until it has said all about it."""
        await self._run(self._fragments[uploaded.key])

    async def take_out(self, uploaded: Uploaded) -> None:
        """Take a file out again, as the cross beside it does."""
        self._values[self._widgets[uploaded.key]] = ("file_uploader_state_value", FileUploaderState())
        await asyncio.to_thread(self._request, "DELETE", uploaded.delete_url)
        await self._run(self._fragments[uploaded.key])

    def _request(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> None:
        """Ask for something outside the socket, with the token that the server gives to its own pages."""
        health = Request(f"http://{self._address}/_stcore/health", headers={"Cookie": self._cookie})
        with urlopen(health) as answer:
            cookies = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        token = cookies["_streamlit_xsrf"].value if "_streamlit_xsrf" in cookies else ""
        headers = {
            "Origin": f"http://{self._address}",
            "X-Xsrftoken": token,
            "Cookie": "; ".join(filter(None, (self._cookie, f"_streamlit_xsrf={token}"))),
            "Content-Type": kind,
        }
        with urlopen(Request(f"http://{self._address}{path}", body, headers, method=method)):
            pass

    async def _run(self, fragment: str) -> float:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self._query)
        rerun.page_script_hash = self._page_hash
        if not self._page_hash:
            rerun.page_name = self._page
        rerun.fragment_id = fragment
        rerun.cached_message_hashes.extend(self._cached)
        for widget_id, (kind, value) in self._values.items():
            state = rerun.widget_states.widgets.add()
            state.id = widget_id
            if kind == "string_array_value":
                state.string_array_value.data.extend(value)
            elif kind == "file_uploader_state_value":
                state.file_uploader_state_value.CopyFrom(value)
            else:
                setattr(state, kind, value)
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while not self._take(ForwardMsg.FromString(await self._receive()), fragment):
            pass
        return (time.perf_counter() - start) * 1000

    async def _receive(self) -> bytes:
        if QUICK_ACK is not None:
            # Else the kernel waits 40 ms before it acknowledges a short message, and the figure is the kernel's.
            self._socket.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, QUICK_ACK, 1)
        received = await asyncio.wait_for(self._socket.recv(), PATIENCE)
        assert isinstance(received, bytes)
        return received

    def _take(self, message: ForwardMsg, fragment: str = "") -> bool:
        """Take in a message; gives whether it was the last one of a run, of this fragment if one is named: the page
        also draws by itself what others have changed."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            known = ForwardMsg()
            known.CopyFrom(self._cached[message.ref_hash])
            known.metadata.CopyFrom(message.metadata)
            message, kind = known, known.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._cached[message.hash] = message
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash or self._page_hash
            self._session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._recurring.add(message.auto_rerun.fragment_id)
        elif kind == "delta":
            self._drawn.add(message.delta.fragment_id)
            if message.delta.WhichOneof("type") == "new_element":
                self._take_element(message)
            elif message.delta.WhichOneof("type") == "add_block":
                self._take_widget(message, message.delta.add_block.id)
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            of_page = message.script_finished != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
            is_last = of_page or not fragment or fragment in self._drawn
            self._forget(of_page)
            return is_last
        return False

    def _forget(self, of_page: bool) -> None:
        """Forget the widgets that are no longer drawn, as a browser does, which sends nothing of them."""
        for key in [key for key in self._widgets if key not in self._on_screen]:
            if of_page or self._fragments[key] in self._drawn:
                self._values.pop(self._widgets.pop(key), None)
                del self._fragments[key]
        self._drawn.clear()
        self._on_screen.clear()

    def _take_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        name = element.WhichOneof("type")
        part = getattr(element, str(name))
        if name == "exception" or (name == "alert" and part.format == part.ERROR):
            self.faults.append(str(part)[:300])
        if name in ("markdown", "html", "alert"):
            self.texts.append(part.body)
        self._take_widget(message, str(getattr(part, "id", "")))

    def _take_widget(self, message: ForwardMsg, widget_id: str) -> None:
        if widget_id.startswith("$$"):
            key = widget_id.split("-", 2)[-1]
            self._on_screen.add(key)
            self._widgets[key] = widget_id
            self._fragments[key] = message.delta.fragment_id
