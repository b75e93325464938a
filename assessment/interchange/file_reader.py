"""Imported files of any type: the type is recognised by the content, not by the name.

ODK Central exports submissions as a zip with a table for the form and further files. A workbook is the offline one, an
export of submissions, or a gap report with its follow-up plan.
"""

from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from assessment.catalogues import FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.i18n import gettext as _
from assessment.interchange.file_types import (
    MARKS,
    SIZE_LIMIT,
    ZIP,
    explain_old_office,
    explain_other_zip,
    explain_unknown,
    unpack,
    use_one_of_ours,
)
from assessment.interchange.forms.submissions import (
    find_sheet,
    is_submissions,
    read_submissions,
    sheet_table,
    text_table,
)
from assessment.interchange.gap_report_reader import read_gap_report
from assessment.interchange.hidden_sheet import has_origin
from assessment.interchange.questionnaire.reader import read_questionnaire
from assessment.interchange.response_csv import is_response_csv
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.interchange.text_tables import peek_header
from assessment.interchange.xlsx.bounds import BOOK, UNSOUND, open_zip
from assessment.interchange.xlsx.counters import TooLarge
from assessment.interchange.xlsx.sheets import WorkbookReading, holds_too_much, is_damaged, read_workbook
from assessment.parsing.limits import FILE_NAME_LIMIT
from assessment.parsing.message_text import abbreviated_list, too_large, truncated
from assessment.parsing.validation import FileValidation
from assessment.spreadsheet.plan_layout import PLAN_FORMAT

_TABLES_LIMIT = 10
"""Tables of an archive that are examined: one for the form and one for each of its repeats, of which ours has none."""
_HEADER = 1_000_000


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
    reading = WorkbookReading(truncated(name) if len(name) > FILE_NAME_LIMIT else name)
    if len(name) > FILE_NAME_LIMIT:
        what = _("The file’s name is longer than {limit} characters.").format(limit=FILE_NAME_LIMIT)
        raise reading.refused("", what, _("Shorten it."))
    if is_response_json(content):
        return (read_json_file(content, name, find_catalogue),)
    reading.check_size(content, SIZE_LIMIT, _("Split it into smaller files, or remove pictures from it."))
    if content.startswith(ZIP):
        table = _find_table(content, reading)
        if table is None:
            return _read_workbook(content, reading, find_catalogue, leave_out_rows, with_plans)
    else:
        table = content
        header = peek_header(content)
        if not is_submissions(header):
            raise reading.refused("", *_explain_no_table(content, header))
    return read_submissions(text_table(table, reading), reading, find_catalogue, leave_out_rows=leave_out_rows)


def read_single_response(content: bytes, name: str, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The single response in a file. Raises FileRefused as `read_file` does, and for a file with several."""
    responses = read_file(content, name, find_catalogue)
    if len(responses) == 1:
        return responses[0]
    reading = FileValidation(name)
    raise reading.refused(
        "",
        _("The file has {n} responses, but only one can be used here.").format(n=len(responses)),
        _("Import it, and give the id of one response."),
    )


def _read_workbook(
    content: bytes, reading: WorkbookReading, find_catalogue: FindCatalogue, leave_out_rows: bool, with_plans: bool
) -> tuple[ImportedResponse, ...]:
    grids = read_workbook(content, reading)
    if sheet := find_sheet(grids, reading):
        table = sheet_table(sheet, reading)
        return read_submissions(table, reading, find_catalogue, leave_out_rows=leave_out_rows)
    if not any(has_origin(grid, PLAN_FORMAT) for grid in grids):
        return (read_questionnaire(grids, reading, find_catalogue),)
    if not with_plans:
        raise reading.refused("", _("This is a gap report; only its follow-up plan can be read."), _("Import it."))
    return (read_gap_report(grids, reading, find_catalogue),)


def _explain_no_table(content: bytes, header: tuple[str, ...]) -> tuple[str, str]:
    """What a file is that has no submissions, and what to do."""
    if old := explain_old_office(content):
        return old
    if is_response_csv(header):
        return _("Answers exported as CSV don’t come back; as JSON or in an offline workbook (.xlsx) they do."), ""
    if not content.lstrip(MARKS):
        return _("The file is empty."), use_one_of_ours()
    if len(header) > 1:
        columns = abbreviated_list([truncated(column) for column in header])
        return _("This table is not recognised. Its columns: {columns}.").format(columns=columns), use_one_of_ours()
    return explain_unknown()


def _find_table(content: bytes, reading: FileValidation) -> bytes | None:
    """The table of submissions in a zip; None if the zip is a workbook.

    Raises FileRefused if it is anything else, or can't be read.
    """
    try:
        with open_zip(content) as archive:
            entries = {entry.filename.lower(): entry for entry in archive.infolist()}
            if BOOK in entries:
                return None
            tables = [entry for path, entry in entries.items() if path.endswith(".csv")][:_TABLES_LIMIT]
            ours = [entry for entry in tables if is_submissions(peek_header(_unpacked(archive, entry, _HEADER)))]
            if len(ours) == 1:
                if ours[0].file_size > SIZE_LIMIT:
                    where = truncated(ours[0].filename)
                    raise reading.refused(where, too_large(SIZE_LIMIT), _("Split it into smaller files."))
                return _unpacked(archive, ours[0], SIZE_LIMIT)
            if ours:
                names = abbreviated_list([truncated(entry.filename) for entry in ours])
                raise reading.refused("", _("The archive has several tables: {names}.").format(names=names), unpack())
            mimetype = _unpacked(archive, entries["mimetype"], _HEADER) if "mimetype" in entries else b""
            raise reading.refused("", *explain_other_zip(entries, mimetype))
    except TooLarge:
        raise holds_too_much(reading) from None
    except UNSOUND:
        raise is_damaged(reading) from None


def _unpacked(archive: ZipFile, entry: ZipInfo, limit: int) -> bytes:
    """The beginning of a file in a zip; nothing if it is packed in a way that can't be unpacked piece by piece."""
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return b""
    with archive.open(entry) as unpacked:
        return unpacked.read(limit)
