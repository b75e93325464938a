"""What is in a web page that stands in one file."""

from __future__ import annotations

from base64 import b64decode
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"meta", "link", "br", "img", "hr", "input"}


class WebPage(HTMLParser):
    """The elements of a page with their attributes and texts, and the files in it by their names."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[str] = []
        self.feed(content.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self._open), data))

    def attributes(self, tag: str, name: str) -> list[str]:
        return [attributes[name] for found, attributes in self.elements if found == tag and name in attributes]

    def texts_in(self, tag: str) -> list[str]:
        """The texts of the innermost elements of a kind, in their order."""
        return [text for within, text in self.texts if within[-1:] == (tag,) and text.strip()]

    @property
    def text(self) -> str:
        """What can be read, with what a screen reader alone reads."""
        read = [text for within, text in self.texts if not {"style", "head"} & set(within) or within[-1:] == ("title",)]
        return "".join([*read, *self.attributes("div", "aria-label"), *self.attributes("span", "aria-label")])

    @property
    def files(self) -> dict[str, bytes]:
        links = [attributes for tag, attributes in self.elements if tag == "a" and "download" in attributes]
        return {link["download"]: b64decode(unquote(link["href"]).partition("base64,")[2]) for link in links}
