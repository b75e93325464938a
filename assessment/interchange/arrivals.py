"""Files that somebody brings, of whatever kind: each is told by its content, and not by its name."""

from __future__ import annotations

from assessment.bounds import FILE_NAME_LIMIT
from assessment.catalogue import FindCatalogue
from assessment.errors import FileRefused
from assessment.incoming import Incoming
from assessment.interchange.file_kinds import MARKS, SIZE_LIMIT, ZIP, is_office_workbook, kind_of
from assessment.interchange.questionnaire_reading import read_questionnaire
from assessment.interchange.response_csv import is_response_csv, read_csv
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.interchange.submissions import is_submissions, is_submissions_workbook, read_submissions
from assessment.interchange.submissions_archive import table_in
from assessment.interchange.tables import header_of
from assessment.language import gettext as _
from assessment.strict import Reading, listed, shortened


def read_file(
    content: bytes, name: str, find_catalogue: FindCatalogue, *, leave_out_rows: bool = False
) -> tuple[Incoming, ...]:
    """The responses in a file's bytes; several in an export of submissions, one in any other.

    Read are the offline workbook, responses as JSON and CSV, and submissions of the form as CSV and XLSX, also in the
    archive in which ODK Central hands them out. Raises FileRefused with every problem of the file, or with what it is
    if it is none of these; `leave_out_rows` is for `read_submissions`.
    """
    if len(name) > FILE_NAME_LIMIT:
        reading = Reading(shortened(name))
        what = _("The file’s name has more than {limit} characters.").format(limit=FILE_NAME_LIMIT)
        reading.refuse("", what, _("Give it a shorter one."))
        reading.close()
    if content.startswith(ZIP):
        table = table_in(content, name)
        if table is not None or is_submissions_workbook(content):
            return read_submissions(table or content, name, find_catalogue, leave_out_rows=leave_out_rows)
        return (read_questionnaire(content, name, find_catalogue),)
    if is_office_workbook(content):
        # It is refused there, with what to do.
        return (read_questionnaire(content, name, find_catalogue),)
    if is_response_json(content):
        return (read_json_file(content, name, find_catalogue),)
    header = header_of(content)
    if is_response_csv(header):
        return (read_csv(content, name, find_catalogue),)
    if is_submissions(header):
        return read_submissions(content, name, find_catalogue, leave_out_rows=leave_out_rows)
    reading = Reading(name)
    reading.refuse("", kind_of(content) or _not_told(content, header), _wanted())
    raise FileRefused(reading.problems)


def read_one(content: bytes, name: str, find_catalogue: FindCatalogue) -> Incoming:
    """The one response in a file. Raises FileRefused as `read_file` does, and for a file that has several."""
    found = read_file(content, name, find_catalogue)
    if len(found) == 1:
        return found[0]
    reading = Reading(name)
    reading.refuse(
        "",
        _("The file holds {n} responses, and one is needed here.").format(n=len(found)),
        _("Import it, and name the response that you mean by its id."),
    )
    raise FileRefused(reading.problems)


def _wanted() -> str:
    return _(
        "Use the offline workbook (.xlsx) that was filled in, a response as JSON or CSV, or submissions of the form "
        "as CSV or XLSX."
    )


def _not_told(content: bytes, header: tuple[str, ...]) -> str:
    """What can be said of a file of which nobody can tell the kind."""
    if len(content) > SIZE_LIMIT:
        return _("The file is larger than {limit} bytes.").format(limit=SIZE_LIMIT)
    if not content.lstrip(MARKS):
        return _("The file is empty.")
    if len(header) > 1:
        return _("This is another table: it has the columns {columns}.").format(
            columns=listed([shortened(column) for column in header])
        )
    return _("Nobody can tell what kind of file this is.")
