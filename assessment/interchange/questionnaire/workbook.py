"""The offline workbook: an Excel file to fill in without the app, which `reader` reads.

It asks for every field of an answer, and can be printed as the paper questionnaire. A response that is written to it is
read again exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from assessment.domain.model import ANSWER_FIELDS, Catalogue, Response, Voice
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire import questionnaire_sheet as questionnaire
from assessment.interchange.questionnaire import start_sheet as start
from assessment.interchange.questionnaire.hidden_sheets import Lists, write_file_sheet
from assessment.interchange.questionnaire.scores_sheet import write_scores_sheet
from assessment.labels.formatting import response_name
from assessment.spreadsheet.references import sheet_title
from assessment.spreadsheet.workbook import Workbook

_NO_REVISIONS: Mapping[str, int] = MappingProxyType({})


def questionnaire_workbook(
    catalogue: Catalogue,
    *,
    response: Response | None = None,
    assessment_id: str | None = None,
    revisions: Mapping[str, int] = _NO_REVISIONS,
    threshold: float = COVERAGE_THRESHOLD,
) -> bytes:
    """The offline workbook of a catalogue as the content of an .xlsx file.

    With a `response` it has the answers so far. `assessment_id` and `revisions` say from which state of a stored
    assessment it was made, so that the completed file can be merged into it later. `threshold` is the coverage, 0 to 1,
    below which no percentage is shown.
    """
    name = response_name(response) if response else catalogue.title
    start_title, title, scores_title = map(sheet_title, (_("Start here"), _("Questionnaire"), _("Scores")))
    # A person who filled it in with a program that computes nothing should see the scores of what is there.
    book = Workbook(title=f"{_('Questionnaire')}: {name}", created=dt.datetime.now(dt.UTC), computes=True)
    lists = Lists(response.country if response else None)
    start.write_start_sheet(book, start_title, catalogue, response, lists)
    columns = questionnaire.write_questionnaire_sheet(book, title, name, catalogue, response, lists)
    counted = response or Response(catalogue.id, catalogue.version, country="", voice=Voice.OTHER)
    write_scores_sheet(book, scores_title, name, catalogue, counted, threshold, title, columns)
    lists.write(book)
    write_file_sheet(
        book,
        catalogue,
        assessment_id,
        counted.asked,
        revisions,
        {start_title: start.COLUMNS, title: questionnaire.COLUMNS},
        _texts(response) if response else {},
        [start_title, title, scores_title, lists.title],
    )
    return book.content()


def _texts(response: Response) -> dict[tuple[str, str], str]:
    """All free text, by recommendation and field."""
    about = {("", "organisation"): response.organisation, ("", "round_label"): response.round.label}
    typed = [field.name for field in ANSWER_FIELDS if field.is_typed]
    answers = {(item, name): getattr(answer, name) for item, answer in response.answers.items() for name in typed}
    return about | answers
