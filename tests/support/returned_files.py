"""Files as they come back: made from an assessment that is kept, and saying other answers now."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Assessment, Response
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_json import write_response


def as_workbook(kept: Assessment, answers: Mapping[str, Answer]) -> bytes:
    return questionnaire_workbook(
        kept.catalogue, response=saying(kept, answers), assessment_id=kept.id, revisions=kept.revisions
    )


def as_json(kept: Assessment, answers: Mapping[str, Answer]) -> bytes:
    return write_response(saying(kept, answers)).encode()


def saying(kept: Assessment, answers: Mapping[str, Answer]) -> Response:
    return kept.response.with_answers({**kept.response.answers, **answers})


def as_submissions(catalogue: Catalogue, *submissions: Mapping[str, str]) -> bytes:
    """An export of what phones sent, with the columns of the first submission and those that tell the catalogue."""
    of = {"catalogue_id": catalogue.id, "catalogue_version": catalogue.version, "catalogue_hash": catalogue.hash}
    table = io.StringIO(newline="")
    rows = csv.DictWriter(table, [*(of | dict(submissions[0]))])
    rows.writeheader()
    rows.writerows({**of, **each} for each in submissions)
    return table.getvalue().encode()
