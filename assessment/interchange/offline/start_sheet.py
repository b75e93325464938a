"""The sheet *Start here*: what to do, who answers, and what the ratings mean."""

from __future__ import annotations

from assessment.countries import country_name
from assessment.interchange.offline.answer_rows import AnswerRow, answer_rows
from assessment.interchange.offline.hidden_sheets import TICK, Choice, Lists
from assessment.interchange.offline.layout import OURS, About, Code, catalogue_mark, words_of
from assessment.interchange.offline.sheets import PORTRAIT, Sheet
from assessment.interchange.offline.styles import RATING_COLOURS, WAITING, Style
from assessment.language import gettext as _
from assessment.legend import LOOKS, rating_label, rating_meaning, voice_word
from assessment.model import Catalogue, Response
from assessment.spreadsheet.references import column_letter
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

COLUMNS = (Code.FIELD, Code.LABEL, Code.ANSWER, Code.NOTE, Code.GUTTER)
_FIELD, _LABEL, _ANSWER, _NOTE, _GUTTER = range(1, len(COLUMNS) + 1)
_WIDTHS = (12.0, 22.0, 50.0, 34.0, 1.0)


def write_start_sheet(
    book: Workbook, title: str, catalogue: Catalogue, response: Response | None, lists: Lists
) -> None:
    sheet = Sheet(book, title, _WIDTHS, hidden_columns=1)
    sheet.add({
        **{place: (code.value, Style.KEY) for place, code in enumerate(COLUMNS, start=1)},
        len(COLUMNS) + 1: (catalogue_mark(catalogue), Style.KEY),
    }, is_hidden=True)  # fmt: skip
    sheet.add({_LABEL: (_("Questionnaire to fill in without the app"), Style.TITLE)}, height=30)
    _write_words(sheet, _("About"), catalogue.title, Style.SUBTITLE)
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


def _write_section(sheet: Sheet, words: str) -> None:
    sheet.skip(8)
    sheet.add({_LABEL: (words, Style.SECTION)}, height=24)


def _write_steps(sheet: Sheet) -> None:
    steps = {
        _("1. Say who answers"): _("Fill in the fields below. What is pale yellow is still needed."),
        _("2. Answer"): _(
            "On the sheet “Questionnaire”, choose a rating for each recommendation, and put an “{tick}” in front of "
            "each measure that is in place. Leave empty what you haven’t looked at: empty means “not answered”, and "
            "is never counted as absent."
        ).format(tick=TICK),
        _("3. See the figures"): _("The sheet “Scores” counts along while you answer."),
        _("4. Bring it back"): _(
            "Save it as .xlsx and open it in the app. If something can’t be understood, you are told in which cell, "
            "and nothing is taken until it is mended."
        ),
        _("Do no harm"): _("Write no names, no cases, and nothing by which a victim could be recognised."),
        _("Your own notes"): _(
            "You can add sheets of your own, which aren’t read, and in Excel make rows and columns larger. To sort "
            "rows or add columns, first unprotect the sheet (in Excel under “Review”, in LibreOffice under “Tools”); "
            "there is no password. Sort whole rows, hidden columns included: by these the app finds the answers again."
        ),
    }
    for step, words in steps.items():
        _write_words(sheet, step, words)


def _write_identity(sheet: Sheet, response: Response | None, lists: Lists) -> None:
    given: dict[About, object] = dict.fromkeys(About)
    if response is not None:
        given = {
            About.COUNTRY: country_name(response.country),
            About.VOICE: voice_word(response.voice),
            About.ORGANISATION: response.organisation,
            About.ROUND_LABEL: response.round.label,
            About.ROUND_DATE: response.round.date,
        }
    given[About.ANONYMOUS] = _("Yes") if response is not None and response.anonymous else _("No")
    notes = {
        About.COUNTRY: _("Needed. Choose from the list."),
        About.VOICE: _("Needed. Who speaks in these answers?"),
        About.ORGANISATION: _("Leave it empty where the name could endanger somebody."),
        About.ROUND_LABEL: _("What this time of asking is called, such as “2026 baseline”."),
        About.ROUND_DATE: _("Such as 2026-11-24."),
        About.ANONYMOUS: _("“Yes” keeps the organisation out of every report. This file itself still has it."),
    }
    places = {about: _write_answer(sheet, about, given[about], notes[about]) for about in About}
    sheet.cells.offer(places[About.COUNTRY], lists.reference(Choice.COUNTRY))
    sheet.cells.offer(places[About.VOICE], lists.reference(Choice.VOICE))
    sheet.cells.offer(places[About.ANONYMOUS], lists.reference(Choice.YES_OR_NO))
    for about in (About.COUNTRY, About.VOICE):
        sheet.cells.colour(places[about], f"LEN(TRIM({places[about]}))=0", *WAITING)


def _write_answer(sheet: Sheet, about: About, value: object, note: str) -> str:
    """Write what is asked about the response, and give its first cell."""
    style = Style.ANSWER_DATE if about is About.ROUND_DATE else Style.ANSWER
    first = sheet.row
    rows: list[AnswerRow] = answer_rows(about.value, words_of(about), value, _WIDTHS[_ANSWER - 1], style)  # type: ignore[arg-type]
    for row in rows:
        sheet.add({
            _FIELD: (row.field, Style.KEY),
            _LABEL: (row.label, Style.LABEL),
            _ANSWER: (row.value, row.style),
            _NOTE: (note, Style.NOTE),
            _GUTTER: (None, Style.GUTTER),
        })  # fmt: skip
    return f"{column_letter(_ANSWER)}{first}"


def _write_ratings(sheet: Sheet) -> None:
    for rating in LOOKS:
        row = _write_words(sheet, rating_label(rating), rating_meaning(rating))
        sheet.cells.colour(f"{column_letter(_LABEL)}{row}", "TRUE", *RATING_COLOURS[rating])


def _write_source(sheet: Sheet, catalogue: Catalogue) -> None:
    publication = catalogue.publication
    _write_words(sheet, _("Publication"), f"{publication.title}, {publication.publisher}, {publication.date}")
    row = _write_words(sheet, _("Address"), publication.url, Style.LINK)
    sheet.cells.write_link(row, _ANSWER, publication.url, publication.url, Style.LINK)
    _write_words(sheet, _("Catalogue and version"), f"{catalogue.id}, {catalogue.version}")


def _write_words(sheet: Sheet, label: str, words: str, style: CellStyle = Style.FACT) -> int:
    """Write words beside a label, and give their row."""
    return sheet.add({_FIELD: (OURS, Style.KEY), _LABEL: (label, Style.LABEL), _ANSWER: (words, style)})
