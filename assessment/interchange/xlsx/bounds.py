"""Bounds on a workbook before a library reads it: what its zip holds, how far its sheets reach, how much they show.

calamine allocates every cell up to the last one, copies a shared text into each cell that shows it, and trusts what a
file says about itself. So every part is unpacked piece by piece past a counter, and calamine gets a new file of the
parts that were counted.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from assessment.interchange.xlsx.counters import Budget, CellCounter, Counter, SheetNotes, TextCounter, TooLarge, local

ENTRY_LIMIT = 1000
"""Files in a zip: a questionnaire has 12."""
RATIO_LIMIT, RATIO_FROM = 200, 1_000_000
"""The highest compression ratio of a part, and the size above which it is checked."""
_TAG_LIMIT = 1_000_000
"""Bytes of a tag with its attributes."""
_PIECE = 1 << 16

UNSOUND = (
    BadZipFile, EOFError, LookupError, OSError, RuntimeError, ValueError, expat.ExpatError, struct.error, zlib.error,
)  # fmt: skip
"""What reading a file raises that isn't a valid zip of XML."""
BOOK = "xl/workbook.xml"
_LINKS, _TEXTS, _STYLES = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"
_NAMESPACE = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_NAMESPACE}/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class BoundedWorkbook:
    """A workbook that may be read."""

    content: bytes
    """A new file with the same sheets in the same order, under other titles."""
    sheets: Sequence[SheetNotes]
    from_1904: bool
    """Whether dates are counted from 1904, as by old programs on the Mac."""


def open_zip(content: bytes) -> ZipFile:
    """The zip in a file's bytes. Raises TooLarge, or one of UNSOUND."""
    if content.count(b"PK\x01\x02") > ENTRY_LIMIT:
        raise TooLarge
    return ZipFile(BytesIO(content))


def bound_workbook(content: bytes) -> BoundedWorkbook:
    """The sheets of a workbook that is within the bounds. Raises TooLarge, or one of UNSOUND."""
    rebuilt = BytesIO()
    with open_zip(content) as archive, ZipFile(rebuilt, "w", ZIP_DEFLATED, compresslevel=1) as clean:
        parts = _Parts(archive)
        sheets, from_1904 = _list_sheets(parts)
        _write_list(clean, len(sheets), from_1904=from_1904)
        texts = TextCounter(parts.budget)
        for path, counter in ((_STYLES, Counter()), (_TEXTS, texts)):
            if path in parts:
                clean.writestr(path, parts.read(path, counter))
        noted = []
        for number, (title, path) in enumerate(sheets):
            counter = CellCounter(parts.budget, texts.sizes, SheetNotes(title))
            clean.writestr(f"xl/worksheets/{number}.xml", parts.read(path, counter))
            noted.append(counter.finish())
    return BoundedWorkbook(rebuilt.getvalue(), noted, from_1904)


class _Parts:
    """The parts of a workbook's zip. Their paths are the same in upper and lower case."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename.lower(): entry for entry in archive.infolist()}
        self.budget = Budget()

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._entries

    def read(self, path: str, counter: Counter) -> bytes:
        """A part once it was counted."""
        entry = self._entries[path.lower()]
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            # zipfile would unpack it at once, however large it is.
            raise NotImplementedError
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_LIMIT * entry.compress_size:
            raise TooLarge
        # zipfile unpacks no more than this, and compares the checksum.
        self.budget.spend("bytes", entry.file_size)
        pieces, size, parser = [], 0, _parser(counter)
        with self._archive.open(entry) as unpacked:
            while piece := unpacked.read(_PIECE):
                # One for each tag and each attribute at least.
                self.budget.spend("marks", piece.count(b"<") + piece.count(b"="))
                parser.Parse(piece, False)
                pieces.append(piece)
                size += len(piece)
                if size - parser.CurrentByteIndex > _TAG_LIMIT:
                    raise TooLarge
        parser.Parse(b"", True)
        # Spaces around a text are part of it, though Gnumeric doesn't say so.
        return b"".join(pieces).replace(b"<t>", b'<t xml:space="preserve">')


def _parser(counter: Counter) -> expat.XMLParserType:
    # calamine reads nothing but UTF-8, whatever a part says about itself.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    return parser


def _refuse_declarations(*_declaration: object) -> NoReturn:
    """A document type may declare entities that grow without end."""
    raise ValueError


class _ListCounter(Counter):
    """Keeps the attributes of elements with certain names."""

    def __init__(self, *names: str) -> None:
        self.kept: dict[str, list[dict[str, str]]] = {name: [] for name in names}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if (name := local(name)) in self.kept:
            self.kept[name].append(attributes)


def _list_sheets(parts: _Parts) -> tuple[list[tuple[str, str]], bool]:
    """The title and path of each sheet with cells, and whether dates are counted from 1904."""
    book, links = _ListCounter("sheet", "workbookPr"), _ListCounter("Relationship")
    parts.read(BOOK, book)
    parts.read(_LINKS, links)
    paths = {
        link["Id"]: link["Target"].lstrip("/").removeprefix("xl/")
        for link in links.kept["Relationship"]
        if link["Type"].endswith("/worksheet")
    }
    listed = [
        (sheet["name"], value) for sheet in book.kept["sheet"] for key, value in sheet.items() if key.endswith(":id")
    ]
    sheets = {title: f"xl/{paths[relation]}" for title, relation in listed if relation in paths}
    if len(sheets) < sum(relation in paths for _title, relation in listed):
        # Two have the same title.
        raise ValueError
    return list(sheets.items()), any(about.get("date1904") in ("1", "true") for about in book.kept["workbookPr"])


def _write_list(clean: ZipFile, sheets: int, *, from_1904: bool) -> None:
    """Write the list of so many sheets."""
    listed = "".join(f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(sheets))
    clean.writestr(
        BOOK,
        f'<workbook xmlns="{_NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{_RELATIONS}">'
        f'<workbookPr date1904="{int(from_1904)}"/><sheets>{listed}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/{number}.xml") for number in range(sheets)]
    for path, links in ((_LINKS, targets), ("_rels/.rels", [("officeDocument", BOOK)])):
        linked = "".join(
            f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(links)
        )
        clean.writestr(path, f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">{linked}</Relationships>')
