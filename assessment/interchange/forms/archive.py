"""Submissions in an archive: ODK Central exports a zip with a table for the form and further files."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.file_types import SIZE_LIMIT, unpack
from assessment.interchange.forms.submissions import is_submissions
from assessment.interchange.text_tables import peek_header
from assessment.interchange.xlsx.package_limits import ENTRY_LIMIT, count_entries
from assessment.parsing.message_text import abbreviated_list, too_large, truncated
from assessment.parsing.validation import FileValidation

TABLES_LIMIT = 10
"""Tables of an archive that are examined: one for the form and one for each of its repeats, of which ours has none."""
_HEADER = 1_000_000
_IS_ENCRYPTED = 0x1


def find_table(content: bytes, name: str) -> bytes | None:
    """The table of submissions in a zip; None if there is none, which is then reported by another reader.

    Raises FileRefused if it can't be read, or if there are several.
    """
    reading = FileValidation(name)
    if count_entries(content) > ENTRY_LIMIT:
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            tables = [part for part in archive.infolist() if part.filename.lower().endswith(".csv")]
            ours = [
                part for part in tables[:TABLES_LIMIT] if is_submissions(peek_header(_start(archive, part, _HEADER)))
            ]
            if not ours:
                return None
            if len(ours) > 1:
                names = abbreviated_list([truncated(part.filename) for part in ours])
                what = _("The archive has several tables: {names}.").format(names=names)
                reading.refuse("", what, unpack())
            elif ours[0].file_size > SIZE_LIMIT:
                reading.refuse(truncated(ours[0].filename), too_large(SIZE_LIMIT), _("Split it into smaller files."))
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
