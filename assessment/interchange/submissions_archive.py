"""Submissions in an archive: ODK Central hands out a zip with a table for the form, and what belongs to it beside."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assessment.errors import FileRefused
from assessment.interchange.file_kinds import SIZE_LIMIT
from assessment.interchange.submissions import is_submissions
from assessment.interchange.tables import header_of
from assessment.interchange.workbook_bounds import ENTRY_LIMIT, number_of_entries
from assessment.language import gettext as _
from assessment.strict import Reading, listed, shortened

TABLES_LIMIT = 10
"""Tables of an archive that are looked at: one of the form, and one for each of its repeats, of which ours has none."""
_HEADER = 1_000_000
_IS_ENCRYPTED = 0x1


def table_in(content: bytes, name: str) -> bytes | None:
    """The table of submissions in a zip; None if it is none of that kind, which its own reader tells.

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
                what = _("The archive has several tables of submissions: {names}.").format(names=names)
                reading.refuse("", what, _("Unpack it, and bring them one by one."))
            elif ours[0].file_size > SIZE_LIMIT:
                what = _("The file is larger than {limit} bytes.").format(limit=SIZE_LIMIT)
                reading.refuse(shortened(ours[0].filename), what, _("Download fewer submissions at once."))
            reading.close()
            return _start(archive, ours[0], SIZE_LIMIT)
    except FileRefused:
        raise
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        return None


def _start(archive: ZipFile, part: ZipInfo, limit: int) -> bytes:
    """As much of a part; nothing of one that is packed in a way in which it can't be unpacked piece by piece."""
    if part.flag_bits & _IS_ENCRYPTED or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return b""
    with archive.open(part) as opened:
        return opened.read(limit)
