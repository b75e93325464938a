"""Submissions in an archive: ODK Central exports a zip with a table for the form and further files."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assessment.errors import FileRefused
from assessment.interchange.file_kinds import SIZE_LIMIT, unpack
from assessment.interchange.submissions import is_submissions
from assessment.interchange.tables import header_of
from assessment.interchange.workbook_bounds import ENTRY_LIMIT, number_of_entries
from assessment.language import gettext as _
from assessment.strict import Reading, listed, shortened, too_large

TABLES_LIMIT = 10
"""Tables of an archive that are examined: one for the form and one for each of its repeats, of which ours has none."""
_HEADER = 1_000_000
_IS_ENCRYPTED = 0x1


def table_in(content: bytes, name: str) -> bytes | None:
    """The table of submissions in a zip; None if there is none, which is then reported by another reader.

    Raises FileRefused if it can't be read, or if there are several.
    """
    reading = Reading(name)
    if number_of_entries(content) > ENTRY_LIMIT:
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            tables = [part for part in archive.infolist() if part.filename.lower().endswith(".csv")]
            ours = [part for part in tables[:TABLES_LIMIT] if is_submissions(header_of(_start(archive, part, _HEADER)))]
            if not ours:
                return None
            if len(ours) > 1:
                names = listed([shortened(part.filename) for part in ours])
                what = _("The archive has several tables: {names}.").format(names=names)
                reading.refuse("", what, unpack())
            elif ours[0].file_size > SIZE_LIMIT:
                reading.refuse(shortened(ours[0].filename), too_large(SIZE_LIMIT), _("Split it into smaller files."))
            reading.close()
            return _start(archive, ours[0], SIZE_LIMIT)
    except FileRefused:
        raise
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        return None


def _start(archive: ZipFile, part: ZipInfo, limit: int) -> bytes:
    """The beginning of a part; nothing if it is packed in a way that can't be unpacked piece by piece."""
    if part.flag_bits & _IS_ENCRYPTED or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return b""
    with archive.open(part) as opened:
        return opened.read(limit)
