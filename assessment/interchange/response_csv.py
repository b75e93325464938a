"""A response as a table with one row per recommendation, for any spreadsheet; it is read again exactly.

Every row says whose answers they are and which catalogue they answer, so nothing is lost when rows are sorted, copied
or deleted. Values that spreadsheets would change are written in a form that they leave alone: catalogue and version in
one cell, since “1.0” alone becomes 1, and dates as year, month and day. Text that a spreadsheet would take for a
formula gets an apostrophe before it (`csv_text`), which the reader removes.

Files are comma-separated and in UTF-8; for Excel the bytes need a byte order mark (`.encode("utf-8-sig")`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

from assessment import i18n
from assessment.catalogues.reader import FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.model import Answer, Assessment, Catalogue, Response
from assessment.domain.sharing import SharingLevel, share
from assessment.interchange.csv_columns import COLUMNS, FORMAT, RECOMMENDATION, TAGS, columns_by_header
from assessment.interchange.csv_reader import TableReader
from assessment.interchange.fields import NO_MEASURES
from assessment.interchange.text_tables import keep_or_rename, read_csv_table, refuse_repeated
from assessment.parsing.csv_escaping import escape_formula
from assessment.parsing.validation import FileValidation

_SEVERAL = "; "


def write_csv(
    catalogue: Catalogue,
    response: Response,
    *,
    hxl: bool = False,
    assessment_id: str | None = None,
    revisions: Mapping[str, int] | None = None,
    left_out: Sequence[str] = (),
) -> str:
    """The response as CSV, with a row for every recommendation of the catalogue; `read_csv` reads the same response.

    With `hxl` there is a row of hashtags below the header. With `assessment_id` and `revisions` the file is compared
    with the stored answers when it is imported (`merging`). `left_out` names the fields that sharing removed from the
    response (assessment/domain/sharing.py).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    if hxl:
        writer.writerow(TAGS.values())
    whose = _identity_cells(catalogue, response) | {
        "format": FORMAT,
        "left_out": _SEVERAL.join(left_out),
        "assessment_id": assessment_id or "",
    }
    for item in catalogue.recommendations:
        revision = (revisions or {}).get(item.id)
        cells = {
            **whose,
            "revision": "" if revision is None else str(revision),
            RECOMMENDATION: item.id,
            "title": item.title,
            **_answer_cells(response.answer(item.id)),
        }
        writer.writerow([escape_formula(cells[column]) for column in COLUMNS])
    return text.getvalue()


def share_csv(assessment: Assessment, level: SharingLevel, *, hxl: bool = False) -> str:
    """An assessment as CSV, for a sharing level.

    Only a full file says which assessment it belongs to and in which state: other files must not be imported into it,
    since fields that were left out would look as if they had been cleared.
    """
    shared, is_full = share(assessment.response, level), level is SharingLevel.FULL
    return write_csv(
        assessment.catalogue,
        shared.response,
        hxl=hxl,
        assessment_id=assessment.id if is_full else None,
        revisions=assessment.revisions if is_full else None,
        left_out=shared.left_out,
    )


def read_csv(content: bytes, file: str, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The response in a file's bytes, with an answer for every recommendation that has a row.

    Cells are separated by commas, semicolons or tabs. Columns are recognised by their codes and by their names in every
    available language. Raises FileRefused with every problem of the file.
    """
    reading = FileValidation(file)
    table = read_csv_table(content, reading, lambda name: bool(columns_by_header(tuple(i18n.LANGUAGES)).meanings(name)))
    refuse_repeated(table, reading, keep_or_rename())
    reading.close()
    return TableReader(table, reading).read(find_catalogue)


def is_response_csv(header: Iterable[str]) -> bool:
    """Whether a table with these columns is such a file, valid or not."""
    known = {code for name in header for code in columns_by_header(tuple(i18n.LANGUAGES)).meanings(name)}
    return RECOMMENDATION in known


def _identity_cells(catalogue: Catalogue, response: Response) -> dict[str, str]:
    return {
        "catalogue": f"{catalogue.id} {catalogue.version}",
        "country": response.country,
        "voice": response.voice.value,
        "organisation": response.organisation,
        "round_label": response.round.label,
        "round_date": _day(response.round.date),
        "anonymous": "true" if response.anonymous else "false",
    }


def _answer_cells(answer: Answer) -> dict[str, str]:
    return {
        "rating": answer.rating.value if answer.rating else "",
        "measures": NO_MEASURES if answer.measures == () else _SEVERAL.join(answer.ticked),
        "evidence": answer.evidence,
        "evidence_url": answer.evidence_url,
        "law_reference": answer.law_reference,
        "responsible": answer.responsible,
        "action": answer.action,
        "target_date": _day(answer.target_date),
        "comment": answer.comment,
        "reason": answer.reason,
        "cause": answer.cause.value if answer.cause else "",
    }


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else ""
