"""One websocket of a visit, as the gate hears both sides of it."""

from __future__ import annotations

from starlette.types import Message, Receive, Send

from assessment.services.links import key_hash
from assessment.storage import StorageError
from assessment.web.deliveries import Deliveries
from assessment.web.visits import Visits

VISIT_ENDED = 4401
"""The code with which a websocket is closed when its visit has ended: browser.js knows it."""


class Conversation:
    """Passes on what a visit says while it lasts and may ask for, and notes what the server gives it."""

    def __init__(self, token: str, visits: Visits, deliveries: Deliveries, receive: Receive, send: Send) -> None:
        self._token, self._visit = token, key_hash(token)
        self._visits, self._deliveries = visits, deliveries
        self._receive, self._send = receive, send
        self._has_ended = False

    async def receive(self) -> Message:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if not await self._lasts():
                return await self._end()
            if self._deliveries.allow(self._visit, message.get("bytes") or b""):
                return message

    async def send(self, message: Message) -> None:
        if self._has_ended:
            return
        if message["type"] == "websocket.send" and message.get("bytes"):
            self._deliveries.note(self._visit, message["bytes"])
        await self._send(message)

    async def _lasts(self) -> bool:
        try:
            return await self._visits.grant(self._token) is not None
        except StorageError:
            # The page itself says what is wrong with the database.
            return True

    async def _end(self) -> Message:
        """Tell the browser that the visit has ended, and Streamlit that the browser has gone."""
        self._has_ended = True
        self._deliveries.forget(self._visit)
        await self._send({"type": "websocket.close", "code": VISIT_ENDED})
        return {"type": "websocket.disconnect", "code": VISIT_ENDED}
