"""The sheet *Start here*: what to do, who answers, and what the ratings mean."""

from __future__ import annotations

from assessment.domain.countries import country_name
from assessment.domain.model import Catalogue, Response
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.hidden_sheets import TICK, Choice, Lists
from assessment.interchange.questionnaire.layout import (
    OWN_CODES,
    ColumnCode,
    IdentityField,
    catalogue_mark,
    short_label,
)
from assessment.interchange.questionnaire.sheet import (
    PORTRAIT,
    RATING_COLOURS,
    WAITING,
    QuestionnaireSheet,
    QuestionnaireStyle,
)
from assessment.interchange.questionnaire.visible_text import FieldRow, answer_rows
from assessment.labels.codes import RATING_STYLES, rating_label, rating_meaning, voice_word
from assessment.spreadsheet.references import column_letter
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

COLUMNS = (ColumnCode.FIELD, ColumnCode.LABEL, ColumnCode.ANSWER, ColumnCode.NOTE, ColumnCode.GUTTER)
_FIELD, _LABEL, _ANSWER, _NOTE, _GUTTER = range(1, len(COLUMNS) + 1)
_WIDTHS = (12.0, 22.0, 50.0, 34.0, 1.0)


def write_start_sheet(
    book: Workbook, title: str, catalogue: Catalogue, response: Response | None, lists: Lists
) -> None:
    sheet = QuestionnaireSheet(book, title, _WIDTHS, hidden_columns=1)
    sheet.add({
        **{place: (code.value, QuestionnaireStyle.KEY) for place, code in enumerate(COLUMNS, start=1)},
        len(COLUMNS) + 1: (catalogue_mark(catalogue), QuestionnaireStyle.KEY),
    }, is_hidden=True)  # fmt: skip
    sheet.add({_LABEL: (_("Questionnaire to fill in without the app"), QuestionnaireStyle.TITLE)}, height=30)
    _write_words(sheet, _("About"), catalogue.title, QuestionnaireStyle.SUBTITLE)
    _write_words(sheet, _("Framework"), catalogue.framework)
    _write_section(sheet, _("How to fill it in"))
    _write_steps(sheet)
    _write_section(sheet, _("Who answers"))
    _write_identity(sheet, response, lists)
    _write_section(sheet, _("What the ratings mean"))
    _write_ratings(sheet)
    _write_section(sheet, _("Where the recommendations come from"))
    _write_source(sheet, catalogue)
    sheet.print_on(PORTRAIT, catalogue.title)


def _write_section(sheet: QuestionnaireSheet, words: str) -> None:
    sheet.skip(8)
    sheet.add({_LABEL: (words, QuestionnaireStyle.SECTION)}, height=24)


def _write_steps(sheet: QuestionnaireSheet) -> None:
    steps = {
        _("1. Enter who answers"): _("Fill in the fields below. Those in pale yellow are still needed."),
        _("2. Answer"): _(
            "On the sheet “Questionnaire”, choose a rating for each recommendation, and put an “{tick}” in front "
            "of each measure that is in place. Leave blank what you haven’t looked at: blank means “not "
            "answered”, never absent."
        ).format(tick=TICK),
        _("3. See the figures"): _("The sheet “Scores” updates as you answer."),
        _("4. Import it"): _(
            "Save it as .xlsx and import it into the app. If something can’t be read, you are told in which cell, "
            "and nothing is imported until it is corrected."
        ),
        _("Do no harm"): _("Write no names, no cases, and nothing by which a victim could be recognised."),
        _("Your own notes"): _(
            "You can add sheets of your own, which aren’t read, and in Excel enlarge rows and columns. To sort "
            "rows or add columns, first unprotect the sheet (in Excel under “Review”, in LibreOffice under "
            "“Tools”); there is no password. Sort whole rows, hidden columns included: the app needs those to "
            "find the answers."
        ),
    }
    for step, words in steps.items():
        _write_words(sheet, step, words)


def _write_identity(sheet: QuestionnaireSheet, response: Response | None, lists: Lists) -> None:
    given: dict[IdentityField, object] = dict.fromkeys(IdentityField)
    if response is not None:
        given = {
            IdentityField.COUNTRY: country_name(response.country),
            IdentityField.VOICE: voice_word(response.voice),
            IdentityField.ORGANISATION: response.organisation,
            IdentityField.ROUND_LABEL: response.round.label,
            IdentityField.ROUND_DATE: response.round.date,
        }
    given[IdentityField.ANONYMOUS] = _("Yes") if response is not None and response.anonymous else _("No")
    notes = {
        IdentityField.COUNTRY: _("Required. Choose from the list."),
        IdentityField.VOICE: _("Required. Whose answers these are."),
        IdentityField.ORGANISATION: _("Leave it blank if the name could put somebody in danger."),
        IdentityField.ROUND_LABEL: _("For example: 2026 baseline"),
        IdentityField.ROUND_DATE: _("For example: 2026-11-24"),
        IdentityField.ANONYMOUS: _("“Yes” keeps the organisation out of every report. This file still contains it."),
    }
    places = {about: _write_answer(sheet, about, given[about], notes[about]) for about in IdentityField}
    sheet.cells.offer(places[IdentityField.COUNTRY], lists.reference(Choice.COUNTRY))
    sheet.cells.offer(places[IdentityField.VOICE], lists.reference(Choice.VOICE))
    sheet.cells.offer(places[IdentityField.ANONYMOUS], lists.reference(Choice.YES_OR_NO))
    for about in (IdentityField.COUNTRY, IdentityField.VOICE):
        sheet.cells.colour(places[about], f"LEN(TRIM({places[about]}))=0", *WAITING)


def _write_answer(sheet: QuestionnaireSheet, about: IdentityField, value: object, note: str) -> str:
    """Write what is asked about the response, and give its first cell."""
    style = QuestionnaireStyle.ANSWER_DATE if about is IdentityField.ROUND_DATE else QuestionnaireStyle.ANSWER
    first = sheet.row
    rows: list[FieldRow] = answer_rows(about.value, short_label(about), value, _WIDTHS[_ANSWER - 1], style)  # type: ignore[arg-type]
    for row in rows:
        sheet.add({
            _FIELD: (row.field, QuestionnaireStyle.KEY),
            _LABEL: (row.label, QuestionnaireStyle.LABEL),
            _ANSWER: (row.value, row.style),
            _NOTE: (note, QuestionnaireStyle.NOTE),
            _GUTTER: (None, QuestionnaireStyle.GUTTER),
        })  # fmt: skip
    return f"{column_letter(_ANSWER)}{first}"


def _write_ratings(sheet: QuestionnaireSheet) -> None:
    for rating in RATING_STYLES:
        row = _write_words(sheet, rating_label(rating), rating_meaning(rating))
        sheet.cells.colour(f"{column_letter(_LABEL)}{row}", "TRUE", *RATING_COLOURS[rating])


def _write_source(sheet: QuestionnaireSheet, catalogue: Catalogue) -> None:
    publication = catalogue.publication
    _write_words(sheet, _("Publication"), f"{publication.title}, {publication.publisher}, {publication.date}")
    row = _write_words(sheet, _("Address"), publication.url, QuestionnaireStyle.LINK)
    sheet.cells.write_link(row, _ANSWER, publication.url, publication.url, QuestionnaireStyle.LINK)
    _write_words(sheet, _("Catalogue and version"), f"{catalogue.id}, {catalogue.version}")


def _write_words(sheet: QuestionnaireSheet, label: str, words: str, style: CellStyle = QuestionnaireStyle.FACT) -> int:
    """Write words beside a label, and give their row."""
    return sheet.add(
        {
            _FIELD: (OWN_CODES, QuestionnaireStyle.KEY),
            _LABEL: (label, QuestionnaireStyle.LABEL),
            _ANSWER: (words, style),
        }
    )
