"""Checks on a workbook before it is parsed: its type, its size, and that nothing in it does harm.

A file is recognised by its content, not by its name. A zip is checked part by part in pieces, so neither a zip bomb nor
a million empty rows take memory, and what it says about itself (names, sizes) is compared with what is there. What is
parsed then is a new file of the checked parts only.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assessment.i18n import gettext as _
from assessment.interchange.file_types import (
    SIZE_LIMIT,
    ZIP,
    explain_other_type,
    explain_other_zip,
    has_password,
    save_as_xlsx_advice,
)
from assessment.interchange.xlsx.package_parts import TooMuchMarkup, WorkbookContents, contents_of, strip_markup
from assessment.interchange.xlsx.sheet_scan import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    MERGED_LIMIT,
    TEXT_LIMIT,
    CellNotes,
    DuplicateCell,
    SheetScan,
    SheetTooLarge,
    SizeBudget,
    scan_cells,
    shared_lengths,
)
from assessment.parsing.message_text import appears_again, truncated
from assessment.parsing.validation import FileValidation, duplicates

EXPANDED_LIMIT = 100_000_000
RATIO_LIMIT, RATIO_FROM = 200, 1_000_000
"""The highest compression ratio of a part, and the size above which it is checked."""
ENTRY_LIMIT = 1000
SHEET_LIMIT = 100
"""Sheets of a workbook: a questionnaire has 5, or 20 with sheets that somebody added."""
UNPACKED_LIMIT = 8_000_000
"""Bytes of a workbook that may be held in memory unpacked."""
SMALL_LIMIT, STYLES_LIMIT = 2_000_000, 16_000_000
"""Bytes of the parts that list the contents, and of the part with the styles."""

_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER, _NAME_LENGTH = 30, 26
_IS_ENCRYPTED = 0x1
_PIECE = 1 << 20
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# Signs of macros. The content types prove nothing: SheetJS always lists all of them.
_MACROS = re.compile(rb"relationships/(?:vbaProject|xl(?:Intl)?Macrosheet)\b")
# How nearly every part begins: an optional declaration, then the first element.
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<[^!?]")
_ENCODED = re.compile(rb"""\bencoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
_SHARED_TEXTS = "xl/sharedstrings.xml"
_NEEDED = frozenset({
    "[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", _SHARED_TEXTS,
})  # fmt: skip
_SMALL = frozenset({"[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "mimetype"})
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# calamine allocates as many texts as the first element of that part says that it has.
_SHARED_START = re.compile(rb"""<(?:[\w.-]+:)?sst(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>""")
_OVERSTATED = re.compile(rb"""uniqueCount(?!\s*=\s*["'][0-9]{1,6}["'])""")
_SHARED_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_TEXT_COSTS = 4
"""Bytes of text for which a byte of that part counts: a text takes memory even if it is empty."""


class _Damaged(Exception):
    """A part isn't what the file says it is."""


_UNSOUND = (BadZipFile, _Damaged, ExpatError, EOFError, NotImplementedError, OSError, ValueError, struct.error)
"""What is raised by reading a file that isn't a valid zip of XML."""


@dataclass(slots=True)
class Package:
    """A workbook's file, of which every part was checked."""

    content: bytes
    parts: dict[str, ZipInfo]
    """By their paths in lower case."""
    glances: dict[str, SheetScan] = field(default_factory=dict)
    """Of every XML part."""
    contents: WorkbookContents = field(default_factory=lambda: WorkbookContents({}, from_1904=False))
    clean: bytes = b""
    """A new file of the checked parts that make up the sheets."""
    columns: int = COLUMN_LIMIT
    """How many columns a sheet may have."""
    room: SizeBudget = field(default_factory=SizeBudget)
    """What is left for the sheets whose every cell is still to be checked."""
    notes: dict[str, CellNotes] = field(default_factory=dict)
    """The formulas and errors of the sheets whose every cell was checked."""

    def pieces(self, path: str) -> Iterator[bytes]:
        """An XML part as all readers get it, piece by piece. Raises an exception of this module if it isn't what the
        file says it is."""
        return strip_markup(self._unpacked(path))

    def _unpacked(self, path: str) -> Iterator[bytes]:
        info = self.parts[path]
        header = self.content[info.header_offset : info.header_offset + _LOCAL_HEADER]
        if not header.startswith(ZIP) or len(header) < _LOCAL_HEADER:
            raise _Damaged
        lengths = (int.from_bytes(header[at : at + 2], "little") for at in (_NAME_LENGTH, _NAME_LENGTH + 2))
        start = info.header_offset + _LOCAL_HEADER + sum(lengths)
        packed = memoryview(self.content)[start : start + info.compress_size]
        size = checksum = 0
        for piece in _stored(packed) if info.compress_type == ZIP_STORED else _inflated(packed):
            size += len(piece)
            if size > info.file_size:
                raise _Damaged
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise _Damaged

    @property
    def has_external_links(self) -> bool:
        """Whether its formulas refer to other files."""
        return any(path.startswith("xl/externallinks/") for path in self.parts)

    def part(self, path: str) -> bytes:
        """A whole part, for small ones; empty if there is none."""
        return b"".join(self.pieces(path.lower())) if path.lower() in self.parts else b""


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not inflating.eof:
            piece = inflating.decompress(waiting, _PIECE)
            waiting = inflating.unconsumed_tail
            if not piece and not waiting and not inflating.eof:
                raise _Damaged
            yield piece
    except zlib.error:
        raise _Damaged from None


def open_package(content: bytes, reading: FileValidation, columns: int = COLUMN_LIMIT) -> Package:
    """A workbook's file after all checks; its sheets may have up to `columns` columns.

    Raises FileRefused if it is anything else, or could do harm.
    """
    _check_kind(content, reading)
    try:
        package = _package(content, reading)
        package.columns = columns
        _inspect(package, reading)
    except TooMuchMarkup:
        _refuse_unusual("", reading)
    except _UNSOUND:
        refuse_damaged(reading)
    reading.close()
    return package


def check_formulas(package: Package, path: str, place: str, reading: FileValidation) -> CellNotes:
    """The formulas and errors of the sheet at `path`, called `place` in messages. A sheet that can't be found is a
    problem."""
    path = path.lower()
    if path not in package.glances:
        refuse_damaged(reading)
        return CellNotes()
    if path not in package.notes and not package.glances[path].is_plain:
        try:
            package.notes[path] = scan_cells(package.pieces(path), package.columns, package.room)
        except SheetTooLarge:
            _refuse_sheet(place, reading)
        except _UNSOUND:
            refuse_damaged(reading)
    return package.notes.get(path) or CellNotes()


def refuse_damaged(reading: FileValidation) -> None:
    what = _("The file is damaged or incomplete.")
    reading.refuse("", what, _("Copy or download it again, or open it and save it again."))


def count_entries(content: bytes) -> int:
    """How many parts a zip may have, counted before it is opened as a zip."""
    return content.count(_ENTRY)


def unpacked_size(content: bytes) -> int:
    """The size of a file in bytes, unpacked if it is a zip; one that can't be unpacked is refused soon after."""
    if not content.startswith(ZIP) or count_entries(content) > ENTRY_LIMIT:
        return len(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except _UNSOUND:
        return len(content)


def _check_kind(content: bytes, reading: FileValidation) -> None:
    """Refuse by its first bytes what isn't a workbook."""
    reading.check_size(content, SIZE_LIMIT, _("Remove pictures and other additions."))
    if not content.startswith(ZIP):
        reading.refuse("", *explain_other_type(content))
    elif count_entries(content) > ENTRY_LIMIT:
        reading.refuse("", _too_many_parts(), _again())
    reading.close()


def _again() -> str:
    return _("Copy your answers into a newly downloaded questionnaire.")


def _package(content: bytes, reading: FileValidation) -> Package:
    """The entries of the zip. Raises FileRefused if they aren't those of a workbook."""
    with ZipFile(io.BytesIO(content)) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
    _check_entries(entries, reading)
    reading.close()
    package = Package(content, {info.filename.lower(): info for info in entries})
    if _WORKBOOK not in package.parts:
        reading.refuse("", *explain_other_zip(package.parts, package.part("mimetype")))
    elif "xl/vbaproject.bin" in package.parts or _MACROS.search(package.part(_RELATIONS)):
        reading.refuse("", _("The workbook contains macros."), save_as_xlsx_advice())
    reading.close()
    return package


def _check_entries(entries: list[ZipInfo], reading: FileValidation) -> None:
    """Check what the zip says about itself."""
    for info in entries:
        name = info.orig_filename
        if name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/"):
            _refuse_unusual(name, reading)
        if info.flag_bits & _IS_ENCRYPTED:
            reading.refuse(truncated(name), *has_password())
        elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            _refuse_unusual(name, reading)
        is_dense = info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(info.compress_size, 1)
        if is_dense or info.file_size > _size_limit(info.filename.lower()):
            _refuse_expanded(truncated(name), reading)
    for name in duplicates(info.filename.lower() for info in entries):
        reading.refuse("", appears_again(name), _again())
    if sum(info.file_size for info in entries) > EXPANDED_LIMIT:
        _refuse_expanded("", reading)
    if entries and min(info.header_offset for info in entries) != 0:
        raise BadZipFile


def _refuse_expanded(place: str, reading: FileValidation) -> None:
    reading.refuse(place, _("The file is too large when unpacked."), _again())


def _too_many_parts() -> str:
    return _("The workbook has too many sheets or other parts.")


def _size_limit(path: str) -> int:
    """The largest size of a part in bytes."""
    if path in _SMALL:
        return SMALL_LIMIT
    return STYLES_LIMIT if path == "xl/styles.xml" else EXPANDED_LIMIT


def _inspect(package: Package, reading: FileValidation) -> None:
    """Check every part that makes up the sheets, and write a clean file of them."""
    paths = [path for path in package.parts if path in _NEEDED or _SHEET.fullmatch(path)]
    packs = sum(package.parts[path].file_size for path in paths) > UNPACKED_LIMIT
    clean = io.BytesIO()
    # Two readers of one zip may see two different things in it. What is written anew is the same to all.
    with ZipFile(clean, "w", ZIP_DEFLATED if packs else ZIP_STORED, compresslevel=1) as archive:
        for path in paths:
            with archive.open(package.parts[path].filename, "w") as part:
                part.writelines(_looked_at(package, path, reading))
            if package.glances[path].merged > MERGED_LIMIT:
                _refuse_sheet(path, reading)
    reading.close()
    package.contents = contents_of(package.part(_WORKBOOK), package.part(_RELATIONS))
    if duplicates(package.contents.paths.values()):
        # No program writes that, and each sheet would take the memory of that part again.
        _refuse_unusual("", reading)
    if len(package.contents.paths) > SHEET_LIMIT:
        reading.refuse("", _too_many_parts(), _again())
    reading.close()
    # Only what was checked is read: it is unknown what another reader would find where nothing is.
    if any(path not in package.parts for path in package.contents.paths.values()):
        raise _Damaged
    _look_at_sheets(package, [path for path in paths if _SHEET.fullmatch(path)], reading)
    package.clean = clean.getvalue()


def _looked_at(package: Package, path: str, reading: FileValidation) -> Iterator[bytes]:
    """The pieces of a part, each checked."""
    glance = package.glances[path] = SheetScan(
        has_texts=path == _SHARED_TEXTS, counts_shared=_SHARED_TEXTS in package.parts
    )
    for number, piece in enumerate(package.pieces(path)):
        rest = piece
        if number == 0:
            rest = piece[_check_beginning(path, piece, reading) :]
        reading.close()
        glance.feed(rest)
        if not glance.is_usual:
            _refuse_unusual(path, reading)
        if sum(one.size for one in package.glances.values()) > EXPANDED_LIMIT:
            _refuse_expanded("", reading)
        reading.close()
        yield piece


def _check_beginning(path: str, beginning: bytes, reading: FileValidation) -> int:
    """Refuse other encodings, in which nothing would be found, and parts that may declare entities.

    Returns where the first element begins.
    """
    declaration = beginning[: beginning.find(b">") + 1]
    found = _BEGINNING.match(beginning)
    if b"\x00" in beginning[:4] or _ENCODED.search(declaration):
        reading.refuse(path, _("The file is not in UTF-8."), save_as_xlsx_advice())
    elif not found:
        # A document type may declare entities.
        _refuse_unusual(path, reading)
    elif path == _SHARED_TEXTS:
        start = _SHARED_START.match(beginning, found.end() - 2)
        if not start or _OVERSTATED.search(start[0]):
            _refuse_unusual(path, reading)
    return found.end() - 2 if found else 0


def _refuse_unusual(path: str, reading: FileValidation) -> None:
    reading.refuse(truncated(path), _("No spreadsheet program writes files like this."), _again())


def _look_at_sheets(package: Package, paths: Sequence[str], reading: FileValidation) -> None:
    """Refuse sheets that would take too much memory, from a quick look or else by checking every cell."""
    glances = [package.glances[path] for path in paths]
    shared = package.glances.get(_SHARED_TEXTS)
    longest = _longest(package) if shared else 0
    texts = sum(glance.size + glance.shared * longest for glance in glances)
    texts += _TEXT_COSTS * shared.size if shared else 0
    are_small = sum(glance.cells for glance in glances) <= CELL_LIMIT and texts <= TEXT_LIMIT
    if are_small and all(glance.is_near for glance in glances):
        return
    room, path = package.room, _SHARED_TEXTS
    try:
        lengths = shared_lengths(package.pieces(path), room) if shared else ()
        for path in paths:
            package.notes[path] = scan_cells(package.pieces(path), package.columns, room, lengths)
    except SheetTooLarge:
        _refuse_sheet(path, reading)
    except DuplicateCell as error:
        reading.refuse(path, appears_again(str(error)), _again())


def _longest(package: Package) -> int:
    """The maximum size of the longest shared text in bytes."""
    if package.parts[_SHARED_TEXTS].file_size > _PIECE:
        return package.parts[_SHARED_TEXTS].file_size
    return max(map(len, _SHARED_TEXT.split(package.part(_SHARED_TEXTS))))


def _refuse_sheet(place: str, reading: FileValidation) -> None:
    what = _("The sheet has too many rows, columns, filled or merged cells, or formulas.")
    reading.refuse(place, what, _again())
