"""What each visit was given over its websocket, and may therefore ask for: files, upload addresses, its sessions.

Streamlit gives a file to anyone who knows its address, makes one for anyone who knows its id, and continues a session
for anyone who knows that. So a visit may name only what the server itself told it. That is read where the server says
it, and not wherever a text looks like an address: people write texts, and the server sends them back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

UPLOADS = "/_stcore/upload_file/"
VISITS_LIMIT = 5_000
GIVEN_LIMIT = 2_000
"""What is remembered of one visit: a page with a file for each of a thousand uploads has two addresses for each."""
_ASKED_BY_PAGES = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}


class Deliveries:
    """What was given, by visit. Beyond the limits the oldest is forgotten: then the page must be loaded again."""

    def __init__(self) -> None:
        self._given: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def note(self, visit: str, message: bytes) -> None:
        """Remember what a message of Streamlit's tells a visit."""
        names = list(_given_in(ForwardMsg.FromString(message)))
        if not names:
            return
        of_visit = self._given.setdefault(visit, OrderedDict())
        self._given.move_to_end(visit)
        for name in names:
            of_visit[name] = None
            of_visit.move_to_end(name)
        _trim(of_visit, GIVEN_LIMIT)
        _trim(self._given, VISITS_LIMIT)

    def has(self, visit: str, name: str) -> bool:
        """Whether a visit was given this address or session id."""
        return name in self._given.get(visit, ())

    def allow(self, visit: str, message: bytes) -> bool:
        """Whether a browser's message to Streamlit is one that our pages send, about what its visit was given.

        Others would empty the caches of everybody, tell of the server's folders, or make a file that is another's.
        """
        try:
            asked: Any = BackMsg.FromString(message)
        except DecodeError:
            return False
        if asked.WhichOneof("type") != "backend_operation_request":
            return asked.WhichOneof("type") in _ASKED_BY_PAGES
        operation = asked.backend_operation_request
        return operation.WhichOneof("payload") == "deferred_file" and self.has(visit, operation.deferred_file.file_id)

    def forget(self, visit: str) -> None:
        """Forget a visit that has ended."""
        self._given.pop(visit, None)


def _given_in(message: Any) -> Iterator[str]:
    match message.WhichOneof("type"):
        case "new_session":
            yield message.new_session.initialize.session_id
        case "page_config_changed":
            yield message.page_config_changed.favicon
        case "file_urls_response":
            for file in message.file_urls_response.file_urls:
                yield from {file.upload_url, file.delete_url}
        case "backend_operation_response":
            yield message.backend_operation_response.deferred_file.url
        case "delta":
            element = message.delta.new_element
            match element.WhichOneof("type"):
                case "download_button":
                    yield element.download_button.url or element.download_button.deferred_file_id
                case "imgs":
                    yield from (image.url for image in element.imgs.imgs)


def _trim(entries: OrderedDict[str, Any], limit: int) -> None:
    while len(entries) > limit:
        entries.popitem(last=False)
