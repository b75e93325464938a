"""How much a session may bring at a time, and that its files go when they aren't needed any more.

Streamlit bounds a single file and keeps each in memory until its session ends. What it keeps, and for whom, is its own
affair and may change with its version, which requirements.txt pins.
"""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import gettext as _

FILES_LIMIT = 1_000
"""Files at a time: a workshop brings hundreds."""
BYTES_LIMIT = 100_000_000
"""Bytes of all files at a time: a thousand workbooks of 33 recommendations have 50 MB."""

_UPLOAD = "/_stcore/upload_file/"
_kept: dict[str, dict[str, int]] = {}
"""The size of each file that is kept, by session and file."""


def too_much(sizes: Collection[int]) -> str | None:
    """What to say of files of these sizes in bytes if they are more than may be brought at a time."""
    if len(sizes) <= FILES_LIMIT and sum(sizes) <= BYTES_LIMIT:
        return None
    words = _("No more than {files} files or {megabytes} MB can be imported at a time. Import some now, others later.")
    return words.format(files=FILES_LIMIT, megabytes=BYTES_LIMIT // 1_000_000)


def release_files(ids: Collection[str]) -> None:
    """Let the server forget files of this session, by their `file_id`."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file_id in ids:
            context.uploaded_file_mgr.remove_file(context.session_id, file_id)
            _kept.get(context.session_id, {}).pop(file_id, None)


class UploadBounds:
    """Takes no more files for a session that has brought too much already.

    One file goes beyond the bounds, so that the page sees that they are exceeded, and says so.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _before, is_upload, place = scope.get("path", "").partition(_UPLOAD)
        session, _slash, file_id = place.partition("/")
        if scope["type"] != "http" or not is_upload or scope["method"] not in ("PUT", "DELETE"):
            return await self.app(scope, receive, send)
        if scope["method"] == "DELETE":
            _kept.get(session, {}).pop(file_id, None)
            return await self.app(scope, receive, send)
        size = Headers(scope=scope).get("content-length", "")
        if not size.isdecimal():
            return await PlainTextResponse("", HTTPStatus.LENGTH_REQUIRED)(scope, receive, send)
        _forget_ended()
        files = _kept.setdefault(session, {})
        if too_much(list(files.values())):
            return await PlainTextResponse("", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
        files[file_id] = int(size)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                files.pop(file_id, None)
            await send(message)

        return await self.app(scope, receive, send_and_note)


def _forget_ended() -> None:
    """Forget the sessions that have ended, whose files Streamlit has let go."""
    if exists():
        for session in [each for each in _kept if not get_instance().is_active_session(each)]:
            del _kept[session]
