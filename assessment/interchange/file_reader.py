"""Imported files of any type: the type is recognised by the content, not by the name.

ODK Central exports submissions as a zip with a table for the form and further files. A workbook is the offline one, or
a gap report with its follow-up plan.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError

from assessment.catalogues import FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.file_types import MARKS, SIZE_LIMIT, ZIP, is_office_workbook, recognise_unsupported, unpack
from assessment.interchange.forms.submissions import is_submissions, is_submissions_workbook, read_submissions
from assessment.interchange.gap_report_origin import is_plan_origin, titles_without_plan
from assessment.interchange.gap_report_reader import read_gap_report
from assessment.interchange.questionnaire.answer_cells import WorkbookReading
from assessment.interchange.questionnaire.provenance import titles_without_answers
from assessment.interchange.questionnaire.reader import read_grids_of_questionnaire
from assessment.interchange.response_csv import is_response_csv
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.interchange.text_tables import peek_header
from assessment.interchange.xlsx.package_limits import ENTRY_LIMIT, Package, count_entries, open_package, refuse_damaged
from assessment.interchange.xlsx.sheets import Grid, read_grids
from assessment.parsing.limits import FILE_NAME_LIMIT
from assessment.parsing.message_text import abbreviated_list, too_large, truncated
from assessment.parsing.validation import FileValidation

_TABLES_LIMIT = 10
"""Tables of an archive that are examined: one for the form and one for each of its repeats, of which ours has none."""
_HEADER = 1_000_000
_IS_ENCRYPTED = 0x1


def read_file(
    content: bytes,
    name: str,
    find_catalogue: FindCatalogue,
    *,
    leave_out_rows: bool = False,
    with_plans: bool = False,
) -> tuple[ImportedResponse, ...]:
    """The responses in a file's bytes; several in an export of submissions, one in any other file.

    Accepted are the offline workbook, responses as JSON, and form submissions as CSV or XLSX, also in ODK Central's zip
    archive. Raises FileRefused with every problem of the file, or with what it is if it is none of these;
    `leave_out_rows` is for `read_submissions`. With `with_plans` also a gap report, for its follow-up plan alone.
    """
    if len(name) > FILE_NAME_LIMIT:
        reading = FileValidation(truncated(name))
        what = _("The file’s name is longer than {limit} characters.").format(limit=FILE_NAME_LIMIT)
        reading.refuse("", what, _("Shorten it."))
        reading.close()
    if content.startswith(ZIP):
        table = _find_table(content, name)
        if table is not None or is_submissions_workbook(content):
            return read_submissions(table or content, name, find_catalogue, leave_out_rows=leave_out_rows)
        return (read_workbook(content, name, find_catalogue, with_plans=with_plans),)
    if is_office_workbook(content):
        # It is refused there, with advice on what to do.
        return (read_workbook(content, name, find_catalogue),)
    if is_response_json(content):
        return (read_json_file(content, name, find_catalogue),)
    header = peek_header(content)
    if is_submissions(header):
        return read_submissions(content, name, find_catalogue, leave_out_rows=leave_out_rows)
    reading = FileValidation(name)
    if is_response_csv(header):
        what, fix = _("Answers exported as CSV don’t come back; as JSON or in an offline workbook (.xlsx) they do."), ""
    else:
        what = recognise_unsupported(content) or _unrecognised(content, header)
        fix = _(
            "Use a completed questionnaire or gap report (.xlsx), a response (JSON), or form submissions (CSV or XLSX)."
        )
    reading.refuse("", what, fix)
    raise FileRefused(reading.problems)


def read_single_response(content: bytes, name: str, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The single response in a file. Raises FileRefused as `read_file` does, and for a file with several."""
    found = read_file(content, name, find_catalogue)
    if len(found) == 1:
        return found[0]
    reading = FileValidation(name)
    reading.refuse(
        "",
        _("The file has {n} responses, but only one can be used here.").format(n=len(found)),
        _("Import it, and give the id of one response."),
    )
    raise FileRefused(reading.problems)


def read_workbook(
    content: bytes, name: str, find_catalogue: FindCatalogue, *, with_plans: bool = False
) -> ImportedResponse:
    """The response in the bytes of an offline workbook.

    A gap report is refused unless `with_plans`, since it has no answers to read. Raises FileRefused with every problem
    of the file.
    """
    reading = WorkbookReading(name)
    package = open_package(content, reading)
    grids = _read_grids(package, reading)
    if not any(map(is_plan_origin, grids)):
        return read_grids_of_questionnaire(package, grids, reading, find_catalogue)
    if not with_plans:
        reading.refuse("", _("This is a gap report; only its follow-up plan can be read."), _("Import it."))
        reading.close()
    return read_gap_report(package, grids, reading, find_catalogue)


def _read_grids(package: Package, reading: WorkbookReading) -> Sequence[Grid]:
    try:
        return read_grids(package, lambda grid: [*titles_without_answers(grid), *titles_without_plan(grid)])
    except BaseException as error:
        # An error inside calamine's Rust code is raised as a panic, which isn't an Exception.
        if not isinstance(error, CalamineError | ValueError) and type(error).__name__ != "PanicException":
            raise
    refuse_damaged(reading)
    raise FileRefused(reading.problems)


def _unrecognised(content: bytes, header: tuple[str, ...]) -> str:
    """What is wrong with a file whose type isn't recognised."""
    if len(content) > SIZE_LIMIT:
        return too_large(SIZE_LIMIT)
    if not content.lstrip(MARKS):
        return _("The file is empty.")
    if len(header) > 1:
        return _("This table is not recognised. Its columns: {columns}.").format(
            columns=abbreviated_list([truncated(column) for column in header])
        )
    return _("This type of file is not recognised.")


def _find_table(content: bytes, name: str) -> bytes | None:
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
                part for part in tables[:_TABLES_LIMIT] if is_submissions(peek_header(_start(archive, part, _HEADER)))
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
