"""The sheet *Method and sources*: what ratings mean, how figures are calculated, robustness, and sources."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, mechanism_word, rating_label, rating_meaning
from assessment.labels.formatting import percent
from assessment.reports import method_text as method
from assessment.reports.excel.recommendation_sheets import RATINGS, STATUSES
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column, Link, Passage, Value, sheet_column
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.references import Area
from assessment.views import results as view
from assessment.views.results import Results

_WIDTHS = (67.0, 17.0, 19.0, 11.0, 62.0)
_Quoted = tuple[Recommendation, ...]
"""The recommendations of one document."""


def write_method(book: Book, results: Results) -> None:
    sheet = book.sheet(_("Method and sources"), _WIDTHS, _("How the figures are calculated, and the sources quoted."))
    sheet.keep_in_sight()
    _write_ratings(sheet)
    _write_formula(sheet, results)
    long_texts = _(
        "No text is read as a formula. A text too long for its row is cut there, with the number under which "
        "the sheet “Long texts” has all of it."
    )
    for title, sentences in (
        (_("Do no harm"), [method.do_no_harm_notice()]),
        (_("How to read the lists"), [*method.about_the_lists(), method.about_what_is_not_covered()]),
        (_("Texts as typed"), [method.about_texts(), long_texts, *method.about_this_response(results)]),
    ):
        sheet.section(title)
        sheet.paragraphs(sentences)
    _write_robustness(sheet, results)
    _write_sources(sheet, results)


def write_for_the_screen(sheet: ReportSheet, results: Results) -> None:
    """Pairs of themes in their order; and the words that the follow-up plan offers, for those who want other ones."""
    if results.theme_orders:
        sheet.section(_("Robustness"))
        orders = list(map(sheet_column, view.order_columns()))
        sheet.table("ThemeOrders", orders, results.theme_orders, filters=False)
    sheet.section(_("Words for the follow-up plan"))
    sheet.paragraphs(
        [_("The column “Status” on the sheet “Gaps” offers these words. Overwrite them to offer your own.")]
    )
    statuses: list[Column[str]] = [Column(_("Status"), 0, str, Style.PLAN_TEXT)]
    sheet.table(STATUSES, statuses, method.follow_up_words(), filters=False)


def _write_ratings(sheet: ReportSheet) -> None:
    sheet.section(_("What the ratings mean"))
    columns: list[Column[Rating | None]] = [
        Column(_("Rating"), 0, rating_label, Style.RATING),
        Column(_("Counts as"), 0, method.worth, Style.ORDINAL),
    ]
    area = sheet.table(RATINGS, columns, list(RATING_STYLES), filters=False)
    sheet.colour_ratings(area.cells(1))
    _write_beside(sheet, area, _("Meaning"), map(rating_meaning, RATING_STYLES))


def _write_beside(sheet: ReportSheet, area: Area, header: str, texts: Iterable[str]) -> None:
    """Sentences beside a table and not in it, so that they may run over several columns."""
    span = len(_WIDTHS) - 2
    sheet.put(area.first_row - 1, 3, header, Style.HEADER, span=span)
    for row, text in enumerate(texts, start=area.first_row):
        sheet.raise_row(row, sheet.put(row, 3, text, Style.TEXT, span=span))


def _write_formula(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("How the figures are calculated"))
    sheet.paragraph(method.about_voice(), Style.SENTENCE)
    steps = method.formula()
    columns: list[Column[method.Step]] = [Column(_("Figure"), 0, lambda step: step.name, Style.RATING)]
    area = sheet.table("Formula", columns, steps, filters=False)
    sheet.put(area.first_row - 1, 2, _("In this report"), Style.HEADER)
    for row, step in enumerate(steps, start=area.first_row):
        figure = step.figure(results.whole)
        style = Style.PERCENT if step.is_percent else Style.NUMBER if isinstance(figure, int) else Style.VALUE
        sheet.put(row, 2, figure, style)
    _write_beside(sheet, area, _("Calculation"), (step.words for step in steps))
    sheet.paragraphs(method.about_the_figures(results.threshold))
    if (weighted := results.differing_weighted) is not None:
        sheet.paragraph(method.about_weighted_overall(percent(weighted)), Style.FACT)


def _write_robustness(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("Robustness"))
    sheet.paragraphs([method.about_robustness()])
    varied = view.varied_scores(results)
    if varied is None:
        sheet.paragraphs([_("Nothing is rated, so there is no score to vary.")])
        return
    themes, overall = varied
    columns = list(map(sheet_column, view.varied_columns(results.threshold)))
    sheet.table("Robustness", columns, [overall, *themes], filters=False)
    sheet.paragraphs(method.robust_gaps_and_orders(results))


def _write_sources(sheet: ReportSheet, results: Results) -> None:
    """Where the recommendations were published, and which mandate says what in which document."""
    sheet.section(_("Source of the recommendations"))
    for fact in view.publication_facts(results.catalogue):
        value: Value = Link(fact.text, fact.url) if fact.url else fact.text
        if fact.is_typed:
            value = Passage(fact.text, "", fact.label)
        sheet.fact(fact.label, value, Style.FACT_LINK if fact.url else Style.FACT)
    sheet.section(_("Mandates and documents"))
    columns: list[Column[_Quoted]] = [
        Column(_("Mandate"), 0, lambda items: items[0].source.mandate.name),
        Column(_("Mechanism"), 0, lambda items: mechanism_word(items[0].source.mandate.mechanism)),
        Column(_("Document"), 0, lambda items: Link(items[0].source.symbol, items[0].source.url), Style.LINK),
        Column(_("Year"), 0, lambda items: items[0].source.year, Style.NUMBER),
        Column(_("Recommendations and paragraphs"), 0, _places),
    ]
    sheet.table("Documents", columns, view.quoted_documents(results), filters=False)


def _places(items: _Quoted) -> Passage:
    words, source = view.quoted_paragraphs(items), items[0].source
    return Passage(f"{source.document}\n{words}" if source.document else words, "", source.symbol)
