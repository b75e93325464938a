"""The sheet *Method and sources*: what ratings mean, how figures are calculated, robustness, and sources."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, mechanism_word, rating_label, rating_meaning
from assessment.reports.excel.recommendation_sheets import RATINGS, STATUSES
from assessment.reports.method_text import (
    Step,
    about_robustness,
    about_texts,
    about_the_figures,
    about_the_lists,
    about_this_response,
    about_what_is_not_covered,
    do_no_harm_notice,
    follow_up_words,
    formula,
    robust_gaps_and_orders,
    worth,
)
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column, Link, Passage, Value, sheet_column
from assessment.reports.sheets.styles import Style
from assessment.views.results import (
    Results,
    publication_facts,
    quoted_documents,
    quoted_paragraphs,
    varied_columns,
    varied_scores,
)

_WIDTHS = (54.0, 19.0, 28.0, 16.0, 60.0)
_ALL = len(_WIDTHS)


_Quoted = tuple[Recommendation, ...]
"""The recommendations of one document."""


def write_method(book: Book, results: Results) -> None:
    sheet = book.sheet(
        _("Method and sources"),
        _WIDTHS,
        _("How the figures are calculated, and the sources quoted."),
    )
    sheet.keep_in_sight()
    _write_ratings(sheet)
    _write_formula(sheet, results)
    sheet.begin_page()
    _write_sentences(
        sheet,
        _("How to read the lists"),
        [*about_the_lists(), about_what_is_not_covered()],
    )
    _write_sentences(sheet, _("Texts as typed"), [about_texts(), _about_long_texts(), *about_this_response(results)])
    _write_sentences(sheet, _("Do no harm"), [do_no_harm_notice()])
    sheet.begin_page()
    _write_robustness(sheet, results)
    _write_statuses(sheet)
    sheet.begin_page()
    _write_publication(sheet, results.catalogue)
    _write_documents(sheet, results)


def _write_sentences(sheet: ReportSheet, title: str, sentences: Iterable[str]) -> None:
    sheet.section(title)
    for sentence in sentences:
        sheet.paragraph(sentence, Style.FACT)


def _about_long_texts() -> str:
    return _(
        "No text is read as a formula. A text too long for its row is cut there, with the number under which "
        "the sheet “Long texts” has all of it."
    )


def _write_ratings(sheet: ReportSheet) -> None:
    sheet.section(_("What the ratings mean"))
    columns: list[Column[Rating | None]] = [
        Column(_("Rating"), 0, rating_label, Style.RATING),
        Column(_("Counts as"), 0, worth, Style.ORDINAL),
    ]
    first = sheet.row
    area = sheet.table(RATINGS, columns, list(RATING_STYLES), filters=False)
    sheet.colour_ratings(area.cells(1))
    # Beside the table and not in it, so that the sentences may run over several columns.
    sheet.put(first, 3, _("Meaning"), Style.HEADER, span=_ALL - 2)
    for row, rating in enumerate(RATING_STYLES, start=area.first_row):
        sheet.raise_row(row, sheet.put(row, 3, rating_meaning(rating), Style.TEXT, span=_ALL - 2))


def _write_formula(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("How the figures are calculated"))
    sheet.paragraph(_("The figures are the overall of this report."), Style.SENTENCE)
    steps = formula()
    columns: list[Column[Step]] = [Column(_("Figure"), 0, lambda step: step.name, Style.RATING)]
    first = sheet.row
    area = sheet.table("Formula", columns, steps, filters=False)
    sheet.put(first, 2, _("In this report"), Style.HEADER)
    sheet.put(first, 3, _("Calculation"), Style.HEADER, span=_ALL - 2)
    for row, step in enumerate(steps, start=area.first_row):
        figure = step.figure(results.whole)
        style = Style.PERCENT if step.is_percent else Style.NUMBER if isinstance(figure, int) else Style.VALUE
        sheet.put(row, 2, figure, style)
        sheet.raise_row(row, sheet.put(row, 3, step.words, Style.TEXT, span=_ALL - 2))
    for sentence in about_the_figures(results.threshold):
        sheet.paragraph(sentence, Style.FACT)


def _write_robustness(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("Robustness"))
    sheet.paragraph(about_robustness(), Style.FACT)
    varied = varied_scores(results)
    if varied is None:
        sheet.paragraph(_("Nothing is rated, so there is no score to vary."), Style.FACT)
        return
    themes, overall = varied
    columns = list(map(sheet_column, varied_columns(results.threshold)))
    sheet.table("Robustness", columns, [overall, *themes], filters=False)
    for sentence in robust_gaps_and_orders(results.robustness):
        sheet.paragraph(sentence, Style.FACT)


def _write_statuses(sheet: ReportSheet) -> None:
    sheet.section(_("Words for the follow-up plan"))
    sheet.paragraph(
        _("The column “Status” on the sheet “Gaps” offers these words. Overwrite them to offer your own."), Style.FACT
    )
    columns: list[Column[str]] = [Column(_("Status"), 0, lambda word: word, Style.PLAN_TEXT)]
    sheet.table(STATUSES, columns, follow_up_words(), filters=False)


def _write_publication(sheet: ReportSheet, catalogue: Catalogue) -> None:
    sheet.section(_("Source of the recommendations"))
    for fact in publication_facts(catalogue):
        value: Value = fact.text
        if fact.url:
            value = Link(fact.text, fact.url)
        elif fact.is_typed:
            value = Passage(fact.text, "", fact.label)
        sheet.fact(fact.label, value, Style.FACT_LINK if fact.url else Style.FACT)


def _write_documents(sheet: ReportSheet, results: Results) -> None:
    """Which mandate says what in which document."""
    sheet.section(_("Mandates and documents"))
    columns: list[Column[_Quoted]] = [
        Column(_("Mandate"), 0, lambda items: items[0].source.mandate.name),
        Column(_("Mechanism"), 0, lambda items: mechanism_word(items[0].source.mandate.mechanism)),
        Column(_("Document"), 0, lambda items: Link(items[0].source.symbol, items[0].source.url), Style.LINK),
        Column(_("Year"), 0, lambda items: items[0].source.year, Style.NUMBER),
        Column(_("Recommendations and paragraphs"), 0, _places),
    ]
    sheet.table("Documents", columns, quoted_documents(results), filters=False)


def _places(items: _Quoted) -> Passage:
    words, source = quoted_paragraphs(items), items[0].source
    return Passage(f"{source.document}\n{words}" if source.document else words, "", source.symbol)
