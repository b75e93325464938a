"""What a workbook may be before anybody parses it: its kind, its size, and nothing in it that does harm.

A file is told by its content and not by its name. A zip is looked through part by part in pieces, so neither a bomb nor
a million empty rows cost memory, and what it says of itself (names, sizes) is held against what is there. What is
parsed then is a file of those parts alone, written anew.
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

from assessment.interchange.file_kinds import SIZE_LIMIT, ZIP, as_xlsx, other_kind, other_zip
from assessment.interchange.offline.plain_xml import TooManyMarks, plain
from assessment.interchange.offline.sheet_glance import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    MERGED_LIMIT,
    ROW_LIMIT,
    TEXT_LIMIT,
    GivenTwice,
    Glance,
    Notes,
    Room,
    SheetTooLarge,
    look_closely,
    shared_lengths,
)
from assessment.interchange.workbook_contents import Contents, contents_of
from assessment.language import gettext as _
from assessment.strict import Reading, repeated, shortened

EXPANDED_LIMIT = 100_000_000
RATIO_LIMIT, RATIO_FROM = 200, 1_000_000
"""How many times as large as in the file a part may be, and the size from which on that is asked."""
ENTRY_LIMIT = 1000
SHEET_LIMIT = 100
"""Sheets of a workbook: a questionnaire has 5, with those that somebody added 20."""
UNPACKED_LIMIT = 8_000_000
"""Bytes of a workbook that may stand in the memory unpacked."""
SMALL_LIMIT, STYLES_LIMIT = 2_000_000, 16_000_000
"""Bytes of the parts that say what is where, and of the one that says how everything looks."""

_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER, _NAME_LENGTH = 30, 26
_IS_ENCRYPTED = 0x1
_PIECE = 1 << 20
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# What a workbook has of programs. Its content types say nothing: SheetJS names all that there are, whatever is there.
_MACROS = re.compile(rb"relationships/(?:vbaProject|xl(?:Intl)?Macrosheet)\b")
# How nearly every part begins: perhaps with a declaration, then with its first element.
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<[^!?]")
_ENCODED = re.compile(rb"""\bencoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
_SHARED_TEXTS = "xl/sharedstrings.xml"
_NEEDED = frozenset({
    "[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", _SHARED_TEXTS,
})  # fmt: skip
_SMALL = frozenset({"[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "mimetype"})
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# calamine makes room for as many texts as the first element of that part says that it has.
_SHARED_START = re.compile(rb"""<(?:[\w.-]+:)?sst(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>""")
_BOASTS = re.compile(rb"""uniqueCount(?!\s*=\s*["'][0-9]{1,6}["'])""")
_SHARED_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_TEXT_COSTS = 4
"""As how many bytes of texts a byte of that part counts: a text costs memory even if it is empty."""


class _Damaged(Exception):
    """A part isn't what the file says of it."""


_UNSOUND = (BadZipFile, _Damaged, ExpatError, EOFError, NotImplementedError, OSError, ValueError, struct.error)
"""What reading a file raises that is no sound zip of XML."""


@dataclass(slots=True)
class Package:
    """A workbook's file, whose every part was looked through."""

    content: bytes
    parts: dict[str, ZipInfo]
    """By their paths in small letters."""
    glances: dict[str, Glance] = field(default_factory=dict)
    """Of every part in XML."""
    contents: Contents = field(default_factory=lambda: Contents({}, from_1904=False))
    clean: bytes = b""
    """The parts that say what is in the sheets, which were looked through, as a file of their own."""
    columns: int = COLUMN_LIMIT
    """How many columns a sheet may have."""
    room: Room = field(default_factory=Room)
    """What is left for the sheets at whose every cell is still to be looked."""
    notes: dict[str, Notes] = field(default_factory=dict)
    """The formulas and errors of the sheets at whose every cell was looked."""

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part in XML as all readers get it, piece by piece. Raises an exception of this module if it isn't what the
        file says of it."""
        return plain(self._unpacked(path))

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
        """Whether its formulas lead to other files."""
        return any(path.startswith("xl/externallinks/") for path in self.parts)

    def part(self, path: str) -> bytes:
        """A whole part, for the small ones; nothing if it isn't there."""
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


def open_package(content: bytes, reading: Reading, columns: int = COLUMN_LIMIT) -> Package:
    """A workbook's file, looked through; its sheets have so many columns at most.

    Raises FileRefused if it is anything else, or does harm.
    """
    _check_kind(content, reading)
    try:
        package = _package(content, reading)
        package.columns = columns
        _look_through(package, reading)
    except TooManyMarks:
        _refuse_unusual("", reading)
    except _UNSOUND:
        _refuse_damaged(reading)
    reading.close()
    return package


def look_at_formulas(package: Package, path: str, place: str, reading: Reading) -> Notes:
    """The formulas and errors of the sheet at `path`, which messages call `place`. A sheet that can't be told is a
    problem."""
    path = path.lower()
    if path not in package.glances:
        _refuse_damaged(reading)
        return Notes()
    if path not in package.notes and not package.glances[path].is_plain:
        try:
            package.notes[path] = look_closely(package.pieces(path), package.columns, package.room)
        except SheetTooLarge:
            reading.refuse(place, _("The sheet has too many formulas."), _again())
        except _UNSOUND:
            _refuse_damaged(reading)
    return package.notes.get(path) or Notes()


def _refuse_damaged(reading: Reading) -> None:
    reading.refuse(
        "", _("The file is cut off or damaged."), _("Copy or download it again, or open it and save it again.")
    )


def number_of_entries(content: bytes) -> int:
    """How many parts a zip may have, counted before it is read as one."""
    return content.count(_ENTRY)


def unpacked_size(content: bytes) -> int:
    """How many bytes a file has, unpacked if it is a zip; what can't be unpacked is soon refused."""
    if not content.startswith(ZIP) or number_of_entries(content) > ENTRY_LIMIT:
        return len(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except _UNSOUND:
        return len(content)


def _check_kind(content: bytes, reading: Reading) -> None:
    """Refuse what is no workbook at all, by its first bytes."""
    if len(content) > SIZE_LIMIT:
        reading.refuse(
            "",
            _("The file is larger than {limit} bytes.").format(limit=SIZE_LIMIT),
            _("Take pictures and other additions out of it."),
        )
    elif not content.startswith(ZIP):
        reading.refuse("", *other_kind(content))
    elif number_of_entries(content) > ENTRY_LIMIT:
        reading.refuse("", _("The file has more than {limit} parts.").format(limit=ENTRY_LIMIT), _again())
    reading.close()


def _again() -> str:
    return _("Copy your answers into a newly downloaded questionnaire.")


def _package(content: bytes, reading: Reading) -> Package:
    """The entries of the zip, if they are those of a workbook. Raises FileRefused otherwise."""
    with ZipFile(io.BytesIO(content)) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
    _check_entries(entries, reading)
    reading.close()
    package = Package(content, {info.filename.lower(): info for info in entries})
    if _WORKBOOK not in package.parts:
        reading.refuse("", *other_zip(package.parts, package.part("mimetype")))
    elif "xl/vbaproject.bin" in package.parts or _MACROS.search(package.part(_RELATIONS)):
        reading.refuse(
            "",
            _("The workbook has macros, which are programs."),
            _("Save it as an Excel workbook without macros (.xlsx)."),
        )
    reading.close()
    return package


def _check_entries(entries: list[ZipInfo], reading: Reading) -> None:
    """Hold the zip's own words against what a workbook needs."""
    for info in entries:
        name = info.orig_filename
        if name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/"):
            reading.refuse(shortened(name), _("A part of the file has a path that leads out of it."), _again())
        if info.flag_bits & _IS_ENCRYPTED:
            reading.refuse(
                shortened(name), _("The file is protected by a password."), _("Remove the password, and save it again.")
            )
        elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            reading.refuse(shortened(name), _("A part of the file is packed in an unusual way."), as_xlsx())
        if info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
            reading.refuse(
                shortened(name),
                _("A part of the file is more than {limit} times as large as it is in the file.").format(
                    limit=RATIO_LIMIT
                ),
                _again(),
            )
        if info.file_size > _size_limit(info.filename.lower()):
            reading.refuse(
                shortened(name), _("A part of the file is larger than any spreadsheet program writes it."), _again()
            )
    for name in repeated(info.filename.lower() for info in entries):
        reading.refuse(shortened(name), _("A part of the file stands in it twice."), _again())
    if sum(info.file_size for info in entries) > EXPANDED_LIMIT:
        _refuse_expanded(reading)
    if entries and min(info.header_offset for info in entries) != 0:
        raise BadZipFile


def _refuse_expanded(reading: Reading) -> None:
    reading.refuse("", _("Unpacked, the file has more than {limit} bytes.").format(limit=EXPANDED_LIMIT), _again())


def _size_limit(path: str) -> int:
    """How many bytes a part may have."""
    if path in _SMALL:
        return SMALL_LIMIT
    return STYLES_LIMIT if path == "xl/styles.xml" else EXPANDED_LIMIT


def _look_through(package: Package, reading: Reading) -> None:
    """Look at every part that says what is in the sheets, and make a clean file of them."""
    paths = [path for path in package.parts if path in _NEEDED or _SHEET.fullmatch(path)]
    packs = sum(package.parts[path].file_size for path in paths) > UNPACKED_LIMIT
    clean = io.BytesIO()
    # Two readers of one zip may see two different things in it. What is written anew is the same to all.
    with ZipFile(clean, "w", ZIP_DEFLATED if packs else ZIP_STORED, compresslevel=1) as archive:
        for path in paths:
            with archive.open(package.parts[path].filename, "w") as part:
                part.writelines(_looked_at(package, path, reading))
            if package.glances[path].merged > MERGED_LIMIT:
                reading.refuse(path, _("The sheet has too many merged cells."), _again())
    reading.close()
    package.contents = contents_of(package.part(_WORKBOOK), package.part(_RELATIONS))
    if repeated(package.contents.paths.values()):
        # No program writes that, and each of them would take the room of that part again.
        reading.refuse("", _("Two sheets of the workbook are the same part of the file."), _again())
    if len(package.contents.paths) > SHEET_LIMIT:
        reading.refuse("", _("The workbook has more than {limit} sheets.").format(limit=SHEET_LIMIT), _again())
    reading.close()
    # What is looked at is what is read: nobody knows what another reader finds where nothing is.
    if any(path not in package.parts for path in package.contents.paths.values()):
        raise _Damaged
    _look_at_sheets(package, [path for path in paths if _SHEET.fullmatch(path)], reading)
    package.clean = clean.getvalue()


def _looked_at(package: Package, path: str, reading: Reading) -> Iterator[bytes]:
    """The pieces of a part, each of which was looked at."""
    glance = package.glances[path] = Glance(
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
            _refuse_expanded(reading)
        reading.close()
        yield piece


def _check_beginning(path: str, beginning: bytes, reading: Reading) -> int:
    """Refuse another encoding, in which nothing would be found, and what may declare entities.

    Gives where the first element stands.
    """
    declaration = beginning[: beginning.find(b">") + 1]
    found = _BEGINNING.match(beginning)
    if b"\x00" in beginning[:4] or _ENCODED.search(declaration):
        reading.refuse(path, _("A part of the file is not in UTF-8."), as_xlsx())
    elif not found:
        # A document type may declare entities.
        _refuse_unusual(path, reading)
    elif path == _SHARED_TEXTS:
        start = _SHARED_START.match(beginning, found.end() - 2)
        if not start:
            _refuse_unusual(path, reading)
        elif _BOASTS.search(start[0]):
            reading.refuse(path, _("The file says that it has more texts than any workbook has."), _again())
    return found.end() - 2 if found else 0


def _refuse_unusual(path: str, reading: Reading) -> None:
    reading.refuse(
        path, _("A part of the file is written in a way in which no spreadsheet program writes it."), _again()
    )


def _look_at_sheets(package: Package, paths: Sequence[str], reading: Reading) -> None:
    """Refuse sheets that would take too much memory: by what was seen at a glance, else by every cell."""
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
            package.notes[path] = look_closely(package.pieces(path), package.columns, room, lengths)
    except SheetTooLarge:
        _refuse_size(path, package, reading)
    except GivenTwice as error:
        reading.refuse(
            path,
            _("The cell or row {place} appears twice in the sheet, and only one of the two can be read.").format(
                place=error
            ),
            _again(),
        )


def _longest(package: Package) -> int:
    """How many bytes the longest shared text has at the most."""
    if package.parts[_SHARED_TEXTS].file_size > _PIECE:
        return package.parts[_SHARED_TEXTS].file_size
    return max(map(len, _SHARED_TEXT.split(package.part(_SHARED_TEXTS))))


def _refuse_size(path: str, package: Package, reading: Reading) -> None:
    reading.refuse(
        path,
        _("A sheet has more than {rows} rows or {columns} columns, or too many cells or texts.").format(
            rows=ROW_LIMIT, columns=package.columns
        ),
        _("Delete what isn’t part of the questionnaire, or copy your answers into a newly downloaded one."),
    )
