"""A visit to a shared server without a browser: it comes in by a link's form, and speaks Streamlit's protocol."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.services.links import VISIT_COOKIE
from benchmarks.serving.client import Client
from tests.support.asgi import FORM


def request(
    port: int, method: str, path: str, *, visit: str = "", body: bytes | None = None, **headers: str
) -> HTTPResponse:
    """What the server on this machine answers, read to its end, and no redirect followed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Cookie": f"{VISIT_COOKIE}={visit}"} | named)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def send_form(port: int, path: str, *, visit: str = "", **fields: str) -> HTTPResponse:
    body = urlencode(fields).encode()
    return request(port, "POST", path, visit=visit, body=body, Origin=f"http://127.0.0.1:{port}", Content_Type=FORM)


def enter(port: int, key: str, name: str = "Bela") -> str:
    """The secret of a visit that begins with this key; none if it is refused."""
    cookies = SimpleCookie(send_form(port, "/enter", key=key, name=name).getheader("Set-Cookie", ""))
    return cookies[VISIT_COOKIE].value if VISIT_COOKIE in cookies else ""


class Visitor(Client):
    """One websocket of a visit. `offered` are the ids of the files that the page would make."""

    def __init__(self, port: int, visit: str, page: str = "", **query: str) -> None:
        super().__init__(f"127.0.0.1:{port}", page, f"{VISIT_COOKIE}={visit}", **query)
        self.offered: list[str] = []

    async def make_file(self, file_id: str) -> str:
        """Have a file made that the page offers; gives its address."""
        message = BackMsg()
        message.backend_operation_request.session_id = self._session
        message.backend_operation_request.deferred_file.file_id = file_id
        await self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._receive())
            if answer.WhichOneof("type") == "backend_operation_response":
                return str(answer.backend_operation_response.deferred_file.url)
            self._take(answer)

    async def act(self) -> None:
        """Let the page be drawn again."""
        await self._run("")

    def _take_element(self, message: ForwardMsg) -> None:
        super()._take_element(message)
        element = message.delta.new_element
        if element.WhichOneof("type") == "download_button":
            self.offered.append(element.download_button.deferred_file_id)
