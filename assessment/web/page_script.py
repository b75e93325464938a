"""The script that Streamlit's pages get from us."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.web.security_headers import POLICY

# A page loaded at its own address, as after F5, first looks for its server there and finds nothing (two errors in the
# console, and a delay). Streamlit's frontend reads this variable before it guesses.
ADDRESS = "window.__streamlit = {BACKEND_BASE_URL: window.location.origin};"


class PageScript:
    """Inserts a script into the head of every HTML page of Streamlit's; a page with a policy of its own isn't one."""

    def __init__(self, app: ASGIApp, script: str) -> None:
        self.app, self._script = app, f"<script>{ADDRESS}\n{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else False
        if not wants_page or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        held: list[Message] = []

        async def send_with_script(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                headers = Headers(scope=message)
                if headers.get("content-type", "").startswith("text/html") and POLICY not in headers:
                    held.append(message)
                    return
            # The page is one small file, which is sent in one piece.
            elif held and message["type"] == "http.response.body" and not message.get("more_body"):
                body = message["body"].replace(b"<head>", b"<head>" + self._script, 1)
                MutableHeaders(scope=held[0])["content-length"] = str(len(body))
                message = {**message, "body": body}
            while held:
                await send(held.pop())
            await send(message)

        # The script can't be inserted into a compressed page.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        return await self.app({**scope, "headers": plain}, receive, send_with_script)
