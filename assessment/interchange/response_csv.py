"""A response as a table: one row a recommendation, in any spreadsheet, and back again to the character.

Every row says whose answers they are, and of which catalogue, so that nothing is lost when rows are sorted, copied or
left out. What spreadsheets would change stands in forms that they leave alone: catalogue and version in one cell,
since “1.0” alone becomes 1, and days as year, month and day. What a spreadsheet would compute gets an apostrophe before
it (`csv_text`), which the reader takes back.

Written are commas and UTF-8; to be opened by Excel the bytes need a byte order mark (`.encode("utf-8-sig")`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

from assessment import language
from assessment.catalogue import FindCatalogue
from assessment.csv_text import guarded
from assessment.incoming import Incoming
from assessment.interchange.csv_columns import COLUMNS, FORMAT, RECOMMENDATION, TAGS, columns_of
from assessment.interchange.csv_reader import TableReader
from assessment.interchange.tables import read_csv_table, refuse_repeated
from assessment.language import gettext as _
from assessment.model import Answer, Assessment, Catalogue, Response
from assessment.sharing import Level, share
from assessment.strict import Reading

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
    """The response as CSV, with a row for every recommendation of the catalogue; `read_csv` reads the very same.

    With `hxl` a row of hashtags stands below the header. With `assessment_id` and `revisions` the file is held
    against what is stored when it comes back (`merging`). `left_out` names the fields that sharing took out of the
    response (assessment/sharing.py).
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
        writer.writerow([guarded(cells[column]) for column in COLUMNS])
    return text.getvalue()


def share_csv(assessment: Assessment, level: Level, *, hxl: bool = False) -> str:
    """An assessment as CSV for those of a level.

    Only a full one says which assessment it is of, and which state of it: what others get isn't to come back into it,
    where what was left out would look emptied.
    """
    shared, is_full = share(assessment.response, level), level is Level.FULL
    return write_csv(
        assessment.catalogue,
        shared.response,
        hxl=hxl,
        assessment_id=assessment.id if is_full else None,
        revisions=assessment.revisions if is_full else None,
        left_out=shared.left_out,
    )


def read_csv(content: bytes, file: str, find_catalogue: FindCatalogue) -> Incoming:
    """The response in a file's bytes, with a place for every recommendation that has a row in it.

    Cells stand apart by commas, semicolons or tabs. Columns are known by their codes and by their words in every
    language that ships. Raises FileRefused with every problem of the file.
    """
    reading = Reading(file)
    table = read_csv_table(content, reading, lambda name: bool(columns_of(tuple(language.LANGUAGES)).meanings(name)))
    refuse_repeated(table, reading, _("Keep one of the two, or give the other one another name."))
    reading.close()
    return TableReader(table, reading).read(find_catalogue)


def is_response_csv(header: Iterable[str]) -> bool:
    """Whether a table with these columns is such a file, be it a sound one or not."""
    known = {code for name in header for code in columns_of(tuple(language.LANGUAGES)).meanings(name)}
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
        "measures": _SEVERAL.join(answer.measures),
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
