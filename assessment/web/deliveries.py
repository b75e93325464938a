"""What each visit was given over its websocket, and may therefore ask for: files, upload addresses, its sessions.

Streamlit gives a file to whoever knows its address, and a session to whoever knows its id. So a visit may name only
what the server itself told it. That is read where the server says it, and not wherever a text looks like an address:
people write texts, and the server sends them back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

MEDIA = "/media/"
UPLOADS = "/_stcore/upload_file/"
VISITS_LIMIT = 5_000
GIVEN_LIMIT = 2_000
"""What is remembered of one visit: a page with a file for each of a thousand uploads has two addresses for each."""


class Deliveries:
    """What was given, by visit. Beyond the limits the oldest is forgotten: then the page must be loaded again."""

    def __init__(self) -> None:
        self._given: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def note(self, visit: str, message: bytes) -> None:
        """Remember what a message of Streamlit's tells a visit."""
        found = list(_given_in(ForwardMsg.FromString(message)))
        if not found:
            return
        given = self._given.setdefault(visit, OrderedDict())
        self._given.move_to_end(visit)
        for name in found:
            given[name] = None
            given.move_to_end(name)
        _trim(given, GIVEN_LIMIT)
        _trim(self._given, VISITS_LIMIT)

    def has(self, visit: str, name: str) -> bool:
        """Whether a visit was given this address or session id."""
        return name in self._given.get(visit, ())

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
            for each in message.file_urls_response.file_urls:
                yield from {each.upload_url, each.delete_url}
        case "backend_operation_response":
            yield message.backend_operation_response.deferred_file.url
        case "delta":
            element = message.delta.new_element
            match element.WhichOneof("type"):
                case "download_button":
                    yield element.download_button.url
                case "imgs":
                    yield from (image.url for image in element.imgs.imgs)


def _trim(kept: OrderedDict[str, Any], limit: int) -> None:
    while len(kept) > limit:
        kept.popitem(last=False)
