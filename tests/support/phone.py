"""A participant's phone without a browser: it fills in the forms that it is given."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp

from assessment.access.ballots import BALLOT_COOKIE
from tests.support.asgi import Answer, ask

JSON = "application/json"


def fields_of(page: str, form: str = "vote") -> dict[str, str]:
    """What a form of a page sends if nothing is changed in it."""
    found = re.search(rf'<form [^>]*id="{form}".*?</form>', page, re.DOTALL) or re.search(
        r'<form method="post".*?</form>', page, re.DOTALL
    )
    assert found, page
    fields = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found.group())
    }
    for value, rest in re.findall(r'<input type="radio" name="rating" value="(\w+)"([^>]*)>', found.group()):
        if "checked" in rest:
            fields["rating"] = value
    if written := re.search(r"<textarea[^>]*>\n(.*?)</textarea>", found.group(), re.DOTALL):
        fields["remark"] = html.unescape(written.group(1))
    return fields


def secret_in(answer: Answer) -> str:
    """The participant's secret that an answer gives a phone, or none."""
    cookies = SimpleCookie(answer.headers.get("set-cookie", ""))
    return cookies[BALLOT_COOKIE].value if BALLOT_COOKIE in cookies else ""


@dataclass(slots=True)
class Phone:
    """A phone with a participant's secret."""

    app: ASGIApp
    token: str

    def get(self, path: str = "/ballot", **headers: Any) -> Answer:
        return ask(self.app, "GET", path, cookie=f"{BALLOT_COOKIE}={self.token}", **headers)

    def open(self, item: str) -> Answer:
        return self.get(f"/ballot?item={quote(item)}")

    def send(self, fields: dict[str, str], path: str = "/ballot", **headers: Any) -> Answer:
        return ask(self.app, "POST", path, form=fields, cookie=f"{BALLOT_COOKIE}={self.token}", **headers)

    def vote(self, item: str, rating: str, remark: str = "", **headers: Any) -> Answer:
        """Vote as the page is now."""
        fields = fields_of(self.open(item).text) | {"rating": rating, "remark": remark}
        return self.send(fields, **headers)
