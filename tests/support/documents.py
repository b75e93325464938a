"""What the tests of documents share: to find a section, a table or a sentence in Markdown, and read responses."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po

from assessment.catalogues import find_catalogue
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response
from assessment.i18n import LOCALE_FOLDER
from assessment.interchange.response_json import read_response
from tests.browser.server import ROOT

DOCS = ROOT / "docs"
CATALOGUES = ROOT / "data" / "catalogues"
SAMPLES = sorted((ROOT / "data" / "samples").glob("*.json"))


def document(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def in_one_line(text: str) -> str:
    """A text whose sentences are found wherever its lines end."""
    return re.sub(r"\s+", " ", text)


def section(text: str, heading: str) -> str:
    """What stands under a heading, down to the next heading of its level or above."""
    start = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert start is not None, heading
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start.group(1))}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def table(text: str) -> list[list[str]]:
    """The rows of the first table in a text, without its head."""
    lines = re.search(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)
    assert lines is not None
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines.group().splitlines()]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", prose(text))


_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def code_blocks(text: str, language: str = "") -> list[str]:
    return [block for name, block in _FENCED.findall(text) if name == language]


def prose(text: str) -> str:
    """A document without its code blocks."""
    return _FENCED.sub("", text)


def read(path: Path) -> tuple[Catalogue, Response]:
    return read_response(path.read_bytes(), path.name, lambda *wanted: find_catalogue(CATALOGUES, *wanted))


def messages() -> frozenset[str]:
    """The texts that the software can say, with … for what is filled in."""
    template = read_po(BytesIO((LOCALE_FOLDER / "messages.pot").read_bytes()))
    ids = (message.id for message in template)
    texts = (text for found in ids for text in ([found] if isinstance(found, str) else found))
    return frozenset(re.sub(r"\{\w+(:\w+)?\}", "…", text) for text in texts)
