"""The parts of a workbook's file: XML that every reader understands the same way, and the list of the sheets.

Comments and instructions are taken out, and CDATA becomes ordinary text. Programs may write these anywhere, and some
do. Readers treat them differently: some search for words, some lose CDATA. So all of them get the output of
`strip_markup`. Spaces around a text are part of it, even if a program (Gnumeric) doesn't mark them, since a long text
is split at spaces. A document type, which may declare entities, is left in place, and `package_limits` refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

MARK_LIMIT = 100_000
"""Comments, instructions and CDATA sections of a part, each of which takes time. Apache POI writes one per sheet; one
in each cell of a questionnaire of 800 recommendations would be 80,000."""

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*\?>")
_UNPARSED_END = b"]]>"
_ENDS = {b"<!--": b"-->", b"<?": b"?>", b"<![CDATA[": _UNPARSED_END}
_MARK = re.compile(b"|".join(map(re.escape, _ENDS)))
_TEXT, _TEXT_AS_IT_IS = b"<t>", b'<t xml:space="preserve">'
_LONGEST = max(map(len, _ENDS))


class TooMuchMarkup(Exception):
    """A part has more comments, instructions and CDATA sections than any program writes."""


def strip_markup(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A part as it is to be read, piece by piece. Raises TooMuchMarkup, or ValueError if a mark isn't closed."""
    reading = _Plain()
    for piece in pieces:
        yield reading.feed(piece).replace(_TEXT, _TEXT_AS_IT_IS)
    yield reading.rest()


class _Plain:
    def __init__(self) -> None:
        self._is_first = True
        self._end = b""
        """What ends the mark that is open."""
        self._waiting = b""
        """What may be the beginning of a mark, or of the end of one."""
        self._marks = 0

    def feed(self, piece: bytes) -> bytes:
        piece = self._waiting + piece
        written, at = [], 0
        if self._is_first and (declared := _DECLARATION.match(piece)):
            written.append(declared[0])
            at = declared.end()
        self._is_first = False
        while True:
            if not self._end:
                if not (found := _MARK.search(piece, at)):
                    break
                written.append(piece[at : found.start()])
                at, self._end = found.end(), _ENDS[found[0]]
                self._marks += 1
                if self._marks > MARK_LIMIT:
                    raise TooMuchMarkup
            stop = piece.find(self._end, at)
            inside = piece[at : stop if stop >= 0 else max(at, len(piece) - len(self._end) + 1)]
            if self._end == _UNPARSED_END:
                written.append(_escaped(inside))
            at += len(inside)
            if stop < 0:
                self._waiting = piece[at:]
                return b"".join(written)
            at, self._end = at + len(self._end), b""
        cut = _cut(piece, at)
        written.append(piece[at:cut])
        self._waiting = piece[cut:]
        return b"".join(written)

    def rest(self) -> bytes:
        if self._end:
            raise ValueError
        return self._waiting


def _escaped(text: bytes) -> bytes:
    return escape(text.decode("latin-1")).encode("latin-1")


def _cut(piece: bytes, start: int) -> int:
    """Where a mark or text may begin that continues in the next piece."""
    at = piece.rfind(b"<", max(start, len(piece) - _LONGEST + 1))
    return at if at >= 0 and any(mark.startswith(piece[at:]) for mark in (_TEXT, *_ENDS)) else len(piece)


@dataclass(frozen=True, slots=True)
class WorkbookContents:
    paths: Mapping[str, str]
    """The path of each sheet's part, in lower case, by title."""
    from_1904: bool
    """Whether dates are counted from 1904, as by old programs on the Mac."""


def contents_of(book: bytes, links: bytes) -> WorkbookContents:
    """The contents according to the list of sheets and the list of their paths. Raises ValueError if these disagree,
    and expat.ExpatError."""
    targets = {
        attributes.get("Id"): attributes.get("Target", "") for _name, attributes in _elements(links, "Relationship")
    }
    paths: dict[str, str] = {}
    from_1904 = False
    for name, attributes in _elements(book, "sheet", "workbookPr"):
        if name == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
            continue
        title = attributes.get("name", "")
        relations = [value for key, value in attributes.items() if key.endswith(":id")]
        if title in paths or len(relations) != 1:
            raise ValueError
        paths[title] = _path(targets.get(relations[0], "")).lower()
    return WorkbookContents(paths, from_1904)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"


def _elements(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements with these names in a small part, with their attributes. Raises expat.ExpatError."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names:
            found.append((local, attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
