"""Imported files of any type: the type is recognised by the content, not by the name."""

from __future__ import annotations

from assessment.catalogues.reader import FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.file_types import MARKS, SIZE_LIMIT, ZIP, is_office_workbook, recognise_unsupported
from assessment.interchange.forms.archive import find_table
from assessment.interchange.forms.submissions import is_submissions, is_submissions_workbook, read_submissions
from assessment.interchange.response_csv import is_response_csv
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.interchange.text_tables import peek_header
from assessment.interchange.workbook_reader import read_workbook
from assessment.parsing.limits import FILE_NAME_LIMIT
from assessment.parsing.message_text import abbreviated_list, too_large, truncated
from assessment.parsing.validation import FileValidation


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
        table = find_table(content, name)
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
        reading.refuse("", _exported_as_csv(), "")
    else:
        reading.refuse("", recognise_unsupported(content) or _unrecognised(content, header), _accepted_files())
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


def _exported_as_csv() -> str:
    return _("Answers exported as CSV don’t come back; as JSON or in an offline workbook (.xlsx) they do.")


def _accepted_files() -> str:
    return _(
        "Use a completed questionnaire or gap report (.xlsx), a response (JSON), or form submissions (CSV or XLSX)."
    )


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
