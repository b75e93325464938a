"""The sheet *Method and sources*: what ratings mean, how figures come about, what they hang on, and who asks what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.countries import INVENTED
from assessment.groups import Group
from assessment.language import gettext as _
from assessment.legend import LOOKS, mechanism_word, rating_label, rating_meaning
from assessment.model import Catalogue, Rating, Recommendation
from assessment.reports.answer_sheets import RATINGS, STATUSES
from assessment.reports.columns import Column, Link, Value
from assessment.reports.explanations import (
    Step,
    about_the_figures,
    about_the_lists,
    about_the_texts,
    about_what_is_not_covered,
    do_no_harm,
    formula,
)
from assessment.reports.findings import Findings
from assessment.reports.group_tables import score_value
from assessment.reports.passages import Passage
from assessment.reports.sheets import Book, Sheet
from assessment.reports.styles import Style
from assessment.robustness import LEADING, VARIANTS, Range
from assessment.scoring import Grouping, tally
from assessment.sharing import left_out_words

_WIDTHS = (54.0, 19.0, 28.0, 16.0, 60.0)
_ALL = len(_WIDTHS)


@dataclass(frozen=True, slots=True)
class _Document:
    """A UN document with what the catalogue quotes from it."""

    symbol: str
    items: tuple[Recommendation, ...]


def write_method(book: Book, findings: Findings) -> None:
    sheet = book.sheet(
        _("Method and sources"),
        _WIDTHS,
        _("How the figures of this report come about, and where what it quotes stands."),
    )
    sheet.freeze()
    _write_ratings(sheet)
    _write_formula(sheet, findings)
    sheet.begin_page()
    _write_sentences(
        sheet,
        _("How to read the lists"),
        [*about_the_lists(_("the sheet “All answers”")), about_what_is_not_covered()],
    )
    _write_sentences(sheet, _("Texts that people typed"), [*about_the_texts(), *_about_this_response(findings)])
    _write_sentences(sheet, _("Do no harm"), [do_no_harm()])
    sheet.begin_page()
    _write_robustness(sheet, findings)
    _write_statuses(sheet)
    sheet.begin_page()
    _write_publication(sheet, findings.catalogue)
    _write_documents(sheet, findings.catalogue)


def _write_sentences(sheet: Sheet, title: str, sentences: Iterable[str]) -> None:
    sheet.section(title)
    for sentence in sentences:
        sheet.line(sentence, Style.FACT, span=_ALL)


def _about_this_response(findings: Findings) -> list[str]:
    said = []
    if findings.left_out:
        said.append(left_out_words(findings.left_out))
    if findings.response.anonymous:
        said.append(_("This response is anonymous: the organisation that answered is left out of every sheet."))
    if findings.response.country in INVENTED:
        said.append(
            _("The place of this report and everything said of it are invented, to show what a report looks like.")
        )
    return said


def _write_ratings(sheet: Sheet) -> None:
    sheet.section(_("What the ratings mean"))
    columns: list[Column[Rating | None]] = [
        Column(_("Rating"), 0, rating_label, Style.RATING),
        Column(_("Counts as"), 0, value_of, Style.ORDINAL),
    ]
    first = sheet.row
    area = sheet.table(RATINGS, columns, list(LOOKS), filters=False)
    sheet.colour_ratings(area.cells(1))
    # Beside the table and not in it, so that the sentences may run over several columns.
    sheet.put(first, 3, _("Meaning"), Style.HEADER, span=_ALL - 2)
    for row, rating in enumerate(LOOKS, start=area.first_row):
        sheet.raise_row(row, sheet.put(row, 3, rating_meaning(rating), Style.TEXT, span=_ALL - 2))


def value_of(rating: Rating | None) -> float | None:
    """What a rating counts, from 0 to 1; none where it isn't counted."""
    score = tally([rating]).score
    return None if score is None else score / 100


def _write_formula(sheet: Sheet, findings: Findings) -> None:
    sheet.section(_("How the figures come about"))
    sheet.line(_("The example is the overall of this report."), Style.SENTENCE, span=_ALL)
    steps = formula()
    columns: list[Column[Step]] = [Column(_("Figure"), 0, lambda step: step.name, Style.RATING)]
    first = sheet.row
    area = sheet.table("Formula", columns, steps, filters=False)
    sheet.put(first, 2, _("In this report"), Style.HEADER)
    sheet.put(first, 3, _("How it comes about"), Style.HEADER, span=_ALL - 2)
    for row, step in enumerate(steps, start=area.first_row):
        figure = step.figure(findings.whole)
        style = Style.PERCENT if step.is_percent else Style.NUMBER if isinstance(figure, int) else Style.VALUE
        sheet.put(row, 2, figure, style)
        sheet.raise_row(row, sheet.put(row, 3, step.words, Style.TEXT, span=_ALL - 2))
    for sentence in about_the_figures(findings.threshold):
        sheet.line(sentence, Style.FACT, span=_ALL)


def _write_robustness(sheet: Sheet, findings: Findings) -> None:
    found, catalogue = findings.robustness, findings.catalogue
    sheet.section(_("What hangs on the method’s choices"))
    sheet.line(
        _(
            "A method makes choices. Here the scores are computed {n} times: with a partial worth 1/3, 1/2 and 2/3; "
            "with each recommendation or each theme weighing the same; and with near-duplicates counted once or each. "
            "What stays the same in all of them doesn’t hang on the method."
        ).format(n=len(VARIANTS)),
        Style.FACT,
        span=_ALL,
    )
    if found.overall is None:
        sheet.line(_("Nothing is rated, so there is no score to vary."), Style.FACT, span=_ALL)
        return
    tallies = findings.by[Grouping.THEME]
    rows = [(Group(_("Overall"), findings.whole), found.overall)] + [
        (Group(catalogue.theme_by_id[theme].name, tallies[theme]), span) for theme, span in found.by_theme.items()
    ]
    threshold = findings.threshold
    columns: list[Column[tuple[Group, Range]]] = [
        Column(_("Theme"), 0, lambda row: row[0].name),
        Column(_("Score"), 0, lambda row: score_value(row[0], threshold), Style.PERCENT),
        Column(_("Lowest of all variants"), 0, lambda row: _shown(row[0], row[1].low, threshold), Style.PERCENT),
        Column(_("Highest of all variants"), 0, lambda row: _shown(row[0], row[1].high, threshold), Style.PERCENT),
    ]
    sheet.table("Robustness", columns, rows, filters=False)
    leading = len(found.gaps_kept) + len(found.gaps_lost)
    pairs = len(found.orders_kept) + len(found.orders_lost)
    sheet.line(
        _("Leading gaps (the first {most} at most): {kept} of {all} are among them in every variant.").format(
            most=LEADING, kept=len(found.gaps_kept), all=leading
        ),
        Style.FACT,
        span=_ALL,
    )
    sheet.line(
        _("Pairs of themes: {kept} of {all} stand in the same order in every variant.").format(
            kept=len(found.orders_kept), all=pairs
        ),
        Style.FACT,
        span=_ALL,
    )


def _shown(group: Group, figure: float, threshold: float) -> float | str:
    """A figure of a group, unless too little is rated to show one."""
    return figure if group.tally.is_sufficient(threshold) else "–"


def follow_up_words() -> list[str]:
    """The words for how far an action has come."""
    return [_("Not started"), _("Planned"), _("Started"), _("Done"), _("Put off"), _("Not pursued")]


def _write_statuses(sheet: Sheet) -> None:
    sheet.section(_("Words for the follow-up plan"))
    sheet.line(
        _("The column “Status” of the sheet “Gaps” offers these words. Write your own over them, and it offers yours."),
        Style.FACT,
        span=_ALL,
    )
    columns: list[Column[str]] = [Column(_("Status"), 0, lambda word: word, Style.PLAN_TEXT)]
    sheet.table(STATUSES, columns, follow_up_words(), filters=False)


def _write_publication(sheet: Sheet, catalogue: Catalogue) -> None:
    publication = catalogue.publication
    sheet.section(_("Source of the recommendations"))
    facts: list[tuple[str, Value]] = [
        (_("Publication"), publication.title),
        (_("Publisher"), publication.publisher),
        (_("Date"), publication.date),
        (_("Address"), Link(publication.url, publication.url)),
        (_("Note"), Passage(publication.note, "", _("Note"))),
        (_("Catalogue"), f"{catalogue.title} ({catalogue.id}, {catalogue.version})"),
        (_("Fingerprint of the catalogue (SHA-256)"), catalogue.hash),
    ]
    for label, value in facts:
        style = Style.FACT_LINK if isinstance(value, Link) else Style.FACT
        sheet.raise_row(
            sheet.row,
            max(
                sheet.put(sheet.row, 1, label, Style.LABEL),
                sheet.put(sheet.row, 2, value, style, span=_ALL - 1),
            ),
        )
        sheet.row += 1


def _write_documents(sheet: Sheet, catalogue: Catalogue) -> None:
    """Which mandate says what in which document."""
    sheet.section(_("Mandates and documents"))
    columns: list[Column[_Document]] = [
        Column(_("Mandate"), 0, lambda document: document.items[0].source.mandate.name),
        Column(_("Mechanism"), 0, lambda document: mechanism_word(document.items[0].source.mandate.mechanism)),
        Column(_("Document"), 0, lambda document: Link(document.symbol, document.items[0].source.url), Style.LINK),
        Column(_("Year"), 0, lambda document: document.items[0].source.year, Style.NUMBER),
        Column(_("Recommendations and paragraphs"), 0, _places),
    ]
    sheet.table("Documents", columns, _documents(catalogue), filters=False)


def _documents(catalogue: Catalogue) -> list[_Document]:
    """The documents by mandate in the catalogue's order, in each the newest first."""
    found: dict[tuple[str, str], list[Recommendation]] = {}
    for item in catalogue.recommendations:
        found.setdefault((item.source.mandate.id, item.source.symbol), []).append(item)
    order = {mandate.id: place for place, mandate in enumerate(catalogue.mandates)}
    keys = sorted(found, key=lambda key: (order[key[0]], -found[key][0].source.year))
    return [_Document(symbol, tuple(found[mandate, symbol])) for mandate, symbol in keys]


def _places(document: _Document) -> Passage:
    words = ", ".join(f"{item.id} (para. {item.source.paragraph})" for item in document.items)
    title = document.items[0].source.document
    return Passage(f"{title}\n{words}" if title else words, "", document.symbol)
